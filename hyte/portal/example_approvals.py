"""Invented wellbeing reports of Lahti for two years, handled and approved, so that a published report can be looked at."""

from __future__ import annotations

from datetime import date, timedelta

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.models import Area
from hyte.governance.meetings.models import Decision
from hyte.governance.structure.models import Body
from hyte.planning.reports.choices import SectionState, StepRole
from hyte.planning.reports.jobs import make_pdf
from hyte.planning.reports.models import HandlingStep, Report, ReportSnapshot, ReportTemplate
from hyte.planning.reports.operations.approving import approve_report
from hyte.planning.reports.operations.handling import add_step, ask_body, note_statement, say_why_not_asked, tie_to_case
from hyte.planning.reports.operations.statements import accept_statement, prefill_statements
from hyte.planning.reports.operations.writing import (
    begin_report,
    finish_section,
    leave_section_out,
    send_to_handling,
    write_section,
)

MUNICIPALITY, TEMPLATE = "lahti", "vuosiraportti"
COMMITTEE, COUNCIL, ELDERS = (
    "lahti-hyvinvoinnin-ja-vapaa-ajan-lautakunta",
    "lahti-vammaisneuvosto",
    "lahti-vanhusneuvosto",
)
YEARS = (2024, 2025)
REGION, REGIONAL_TEMPLATE, REGIONS_COUNCIL = (
    "paijat-hame",
    "alueellinen-hyvinvointikertomus",
    "paijat-hame-aluevaltuusto",
)
WRITTEN = 4  # sections of the regional example that have words
# By the section of the template, in Finnish and, where it is written, in Swedish; the years differ in some of them.
WORDS = {
    "tiivistelma": {
        "fi": "Keksitty esimerkki. Lahdessa tehtiin työtä hyvän arjen puolesta.\n\nMoni nuori liikkui enemmän kuin ennen. "
        "Osa ikäihmisistä on yksin.\n\nKaupunki avaa lisää paikkoja, joissa voi tavata muita.",
        "sv": "Ett påhittat exempel. Lahtis arbetade för en god vardag.\n\nMånga unga rörde på sig mer än förr. "
        "En del äldre är ensamma.\n\nStaden öppnar fler ställen där man kan träffa andra.",
    },
    "politiikka": {
        "fi": "Keksitty esimerkki: hyvinvointisuunnitelman tavoitteista eteni puolet aikataulussa, ja hyvinvointiryhmä "
        "käsitteli etenemisen neljä kertaa."
    },
    "voimavarat": {
        "fi": "Keksitty esimerkki: työtä teki viisi henkilöä. Järjestöille jaettiin avustuksia 420 000 euroa.",
        "sv": "Ett påhittat exempel: fem personer arbetade med detta. Föreningarna fick 420 000 euro i understöd.",
    },
    "erot": {"fi": "Keksitty esimerkki: pienituloisissa talouksissa koettu terveys on heikompi kuin muissa."},
    "tekijat": {"fi": "Keksitty esimerkki: asuntojen hinnat laskivat, ja työttömyys kasvoi."},
    "palvelut": {
        "fi": "Keksitty esimerkki: liikuntaneuvonnassa kävi aiempaa useampi, ja jono lyheni kahteen viikkoon."
    },
    "osallisuus": {"fi": "Keksitty esimerkki: asukasraati kokoontui viisi kertaa ja teki yksitoista ehdotusta."},
    "paatelmat": {"fi": "Keksitty esimerkki: yksinäisyyteen tarvitaan paikkoja, joihin pääsee kävellen."},
}
LATER = {"palvelut": {"fi": "Keksitty esimerkki: liikuntaneuvonnan jono kasvoi taas, koska yksi neuvoja jäi pois."}}


def approve_example_reports(*, today: date) -> None:
    """Two years of reports, each heard, decided and frozen, the newer one with its PDF; and a regional one on its way."""
    area = Area.objects.get(key=MUNICIPALITY)
    previous = None
    for year in YEARS:
        previous = _report(area, year, previous=previous, today=today)
        _write(previous, {**WORDS, **(LATER if year == YEARS[-1] else {})}, today=today)
        snapshot = _handle(previous, year, today=today)
    make_pdf(snapshot, by=SYSTEM, today=today)
    send_regional_example(today=today)


def send_regional_example(*, today: date) -> None:
    """The county's report on its way: two municipal councils are asked, and the county's own council is still to decide."""
    report = begin_report(
        Area.objects.get(key=REGION),
        template=ReportTemplate.objects.get(key=REGIONAL_TEMPLATE),
        title="Esimerkki: alueellinen hyvinvointikertomus",
        first=date(2023, 1, 1),
        last=date(2025, 12, 31),
        is_example=True,
        by=SYSTEM,
        today=today,
    )
    for section in report.sections.filter(state__in=[SectionState.TO_WRITE, SectionState.DRAFT]):
        if section.order <= WRITTEN:
            words = {"text_fi": f"Keksitty esimerkki: {section.title_fi.lower()} kerrotaan tässä lyhyesti."}
            section = write_section(section, version=section.version, words=words, by=SYSTEM)
            finish_section(section, version=section.version, by=SYSTEM)
        else:
            leave_section_out(section, version=section.version, reason="Esimerkki on lyhyt.", by=SYSTEM)
    _step(report, REGIONS_COUNCIL, StepRole.DECIDES, today=today)
    for body in (ELDERS, COUNCIL):
        step = _step(report, body, StepRole.HEARD, today=today)
        ask_body(step, version=step.version, asked_on=today, due=today + timedelta(days=30), by=SYSTEM, today=today)
    report.refresh_from_db()
    send_to_handling(report, version=report.version, by=SYSTEM)


def _report(area: Area, year: int, *, previous: Report | None, today: date) -> Report:
    return begin_report(
        area,
        template=ReportTemplate.objects.get(key=TEMPLATE),
        title=f"Esimerkki: Lahden hyvinvointiraportti {year}",
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        previous=previous,
        is_bilingual=True,
        is_example=True,
        by=SYSTEM,
        today=today,
    )


def _write(report: Report, words: dict[str, dict[str, str]], *, today: date) -> None:
    for name, texts in words.items():
        section = report.sections.get(asked__key=f"{TEMPLATE}-{name}")
        told = {f"text_{code}": text for code, text in texts.items()}
        write_section(section, version=section.version, words=told, by=SYSTEM)
    for section in report.sections.filter(state__in=[SectionState.TO_WRITE, SectionState.DRAFT]):
        finish_section(section, version=section.version, by=SYSTEM)
    for statement in prefill_statements(report, by=SYSTEM, today=today)[:2]:
        accept_statement(statement, version=statement.version, by=SYSTEM, today=today)


def _handle(report: Report, year: int, *, today: date) -> ReportSnapshot:
    """Two councils, one of which was heard, and the committee that decides."""
    heard = _step(report, ELDERS, StepRole.HEARD, today=today)
    unheard = _step(report, COUNCIL, StepRole.HEARD, today=today)
    deciding = _step(report, COMMITTEE, StepRole.DECIDES, today=today)
    say_why_not_asked(
        unheard, version=unheard.version, reason="Neuvosto antoi lausuntonsa jo suunnitelmasta.", by=SYSTEM
    )
    asked = ask_body(heard, version=heard.version, asked_on=date(year + 1, 2, 3), by=SYSTEM, today=today)
    note_statement(
        asked,
        version=asked.version,
        answered_on=date(year + 1, 2, 17),
        statement="Esimerkki: yksin asuvat ikäihmiset on nostettava esiin.",
        effect="Johtopäätöksiin lisättiin kohtaamispaikat.",
        by=SYSTEM,
        today=today,
    )
    report.refresh_from_db()
    report = send_to_handling(report, version=report.version, by=SYSTEM)
    decision = Decision.objects.select_related("matter").get(key=f"esimerkki-lahti-paatos-raportti-{year}")
    tie_to_case(deciding, version=deciding.version, matter=decision.matter, decision=decision, by=SYSTEM)
    report.refresh_from_db()
    return approve_report(report, version=report.version, decision=decision, by=SYSTEM, today=today)


def _step(report: Report, body: str, role: StepRole, *, today: date) -> HandlingStep:
    report.refresh_from_db()
    return add_step(report, version=report.version, body=Body.objects.get(key=body), role=role, by=SYSTEM, today=today)

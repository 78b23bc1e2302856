"""Invented wellbeing reports of one small municipality: last year's words, and this year's report half written."""

from __future__ import annotations

from datetime import date, timedelta

from hyte.core.accounts.rules import SYSTEM
from hyte.core.areas.models import Area
from hyte.governance.structure.models import Post
from hyte.planning.reports.models import Report, ReportTemplate, Section
from hyte.planning.reports.operations.assigning import assign_section
from hyte.planning.reports.operations.statements import prefill_statements
from hyte.planning.reports.operations.writing import (
    begin_report,
    finish_section,
    leave_section_out,
    write_section,
)

MUNICIPALITY = "sysma"
TEMPLATE = "vuosiraportti"
WRITER = "esimerkki-sysma-hyvinvointikoordinaattori"
# By the section of the template; what is not written here is left to be written.
LAST_YEAR = {
    "tiivistelma": "Tämä on keksitty esimerkki. Sysmässä väki vähenee. Kylissä on nyt kolme kylätupaa. Kyytejä tarvitaan lisää.",
    "politiikka": "Keksitty esimerkki: valtuusto hyväksyi hyvinvointisuunnitelman, ja hyvinvointiryhmä kokoontui neljä kertaa.",
    "voimavarat": "Keksitty esimerkki: työtä tekee yksi koordinaattori puolella työajalla. Järjestöille jaettiin 8 000 euroa.",
    "erot": "Keksitty esimerkki: yksin asuvat ikääntyneet kylillä jäävät palveluista useammin kuin keskustassa asuvat.",
    "tekijat": "Keksitty esimerkki: väestö väheni ja ikääntyi. Bussivuoroja oli vähemmän kuin vuotta aiemmin.",
    "palvelut": "Keksitty esimerkki: kylätuvat avattiin kolmeen kylään, ja kävijöitä oli viikossa noin kuusikymmentä.",
    "osallisuus": "Keksitty esimerkki: kyläilloissa kuultiin 120 asukasta. Toive kyydeistä vietiin suunnitelmaan.",
    "paatelmat": "Keksitty esimerkki: yksinäisyyteen puututtiin ajoissa, mutta kulkeminen kylistä on vaikeutunut.",
}
THIS_YEAR = {
    "voimavarat": "Keksitty esimerkki: koordinaattorin työaika on ennallaan. Järjestöille jaettiin 9 000 euroa.",
    "osallisuus": "Keksitty esimerkki: nuorisovaltuusto teki aloitteen iltakyydeistä, ja se otettiin suunnitelmaan.",
}
READY_IN_DAYS = 30


def begin_example_reports(*, today: date) -> None:
    """Last year's report as it was written, and this year's with something still to do of every kind."""
    area = Area.objects.get(key=MUNICIPALITY)
    year = today.year - 1
    before = _begin(area, year - 1, previous=None, today=today)
    for name, words in LAST_YEAR.items():
        _write(before, name, words)
    report = _begin(area, year, previous=before, today=today)
    for name, words in THIS_YEAR.items():
        _write(report, name, words)
    money = _section(report, "raha")
    leave_section_out(money, version=money.version, reason="Talousarvion rivejä ei ole merkitty ilmiöille.", by=SYSTEM)
    asked = _section(report, "tekijat")
    post = Post.objects.get(key=WRITER)
    due = today + timedelta(days=READY_IN_DAYS)
    assign_section(asked, version=asked.version, post=post, due=due, by=SYSTEM, today=today)
    prefill_statements(report, by=SYSTEM, today=today)


def _begin(area: Area, year: int, *, previous: Report | None, today: date) -> Report:
    return begin_report(
        area,
        template=ReportTemplate.objects.get(key=TEMPLATE),
        title=f"Esimerkki: hyvinvointiraportti {year}",
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        due=today + timedelta(days=2 * READY_IN_DAYS) if previous else None,
        previous=previous,
        is_example=True,
        by=SYSTEM,
        today=today,
    )


def _section(report: Report, name: str) -> Section:
    return report.sections.get(asked__key=f"{TEMPLATE}-{name}")


def _write(report: Report, name: str, words: str) -> None:
    section = _section(report, name)
    section = write_section(section, version=section.version, words={"text_fi": words}, by=SYSTEM)
    finish_section(section, version=section.version, by=SYSTEM)

"""What a report that is being written says."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hyte.core.accounts.rules import SYSTEM
from hyte.governance.structure.models import Theme
from hyte.knowledge.indicators.models import Concern, Omission, SetMember
from hyte.planning.plans.models import Plan
from hyte.planning.reports.content import (
    ActionRow,
    ConcernRow,
    Figure,
    HandlingRow,
    ObjectiveRow,
    ReportContent,
    SectionContent,
)
from hyte.planning.reports.operations import handling, statements, writing
from hyte.planning.reports.queries.content import content_of, objective_rows
from tests.factories import BodyFactory, acting
from tests.factories.plans import action_of, approved, objective_of, placing_of, plan_of, text_of
from tests.factories.plans import report_of as progress_of
from tests.factories.reports import TODAY, report_of
from tests.knowledge.indicators.conftest import areas  # noqa: F401 - the small county of the numbers
from tests.knowledge.indicators.figures import COUNTY, FLAT, LAHTI, row, stored_numbers, yearly
from tests.planning.reports.figures import LAST, indicators_of, report_with, rising

pytestmark = pytest.mark.django_db
TERM = {"starts": date(2025, 1, 1), "ends": date(2028, 12, 31)}
PLAIN = {
    "state": "ready",
    "text": {},
    "left_out_reason": "",
    "asked_by": "",
    "shared": {},
    "figures": [],
    "absences": [],
    "concerns": [],
    "objectives": [],
    "money": [],
    "handling": [],
}


def content(report):
    return content_of(report, user=acting(report.home).user, today=TODAY)


def reason_in_english(report):
    (section,) = content(report).sections
    assert section.figures == []
    return [one.reason["en"].replace("\N{NO-BREAK SPACE}", " ") for one in section.absences]


def test_an_empty_report_is_its_frame_and_its_sections():
    report = report_of(kinds=("text", "money"))
    first, second = report.sections.order_by("order")

    assert content(report) == ReportContent(
        key=report.key,
        kind="yearly",
        title={"fi": "Hyvinvointiraportti 2025"},
        area=report.home.key,
        area_name={"fi": report.home.name_fi},
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        is_example=False,
        sections=[
            SectionContent(
                key=first.key, kind="text", title={"fi": "Osa 1", "sv": "Avsnitt 1"}, **PLAIN | {"state": "to_write"}
            ),
            SectionContent(key=second.key, kind="money", title={"fi": "Osa 2", "sv": "Avsnitt 2"}, **PLAIN),
        ],
    )


def test_a_number_is_told_with_all_that_it_was_judged_by(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    (indicator,) = indicators_of(lahti)
    report = report_with(lahti, [indicator])

    (section,) = content(report).sections

    (figure,) = section.figures
    assert section.absences == []
    assert set(figure.sentence) == {"fi", "sv", "en"}
    assert figure == Figure(
        indicator="luku-00",
        name={"fi": "Luku 00", "sv": "Tal 0"},
        unit={"fi": "%"},
        decimals=1,
        polarity="low",
        area=LAHTI,
        area_name={"fi": "Lahti"},
        value=14.0,
        lower=13.5,
        upper=14.5,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
        release=indicator.dataset.releases.get().hash,
        reference=10.5,
        relation="higher",
        verdict="worse",
        direction="increasing",
        periods=[date(year, 12, 31) for year in range(2021, 2026)],
        values=[10.0, 11.0, 12.0, 13.0, 14.0],
        sentence=figure.sentence,
        sentence_state="generated",
    )


def test_a_number_older_than_three_years_is_absent_and_says_how_to_get_a_newer(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    fit, own, fetched = indicators_of(lahti, 3)
    fetched.dataset.kind = "sotkanet"
    fetched.dataset.save()
    stored_numbers((fit, rising(fit, last=2022)), (own, rising(own, last=2021)), (fetched, rising(fetched, last=2021)))
    report = report_with(lahti, [own, fit, fetched], store=False)

    (section,) = content(report).sections

    assert [(one.indicator, one.period_end) for one in section.figures] == [("luku-00", date(2022, 12, 31))]
    assert [(one.indicator, one.name, one.reason["en"]) for one in section.absences] == [
        (
            "luku-01",
            {"fi": "Luku 01", "sv": "Tal 1"},
            "The newest number of Lahti is of 2021, too old for this report. "
            "Load newer figures on the page of the data set Aineisto luku-01.",
        ),
        (
            "luku-02",
            {"fi": "Luku 02", "sv": "Tal 2"},
            "The newest number of Lahti is of 2021, too old for this report. Fetch the numbers on the page of the data "
            "set Aineisto luku-02; if THL has none newer, tell in words what is known.",
        ),
    ]
    assert [set(one.reason) for one in section.absences] == [{"fi", "sv", "en"}] * 2


def test_each_absence_says_its_own_reason(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    never, hidden, omitted = indicators_of(lahti, 3)
    stored_numbers(
        (hidden, [row(hidden, LAHTI, LAST, missing_reason="hidden small count")]), (omitted, rising(omitted))
    )
    report = report_with(lahti, [never, hidden, omitted], store=False)
    member = SetMember.objects.get(indicator=omitted)
    Omission.objects.create(key="ei-koske", home=lahti, member=member, reason="Ei koske kuntaa")

    assert reason_in_english(report) == [
        "There is no number of Lahti here. Load newer figures on the page of the data set Aineisto luku-00.",
        "There is no number of Lahti (hidden small count).",
        "Lahti has left this indicator out: Ei koske kuntaa",
    ]


def test_the_countys_number_stands_in_for_one_that_the_municipality_has_not(areas):  # noqa: F811
    county, lahti, _sysma = areas
    (indicator,) = indicators_of(county)
    stored_numbers((indicator, yearly(indicator, COUNTY, FLAT, last=LAST)))
    report = report_with(lahti, [indicator], store=False)

    (figure,) = content(report).sections[0].figures

    assert (figure.area, figure.area_name, figure.value) == (COUNTY, {"fi": "Päijät-Hämeen hyvinvointialue"}, 10.5)
    assert figure.sentence["en"].startswith("Päijät-Hämeen hyvinvointialue: ")


@pytest.mark.parametrize("with_sentences", [False, True])
def test_one_and_thirty_indicators_are_read_in_as_many_queries(areas, with_sentences):  # noqa: F811
    _county, lahti, _sysma = areas
    indicators = indicators_of(lahti, 30)
    report = report_with(lahti, indicators)
    if with_sentences:
        statements.prefill_statements(report, by=SYSTEM, today=TODAY)
    user = acting(lahti).user
    content_of(report, user=user, today=TODAY)

    counts = []
    for number in (30, 1):
        SetMember.objects.exclude(indicator__in=indicators[:number]).delete()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            said = content_of(report, user=user, today=TODAY)
        counts.append((len(said.sections[0].figures), len(queries)))

    (many, of_many), (one, of_one) = counts
    assert (many, one, of_many) == (30, 1, of_one)


def test_joys_and_worries_of_the_period_and_those_still_to_be_checked_are_told(areas):  # noqa: F811
    _county, lahti, sysma = areas
    (indicator,) = indicators_of(lahti)
    worries = [
        ("ratkottu", lahti, date(2023, 5, 1), "confirmed", date(2023, 6, 1)),
        ("auki", lahti, date(2023, 5, 1), "open", None),
        ("todettu", lahti, date(2024, 11, 1), "confirmed", date(2025, 2, 1)),
        ("muualla", sysma, date(2025, 5, 1), "open", None),
    ]
    for key, home, day, outcome, on in worries:
        Concern.objects.create(
            key=key,
            home=home,
            kind="worry",
            text=key.title(),
            day=day,
            outcome=outcome,
            outcome_on=on,
            raised_by="Liisa",
        )
    Concern.objects.get(key="todettu").indicators.add(indicator)
    report = report_of(lahti, kinds=("concerns",))

    assert content(report).sections[0].concerns == [
        ConcernRow(kind="worry", text="Auki", outcome="open", note="", indicators=[]),
        ConcernRow(
            kind="worry", text="Todettu", outcome="confirmed", note="", indicators=[{"fi": "Luku 00", "sv": "Tal 0"}]
        ),
    ]


def test_objectives_of_plans_in_force_are_told_with_where_their_actions_stand(areas):  # noqa: F811
    county, lahti, _sysma = areas
    theme = Theme.objects.create(key="yhteiset-tilat", home=lahti, name_fi="Yhteiset tilat")
    plan = plan_of(lahti, state="in_use", name_fi="Suunnitelma", **TERM)
    plan.themes.add(theme)
    shared = objective_of(county, name_fi="Vähemmän yksinäisyyttä", is_shared=True)
    shared.themes.add(theme)
    placing_of(plan, shared, local_words_fi="Kylätalojen kautta")
    action = action_of(shared, lahti, name_fi="Kylätuvat", ends=date(2026, 6, 30))
    progress_of(action, stands="Kolme tupaa auki", day=date(2025, 11, 1))
    report = report_of(lahti, kinds=("objectives",))

    assert content(report).sections[0].objectives == [
        ObjectiveRow(
            plan={"fi": "Suunnitelma"},
            theme={"fi": "Yhteiset tilat"},
            name={"fi": "Vähemmän yksinäisyyttä"},
            local_words={"fi": "Kylätalojen kautta"},
            is_shared=True,
            actions=[
                ActionRow(
                    name={"fi": "Kylätuvat"},
                    in_charge={},
                    ends=date(2026, 6, 30),
                    status="underway",
                    stands="Kolme tupaa auki",
                    reported_on=date(2025, 11, 1),
                )
            ],
        )
    ]


def test_an_approved_plan_is_told_as_it_was_approved(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    plan = plan_of(lahti, **TERM)
    objective = objective_of(plan=plan, name_fi="Niin kuin hyväksyttiin")
    approved(plan)
    type(objective).objects.filter(pk=objective.pk).update(name="Myöhemmin", name_fi="Myöhemmin")
    report = report_of(lahti, kinds=("objectives",))

    rows = objective_rows(report, user=acting(lahti).user)

    assert [row.name for row in rows] == [{"fi": "Niin kuin hyväksyttiin"}]


def test_plans_not_in_force_in_the_period_are_not_told(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    ended = {"starts": date(2021, 1, 1), "ends": date(2024, 12, 31)}
    for state, period in [
        ("draft", TERM),
        ("handling", TERM),
        ("in_use", ended),
        ("in_use", {"starts": date(2026, 1, 1)}),
        ("ended", {"starts": date(2021, 1, 1), "ends": date(2025, 6, 30)}),
    ]:
        objective_of(plan=plan_of(lahti, state=state, name_fi=f"{state} {period['starts'].year}", **period))
    objective_of(plan=plan_of(lahti, state="in_use", withdrawn_on=TODAY, withdrawn_reason="Vahinko", **TERM))
    report = report_of(lahti, kinds=("objectives",))

    rows = objective_rows(report, user=acting(lahti).user)

    assert Plan.objects.count() == 6
    assert [row.plan for row in rows] == [{"fi": "ended 2021"}]


def test_the_path_is_told_in_its_order(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    report = report_of(lahti, kinds=("handling",))
    council, board = (BodyFactory(home=lahti, period__name_fi=name) for name in ("Nuorisovaltuusto", "Hallitus"))
    step = handling.add_step(report, version=report.version, body=council, role="heard", by=SYSTEM, today=TODAY)
    report.refresh_from_db()
    handling.add_step(report, version=report.version, body=board, role="decides", by=SYSTEM, today=TODAY)
    step.refresh_from_db()
    asked = handling.ask_body(step, version=step.version, asked_on=date(2026, 4, 1), by=SYSTEM, today=TODAY)
    handling.note_statement(
        asked,
        version=asked.version,
        answered_on=TODAY,
        statement="Lisää tilaa",
        effect="Lisättiin",
        by=SYSTEM,
        today=TODAY,
    )
    empty = {"not_asked_reason": "", "case_number": "", "decision": "", "decided_on": None}

    assert content(report).sections[0].handling == [
        HandlingRow(
            body={"fi": "Nuorisovaltuusto"},
            role="heard",
            asked_on=date(2026, 4, 1),
            answered_on=TODAY,
            statement="Lisää tilaa",
            effect="Lisättiin",
            **empty,
        ),
        HandlingRow(
            body={"fi": "Hallitus"}, role="decides", asked_on=None, answered_on=None, statement="", effect="", **empty
        ),
    ]


def test_a_shared_text_is_told_until_it_is_withdrawn(areas):  # noqa: F811
    county, lahti, _sysma = areas
    report = report_of(lahti, kinds=("shared",))
    text = text_of(county, text_sv="Gemensam text.")
    report.sections.update(shared=text)

    assert content(report).sections[0].shared == {"fi": "Yhteinen kuvaus.", "sv": "Gemensam text."}
    type(text).objects.filter(pk=text.pk).update(withdrawn_on=TODAY, withdrawn_reason="Vanhentunut")
    assert content(report).sections[0].shared == {}


def test_a_section_left_out_says_only_why(areas):  # noqa: F811
    _county, lahti, _sysma = areas
    report = report_with(lahti, indicators_of(lahti))
    section = report.sections.get()
    by = acting(lahti)
    section = writing.write_section(section, version=section.version, words={"text_fi": "Luonnos"}, by=by)
    writing.leave_section_out(section, version=section.version, reason="Ei tänä vuonna", by=by)

    assert content(report).sections == [
        SectionContent(
            key=section.key,
            kind="indicators",
            title={"fi": "Osa 1", "sv": "Avsnitt 1"},
            **PLAIN | {"state": "left_out", "left_out_reason": "Ei tänä vuonna"},
        )
    ]

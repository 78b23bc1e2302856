"""Assessing effects: alternatives, the grid, hearings, and what may not be changed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.meetings.models import Matter
from hyte.planning.assessments.models import Alternative, Assessment, AssessmentNeed, Crossing, Effect, Hearing
from hyte.planning.assessments.operations import assessing, deciding, hearing
from hyte.planning.assessments.operations.assessing import Cell
from hyte.planning.assessments.queries.content import content_of
from tests.factories import DAY, AreaFactory, BodyFactory, acting
from tests.factories.assessments import (
    TODAY,
    alternative_of,
    assessment_of,
    decided_of,
    effect_of,
    effects_in,
    made_ready,
    perspective_of,
    prediction_of,
    reread,
    template_of,
)

pytestmark = pytest.mark.django_db


def test_an_assessment_begins_with_the_alternative_that_nothing_changes():
    assessment = assessment_of(alternatives=())

    rows = list(Alternative.objects.values_list("name_fi", "is_no_change"))

    assert len(rows) == 1
    assert rows[0][1] is True
    assert (assessment.state, assessment.begun_on) == ("draft", DAY)


def test_that_nothing_changes_cannot_be_taken_away():
    no_change = alternative_of(assessment_of(), 0)

    with pytest.raises(Refused):
        assessing.remove_alternative(no_change, version=no_change.version, reason="Turha", by=SYSTEM, today=TODAY)
    no_change.withdrawn_on = TODAY
    with pytest.raises(ValidationError):
        no_change.full_clean()

    assert reread(no_change).withdrawn_on is None


def test_an_alternative_goes_with_its_effects_and_predictions():
    assessment = assessment_of()
    effect = effect_of(alternative_of(assessment))
    prediction = prediction_of(effect)
    row = reread(alternative_of(assessment))

    assessing.remove_alternative(row, version=row.version, reason="Ei enää esillä", by=SYSTEM, today=TODAY)

    assert [reread(one).withdrawn_on for one in (row, effect, prediction)] == [TODAY] * 3
    assert [one.key for one in content_of(assessment).alternatives] == [alternative_of(assessment, 0).key]


@pytest.mark.parametrize("size", [-3, 3])
def test_a_size_is_one_of_the_scale(size):
    with pytest.raises(Refused):
        effect_of(alternative_of(assessment_of()), size=size)


def test_three_steps_have_no_two():
    assessment = assessment_of(template=template_of("Yritykset", scale="three"))

    with pytest.raises(Refused):
        effect_of(alternative_of(assessment), size=2)


def test_an_unknown_group_is_refused():
    with pytest.raises(Refused, match="marsilaiset"):
        effect_of(alternative_of(assessment_of()), groups=["marsilaiset"])


def test_a_cell_that_nobody_assessed_has_no_effects_and_is_not_zero():
    assessment = assessment_of()
    effect_of(alternative_of(assessment), size=0)

    cells = content_of(assessment).cells

    assert len(cells) == 8
    assert sorted(len(cell.effects) for cell in cells) == [0] * 7 + [1]
    assert [effect.size for cell in cells for effect in cell.effects] == [0]


def test_the_light_form_adds_changes_and_empties_cells():
    assessment = assessment_of()
    alternative, first, second = alternative_of(assessment), perspective_of(assessment), perspective_of(assessment, 1)
    both = {(alternative.key, first.key): Cell(-2, "Pitkä matka", ["children"]), (alternative.key, second.key): Cell(0)}

    saved = assessing.save_grid(assessment, version=assessment.version, cells=both, by=SYSTEM, today=TODAY)
    emptied = {(alternative.key, first.key): Cell(1, "Lyhyt"), (alternative.key, second.key): Cell(None)}
    assessing.save_grid(
        saved, version=saved.version, cells=emptied, recommended=alternative.key, by=SYSTEM, today=TODAY
    )

    rows = list(effects_in(assessment).values_list("size", "reason", "groups"))
    assert rows == [(1, "Lyhyt", [])]
    assert reread(alternative).is_recommended


def test_an_unchanged_light_form_records_nothing():
    assessment = assessment_of()
    alternative, first = alternative_of(assessment), perspective_of(assessment)
    cells = {(alternative.key, first.key): Cell(-1, "Syy", ["older"])}
    saved = assessing.save_grid(assessment, version=assessment.version, cells=cells, by=SYSTEM, today=TODAY)
    entries = AuditEntry.objects.count()

    again = assessing.save_grid(saved, version=saved.version, cells=cells, by=SYSTEM, today=TODAY)

    assert (again.version, AuditEntry.objects.count()) == (saved.version, entries)


def test_a_reason_without_a_size_is_asked_for_its_size():
    assessment = assessment_of()
    cells = {(alternative_of(assessment).key, perspective_of(assessment).key): Cell(None, "Matka pitenee")}

    with pytest.raises(Refused):
        assessing.save_grid(assessment, version=assessment.version, cells=cells, by=SYSTEM, today=TODAY)

    assert list(Effect.objects.all()) == []


def test_the_second_of_two_writers_is_told():
    assessment = assessment_of()
    cells = {(alternative_of(assessment).key, perspective_of(assessment).key): Cell(-1)}
    assessing.save_grid(assessment, version=assessment.version, cells=cells, by=SYSTEM, today=TODAY)

    with pytest.raises(Conflict):
        assessing.save_grid(assessment, version=assessment.version, cells=cells, by=SYSTEM, today=TODAY)


def test_a_cell_with_several_effects_is_left_alone_by_the_light_form():
    assessment = assessment_of()
    alternative = alternative_of(assessment)
    effect_of(alternative, size=-2, groups=["children"])
    effect_of(alternative, size=1, groups=["staff"])
    fresh = reread(assessment)

    cells = {(alternative.key, perspective_of(assessment).key): Cell(None)}
    assessing.save_grid(fresh, version=fresh.version, cells=cells, by=SYSTEM, today=TODAY)

    assert sorted(effects_in(assessment).values_list("size", flat=True)) == [-2, 1]


def test_one_alternative_is_recommended_at_most():
    assessment = assessment_of(alternatives=("Koulu suljetaan", "Koulut yhdistetään"))
    for number in (1, 2):
        fresh = reread(assessment)
        assessing.describe_assessment(
            fresh, version=fresh.version, recommended=alternative_of(assessment, number), by=SYSTEM, today=TODAY
        )

    assert list(Alternative.objects.filter(is_recommended=True)) == [alternative_of(assessment, 2)]


def test_hearing_is_told_from_asking_to_what_it_changed():
    assessment = assessment_of()
    body = BodyFactory(home=assessment.home, period__name_fi="Nuorisovaltuusto")
    heard = hearing.add_hearing(assessment, version=assessment.version, body=body, asked_on=DAY, by=SYSTEM, today=TODAY)
    values = {
        "asked_on": DAY,
        "answered_on": date(2026, 4, 1),
        "statement_fi": "Ei sulkemista",
        "effect_fi": "Siirto vuodella",
    }

    hearing.note_hearing(heard, version=heard.version, by=SYSTEM, today=TODAY, **values)

    row = content_of(assessment).hearings[0]
    assert (row.who, row.statement, row.effect) == (
        {"fi": "Nuorisovaltuusto"},
        {"fi": "Ei sulkemista"},
        {"fi": "Siirto vuodella"},
    )


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"who": "Lapset", "asked_on": date(2026, 6, 1)},
        {"who": "Lapset", "asked_on": DAY, "not_asked_reason": "Kiire"},
        {"who": "Lapset", "due": DAY},
    ],
)
def test_a_hearing_that_makes_no_sense_is_refused(values):
    assessment = assessment_of()

    with pytest.raises(Refused):
        hearing.add_hearing(assessment, version=assessment.version, by=SYSTEM, today=TODAY, **values)

    assert list(Hearing.objects.all()) == []


def test_a_crossing_effect_is_noted_changed_and_emptied():
    assessment = assessment_of()
    pair = {"first": perspective_of(assessment, 3), "second": perspective_of(assessment, 0)}
    for note in ("Säästö vie palvelun", "Säästö vie lähipalvelun", ""):
        fresh = reread(assessment)
        hearing.note_crossing(fresh, version=fresh.version, note=note, by=SYSTEM, today=TODAY, **pair)
        told = [row.note for row in content_of(assessment).crossings]
        assert told == ([{"fi": note}] if note else [])

    assert Crossing.objects.count() == 1


def test_a_perspective_does_not_cross_itself():
    assessment = assessment_of()
    one = perspective_of(assessment)

    with pytest.raises(Refused):
        hearing.note_crossing(
            assessment, first=one, second=one, version=assessment.version, note="x", by=SYSTEM, today=TODAY
        )


def matter_of(area, **values):
    return Matter.objects.create(
        key=f"asia-{Matter.objects.count()}", home=area, title_fi="Kouluverkko", valid_from=DAY, **values
    )


def test_a_matter_goes_without_an_assessment_only_for_a_reason():
    matter = matter_of(AreaFactory())

    with pytest.raises(Refused):
        hearing.judge_need(matter, version=matter.version, verdict="waived", by=SYSTEM, today=TODAY)
    hearing.judge_need(matter, version=matter.version, verdict="waived", reason="Tekninen asia", by=SYSTEM, today=TODAY)

    assert [(row.verdict, row.reason) for row in AssessmentNeed.objects.all()] == [("waived", "Tekninen asia")]


def test_what_was_said_of_the_need_is_replaced_and_undone():
    matter = matter_of(AreaFactory())
    hearing.judge_need(matter, version=1, verdict="needed", by=SYSTEM, today=TODAY)
    fresh = reread(matter)
    hearing.judge_need(fresh, version=fresh.version, verdict="waived", reason="Pieni", by=SYSTEM, today=TODAY)

    undo(AuditEntry.objects.order_by("-pk").first(), by=SYSTEM)

    assert [row.verdict for row in AssessmentNeed.objects.all()] == ["needed"]


def test_the_matter_of_an_assessment_is_of_its_own_area():
    with pytest.raises(Refused):
        assessment_of(matter=matter_of(AreaFactory()))

    assert list(Assessment.objects.all()) == []


def test_what_stands_on_an_invented_matter_is_invented():
    area = AreaFactory(kind="municipality")

    assessment = assessment_of(area, matter=matter_of(area, is_example=True))

    assert assessment.is_example
    assert alternative_of(assessment, 0).is_example


@pytest.mark.parametrize(("role", "may"), [("official", True), ("analyst", True), ("reader", False)])
def test_who_may_assess(role, may):
    area = AreaFactory(kind="municipality")
    by = acting(area, role)

    if may:
        assert assessment_of(area, by=by).home == area
    else:
        with pytest.raises(NotAllowed):
            assessment_of(area, by=by)


def test_nothing_is_changed_after_the_decision():
    assessment = decided_of()
    alternative, effect = alternative_of(assessment), effects_in(assessment).get()
    heard = {"version": assessment.version, "who": "Lapset", "asked_on": DAY, "by": SYSTEM, "today": TODAY}

    for act in (
        lambda: assessing.add_alternative(assessment, version=assessment.version, name_fi="Uusi", by=SYSTEM),
        lambda: assessing.describe_alternative(alternative, version=alternative.version, name_fi="X", by=SYSTEM),
        lambda: assessing.change_effect(effect, version=effect.version, size=2, by=SYSTEM, today=TODAY),
        lambda: assessing.remove_effect(effect, version=effect.version, reason="x", by=SYSTEM, today=TODAY),
        lambda: assessing.save_grid(assessment, version=assessment.version, cells={}, by=SYSTEM, today=TODAY),
        lambda: hearing.add_hearing(assessment, **heard),
        lambda: prediction_of(effect),
        lambda: deciding.withdraw_assessment(
            assessment, version=assessment.version, reason="x", by=SYSTEM, today=TODAY
        ),
    ):
        with pytest.raises(Refused):
            act()


def test_a_draft_is_for_workers_and_a_ready_one_for_everyone():
    assessment = assessment_of()
    effect_of(alternative_of(assessment))
    worker, stranger = acting(assessment.home).user, acting(AreaFactory()).user

    def seen(user):
        return list(Assessment.objects.visible_to(user)), Effect.objects.visible_to(user).count()

    assert (seen(worker), seen(stranger), seen(None)) == (([assessment], 1), ([], 0), ([], 0))
    made_ready(assessment)
    assert seen(None) == ([assessment], 1)

"""Tags on lines: what is refused, what is counted, and that the parts always tie."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.planning.budgets.models import BudgetLine, MarkerSetting, Share
from hyte.planning.budgets.operations.phenomena import describe_phenomenon, set_markers, withdraw_phenomenon
from hyte.planning.budgets.operations.tagging import Tag, tag_lines, untag_lines
from hyte.planning.budgets.queries.summary import summary_of
from tests.factories import AreaFactory, acting
from tests.factories.budgets import budget_of, line_of, phenomenon_of, share_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 1)
PERCENT = {"principal": Decimal(100), "none": Decimal(0)}


def tag(budget, lines, phenomenon, by=None, **values):
    seen = {line.pk: None for line in lines}
    return tag_lines(
        budget, lines=seen, phenomenon=phenomenon, tag=Tag(**values), by=by or acting(budget.home), today=TODAY
    )


def measured(percent):
    return {"basis": "measured", "percent": Decimal(percent), "source": "Kävijälaskuri"}


def planned(budget, phenomenon):
    found = summary_of(budget)[0]
    return next(
        row.money.planned.euros for row in [*found.exclusive, *found.overlapping] if row.phenomenon == phenomenon
    )


def test_a_marker_counts_what_the_areas_setting_says_and_follows_it():
    budget = budget_of()
    line = line_of(budget, "1000000")
    phenomenon = phenomenon_of(budget.home)
    tag(budget, [line], phenomenon, basis="marker", step="significant")
    assert planned(budget, phenomenon) == Decimal("400000.00")

    set_markers(budget.home, version=0, significant=Decimal(50), by=acting(budget.home), **PERCENT)

    assert planned(budget, phenomenon) == Decimal("500000.00")


def test_shares_of_exclusive_phenomena_beyond_the_line_are_refused():
    budget = budget_of()
    line = line_of(budget)
    first, second = phenomenon_of(budget.home), phenomenon_of(budget.home)
    tag(budget, [line], first, **measured(60))

    with pytest.raises(Refused, match=line.code):
        tag(budget, [line], second, **measured(50))

    assert list(Share.objects.values_list("phenomenon", flat=True)) == [first.pk]


def test_a_refused_line_leaves_every_other_untagged():
    budget = budget_of()
    lines = [line_of(budget), line_of(budget)]
    share_of(lines[1], phenomenon_of(budget.home))

    with pytest.raises(Refused):
        tag(budget, lines, phenomenon_of(budget.home), basis="whole")

    assert Share.objects.count() == 1


def test_shares_of_overlapping_phenomena_may_go_beyond_the_line():
    budget = budget_of()
    line = line_of(budget, "1000000")
    first, second = phenomenon_of(budget.home, "overlapping"), phenomenon_of(budget.home, "overlapping")

    for phenomenon in (first, second):
        tag(budget, [line], phenomenon, **measured(60))

    assert (planned(budget, first), planned(budget, second)) == (Decimal(600000), Decimal(600000))


def test_a_share_may_be_changed_within_the_line():
    budget = budget_of()
    line = line_of(budget)
    first, second = phenomenon_of(budget.home), phenomenon_of(budget.home)
    tag(budget, [line], first, **measured(60))
    tag(budget, [line], second, **measured(40))

    tag(budget, [line], first, **measured(50))

    assert [(share.phenomenon, share.percent) for share in Share.objects.order_by("pk")] == [(first, 50), (second, 40)]


def test_a_marker_setting_that_takes_more_than_a_line_is_refused():
    budget = budget_of()
    line = line_of(budget)
    tag(budget, [line], phenomenon_of(budget.home), basis="marker", step="significant")
    tag(budget, [line], phenomenon_of(budget.home), **measured(60))

    with pytest.raises(Refused, match=line.code):
        set_markers(budget.home, version=0, significant=Decimal(41), by=acting(budget.home), **PERCENT)

    assert not MarkerSetting.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"basis": "marker"},
        {"basis": "whole", "percent": Decimal(10)},
        {"basis": "measured", "percent": Decimal(10)},
        {"basis": "estimate", "percent": Decimal(10), "low": Decimal(5)},
        {"basis": "estimate", "percent": Decimal(10), "low": Decimal(20), "high": Decimal(30)},
        {"basis": "measured", "percent": Decimal(101), "source": "x"},
    ],
)
def test_a_share_has_what_its_basis_needs(values):
    budget = budget_of()
    line = line_of(budget)

    with pytest.raises(Refused):
        tag(budget, [line], phenomenon_of(budget.home), **values)

    assert not Share.objects.exists()


def test_a_line_that_somebody_tagged_meanwhile_is_a_conflict():
    budget = budget_of()
    line = line_of(budget)
    phenomenon = phenomenon_of(budget.home)
    tag(budget, [line], phenomenon, basis="whole")

    with pytest.raises(Conflict):
        tag_lines(
            budget,
            lines={line.pk: line.version},
            phenomenon=phenomenon,
            tag=Tag("marker", "none"),
            by=acting(budget.home),
            today=TODAY,
        )

    assert Share.objects.get().basis == "whole"


def test_tags_are_one_act_and_can_be_undone():
    budget = budget_of()
    lines = [line_of(budget), line_of(budget)]
    by = acting(budget.home)
    tag(budget, lines, phenomenon_of(budget.home), by=by, basis="whole")
    entry = AuditEntry.objects.get(verb="lines tagged")

    undo(entry, by=by)

    assert not Share.objects.exists()


def test_many_lines_are_tagged_and_untagged_in_as_many_statements_as_a_few():
    budget = budget_of()
    by, phenomenon = acting(budget.home), phenomenon_of(budget.home)
    counts = []
    for number in (2, 40):
        lines = [line_of(budget) for _number in range(number)]
        asked = CaptureQueriesContext(connection)
        with asked:
            tag(budget, lines, phenomenon, by=by, basis="whole")
            tag(budget, lines, phenomenon, by=by, **measured(25))
            untag_lines(budget, lines=dict.fromkeys(line.pk for line in lines), phenomenon=phenomenon, by=by)
        counts.append(len(asked))
        entry = AuditEntry.objects.filter(verb="lines untagged").latest("pk")
        undo(entry, by=by)
        assert {(share.percent, share.source) for share in Share.objects.filter(line__in=lines)} == {
            (Decimal(25), "Kävijälaskuri")
        }
        assert {line.version for line in BudgetLine.objects.filter(pk__in=[line.pk for line in lines])} == {4}

    assert counts[1] <= counts[0]


def test_a_share_remembers_who_said_it_and_when():
    budget = budget_of()
    by = acting(budget.home)

    (share,) = tag(budget, [line_of(budget)], phenomenon_of(budget.home), by=by, basis="whole")

    assert (share.author, share.day, share.home) == (by.user, TODAY, budget.home)


def test_tags_are_taken_off():
    budget = budget_of()
    lines = [line_of(budget), line_of(budget)]
    phenomenon = phenomenon_of(budget.home)
    tag(budget, lines, phenomenon, basis="whole")

    assert untag_lines(budget, lines={lines[0].pk: None}, phenomenon=phenomenon, by=acting(budget.home)) == 1
    assert [share.line for share in Share.objects.all()] == [lines[1]]


def test_lines_of_another_budget_and_phenomena_that_are_not_shared_are_refused():
    budget, other = budget_of(), budget_of()
    own, strange = phenomenon_of(budget.home), phenomenon_of()

    with pytest.raises(Refused):
        tag(budget, [line_of(other)], own, basis="whole")
    with pytest.raises(Refused):
        tag(budget, [line_of(budget)], strange, basis="whole")
    with pytest.raises(PermissionDenied):
        tag(budget, [line_of(budget)], own, by=acting(AreaFactory()), basis="whole")

    assert not Share.objects.exists()


def test_a_phenomenon_with_tags_keeps_its_mode_and_stays():
    budget = budget_of()
    phenomenon = phenomenon_of(budget.home, "overlapping")
    share_of(line_of(budget), phenomenon)
    by = acting(budget.home)

    with pytest.raises(Refused):
        describe_phenomenon(phenomenon, version=1, mode="exclusive", by=by, today=TODAY)
    with pytest.raises(Refused):
        withdraw_phenomenon(phenomenon, version=1, reason="virhe", by=by, today=TODAY)

    described = describe_phenomenon(phenomenon, version=1, name_fi="Uusi nimi", by=by, today=TODAY)
    assert described.name_fi == "Uusi nimi"


def test_a_shared_phenomenon_that_others_use_stays_shared():
    phenomenon = phenomenon_of(is_shared=True)
    share_of(line_of(budget_of()), phenomenon)

    with pytest.raises(Refused):
        describe_phenomenon(phenomenon, version=1, is_shared=False, by=acting(phenomenon.home), today=TODAY)


def entry_of(verb):
    return AuditEntry.objects.filter(verb=verb).latest("pk")


def test_tags_taken_off_do_not_come_back_where_others_took_their_place():
    budget = budget_of()
    line, first, second = line_of(budget), phenomenon_of(budget.home), phenomenon_of(budget.home)
    tag(budget, [line], first, **measured(60))
    untag_lines(budget, lines={line.pk: None}, phenomenon=first, by=acting(budget.home))
    tag(budget, [line], second, **measured(70))

    with pytest.raises(Refused, match=line.code):
        undo(entry_of("lines untagged"), by=acting(budget.home, role="administrator"))

    assert list(Share.objects.values_list("phenomenon", flat=True)) == [second.pk]


def test_an_areas_first_setting_of_markers_is_undone_to_the_usual_only_where_lines_allow_it():
    budget = budget_of()
    by = acting(budget.home)
    set_markers(budget.home, version=0, significant=Decimal(30), by=by, **PERCENT)
    lines = [line_of(budget), line_of(budget)]
    phenomena = [phenomenon_of(budget.home) for _number in range(3)]
    for phenomenon in phenomena:
        tag(budget, lines[:1], phenomenon, basis="marker", step="significant")
    entry = entry_of("markers set")

    with pytest.raises(Refused, match=lines[0].code):
        undo(entry, by=acting(budget.home, role="administrator"))
    untag_lines(budget, lines={lines[0].pk: None}, phenomenon=phenomena[0], by=by)
    undo(entry, by=acting(budget.home, role="administrator"))

    assert MarkerSetting.objects.get(home=budget.home).significant == Decimal(40)

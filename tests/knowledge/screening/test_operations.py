"""Programmes, counts, compiled figures and pilots: what is done, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.knowledge.screening.models import Compilation, PilotCount, Programme, RuleSet, SiteCount
from hyte.knowledge.screening.operations import pilots, programmes
from hyte.knowledge.screening.operations.compilations import compile_figures, publish_figures, withdraw_figures
from hyte.knowledge.screening.operations.counts import Entered, enter_counts, remove_counts
from tests.factories import AreaFactory, acting
from tests.factories.screening import (
    FIRST,
    LAST,
    TODAY,
    base_of,
    count_of,
    enterer_of,
    programme_of,
    rule_set_of,
    site_of,
)

pytestmark = pytest.mark.django_db
MONTH = {"first": date(2026, 4, 1), "last": date(2026, 4, 30)}


def default_of(programme):
    return programme.rule_sets.get(is_default=True)


def enter(site, *rows, by=None, **values):
    return enter_counts(
        site,
        rows=rows,
        by=by or enterer_of(site),
        today=TODAY,
        **{"version": site.version, "rule_set": default_of(site.programmes.get()), **MONTH, **values},
    )


def compiled(programme, by=None, **values):
    return compile_figures(
        programme,
        by=by or acting(programme.home),
        today=TODAY,
        **{"rule_set": default_of(programme), "first": FIRST, "last": LAST, **values},
    )


# Counts


def test_a_site_s_own_enterer_enters_a_month():
    site = site_of(programme_of())

    enter(site, Entered(40, 6, 4, 2))

    assert list(SiteCount.objects.values_list("screened", "at_or_above", "brief_interventions", "refused")) == [
        (40, 6, 4, 2)
    ]


def test_a_month_entered_again_replaces_the_one_before():
    site = site_of(programme_of())
    enter(site, Entered(40, 6))
    site.refresh_from_db()

    enter(site, Entered(30, 5, sex="men", age_group="20-64"), Entered(11, 1, sex="women", age_group="20-64"))

    assert sorted(SiteCount.objects.values_list("sex", "screened")) == [("men", 30), ("women", 11)]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PROFESSIONAL, Role.OFFICIAL, Role.ADMINISTRATOR])
def test_a_role_in_the_whole_area_does_not_make_one_an_enterer(role):
    site = site_of(programme_of())

    with pytest.raises(NotAllowed):
        enter(site, Entered(1, 0), by=acting(site.home, role))


def test_an_enterer_of_another_site_is_refused():
    programme = programme_of()
    site, other = site_of(programme), site_of(programme)

    with pytest.raises(NotAllowed):
        enter(site, Entered(1, 0), by=enterer_of(other))


@pytest.mark.parametrize(
    "rows",
    [
        [Entered(5, 6)],
        [Entered(5, 2, 3)],
        [Entered(5, 2, sex="men", age_group="15-19")],
        [Entered(5, 2), Entered(3, 1, sex="men", age_group="20-64")],
        [Entered(5, 2, sex="men", age_group="20-64"), Entered(3, 1, sex="men", age_group="60-")],
    ],
)
def test_counts_that_make_no_sense_are_refused_and_nothing_is_saved(rows):
    site = site_of(programme_of())

    with pytest.raises(Refused):
        enter(site, *rows)

    assert not SiteCount.objects.exists()


def test_a_period_that_shares_days_with_another_is_refused():
    site = site_of(programme_of())
    count_of(site, 40, 6)

    with pytest.raises(Refused):
        enter(site, Entered(10, 1), first=date(2026, 3, 1), last=date(2026, 3, 31))


def test_a_month_to_come_is_refused():
    with pytest.raises(Refused):
        enter(site_of(programme_of()), Entered(1, 0), first=date(2026, 6, 1), last=date(2026, 6, 30))


def test_a_programme_that_the_site_is_not_part_of_is_refused():
    site = site_of(programme_of())

    with pytest.raises(Refused):
        enter(site, Entered(1, 0), rule_set=default_of(programme_of(site.home)))


def test_what_somebody_else_saved_meanwhile_is_not_overwritten():
    site = site_of(programme_of())
    enter(site, Entered(40, 6))

    with pytest.raises(Conflict):
        enter(site, Entered(41, 6), version=1)


def test_removed_counts_come_back_when_the_removal_is_undone():
    site = site_of(programme_of())
    count_of(site, 40, 6)

    remove_counts(
        site,
        version=site.version,
        rule_set=default_of(site.programmes.get()),
        first=FIRST,
        last=LAST,
        reason="väärä toimipaikka",
        by=enterer_of(site),
    )
    assert not SiteCount.objects.exists()
    undo(AuditEntry.objects.latest("pk"), by=acting(site.home))

    assert SiteCount.objects.get().screened == 40


@pytest.mark.parametrize("values", [(5, 6, None), (5, 2, 3)])
def test_the_database_refuses_impossible_counts(values):
    screened, above, brief = values

    with pytest.raises(IntegrityError), transaction.atomic():
        count_of(site_of(programme_of()), screened, above, brief_interventions=brief)


# Rule sets and programmes


def test_a_rule_set_of_research_cannot_be_the_default():
    programme = programme_of()
    research = rule_set_of(programme, is_research=True)

    with pytest.raises(Refused):
        programmes.use_by_default(research, version=1, by=acting(programme.home))
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleSet.objects.filter(pk=research.pk).update(is_default=True)


def test_a_new_default_takes_the_place_of_the_old_one():
    programme = programme_of()
    new = rule_set_of(programme)

    programmes.use_by_default(new, version=1, by=acting(programme.home))

    assert list(programme.rule_sets.filter(is_default=True)) == [new]


def test_programmes_about_alcohol_are_sensitive_and_begin_at_ten():
    programme = programme_of(kind="audit-c")

    assert programme.threshold == 10
    assert programme_of().threshold == 5
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(pk=programme.pk).update(is_sensitive=False)


def test_bases_targets_and_sites_are_the_coordinator_s():
    programme = programme_of()
    day = {"day": date(2026, 1, 1), "today": TODAY}

    base = programmes.name_base(
        programme, name="Asukkaat", number=1000, source="Tilastokeskus", by=acting(programme.home), **day
    )
    target = programmes.set_target(programme, measure="coverage", percent=Decimal(10), by=acting(programme.home), **day)
    site = programmes.add_site(programme.home, name="Neuvola", programmes=[programme], by=acting(programme.home), **day)
    programmes.end_site(site, version=site.version, day=TODAY, by=acting(programme.home))

    assert (base.number, target.percent, list(site.programmes.all())) == (1000, 10, [programme])
    for act, values in (
        (programmes.name_base, {"name": "X", "number": 1, "source": "Y"}),
        (programmes.set_target, {"measure": "coverage", "percent": Decimal(1)}),
    ):
        with pytest.raises(NotAllowed):
            act(programme, by=acting(programme.home, Role.ANALYST), **values, **day)


# Compiled figures


def test_compiled_figures_leave_small_numbers_out():
    programme = programme_of(kind="audit-c")
    site_counts = [count_of(site_of(programme), 60, 9), count_of(site_of(programme), 8, 4)]
    site_of(programme)
    count_of(site_of(programme), 41, 2)

    found = compiled(programme)

    assert found.figures["groups"] == [
        {"group": "total", "screened": 109, "at_or_above": 15, "brief_interventions": None, "refused": None}
    ]
    assert (found.figures["site_count"], found.figures["screening_sites"], found.figures["threshold"]) == (4, 3, 10)
    assert (found.figures["silent_sites"], [row["screened"] for row in found.figures["sites"] if row["is_silent"]]) == (
        1,
        [0],
    )
    shown = {row["key"]: row["screened"] for row in found.figures["sites"]}
    assert sorted(shown.values(), key=str) == [0, 60, None, None]
    assert shown[site_counts[1].site.key] is None


def test_sites_are_told_only_once_for_each_day():
    programme = programme_of()
    site = site_of(programme)
    count_of(site, 60, 20)
    count_of(site, 60, 20, **MONTH)

    first, second = compiled(programme), compiled(programme, last=MONTH["last"])

    assert "sites" in first.figures
    assert "sites" not in second.figures


def test_figures_too_small_to_show_are_not_compiled():
    programme = programme_of()
    count_of(site_of(programme), 4, 1)

    with pytest.raises(Refused):
        compiled(programme)

    assert not Compilation.objects.exists()


def test_a_small_correction_cannot_be_compiled_again():
    programme = programme_of()
    count = count_of(site_of(programme), 60, 20)
    compiled(programme)
    SiteCount.objects.filter(pk=count.pk).update(screened=62)

    with pytest.raises(Refused):
        compiled(programme)


def test_figures_taken_back_are_still_reckoned_with():
    programme = programme_of()
    count = count_of(site_of(programme), 60, 20)
    first = compiled(programme)
    withdraw_figures(first, version=1, reason="virhe", by=acting(programme.home), today=TODAY)
    SiteCount.objects.filter(pk=count.pk).update(screened=62)

    with pytest.raises(Refused):
        compiled(programme)
    with pytest.raises(ProtectedError):
        first.delete()


def test_each_rule_set_is_compiled_apart():
    programme = programme_of()
    site = site_of(programme)
    other = rule_set_of(programme)
    count_of(site, 60, 20)
    count_of(site, 60, 40, rule_set=other)

    figures = [compiled(programme).figures, compiled(programme, rule_set=other).figures]

    assert [one["groups"][0]["at_or_above"] for one in figures] == [20, 40]


def test_counts_that_go_beyond_the_period_are_not_cut():
    programme = programme_of()
    count_of(site_of(programme), 60, 20)

    with pytest.raises(Refused):
        compiled(programme, last=LAST - timedelta(days=1))


def test_a_quarter_may_be_published_and_a_month_may_not():
    programme = programme_of()
    site = site_of(programme)
    count_of(site, 60, 20)
    count_of(site, 60, 20, **MONTH)
    quarter, month = compiled(programme), compiled(programme, **MONTH)

    assert publish_figures(quarter, version=1, by=acting(programme.home)).is_public
    with pytest.raises(Refused):
        publish_figures(month, version=1, by=acting(programme.home))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROFESSIONAL, Role.OFFICIAL, Role.READER])
def test_only_coordinators_and_analysts_compile(role):
    programme = programme_of()

    with pytest.raises(NotAllowed):
        compiled(programme, by=acting(programme.home, role))


def test_a_base_of_another_programme_is_refused():
    programme = programme_of()
    count_of(site_of(programme), 60, 20)

    with pytest.raises(Refused):
        compiled(programme, base=base_of(programme_of(programme.home)))


# Pilots


def pilot_of(programme, **values):
    return pilots.begin_pilot(
        programme.home,
        by=acting(programme.home, Role.OFFICIAL),
        today=TODAY,
        **{
            "name": "Ryhmä",
            "programme": programme,
            "way": "Kymmenen tapaamista",
            "starts": date(2026, 1, 1),
            "ends": date(2026, 3, 31),
            **values,
        },
    )


def test_a_pilot_runs_from_its_beginning_to_its_decision():
    pilot = pilot_of(programme_of())
    by = acting(pilot.home, Role.OFFICIAL)
    steps = {"identified": 50, "referred": 40, "started": 30, "completed": 20, "changed": 10}

    pilots.count_pilot(pilot, version=pilot.version, day=LAST, steps=steps, by=by, today=TODAY)
    pilot.refresh_from_db()
    pilots.count_pilot(pilot, version=pilot.version, day=LAST, steps={**steps, "changed": 12}, by=by, today=TODAY)
    pilot.refresh_from_db()
    pilots.decide_pilot(
        pilot, version=pilot.version, decision="spread", reason="Toimii.", day=TODAY, by=by, today=TODAY
    )

    pilot.refresh_from_db()
    assert (pilot.decision, pilot.decided_on, pilot.is_undecided(TODAY)) == ("spread", TODAY, False)
    assert list(PilotCount.objects.values_list("changed", flat=True)) == [12]
    with pytest.raises(Refused):
        pilots.decide_pilot(pilot, version=pilot.version, decision="stop", reason="Ei.", day=TODAY, by=by, today=TODAY)


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("count", {"steps": {"identified": 5, "referred": 6, "started": 3, "completed": 2, "changed": 1}, "day": LAST}),
        (
            "count",
            {
                "steps": dict.fromkeys(("identified", "referred", "started", "completed", "changed"), 1),
                "day": date(2027, 1, 1),
            },
        ),
        ("decide", {"decision": "spread", "reason": "", "day": TODAY}),
        ("decide", {"decision": "", "reason": "Syy", "day": TODAY}),
    ],
)
def test_what_a_pilot_refuses(act, values):
    pilot = pilot_of(programme_of())
    operation = {"count": pilots.count_pilot, "decide": pilots.decide_pilot}[act]

    with pytest.raises((Refused, ValidationError)):
        operation(pilot, version=pilot.version, by=acting(pilot.home), today=TODAY, **values)


def test_another_area_s_coordinator_may_do_nothing():
    programme = programme_of()
    stranger = acting(AreaFactory())

    with pytest.raises(NotAllowed):
        compiled(programme, by=stranger)
    with pytest.raises(NotAllowed):
        pilots.begin_pilot(
            programme.home, name="X", programme=programme, way="Y", starts=FIRST, ends=LAST, by=stranger, today=TODAY
        )

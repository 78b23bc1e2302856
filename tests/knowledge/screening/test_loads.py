"""The ordinary way in: one table from the county's data platform; out and in again; and what it never tells."""

import pytest

from hyte.core.accounts.choices import Role
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load
from hyte.core.exchange.queries import rows_of
from hyte.core.exchange.reading import write_csv
from hyte.core.exchange.sheets import sheet_named
from hyte.knowledge.screening.models import Pilot, SiteCount
from tests.factories import AreaFactory, acting
from tests.factories.screening import count_of, enterer_of, programme_of, rule_set_of, site_of

pytestmark = pytest.mark.django_db
HEADER = "site,rule_set,first,last,sex,age_group,screened,at_or_above,brief_interventions,refused"


def plan(area, *lines, by, sheet="screening_counts", header=HEADER):
    content = "\n".join([header, *lines]).encode()
    return plan_load([(sheet_named(sheet), "luvut.csv", content)], by=by, area=area)


def line(site, *, first="2026-01-01", last="2026-01-31", sex="all", ages="all", numbers="40,6,4,2", rule_set=None):
    rule_set = rule_set or site.programmes.get().rule_sets.get(is_default=True)
    return f"{site.key},{rule_set.key},{first},{last},{sex},{ages},{numbers}"


def faults(found):
    return [(error.row, error.column) for error in found.errors]


def test_an_analyst_loads_the_counts_of_many_sites():
    programme = programme_of()
    one, other = site_of(programme), site_of(programme)
    by = acting(programme.home, Role.ANALYST)

    found = plan(
        programme.home,
        line(one),
        line(other, sex="men", ages="20–64"),
        line(other, sex="women", ages="65+", numbers="7,1,,"),
        by=by,
    )
    apply_plan(found, title="luvut.csv")

    assert list(
        SiteCount.objects.order_by("pk").values_list("site", "sex", "age_group", "screened", "refused", "home")
    ) == [
        (one.pk, "all", "all", 40, 2, programme.home_id),
        (other.pk, "men", "20-64", 40, 2, programme.home_id),
        (other.pk, "women", "65-", 7, None, programme.home_id),
    ]


def test_what_was_taken_out_loads_back_as_unchanged():
    programme = programme_of()
    count_of(site_of(programme), 40, 6, sex="men", age_group="20-64", refused=1)
    by = acting(programme.home, Role.ANALYST)
    sheet = sheet_named("screening_counts")

    out = write_csv([column.name for column in sheet.columns], list(rows_of(sheet, programme.home, user=by.user)))
    found = plan_load([(sheet, "luvut.csv", out)], by=by, area=programme.home)

    assert found.as_dict() == {"created": 0, "changed": 0, "unchanged": 1, "errors": []}


def test_each_fault_is_told_by_row_and_column():
    programme = programme_of()
    site, stranger = site_of(programme), site_of(programme_of(programme.home))
    count_of(site, 40, 6)  # the first quarter
    own = programme.rule_sets.get(is_default=True)

    found = plan(
        programme.home,
        line(site, first="2026-04-01", last="2026-04-30", numbers="5,6,,"),
        line(site, first="2025-04-01", last="2025-04-30", numbers="5,2,3,"),
        line(site, first="2025-05-01", last="2025-05-31", sex="men", ages="15-19"),
        line(site, first="2026-03-01", last="2026-03-31"),
        line(stranger, rule_set=own),
        line(site, first="2025-06-01", last="2025-06-30", ages="vanhat"),
        line(site, first="2025-07-01", last="2025-07-31"),
        line(site, first="2025-07-01", last="2025-07-31", sex="men", ages="20-64"),
        by=acting(programme.home, Role.ANALYST),
    )

    assert faults(found) == [
        (2, "at_or_above"),
        (3, "brief_interventions"),
        (4, "age_group"),
        (5, "first"),
        (6, "rule_set"),
        (7, "age_group"),
        (9, "sex"),
    ]


@pytest.mark.parametrize("who", ["coordinator", "analyst elsewhere", "enterer", "enterer of another site"])
def test_nobody_learns_a_count_by_guessing_it_in_a_file(who):
    """A right guess would come back as unchanged, a wrong one as a change from the true number."""
    programme = programme_of()
    site = site_of(programme)
    count_of(site, 3, 1)
    elsewhere = AreaFactory()
    by, area = {
        "coordinator": (acting(programme.home), programme.home),
        "analyst elsewhere": (acting(elsewhere, Role.ANALYST), elsewhere),
        "enterer": (enterer_of(site), programme.home),
        "enterer of another site": (enterer_of(site_of(programme)), programme.home),
    }[who]

    right, wrong = (plan(area, line(site, last="2026-03-31", numbers=numbers), by=by) for numbers in ("3,1,,", "9,5,,"))

    assert [error.as_dict() for error in right.errors] == [error.as_dict() for error in wrong.errors]
    assert faults(right) == [(2, "site")]
    assert [part.rows[0].before for part in (*right.sheets, *wrong.sheets)] == [{}, {}]


def test_a_default_of_research_and_a_second_default_are_refused():
    programme = programme_of()
    research = rule_set_of(programme)
    header = "key,programme,name,is_research,is_default"

    found = plan(
        programme.home,
        f"{research.key},{programme.key},Tutkimus,yes,yes",
        by=acting(programme.home),
        sheet="screening_rule_sets",
        header=header,
    )

    assert faults(found) == [(2, "is_default"), (2, "is_default")]


def test_pilots_come_in_and_go_out_as_a_table():
    programme = programme_of()
    header = "key,name,programme,way,decision,decided_on,decision_reason,valid_from,valid_until"
    by = acting(programme.home)

    bad = plan(
        programme.home,
        f"pilotti-1,Ryhmä,{programme.key},Tapaamiset,spread,,,2026-01-01,2026-03-31",
        by=by,
        sheet="pilots",
        header=header,
    )
    good = plan(
        programme.home,
        f"pilotti-1,Ryhmä,{programme.key},Tapaamiset,,,,2026-01-01,2026-03-31",
        by=by,
        sheet="pilots",
        header=header,
    )
    apply_plan(good, title="pilotit.csv")

    assert faults(bad) == [(2, "decision")]
    assert Pilot.objects.get().name == "Ryhmä"
    assert [row[:2] for row in rows_of(sheet_named("pilots"), programme.home, user=by.user)] == [["pilotti-1", "Ryhmä"]]


def test_a_pilot_s_numbers_are_loaded_in_order():
    programme = programme_of()
    pilot = Pilot.objects.create(key="pilotti", home=programme.home, name="P", programme=programme, way="W")
    header = "pilot,day,identified,referred,started,completed,changed"
    by = acting(programme.home, Role.ANALYST)

    found = plan(
        programme.home,
        f"{pilot.key},2026-01-31,10,9,8,7,6",
        f"{pilot.key},2026-02-28,10,11,8,7,6",
        by=by,
        sheet="pilot_counts",
        header=header,
    )

    assert faults(found) == [(3, "referred")]

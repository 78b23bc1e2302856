"""What differs between two versions of a data set."""

from datetime import date

import pytest

from hyte.knowledge.stats.engines import open_engine
from hyte.knowledge.stats.sources.codes import months
from hyte.knowledge.stats.sources.fetched import Observation, table_of
from hyte.knowledge.stats.store.changes import Changes, Difference, changes_between


@pytest.fixture(scope="module")
def engine():
    with open_engine() as opened:
        yield opened


def rows(*figures, **more):
    return table_of(
        [
            Observation(indicator=key, area="KU398", period=months(year, 1, year, 12), value=value, **more)
            for key, year, value in figures
        ],
        dataset="luvut",
    )


def difference(kind, key, year, before, after):
    return Difference(
        kind, key, "KU398", date(year, 1, 1), date(year, 12, 31), "total", "total", "total", before, after
    )


def test_new_changed_gone_and_same_are_counted_and_the_largest_come_first(engine):
    before = rows(("a", 2020, 10.0), ("a", 2021, 10.0), ("a", 2022, 100.0), ("b", 2020, 1.0))
    after = rows(("a", 2020, 10.0), ("a", 2021, 12.0), ("a", 2022, 110.0), ("a", 2023, 5.0))

    assert changes_between(before, after, engine=engine) == Changes(
        new=1,
        changed=2,
        gone=1,
        same=1,
        largest=(
            difference("changed", "a", 2021, 10.0, 12.0),
            difference("changed", "a", 2022, 100.0, 110.0),
            difference("gone", "b", 2020, 1.0, None),
            difference("new", "a", 2023, None, 5.0),
        ),
    )


def test_without_an_earlier_version_everything_is_new(engine):
    found = changes_between(None, rows(("a", 2020, 10.0)), engine=engine)

    assert (found.new, found.differ, found.largest) == (1, 1, (difference("new", "a", 2020, None, 10.0),))


def test_a_count_behind_an_unchanged_value_is_a_change(engine):
    found = changes_between(rows(("a", 2020, 10.0)), rows(("a", 2020, 10.0), numerator=3.0), engine=engine)

    assert (found.changed, found.same) == (1, 0)


def test_from_zero_to_something_comes_before_the_rest_and_the_list_is_cut(engine):
    before = rows(("a", 2020, 0.0), ("a", 2021, 1.0))
    after = rows(("a", 2020, 1.0), ("a", 2021, 9.0))

    found = changes_between(before, after, engine=engine, most=1)

    assert (found.changed, found.largest) == (2, (difference("changed", "a", 2020, 0.0, 1.0),))

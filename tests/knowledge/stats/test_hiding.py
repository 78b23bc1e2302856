"""Hiding, checked by other means than it is made: every number as a sum of the smallest cells, and what follows from those shown."""

from itertools import product

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hyte.knowledge.stats.methods.hiding import Cell, Relation, Role, hidden_cells, range_of
from hyte.knowledge.stats.methods.hiding_tables import Layout, TableRow, cell_key, equations_of, hide_table
from hyte.knowledge.stats.refusals import InputRefused

T = 5
# A failing table is small enough to read as it is, and shrinking it takes minutes.
QUICKLY = settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
TOTAL = "total"


def with_margins(cells: dict[tuple[str, ...], int]) -> list[TableRow]:
    """All cells and all their totals."""
    sides = [dict.fromkeys(place[at] for place in cells) for at in range(len(next(iter(cells))))]
    return [
        TableRow(place, sum(count for own, count in cells.items() if inside(own, place)))
        for place in product(*([*side, TOTAL] for side in sides))
    ]


def inside(own: tuple[str, ...], place: tuple[str, ...]) -> bool:
    return all(wanted in (TOTAL, part) for part, wanted in zip(own, place, strict=True))


def assert_safe(rows: list[TableRow], hidden: list[bool], threshold: int = T, *, zeros_shown: bool = True) -> None:
    """No hidden number is a combination of shown ones, and each could be any of a range wide enough.

    The unknowns are the smallest cells; every row of the table is a sum of them.
    """
    base = [row.place for row in rows if TOTAL not in row.place]
    vector = {row.place: np.array([inside(own, row.place) for own in base], dtype=float) for row in rows}
    shown = np.array([vector[row.place] for row, is_hidden in zip(rows, hidden, strict=True) if not is_hidden])
    known = np.array([row.count for row, is_hidden in zip(rows, hidden, strict=True) if not is_hidden], dtype=float)
    secret = [row for row, is_hidden in zip(rows, hidden, strict=True) if is_hidden]
    least = 1 if zeros_shown else 0
    for row in secret:
        target = vector[row.place]
        assert not in_row_space(target, shown), f"{row} follows from what is shown"
        others = np.array([-vector[other.place] for other in secret])
        ends = [
            linprog(
                sign * target, A_eq=shown if len(shown) else None, b_eq=known if len(shown) else None, A_ub=others,
                b_ub=[-least] * len(secret), bounds=(0, None),
            )
            for sign in (1, -1)
        ]  # fmt: skip
        low = np.ceil(ends[0].fun - 1e-7)
        high = np.floor(-ends[1].fun + 1e-7) if ends[1].status == 0 else np.inf
        assert high - low >= threshold, f"{row} lies between {low} and {high}"


def in_row_space(target: np.ndarray, rows: np.ndarray) -> bool:
    if not len(rows):
        return False
    solution = np.linalg.lstsq(rows.T, target, rcond=None)[0]
    return bool(np.abs(rows.T @ solution - target).max() < 1e-9)


def hide(rows: list[TableRow], dimensions: tuple[str, ...], **options) -> list[bool]:
    return [count for count, _base in hide_table(rows, Layout(dimensions), **options)]


def test_the_worked_row_hides_a_second_cell_or_the_total():
    rows = [TableRow((name,), count) for name, count in (("a", 3), ("b", 7), ("c", 10), (TOTAL, 20))]
    hidden = hide(rows, ("g",))

    assert hidden[0]
    assert sum(hidden) == 2
    assert_safe(rows, hidden)


def test_both_sexes_minus_women_gives_no_men():
    rows = with_margins({("A", "f"): 3, ("A", "m"): 12, ("B", "f"): 20, ("B", "m"): 30})
    hidden = hide(rows, ("area", "sex"))

    assert sum(hidden) == 4
    assert_safe(rows, hidden)


def test_nothing_is_hidden_where_nothing_is_small():
    assert not any(hide(with_margins({("A", "f"): 5, ("A", "m"): 0, ("B", "f"): 20, ("B", "m"): 30}), ("area", "sex")))


def test_two_small_counts_do_not_hide_each_other():
    """2 + 3 = 5 leaves a range of 1 to 4, which is narrower than the threshold."""
    rows = [TableRow((name,), count) for name, count in (("a", 2), ("b", 3), ("c", 40), (TOTAL, 45))]
    hidden = hide(rows, ("g",))

    assert sum(hidden) == 3
    assert_safe(rows, hidden)


COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 14, 30, 200])


@given(st.lists(COUNTS, min_size=12, max_size=12))
@QUICKLY
def test_tables_of_two_dimensions_are_safe(counts):
    rows = with_margins(dict(zip(product("ABCD", "xyz"), counts, strict=True)))
    hidden = hide(rows, ("area", "age"))

    assert all(is_hidden for row, is_hidden in zip(rows, hidden, strict=True) if 0 < row.count < T)
    assert not any(is_hidden for row, is_hidden in zip(rows, hidden, strict=True) if row.count == 0)
    assert_safe(rows, hidden)


@given(st.lists(COUNTS, min_size=18, max_size=18))
@QUICKLY
def test_tables_of_three_dimensions_are_safe(counts):
    rows = with_margins(dict(zip(product("ABC", "fm", "xyz"), counts, strict=True)))

    assert_safe(rows, hide(rows, ("area", "sex", "age")))


@given(st.lists(COUNTS, min_size=9, max_size=9))
@QUICKLY
def test_tables_with_zeros_hidden_are_safe(counts):
    rows = with_margins(dict(zip(product("ABC", "xyz"), counts, strict=True)))
    hidden = hide(rows, ("area", "age"), threshold=10, hide_zeros=True)

    assert all(is_hidden for row, is_hidden in zip(rows, hidden, strict=True) if row.count < 10)
    assert_safe(rows, hidden, 10, zeros_shown=False)


@given(st.permutations(range(20)))
@QUICKLY
def test_the_order_of_rows_changes_nothing(order):
    rows = with_margins(dict(zip(product("ABCD", "xyz"), [3, 7, 1, 20, 4, 9, 0, 55, 8, 2, 6, 30], strict=True)))
    straight = dict(zip((row.place for row in rows), hide(rows, ("area", "age")), strict=True))
    shuffled = [rows[i] for i in order]

    assert dict(zip((row.place for row in shuffled), hide(shuffled, ("area", "age")), strict=True)) == straight


def tells_something(cell: Cell) -> bool:
    if cell.count is None:
        return False
    return 0 < abs(cell.count) < T or (cell.count == 0 and cell.tells_all_at_zero)


def safe_by_equations(rows, layout, hidden) -> None:
    """Each hidden count, and each small difference, is left a wide range by the equations of the whole table."""
    cells, relations = equations_of(rows, layout)
    keys = [
        cell_key(row, kind)
        for row, own in zip(rows, hidden, strict=True)
        for kind, is_hidden in zip(("count", "denominator"), own, strict=True)
        if is_hidden
    ]
    small = [key for key, cell in cells.items() if cell.role is Role.IMPLIED and tells_something(cell)]
    for key in {*keys, *small}:
        low, high = range_of(key, cells, relations, keys, threshold=T)
        assert high - low >= T, f"{key} lies between {low} and {high}"


def test_cumulative_minus_earlier_gives_no_small_month():
    rows = [TableRow((month, area), count) for month, area, count in (
        ("01", "A", 10), ("01", "B", 20), ("01", TOTAL, 30),
        ("01–02", "A", 12), ("01–02", "B", 40), ("01–02", TOTAL, 52),
        ("01–03", "A", 30), ("01–03", "B", 70), ("01–03", TOTAL, 100),
    )]  # fmt: skip
    layout = Layout(("month", "area"), cumulative="month")
    hidden = hide_table(rows, layout)

    assert not any(count for count, _base in hidden[:3]), "the first month stands as published"
    assert hidden[3][0]
    safe_by_equations(rows, layout, hidden)


def test_corrected_minus_old_gives_no_small_correction():
    rows = [TableRow(place, count) for place, count in (
        (("1", "a"), 10), (("1", "b"), 20), (("1", "c"), 3), (("1", TOTAL), 33),
        (("2", "a"), 10), (("2", "b"), 22), (("2", "c"), 3), (("2", TOTAL), 35),
    )]  # fmt: skip
    layout = Layout(("release", "g"), releases="release")
    hidden = [count for count, _base in hide_table(rows, layout)]

    assert hidden[5], "22 - 20 is a small correction"
    assert hidden[7], "so is 35 - 33"
    assert hidden[4] == hidden[0], "what did not change stays as it was"
    assert hidden[6]
    safe_by_equations(rows, layout, hide_table(rows, layout))


@given(
    st.lists(COUNTS, min_size=6, max_size=6), st.lists(st.sampled_from([-3, 0, 0, 0, 2, 8, 40]), min_size=6, max_size=6)
)
@QUICKLY
def test_two_releases_together_are_safe(counts, corrections):
    places = list(product("AB", "xyz"))
    later = [max(count + change, 0) for count, change in zip(counts, corrections, strict=True)]
    rows = [
        TableRow((release, *row.place), row.count)
        for release, own in (("1", counts), ("2", later))
        for row in with_margins(dict(zip(places, own, strict=True)))
    ]
    layout = Layout(("release", "area", "age"), releases="release")

    safe_by_equations(rows, layout, hide_table(rows, layout))


@given(st.lists(COUNTS, min_size=4, max_size=4), st.lists(COUNTS, min_size=4, max_size=4))
@QUICKLY
def test_cumulative_periods_together_are_safe(first, then):
    places = list(product("AB", "xy"))
    rows = [
        TableRow((period, *row.place), row.count)
        for period, own in (("1", first), ("1–2", [a + b for a, b in zip(first, then, strict=True)]))
        for row in with_margins(dict(zip(places, own, strict=True)))
    ]
    layout = Layout(("period", "area", "age"), cumulative="period")

    safe_by_equations(rows, layout, hide_table(rows, layout))


def share_rows(pairs: list[tuple[int, int]]) -> list[TableRow]:
    rows = [TableRow((f"g{i}",), x, n) for i, (x, n) in enumerate(pairs)]
    return [*rows, TableRow((TOTAL,), sum(x for x, _n in pairs), sum(n for _x, n in pairs))]


@pytest.mark.parametrize("pair", [(40, 40), (38, 40), (3, 40)])
def test_all_or_all_but_a_few_is_hidden_as_a_few(pair):
    rows = share_rows([pair, (20, 50), (30, 60)])
    hidden = hide_table(rows, Layout(("g",)))

    assert any(hidden[0])
    safe_by_equations(rows, Layout(("g",)), hidden)


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from([0, 0, 1, 3, 7, 40])), min_size=2, max_size=5))
@QUICKLY
def test_shares_with_their_bases_are_safe(pairs):
    rows = share_rows([(x, x + others) for x, others in pairs])

    safe_by_equations(rows, Layout(("g",)), hide_table(rows, Layout(("g",))))


def test_nested_ages_give_no_small_rest():
    rows = [TableRow((age,), count) for age, count in (("65+", 10), ("75+", 8), ("0–64", 40), (TOTAL, 50))]
    layout = Layout(("age",), nested=(("age", "65+", ("65–74", "75+")),))
    hidden = hide_table(rows, layout)

    assert [count for count, _base in hidden] == [False, True, False, False]
    safe_by_equations(rows, layout, hidden)


def test_a_missing_count_is_nobodys_to_hide_and_no_reason_to_fail():
    rows = [TableRow((name,), count) for name, count in (("a", 3), ("b", None), ("c", 10), (TOTAL, 20))]

    assert hide(rows, ("g",))[:2] == [True, False]


@pytest.mark.parametrize(
    "counts, layout",
    [
        ([("a", 3), ("b", 7), (TOTAL, 11)], Layout(("g",))),
        ([("a", 3), ("b", 7), (TOTAL, 9)], Layout(("g",))),
        ([("1", 9), ("1–2", 8)], Layout(("g",), cumulative="g")),
    ],
)
def test_numbers_that_do_not_add_up_are_refused(counts, layout):
    with pytest.raises(InputRefused):
        hide_table([TableRow((name,), count) for name, count in counts], layout)


def test_a_threshold_that_hides_nothing_is_refused():
    with pytest.raises(InputRefused):
        hide_table([TableRow(("a",), 3)], Layout(("g",)), threshold=1)


def test_what_is_public_already_cannot_be_hidden():
    cells = {"a": Cell(3), "b": Cell(7, role=Role.PUBLIC), "t": Cell(10, role=Role.PUBLIC)}

    with pytest.raises(InputRefused, match="gives it back"):
        hidden_cells(cells, [Relation("t", ("a", "b"))], threshold=T)


def test_a_range_is_what_the_equations_leave():
    cells = {"a": Cell(3), "b": Cell(7), "t": Cell(10)}

    assert range_of("a", cells, [Relation("t", ("a", "b"))], ["a", "b"], threshold=T) == (1, 9)
    assert range_of("a", cells, [Relation("t", ("a", "b"))], ["a"], threshold=T) == (3, 3)
    assert range_of("b", cells, [Relation("t", ("a", "b"))], ["a"], threshold=T) == (7, 7)

"""Limits of numbers that came with counts: those of the methods themselves, and none that the counts do not support."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hyte.knowledge.stats.engines import open_engine
from hyte.knowledge.stats.store import portions
from hyte.knowledge.stats.store.catalogue import FileCatalogue
from hyte.knowledge.stats.store.derived import derive
from hyte.knowledge.stats.store.limited import COUNTED_SCHEMA, limits_of_counts, with_limits
from hyte.knowledge.stats.store.newest import Reading
from hyte.knowledge.stats.store.releases import write_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, SCHEMA, SERIES_SCHEMA, drawn_in

SHARE, RATE = Reading(is_share=True, per=100), Reading(per=1000)
READINGS = {"osuus": SHARE, "suhde": RATE, "muu": Reading(is_share=True)}
WORDS = ("Wilson 1927", "exact Poisson (Garwood 1936)", "Byar (Breslow and Day 1987)")


@pytest.fixture(scope="module")
def duck():
    with open_engine(threads=1) as found:
        yield found


def row(indicator: str, value: float | None, count: float | None, base: float | None, **given: object) -> dict:
    return {
        "dataset": "a", "indicator": indicator, "area": "KU398", "period_start": date(2020, 1, 1),
        "period_end": date(2020, 12, 31), "sex": "total", "age_group": "total", "breakdown": "total", "value": value,
        "numerator": count, "denominator": base, "missing_reason": "secret" if value is None else None, "release": "r", **given,
    }  # fmt: skip


def limited(engine, *rows: dict, readings=READINGS) -> list[tuple]:
    table = pa.Table.from_pylist(list(rows), schema=SCHEMA)
    found = with_limits(table, readings=readings, engine=engine)
    assert found.schema.names == SERIES_SCHEMA.names
    kept = [name for name in SCHEMA.names if name not in ("lower", "upper")]
    assert found.select(kept).equals(table.select(kept))
    return [(one["lower"], one["upper"], one["method"]) for one in found.to_pylist()]


def wilson(count: float, base: float) -> tuple[float, float]:
    found = stats.binomtest(round(count), round(base)).proportion_ci(0.95, method="wilson")
    return 100 * found.low, 100 * found.high


def poisson(count: float, base: float) -> tuple[float, float]:
    """Exact below 10; from 10 Byar's."""
    if count < 10:
        lower = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
        return lower / base * 1000, stats.chi2.ppf(0.975, 2 * count + 2) / 2 / base * 1000
    z, more = stats.norm.ppf(0.975), count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3
    return lower / base * 1000, more * (1 - 1 / (9 * more) + z / (3 * more**0.5)) ** 3 / base * 1000


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 200_000)), min_size=1, max_size=8))
def test_limits_are_those_of_scipy_and_hold_the_value(duck, counts):
    counts = [(min(count, base), base) for count, base in counts]
    shares = [row("osuus", 100 * count / base, float(count), float(base)) for count, base in counts]
    rates = [row("suhde", 1000 * count / base, float(count), float(base)) for count, base in counts]

    found = limited(duck, *shares, *rates)

    assert [one[:2] for one in found] == [
        *(pytest.approx(wilson(count, base), rel=1e-9, abs=1e-9) for count, base in counts),
        *(pytest.approx(poisson(count, base), rel=1e-9, abs=1e-9) for count, base in counts),
    ]
    assert all(lower <= one["value"] <= upper for one, (lower, upper, _m) in zip((*shares, *rates), found, strict=True))
    assert [method for _l, _u, method in found] == [
        *("Wilson 1927" for _one in counts),
        *(WORDS[1] if count < 10 else WORDS[2] for count, _base in counts),
    ]


NOTHING = (None, None, None)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (row("osuus", 12.0, 12.0, 100.0, lower=10.0, upper=20.0), (10.0, 20.0, None)),
        (row("osuus", 12.0, 12.0, 100.0, lower=10.0), (10.0, None, None)),
        (row("osuus", None, None, 100.0), NOTHING),
        (row("osuus", None, 3.0, 100.0, missing_reason="missing"), NOTHING),
        (row("osuus", 12.0, 12.0, None), NOTHING),
        (row("osuus", 12.0, None, 100.0), NOTHING),
        (row("osuus", 0.0, 0.0, 0.0), NOTHING),
        (row("osuus", 120.0, 120.0, 100.0), NOTHING),
        # A standardised or otherwise different value beside crude counts: the limits are not its own.
        (row("osuus", 40.0, 12.0, 100.0), NOTHING),
        (row("suhde", 40.0, 12.0, 1000.0), NOTHING),
        # A reading that tells no “per”, and an indicator without a reading.
        (row("muu", 12.0, 12.0, 100.0), NOTHING),
        (row("vieras", 12.0, 12.0, 100.0), NOTHING),
    ],
)
def test_limits_are_computed_only_where_counts_support_them(duck, told, wanted):
    beside = row("osuus", 12.0, 12.0, 100.0)

    found = limited(duck, told, beside, told)

    assert found[0] == found[2] == wanted
    assert found[1][2] == "Wilson 1927"


def test_a_rounded_value_stays_and_has_the_limits_of_its_counts(duck):
    (found,) = limited(duck, row("osuus", 0.3, 1.0, 300.0))

    assert found[:2] == pytest.approx(wilson(1, 300))


def test_nothing_to_compute_from_is_no_fault(duck):
    assert limited(duck) == []
    assert limited(duck, row("muu", 1.0, None, None)) == [NOTHING]


def counted() -> pa.Table:
    rows = [
        (place, told, count, base, per, is_share)
        for place, (told, count, base, per, is_share) in enumerate(
            [(12.0, 12.0, 100.0, 100.0, True), (0.0, 0.0, 7.0, 100.0, True), (100.0, 7.0, 7.0, 100.0, True),
             (40.0, 12.0, 100.0, 100.0, True), (5.0, 5.0, 1000.0, 1000.0, False), (65.0, 65.0, 1000.0, 1000.0, False),
             (2.5, 2.5, 1000.0, 1000.0, False), (9.0, 65.0, 1000.0, 1000.0, False)]
        )
    ]  # fmt: skip
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=COUNTED_SCHEMA)


def test_every_engine_limits_counts(engine):
    found = sorted(engine.evaluate(limits_of_counts(engine.table(counted()))).to_pylist(), key=lambda one: one["place"])

    assert [(one["place"], one["method"]) for one in found] == [
        *((place, WORDS[0]) for place in (0, 1, 2)), (4, WORDS[1]), (5, WORDS[2]), (6, WORDS[2]),
    ]  # fmt: skip
    assert (found[1]["lower"], found[2]["upper"]) == pytest.approx((0.0, 100.0), abs=1e-9)


def years(values: dict[str, list[tuple[float, float]]]) -> list[dict]:
    """Yearly shares and rates of areas from 2018 on, value and counts, without limits."""
    found = []
    for area, counts in values.items():
        for at, (count, base) in enumerate(counts):
            period = {
                "area": area,
                "period_start": date(2018 + at, 1, 1),
                "period_end": date(2018 + at, 12, 31),
                "release": None,
            }
            found.append(row("osuus", 100 * count / base, count, base, **period))
            found.append(row("suhde", 1000 * count / base, count, base, **period))
    return [{name: one.get(name) for name in FILE_SCHEMA.names} for one in found]


def test_derivation_judges_what_came_with_counts_and_portions_change_nothing(tmp_path, monkeypatch):
    rising = [(200.0 + 60 * at, 1000.0) for at in range(6)]
    rows = years({"KU398": rising, "FI": [(20_000.0, 100_000.0)] * 6})
    catalogue = FileCatalogue(tmp_path)
    catalogue.add(
        write_release(
            tmp_path,
            pa.Table.from_pylist(rows, schema=FILE_SCHEMA),
            dataset="a",
            source="Esimerkki",
            licence="CC BY 4.0",
            made_at=datetime(2026, 1, 2, tzinfo=UTC),
        )
    )

    whole = derive(catalogue.in_force(), tmp_path / "a", readings=READINGS)
    monkeypatch.setattr(portions, "AT_ONCE", 13)
    parts = derive(catalogue.in_force(), tmp_path / "b", readings=READINGS)

    for name in ("series", "latest"):
        assert getattr(whole, name).read_bytes() == getattr(parts, name).read_bytes()
    latest = {(one["indicator"], one["area"]): one for one in parquet.read_table(whole.latest).to_pylist()}
    told = ("relation", "direction", "method")
    assert {key: tuple(one[name] for name in told) for key, one in latest.items()} == {
        ("osuus", "FI"): ("no comparison", "no significant change", WORDS[0]),
        ("osuus", "KU398"): ("higher", "increasing", WORDS[0]),
        ("suhde", "FI"): ("no comparison", "no significant change", WORDS[2]),
        ("suhde", "KU398"): ("higher", "increasing", WORDS[2]),
    }
    series = parquet.read_table(whole.series)
    assert series["lower"].null_count == 0
    assert derive(catalogue.in_force(), tmp_path / "a").hash != whole.hash


def test_a_breakdown_may_tell_the_division_of_a_year():
    told = ("vuoden 2012 aluejako", "vuoden 2012 aluejako, naiset", "perusaste", "total")

    assert [drawn_in(one) for one in told] == [2012, None, None, None]

"""`series` and `latest`: what a plain recomputation gives, the same bytes twice, and the old where a new one fails."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from hyte.knowledge.stats.choices import Polarity
from hyte.knowledge.stats.engines import open_engine
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.store import derived, portions
from hyte.knowledge.stats.store.derived import current, derive
from hyte.knowledge.stats.store.newest import Reading
from hyte.knowledge.stats.store.releases import Release, ReleaseBroken, write_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, KEY

MADE = datetime(2026, 1, 2, tzinfo=UTC)
READINGS = {
    "hyvä": Reading(polarity=Polarity.HIGH),
    "paha": Reading(polarity=Polarity.LOW),
    "osuus": Reading(polarity=Polarity.LOW, is_share=True),
    "väestö": Reading(polarity=Polarity.HIGH, compares=False),
}
AREAS = ("FI", "KU398", "KU507", "MK07")


def row(indicator: str, area: str, start: date, end: date, value: float | None, **given: object) -> dict[str, object]:
    plain = {"dataset": "a", "sex": "total", "age_group": "total", "breakdown": "total"}
    reason = "not available" if value is None else None
    return {
        **plain, "indicator": indicator, "area": area, "period_start": start, "period_end": end, "value": value,
        "missing_reason": reason, **given,
    }  # fmt: skip


def year(indicator: str, area: str, number: int, value: float | None, **given: object) -> dict[str, object]:
    limits = {} if value is None else {"lower": value - 1, "upper": value + 1}
    return row(indicator, area, date(number, 1, 1), date(number, 12, 31), value, **{**limits, **given})


def rows() -> list[dict[str, object]]:
    found = []
    for indicator in ("hyvä", "paha", "muu"):
        for place, area in enumerate(AREAS):
            found += [year(indicator, area, number, 50.0 + place * (number - 2015)) for number in range(2010, 2024)]
    for area, step in (("FI", 0), ("KU398", 80)):
        found += [
            year("osuus", area, 2018 + n, 0.3 + step * n / 1000, lower=None, upper=None, numerator=300.0 + step * n,
                 denominator=1000.0)
            for n in range(6)
        ]  # fmt: skip
    return found


def store(folder: Path, table: list[dict[str, object]], dataset: str = "a") -> Release:
    rows = pa.Table.from_pylist([{**one, "dataset": dataset} for one in table], schema=FILE_SCHEMA)
    return write_release(folder, rows, dataset=dataset, source="Esimerkki", licence="CC BY 4.0", made_at=MADE)


def latest_of(found: derived.Derived) -> dict[tuple[str, str], dict[str, object]]:
    return {(one["indicator"], one["area"]): one for one in parquet.read_table(found.latest).to_pylist()}


def derive_rows(folder: Path, table: list[dict[str, object]], **options) -> dict[tuple[str, str], dict[str, object]]:
    return latest_of(derive([store(folder, table)], folder / "derived", readings=READINGS, **options))


def plainly(table: list[dict[str, object]], indicator: str, area: str) -> dict[str, object]:
    """The newest value, its verdict and short series of yearly rows, without any of the store's code."""
    own = sorted(
        (one for one in table if (one["indicator"], one["area"]) == (indicator, area)),
        key=lambda one: one["period_end"],
    )
    newest = own[-1]
    reference = [
        one["value"]
        for one in table
        if (one["indicator"], one["area"], one["period_end"]) == (indicator, "FI", newest["period_end"])
    ]
    verdict = "no comparison"
    if area != "FI" and newest["lower"] is not None:
        better, worse = {"hyvä": ("worse", "better"), "paha": ("better", "worse"), "muu": ("lower", "higher")}[
            indicator
        ]
        verdict = "similar"
        verdict = better if newest["upper"] < reference[0] else verdict
        verdict = worse if newest["lower"] > reference[0] else verdict
    return {
        **{name: newest[name] for name in (*KEY, "value", "lower", "upper", "missing_reason")},
        "reference": None if area == "FI" else reference[0],
        "verdict": verdict,
        "short_periods": [one["period_end"] for one in own][-10:],
        "short_values": [one["value"] for one in own][-10:],
    }


def test_latest_is_what_a_plain_recomputation_gives(tmp_path):
    table = rows()
    found = derive_rows(tmp_path, table)

    wanted = {(one["indicator"], one["area"]): plainly(table, one["indicator"], one["area"]) for one in table}
    assert {key: {name: one[name] for name in wanted[key]} for key, one in found.items()} == wanted
    assert {key: one["direction"] for key, one in found.items() if key[0] != "osuus"} == {
        (indicator, area): direction
        for indicator in ("hyvä", "paha", "muu")
        for area, direction in zip(AREAS, ["no significant change", *["increasing"] * 3], strict=True)
    }
    assert [found["muu", area]["change"] for area in AREAS] == pytest.approx([0, 1, 2, 3])
    assert (found["osuus", "KU398"]["direction"], found["osuus", "FI"]["direction"]) == (
        "increasing",
        "no significant change",
    )
    assert found["osuus", "KU398"]["no_verdict"] == "no confidence interval"


def test_a_count_is_held_against_nothing_and_says_why(tmp_path):
    """With or without limits, and whatever the country's number is; the trend stays."""
    table = [year("väestö", area, number, 1000.0 * number) for area in AREAS for number in range(2019, 2024)]
    table += [year("hyvä", area, 2023, None if area == "KU507" else 5.0) for area in AREAS]
    table += [year("väestö", "KU111", 2023, None)]

    found = derive_rows(tmp_path, table)

    told = ("reference", "relation", "verdict", "no_verdict")
    nothing = (None, "no comparison", "no comparison", "a count follows the size of the area")
    assert {area: tuple(found["väestö", area][name] for name in told) for area in AREAS} == dict.fromkeys(
        AREAS, nothing
    )
    assert found["väestö", "KU111"]["no_verdict"] == "a value is missing"
    assert {found["väestö", area]["direction"] for area in AREAS} == {"increasing"}
    assert found["hyvä", "KU398"]["reference"] == 5.0
    assert found["hyvä", "FI"]["no_verdict"] == "the reference is missing"


def test_series_are_the_rows_sorted_by_indicator_and_area(tmp_path):
    table = rows()
    first = store(tmp_path, [one for one in table if one["indicator"] != "muu"])
    second = store(tmp_path, [one for one in table if one["indicator"] == "muu"], "b")

    found = parquet.read_table(derive([first, second], tmp_path / "derived").series)

    order = [(one["indicator"], one["area"], one["period_start"]) for one in found.to_pylist()]
    assert order == sorted((one["indicator"], one["area"], one["period_start"]) for one in table)
    assert {(one["dataset"], one["release"]) for one in found.to_pylist()} == {("a", first.hash), ("b", second.hash)}


def test_portions_change_nothing(tmp_path, monkeypatch):
    release = store(tmp_path, rows())
    whole = derive([release], tmp_path / "a", readings=READINGS)
    monkeypatch.setattr(portions, "AT_ONCE", 60)
    parts = derive([release], tmp_path / "b", readings=READINGS)

    assert len(list(portions._portions([(release, portions._indicators(release))]))) == 4
    for name in ("series", "latest"):
        assert parquet.read_table(getattr(parts, name)).equals(parquet.read_table(getattr(whole, name)))


def test_done_twice_gives_the_same_bytes(tmp_path):
    release = store(tmp_path, rows())
    first, second = (derive([release], tmp_path / name, readings=READINGS) for name in ("a", "b"))

    assert first.hash == second.hash
    for name in ("series", "latest"):
        assert getattr(first, name).read_bytes() == getattr(second, name).read_bytes()
    stamp = first.latest.stat().st_mtime_ns
    assert derive([release], tmp_path / "a", readings=READINGS) == first
    assert first.latest.stat().st_mtime_ns == stamp
    assert derive([release], tmp_path / "a").hash != first.hash


def test_a_crash_in_the_middle_leaves_the_old(tmp_path, monkeypatch):
    folder = tmp_path / "derived"
    old = derive([store(tmp_path, rows()[:14])], folder)
    release = store(tmp_path, rows())

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space")

    with monkeypatch.context() as broken:
        broken.setattr(derived, "write_derived", fail)
        with pytest.raises(OSError, match="no space"):
            derive([release], folder)

    assert current(folder) == old
    assert sorted(path.name for path in folder.iterdir()) == sorted([".lock", old.hash, "current.json"])
    assert current(folder) != derive([release], folder) == current(folder)


def test_two_at_once_derive_once(tmp_path):
    release = store(tmp_path, rows()[:14])
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _turn: derive([release], tmp_path / "derived"), range(2)))

    assert found[0] == found[1] == current(tmp_path / "derived")


def test_a_broken_derivation_is_named_and_made_again(tmp_path):
    folder = tmp_path / "derived"
    release = store(tmp_path, rows())
    found = derive([release], folder)
    good = found.latest.read_bytes()
    found.latest.write_bytes(good[:-20])

    with pytest.raises(ReleaseBroken, match=r"/latest\.parquet is broken"):
        current(folder)
    assert derive([release], folder).latest.read_bytes() == good


def test_nothing_and_a_broken_release_are_refused(tmp_path):
    release = store(tmp_path, rows())

    assert current(tmp_path / "derived") is None
    with pytest.raises(InputRefused, match="no releases"):
        derive([], tmp_path / "derived")
    with pytest.raises(InputRefused, match="The data set a has two releases"):
        derive([release, store(tmp_path, rows()[:3])], tmp_path / "derived")
    release.path.write_bytes(b"PAR1")
    with pytest.raises(ReleaseBroken):
        derive([release], tmp_path / "derived")
    assert current(tmp_path / "derived") is None


def test_a_missing_newest_value_is_told_beside_the_one_before_it(tmp_path):
    table = [year("muu", "KU398", number, float(number)) for number in range(2018, 2023)]
    table += [year("muu", "KU398", 2023, None, missing_reason="secret"), year("muu", "FI", 2022, None)]

    found = derive_rows(tmp_path, table)

    seen = found["muu", "KU398"]
    assert (seen["period_end"], seen["value"], seen["later_missing"]) == (date(2022, 12, 31), 2022.0, "secret")
    assert (seen["verdict"], seen["no_verdict"]) == ("no comparison", "the reference is missing")
    none = found["muu", "FI"]
    assert (none["value"], none["missing_reason"], none["later_missing"]) == (None, "not available", None)
    assert (none["short_periods"], none["short_values"]) == ([date(2022, 12, 31)], [None])


def test_periods_of_other_lengths_and_years_before_a_break_stay_apart(tmp_path):
    table = [year("muu", "KU398", number, float(number)) for number in range(2015, 2023)]
    table += [row("muu", "KU398", date(2022, 12, 1), date(2022, 12, 31), 1.0)]
    table[4]["flags"] = "preliminary | break in series"
    table += [row("muu", "FI", date(2022, 2, 1), date(2022, 2, 28), 2.0)]

    found = derive_rows(tmp_path, table)

    seen = found["muu", "KU398"]
    assert (seen["value"], seen["short_values"]) == (2022.0, [float(number) for number in range(2015, 2023)])
    assert (seen["direction"], seen["no_direction"]) == ("cannot be judged", "fewer than five yearly values")
    assert (found["muu", "FI"]["direction"], found["muu", "FI"]["no_direction"]) == (
        "cannot be judged",
        "fewer than five yearly values",
    )


@pytest.mark.spark
@pytest.mark.skipif("HYTE_SPARK_MASTER" not in os.environ, reason="HYTE_SPARK_MASTER names no master")
def test_spark_derives_the_same_as_duckdb(tmp_path, engine):
    counts = [year("väestö", area, number, 1000.0 * number) for area in AREAS for number in range(2019, 2024)]
    release = store(tmp_path, rows() + counts)
    with open_engine() as duck:
        wanted = latest_of(derive([release], tmp_path / "a", readings=READINGS, engine=duck))
    found = latest_of(derive([release], tmp_path / "b", readings=READINGS, engine=engine.spark))

    assert found.keys() == wanted.keys()
    for key, one in wanted.items():
        assert found[key] == {
            name: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
            for name, value in one.items()
        }

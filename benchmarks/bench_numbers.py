"""Claims of the store of numbers at national size (60 million rows), as ratios in one run: raw files to releases, series and
latest derived, all areas' comparisons and trends among them, in at most 2 GB; an area's profile of 100 indicators with
comparators in 100 ms and an indicator's page in 80 ms (p95). Beside them the same work in pandas, and as the floor a plain
scan of the same columns. `--small` tries it with a twentieth.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring, nation

TIMES = 100
COMPARATORS = ["FI", "HVA07", "KU098", "KU111", "KU142"]
COLUMNS = ["indicator", "area", "period_end", "sex", "value", "numerator", "denominator", "lower", "upper"]
KEYS = ["indicator", "area", "sex"]
STEPS = ("load", "derive", "read", "floor", "pandas")


def main() -> None:
    if sys.argv[1:2] == ["--step"]:
        print(json.dumps(_step(sys.argv[2], Path(sys.argv[3]), size=_size(sys.argv[4:]))))
        return
    size = _size(sys.argv[1:])
    print(measuring.machine())
    print(size)
    with tempfile.TemporaryDirectory(prefix="hyte-bench-") as name:
        folder = Path(name)
        (folder / "raw").mkdir()
        nation.write_raw(folder / "raw", size)
        # Each step is a process of its own, so that each has its own peak of memory.
        found = {step: _run(step, folder) for step in STEPS}
    _show(found)


def _size(words: list[str]) -> nation.Size:
    return nation.SMALL if "--small" in words else nation.NATION


def _run(step: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--step", step, str(folder), *sys.argv[1:]]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(told)
    return found


def _step(step: str, folder: Path, *, size: nation.Size) -> dict[str, float]:
    steps: dict[str, Callable[..., dict[str, float]]] = {
        "load": load, "derive": derive, "read": read, "floor": floor, "pandas": pandas,
    }  # fmt: skip
    begun = time.perf_counter()
    found = steps[step](folder, size=size)
    return {"seconds": time.perf_counter() - begun, **found, "megabytes": measuring.own_peak_megabytes()}


def load(folder: Path, *, size: nation.Size) -> dict[str, float]:
    """Raw files to releases, checked, sorted and hashed."""
    paths = sorted((folder / "raw").iterdir())
    assert sum(release.rows for release in nation.load(paths, folder / "releases")) == size.rows
    return {"raw": sum(path.stat().st_size for path in paths) / 1e6}


def derive(folder: Path, *, size: nation.Size) -> dict[str, float]:
    """Series, latest and newest: every area's comparison with the country and its trend are in latest."""
    from hyte.knowledge.stats.store.derived import derive as derived

    found = derived(nation.open_releases(folder / "releases"), folder / "derived", readings=nation.readings_of(size))
    return {path.stem: path.stat().st_size / 1e6 for path in found.files}


def read(folder: Path, *, size: nation.Size) -> dict[str, float]:
    """What the two kinds of page read, each time another area or indicator; the first of each is not counted."""
    from hyte.knowledge.stats.store.reading import Numbers

    opened = Numbers.current(folder / "derived")
    assert opened
    chance = random.Random(1)

    def profile() -> None:
        area = chance.choice(nation.AREAS[22:])
        rows = opened.latest_of_area(area, chance.sample(size.indicators, 100), comparators=COMPARATORS)
        assert len(rows) >= 100 * len(COMPARATORS)

    def page() -> None:
        indicator = chance.choice(size.indicators)
        period = opened.newest_period(indicator)
        assert period
        own = opened.series_of(indicator, [chance.choice(nation.AREAS[22:]), *COMPARATORS])
        assert own
        assert len(opened.areas_of(indicator, period)) == len(nation.AREAS)

    found = {}
    for name, work in (("profile", profile), ("page", page)):
        work()
        times = measuring.Times(tuple(measuring.seconds_of(work, times=1) for _time in range(TIMES)))
        found |= {f"{name} median": times.median, f"{name} p95": times.p95}
    return found


def floor(folder: Path, *, size: nation.Size) -> dict[str, float]:
    """A plain scan of the columns that the trends and comparisons need."""
    import duckdb

    database = duckdb.connect(config={"threads": 2})
    sums = ", ".join(f"count({name})" for name in COLUMNS)
    (rows,) = database.sql(f"SELECT count(*), {sums} FROM '{folder}/releases/*.parquet'").fetchall()  # noqa: S608
    assert rows[0] == size.rows
    return {}


def pandas(folder: Path, *, size: nation.Size) -> dict[str, float]:
    """The same comparisons and trends as one would write them in pandas; told for all from a tenth of the data sets."""
    try:
        import pandas as pd
    except ImportError:
        return {"absent": 1}
    paths = sorted((folder / "releases").glob("*.parquet"))[: max(1, size.datasets // 10)]
    begun = time.perf_counter()
    for path in paths:
        _judge(pd.read_parquet(path, columns=COLUMNS), folder)
    spent = time.perf_counter() - begun
    share = len(paths) / size.datasets
    return {"seconds": spent / share, "share": share}


def _judge(rows, folder: Path):  # type: ignore[no-untyped-def]
    """The series sorted and written; of each its newest value, verdict, trend of five years and short series, written too."""
    import numpy as np

    rows = rows.sort_values([*KEYS, "period_end"])
    rows.to_parquet(folder / "series.parquet", compression="zstd")
    rows = rows.dropna(subset=["value"])
    newest = rows.groupby(KEYS, sort=False).tail(1)
    country = rows[rows.area == "FI"][["indicator", "sex", "period_end", "value"]]
    newest = newest.merge(country, on=["indicator", "sex", "period_end"], how="left", suffixes=("", "_reference"))
    newest["verdict"] = np.select(
        [newest.lower > newest.value_reference, newest.upper < newest.value_reference], ["higher", "lower"], "similar"
    )
    short = rows.groupby(KEYS, sort=False).tail(10).groupby(KEYS, sort=False)[["period_end", "value"]].agg(list)
    trends = _trends(rows.groupby(KEYS, sort=False).tail(5).copy())
    found = newest.merge(trends, left_on=KEYS, right_index=True)
    found = found.merge(short, left_on=KEYS, right_index=True, suffixes=("", "s")).sort_values(["area", "indicator"])
    found.to_parquet(folder / "latest.parquet", compression="zstd")


def _trends(last):  # type: ignore[no-untyped-def]
    """Weighted regression of each series' five latest years, and whether its sign stands without any one of them."""
    import numpy as np

    year = last.period_end.map(lambda day: day.year)
    last["t"] = year - year.groupby([last[key] for key in KEYS]).transform("max")
    last["w"] = 1 / ((last.upper - last.lower) / 3.92) ** 2
    for name, product in (("wt", last.t), ("wtt", last.t**2), ("wy", last.value), ("wty", last.t * last.value)):
        last[name] = last.w * product
    names = ["w", "wt", "wtt", "wy", "wty"]
    groups = last.groupby(KEYS, sort=False)
    sums, rest = groups[names].sum(), groups[names].transform("sum") - last[names]
    last["without"] = (rest.w * rest.wty - rest.wt * rest.wy) / (rest.w * rest.wtt - rest.wt**2)
    sums["least"], sums["greatest"] = groups.without.min(), groups.without.max()
    under = sums.w * sums.wtt - sums.wt**2
    sums["slope"] = (sums.w * sums.wty - sums.wt * sums.wy) / under
    sums["chi_squared"] = sums.slope**2 * under / sums.w
    rising, falling = sums.least > 0, sums.greatest < 0
    sums["direction"] = np.select([(sums.chi_squared > 9.5495) & rising, (sums.chi_squared > 9.5495) & falling],
                                  ["increasing", "decreasing"], "no significant change")  # fmt: skip
    return sums


def _show(found: dict[str, dict[str, float]]) -> None:
    level = found["floor"]["seconds"]
    pandas_time = "pandas is not installed" if "absent" in found["pandas"] else f"{found['pandas']['seconds']:.1f} s"
    rows = [
        [
            name,
            f"{found[step]['seconds']:.1f} s",
            f"{found[step]['seconds'] / level:.1f}",
            f"{found[step]['megabytes']:.0f} MB",
        ]
        for step, name in (
            ("floor", "plain scan of the columns"),
            ("load", "raw files to releases"),
            ("derive", "series and latest, all comparisons and trends"),
        )
    ]
    print(measuring.table(["work", "time", "scans", "peak memory"], rows))
    told = found["pandas"]
    print(f"the same comparisons and trends in pandas: {pandas_time}", end="")
    if "absent" not in told:
        ratio = told["seconds"] / found["derive"]["seconds"]
        print(
            f" (from {told['share']:.0%} of the rows), {ratio:.1f} × the derivation, peak {told['megabytes']:.0f} MB",
            end="",
        )
    print()
    pages = found["read"]
    rows = [
        [name, f"{pages[f'{key} median']:.0f} ms", f"{pages[f'{key} p95']:.0f} ms", limit]
        for key, name, limit in (
            ("profile", "area's profile, 100 indicators and comparators", "100 ms"),
            ("page", "indicator's page, series and map", "80 ms"),
        )
    ]
    print(measuring.table(["reading for", "median", "p95", "aim"], rows))
    print(f"peak memory of reading: {pages['megabytes']:.0f} MB")


if __name__ == "__main__":
    main()

"""Claim: directly standardised rates with limits of 3,000 areas in 19 bands take 20 ms as a compiled statement and 40 ms with
the building of it, those of 300,000 areas 1.5 s. Beside them a straightforward pandas and, as the floor, a plain scan of
the same columns. `--small` leaves the 300,000 areas out.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pyarrow as pa

from benchmarks import measuring
from hyte.knowledge.stats.engines import compiled, open_engine
from hyte.knowledge.stats.methods.standardised import directly_standardised_rate
from hyte.knowledge.stats.standards import STANDARDS

STANDARD = STANDARDS["esp2013-19"]
SIZES = (3_000, 300_000)
AIMS = {3_000: "20 ms, 40 ms built", 300_000: "1500 ms"}


def main() -> None:
    print(measuring.machine())
    rows = []
    for areas in SIZES[: 1 if "--small" in sys.argv else None]:
        rows += measure(areas)
    print(measuring.table(["work", "areas", "time", "scans", "aim"], rows))
    print(f"peak memory: {measuring.own_peak_megabytes():.0f} MB")


def bands_of(areas: int) -> pa.Table:
    """Counts and populations of each area's bands, with the standard's weights; the same each time."""
    bands = len(STANDARD.bands)
    generator = np.random.default_rng(areas)
    population = np.rint(np.exp(generator.normal(6, 1, (areas, 1))) * generator.uniform(0.5, 1.5, (areas, bands))) + 1
    count = np.minimum(generator.poisson(population * np.linspace(0.002, 0.08, bands)), population)
    return pa.table(
        {
            "group": np.repeat(np.arange(areas), bands),
            "count": count.ravel(),
            "population": population.ravel(),
            "weight": np.tile(np.asarray(STANDARD.weights, dtype=float), areas),
        }
    )


def measure(areas: int) -> list[list[str]]:
    bands, times = bands_of(areas), 15 if areas < 100_000 else 3
    with open_engine() as engine:
        table = engine.table(bands)

        def build() -> str:
            return compiled(directly_standardised_rate(table, by=["group"]), dialect=engine.dialect)

        statement = build()
        scan = compiled(table.aggregate(c=table["count"].sum(), p=table.population.sum(), w=table.weight.sum(),
                                        g=table.group.max()), dialect=engine.dialect)  # fmt: skip
        ours = engine.run(statement).sort_by("group")
        spent = {
            "plain scan of the columns": measuring.seconds_of(lambda: engine.run(scan), times=times),
            "compiled statement": measuring.seconds_of(lambda: engine.run(statement), times=times),
            "built and run": measuring.seconds_of(lambda: engine.run(build()), times=times),
        }
    try:
        import pandas  # noqa: F401
    except ImportError:
        print("pandas is not installed, so nothing is compared with it.")
    else:
        frame = bands.to_pandas()
        known = ours["withheld"].is_null().to_numpy()
        theirs = in_pandas(frame)
        for name in ("value", "lower", "upper"):
            np.testing.assert_allclose(ours[name].to_numpy()[known], theirs[name].to_numpy()[known], rtol=1e-9)
        spent["pandas"] = measuring.seconds_of(lambda: in_pandas(frame), times=times)
    floor = spent["plain scan of the columns"]
    return [
        [
            name,
            f"{areas:,}",
            f"{seconds * 1000:.1f} ms",
            f"{seconds / floor:.0f}",
            AIMS[areas] if "statement" in name else "",
        ]
        for name, seconds in spent.items()
    ]


def in_pandas(frame):  # type: ignore[no-untyped-def]
    """The same rates and limits as one would write them in pandas."""
    share = frame.weight / frame.population
    sums = (
        frame.assign(weighted=share * frame["count"], squared=share**2 * frame["count"])
        .groupby("group")[["count", "weight", "weighted", "squared"]]
        .sum()
    )
    events, z, per = sums["count"], 1.959963984540054, 100_000
    rate, variance = sums.weighted / sums.weight, sums.squared / sums.weight**2
    low = events * (1 - 1 / (9 * events) - z / (3 * np.sqrt(events))) ** 3
    high = (events + 1) * (1 - 1 / (9 * (events + 1)) + z / (3 * np.sqrt(events + 1))) ** 3
    scale = np.sqrt(variance / events)
    return sums.assign(
        value=rate * per, lower=(rate + scale * (low - events)) * per, upper=(rate + scale * (high - events)) * per
    )


if __name__ == "__main__":
    main()

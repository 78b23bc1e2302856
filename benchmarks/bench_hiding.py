"""How long hiding small counts with all that would give them back takes, and in how much memory: a month of 119 sites by sex and
age, and a year of 309 municipalities by sex and age, as one table each. It is work of a job, not of a page.

Beside it the rule without protection (hide what is below the threshold, and nothing else) as the floor, and how much more is
hidden for the sake of the small counts. `--small` takes a fifth of the areas.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks import measuring
from hyte.knowledge.stats.methods.hiding_tables import Layout, TableRow, hide_table

THRESHOLD = 5
TOTAL = "total"
SEXES, AGES = ("female", "male"), tuple(f"{age}-{age + 9}" for age in range(20, 80, 10))
TABLES = {"119 sites, one month": (119, 4.0), "309 municipalities, one year": (309, 60.0)}
LAYOUT = Layout(("area", "sex", "age"))


def main() -> None:
    print(measuring.machine())
    rows = []
    for name, (areas, typical) in TABLES.items():
        rows += measure(name, table_of(areas // 5 if "--small" in sys.argv else areas, typical))
    print(measuring.table(["table", "rows", "time", "floors", "hidden", "small"], rows))
    print(f"peak memory: {measuring.own_peak_megabytes():.0f} MB")


def table_of(areas: int, typical: float) -> list[TableRow]:
    """Counts by area, sex and age with every total, the same each time: areas differ as places of people do."""
    generator = np.random.default_rng(areas)
    counts = generator.poisson(
        typical * np.exp(generator.normal(0, 1.2, (areas, 1, 1))), (areas, len(SEXES), len(AGES))
    )
    for axis in range(3):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    names = [f"a{place:03}" for place in range(areas)]
    places = product((*names, TOTAL), (*SEXES, TOTAL), (*AGES, TOTAL))
    return [TableRow(place, int(count)) for place, count in zip(places, counts.ravel(), strict=True)]


def measure(name: str, table: list[TableRow]) -> list[list[str]]:
    answers: dict[str, list[bool]] = {}

    def protect() -> None:
        answers["protected"] = [count for count, _base in hide_table(table, LAYOUT, threshold=THRESHOLD)]

    def plain() -> None:
        answers["plain"] = [row.count is not None and 0 < row.count < THRESHOLD for row in table]

    floor = measuring.seconds_of(plain, times=5)
    spent = measuring.seconds_of(protect, times=1)
    small = sum(answers["plain"])
    assert all(hidden for hidden, is_small in zip(answers["protected"], answers["plain"], strict=True) if is_small)
    return [
        [f"{name}: threshold alone", f"{len(table):,}", f"{floor * 1000:.1f} ms", "1", f"{small:,}", f"{small:,}"],
        [
            f"{name}: with what gives it back",
            f"{len(table):,}",
            f"{spent:.1f} s",
            f"{spent / floor:,.0f}",
            f"{sum(answers['protected']):,}",
            f"{small:,}",
        ],
    ]


if __name__ == "__main__":
    main()

"""Claim: the council's page opens in under 100 ms for 19 readers of 20, at national scale on PostgreSQL (309 municipalities with 5 plans
of 60 actions, each reported on 12 times, 12 numbers of each area over five years, a budget of 500 tagged lines) and on SQLite at
one county's size. What its making anew takes, for the first who asks after something was recorded, and the PDF are printed beside.

`bench_council.py` runs both sizes, each in a throw-away database; `bench_council.py county` or `nation` runs one, and
`--municipalities=20` takes fewer of them.
"""

from __future__ import annotations

import functools
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring
from benchmarks.bench_plans import AIM, FIRST, TIMES, make_plans

NUMBERS, YEARS, LINES = 12, 5, 500
PAGE = "/kunta-1/valtuuston-sivu/"


def measure(number: int) -> None:
    """Fill the database of this process's environment and read it."""
    import django

    django.setup()
    from django.db import connection

    from benchmarks.bench_pages import a_change

    begun = time.perf_counter()
    town = make_plans(number)
    make_numbers(town)
    make_budget(town)
    make_body(town)
    print(f"\n{connection.vendor}: {number} municipalities (made in {time.perf_counter() - begun:.0f} s)", flush=True)
    change = a_change(town)
    rows = []
    with measuring.server() as server:
        for name, path in (("screen", PAGE), ("paper (PDF)", f"{PAGE}pdf/")):
            read = functools.partial(measuring.read, server.port, path, readers=1)
            read(times=8)
            kept, first = read(times=TIMES), read(times=TIMES, change=change)
            figures = [f"{value:.0f}" for times in (kept, first) for value in (times.median, times.p95)]
            rows.append([name, *figures, "met" if kept.p95 <= AIM else "MISSED"])
    print(
        measuring.table(["council's page, ms", "warm", "p95", "first after a change", "p95", f"aim {AIM} warm"], rows)
    )


def make_numbers(town: Any) -> None:
    """Numbers of every municipality and the country over five years, tied to the themes of the measured one."""
    import pyarrow as pa

    from hyte.core.areas.models import Area
    from hyte.governance.structure.models import Theme
    from hyte.knowledge.indicators.models import Dataset, Indicator, Release
    from hyte.knowledge.indicators.numbers import derive_numbers, release_folder
    from hyte.knowledge.stats.store.releases import write_release
    from hyte.knowledge.stats.store.shape import FILE_SCHEMA

    known = {"home": town, "name_fi": "Kysely", "publisher": "Kysely", "licence": "CC0 1.0"}
    dataset = Dataset.objects.create(key="kysely", kind="local", **known)
    themes = list(Theme.objects.filter(home=town))
    keys = [f"luku-{n}" for n in range(NUMBERS)]
    for n, key in enumerate(keys):
        told = {"kind": "proportion", "unit_fi": "%", "polarity": "low", "name_fi": f"Luku {n}"}
        Indicator.objects.create(key=key, home=town, dataset=dataset, **told).themes.set([themes[n % len(themes)]])
    codes = ["FI", *Area.objects.filter(kind="municipality").values_list("code", flat=True)]
    last = date.today().year - 1  # noqa: DTZ011 - a day on the calendar
    rows = [
        dict.fromkeys(FILE_SCHEMA.names)
        | {
            "dataset": "kysely",
            "indicator": key,
            "area": code,
            "sex": "total",
            "age_group": "total",
            "breakdown": "total",
        }
        | {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
        | {"value": 10 + at * (n % 3 - 1), "numerator": 100 + 10 * at * (n % 3 - 1), "denominator": 1000}
        for n, key in enumerate(keys)
        for code in codes
        for at, year in enumerate(range(last - YEARS + 1, last + 1))
    ]
    now = datetime.now(UTC)
    table = pa.Table.from_pylist(rows, schema=FILE_SCHEMA)
    about = {"source": "Kysely", "licence": "CC0 1.0", "made_at": now}
    written = write_release(release_folder(), table, dataset="kysely", **about)
    Release.objects.create(dataset=dataset, hash=written.hash, rows=written.rows, **about)
    derive_numbers()


def make_budget(town: Any) -> None:
    """A budget with a phenomenon for each theme and every line tagged."""
    from benchmarks.register import saved
    from hyte.governance.structure.models import Theme
    from hyte.planning.budgets.models import Budget, BudgetLine, Phenomenon, Share

    known = {"home": town, "confirmed_on": FIRST}
    year = date.today().year  # noqa: DTZ011 - a day on the calendar
    budget = Budget.objects.create(key="talousarvio", name_fi="Talousarvio", year=year, state="approved", **known)
    phenomena = []
    for theme in Theme.objects.filter(home=town):
        one = Phenomenon.objects.create(key=f"ilmio-{theme.key}", name_fi=str(theme), mode="exclusive", **known)
        one.themes.set([theme])
        phenomena.append(one)
    lines = [
        BudgetLine(
            key=f"rivi-{n}",
            budget=budget,
            home=town,
            code=f"{n}",
            name=f"Rivi {n}",
            kind="expenditure",
            planned=1000 + n,
        )
        for n in range(LINES)
    ]
    saved(BudgetLine, lines)
    saved(
        Share,
        [
            Share(line=line, phenomenon=phenomena[n % len(phenomena)], home=town, basis="whole", day=FIRST)
            for n, line in enumerate(lines)
        ],
    )


def make_body(town: Any) -> None:
    """A body to be confirmed, which is the act that is recorded between readings."""
    from hyte.governance.structure.models import Body, BodyPeriod

    body = Body.objects.create(key="toimielin", home=town)
    BodyPeriod.objects.create(of=body, name_fi="Toimielin", kind="group", valid_from=FIRST)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        measure(int(sys.argv[3]))
    else:
        sys.exit(measuring.at_scales(__file__))

"""Claim: what ten municipalities put together into one phenomenon is summed from 20,000 budget lines in at most a second.

Beside it a plain sum of the same lines by area in SQL as the floor, the same sum made line by line in Python as a person who
does not trust the database would make it, which must come to the same cents, and one municipality's budget by phenomenon.
A third of the lines is tagged with two exclusive phenomena and an overlapping one. It runs on a throw-away SQLite database, or on
PostgreSQL when BENCH_DATABASE_URL names an empty one. `--small` takes a tenth of the lines.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring

AREAS, LINES, YEAR, DAY = 10, 2_000, 2026, date(2026, 9, 1)
AIM = 1.0


def main() -> None:
    folder = tempfile.TemporaryDirectory(prefix="hyte-bench-")
    os.environ.update(HYTE_DATA=folder.name, DJANGO_SETTINGS_MODULE="hyte.settings")
    os.environ.pop("DATABASE_URL", None)
    if address := os.environ.get("BENCH_DATABASE_URL"):
        os.environ["DATABASE_URL"] = address
    import django

    django.setup()
    from django.core.management import call_command

    print(measuring.machine())
    call_command("migrate", verbosity=0, interactive=False)
    with folder:
        measure(*make(LINES // 10 if "--small" in sys.argv else LINES))


def make(lines: int) -> tuple[Any, list[Any]]:
    """A county's municipalities, each with a budget; the same ones each time."""
    from hyte.core.areas.models import Area, AreaPeriod
    from hyte.planning.budgets.models import Budget, BudgetLine, Phenomenon, Share

    chance = random.Random(YEAR)
    county = Area.objects.create(key="mitattava-alue", kind="county", code="X1", name_fi="Alue", is_open=True)
    phenomena = [
        Phenomenon.objects.create(key=f"ilmio-{n}", home=county, name_fi=f"Ilmiö {n}", mode=mode, is_shared=True)
        for n, mode in enumerate(("exclusive", "exclusive", "overlapping"))
    ]
    budgets = []
    for number in range(AREAS):
        area = Area.objects.create(key=f"kunta-{number}", kind="municipality", code=f"Y{number}", name_fi=f"K{number}")
        AreaPeriod.objects.create(area=area, county=county)
        budget = Budget.objects.create(key=f"ta-{number}", home=area, name_fi="TA", year=YEAR, state="approved")
        budgets.append(budget)
        made = [
            BudgetLine(
                key=f"ta-{number}-{n}",
                budget=budget,
                home=area,
                code=str(n),
                name=f"Rivi {n}",
                kind="revenue" if n % 5 == 0 else "expenditure",
                service_class=f"L{n % 30}",
                **{stage: Decimal(chance.randrange(10**9)).scaleb(-2) for stage in ("planned", "amended", "actual")},
            )
            for n in range(lines)
        ]
        rows = BudgetLine.objects.bulk_create(made, batch_size=500)
        shares = [
            Share(line=line, phenomenon=phenomenon, home=area, day=DAY, **rule)
            for line in rows[::3]
            for phenomenon, rule in zip(
                phenomena,
                (
                    {"basis": "marker", "step": "significant"},
                    {"basis": "estimate", "percent": 33, "low": 20, "high": 50},
                    {"basis": "measured", "percent": Decimal("66.67"), "source": "x"},
                ),
                strict=True,
            )
        ]
        Share.objects.bulk_create(shares, batch_size=500)
    return phenomena[0], budgets


def line_by_line(phenomenon: Any, budgets: list[Any]) -> dict[str, int]:
    """The phenomenon's cents by kind, planned: each line read and divided by itself."""
    from hyte.planning.budgets.models import Share
    from hyte.planning.budgets.queries.markers import markers_of
    from hyte.planning.budgets.shares import parts_of, size_of

    beside: dict[Any, dict[str, int]] = {}
    markers = markers_of(budget.home_id for budget in budgets)
    rows = Share.objects.filter(line__budget__in=budgets, phenomenon__mode="exclusive").select_related(
        "line", "phenomenon"
    )
    for share in rows:
        size = size_of(share.basis, share.step, share.percent, markers[share.home_id])
        beside.setdefault(share.line, {})[share.phenomenon.key] = size
    sums: dict[str, int] = {}
    for line, sizes in beside.items():
        parts, _rest = parts_of(int(line.planned * 100), sizes)
        sums[line.kind] = sums.get(line.kind, 0) + parts[phenomenon.key]
    return sums


def measure(phenomenon: Any, budgets: list[Any]) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Sum

    from hyte.planning.budgets.models import BudgetLine
    from hyte.planning.budgets.queries.summary import summary_of
    from hyte.planning.budgets.queries.together import put_together, region_of

    visitor = AnonymousUser()

    def floor() -> None:
        sums = {stage: Sum(stage) for stage in ("planned", "amended", "actual")}
        list(BudgetLine.objects.filter(budget__in=budgets).values("home", "kind").annotate(**sums))

    def together() -> list[Any]:
        return put_together(phenomenon, areas=region_of(phenomenon, DAY, user=visitor), year=YEAR, user=visitor)

    told = {part.kind.value: part.total.planned.cents for part in together()}
    if told != line_by_line(phenomenon, budgets):
        raise SystemExit("the sums of the database are not those that are made line by line")
    plain, rolled = measuring.seconds_of(floor), measuring.seconds_of(together)
    by_hand = measuring.seconds_of(lambda: line_by_line(phenomenon, budgets))
    one = measuring.seconds_of(lambda: summary_of(budgets[0]))
    count = BudgetLine.objects.count()
    rows = [
        ["plain sum in SQL", f"{count:,}", f"{plain * 1000:.0f} ms", "1"],
        ["ten municipalities into one phenomenon", f"{count:,}", f"{rolled * 1000:.0f} ms", f"{rolled / plain:.1f}"],
        ["one stage of it line by line", f"{count:,}", f"{by_hand * 1000:.0f} ms", f"{by_hand / plain:.1f}"],
        ["one budget by phenomenon", f"{count // AREAS:,}", f"{one * 1000:.0f} ms", f"{one / plain:.1f}"],
    ]
    print(measuring.table(["what", "lines", "time", "floors"], rows))
    print(f"aim of the roll-up: {AIM * 1000:.0f} ms; {'reached' if rolled <= AIM else 'not reached'}")


if __name__ == "__main__":
    main()

"""Claim: the page of a plan, the matrix and the timeline of an area open in under 100 ms for 19 readers of 20, at national scale
on PostgreSQL (309 municipalities with 5 plans of 60 actions, each reported on 12 times, and 40 approved reports) and on SQLite at
one county's size.

Pages are read warm, by one reader at a time as in a municipality: kept as visitors meet them, and made anew each time as the area's
own workers meet them. `bench_plans.py` runs both sizes, each in a throw-away database; `bench_plans.py county` or `nation` runs one,
and `--municipalities=20` takes fewer of them.
"""

from __future__ import annotations

import functools
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring

PLANS, OBJECTIVES, ACTIONS, PROGRESS, REPORTS = 5, 12, 60, 12, 40
IN_COUNTY = 15
AIM, TIMES = 100, 40
FIRST = date(2025, 1, 1)
PAGES = (
    ("plan", "/kunta-1/suunnitelmat/suunnitelma-1-1/"),
    ("matrix", "/kunta-1/suunnitelmat/matriisi/"),
    ("timeline", "/kunta-1/suunnitelmat/aikajana/"),
    ("coverage", "/kunta-1/suunnitelmat/kattavuus/"),
    ("list of plans", "/kunta-1/suunnitelmat/"),
    ("approved report", "/kunta-1/raportit/raportti-1-1/"),
    ("list of reports", "/kunta-1/raportit/"),
)


def measure(number: int) -> None:
    """Fill the database of this process's environment and read it."""
    import django

    django.setup()
    from django.db import connection

    from benchmarks.register import a_session

    begun = time.perf_counter()
    municipality = make_plans(number)
    session = a_session(municipality)
    told = f"{number} municipalities × {PLANS} plans × {ACTIONS} actions × {PROGRESS} times, {REPORTS} reports each"
    print(f"\n{connection.vendor}: {told} (made in {time.perf_counter() - begun:.0f} s)", flush=True)
    with measuring.server() as server:
        read = functools.partial(measuring.read, server.port, readers=1)
        rows = []
        for name, path in PAGES:
            for signed_in in ("", session):  # the server goes on loading its libraries beside its first requests
                read(path, session=signed_in, times=8)
            kept, made = read(path, times=TIMES), read(path, session=session, times=TIMES)
            figures = [f"{value:.0f}" for times in (kept, made) for value in (times.median, times.p95)]
            rows.append([name, *figures, "met" if max(kept.p95, made.p95) <= AIM else "MISSED"])
    print(measuring.table(["page, ms", "visitor", "p95", "worker", "p95", f"aim {AIM}"], rows))


def make_plans(number: int) -> Any:
    """Municipalities, some fifteen in a county, each with its plans; returns the one whose pages are measured."""
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.register import saved
    from hyte.core.areas.models import Area, AreaPeriod, Organisation
    from hyte.governance.structure.models import Theme, Unit, UnitPeriod

    call_command("migrate", verbosity=0, interactive=False)
    counties = saved(
        Area,
        [
            Area(key=f"alue-{n}", kind="county", code=f"HVA{n:02}", name_fi=f"Alue {n}", is_open=True)
            for n in range(1, 2 + (number - 1) // IN_COUNTY)
        ],
    )
    towns = saved(
        Area,
        [
            Area(key=f"kunta-{n}", kind="municipality", code=f"KU{n:03}", name_fi=f"Kunta {n}", is_open=True)
            for n in range(1, number + 1)
        ],
    )
    saved(
        AreaPeriod,
        [AreaPeriod(area=town, county=counties[n // IN_COUNTY], valid_from=FIRST) for n, town in enumerate(towns)],
    )
    owners = saved(
        Organisation,
        [
            Organisation(key=f"{t.key}-kunta", home=t, kind="municipality", name_fi=t.name_fi, valid_from=FIRST)
            for t in towns
        ],
    )
    themes = saved(
        Theme,
        [
            Theme(
                key=f"{t.key}-karki-{n}", home=t, name_fi=f"Kärki {n}", set_name_fi="Kärjet", order=n, valid_from=FIRST
            )
            for t in towns
            for n in range(4)
        ],
    )
    units = saved(
        Unit, [Unit(key=f"{o.key}-yksikko-{n}", home=o.home, organisation=o) for o in owners for n in range(8)]
    )
    saved(UnitPeriod, [UnitPeriod(of=u, name_fi=f"Yksikkö {u.pk}", kind="unit", valid_from=FIRST) for u in units])
    of_town = {t.pk: (themes[4 * n : 4 * n + 4], units[8 * n : 8 * n + 8]) for n, t in enumerate(towns)}
    for n, town in enumerate(towns, start=1):
        _plans_of(n, town, *of_town[town.pk])
    _reports_of(towns)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return towns[0]


def _plans_of(number: int, town: Any, themes: list[Any], units: list[Any]) -> None:
    from benchmarks.register import saved
    from hyte.planning.plans import models

    known = {"home": town, "confirmed_on": FIRST}
    plans = saved(
        models.Plan,
        [
            models.Plan(
                key=f"suunnitelma-{number}-{p}",
                name_fi=f"Suunnitelma {p}",
                kind="wellbeing",
                state="in_use",
                order=p,
                starts=FIRST,
                ends=date(2028, 12, 31),
                **known,
            )
            for p in range(1, PLANS + 1)
        ],
    )
    _tied(models.Plan.themes, [(plan, theme) for plan in plans for theme in themes])
    objectives = saved(
        models.Objective,
        [
            models.Objective(
                key=f"{plan.key}-tavoite-{n}",
                name_fi=f"Tavoite {n} {plan.name_fi}",
                description_fi="Kuvaus. " * 12,
                age_groups=["older"],
                **known,
            )
            for plan in plans
            for n in range(OBJECTIVES)
        ],
    )
    _tied(models.Objective.themes, [(one, themes[n % 4]) for n, one in enumerate(objectives)])
    saved(
        models.PlanObjective,
        [
            models.PlanObjective(plan=plans[n // OBJECTIVES], objective=one, home=town, order=n, seen_version=1)
            for n, one in enumerate(objectives)
        ],
    )
    each = ACTIONS // OBJECTIVES
    actions = saved(
        models.Action,
        [
            models.Action(
                key=f"{one.key}-{n}",
                objective=one,
                name_fi=f"Toimenpide {n}: {one.name_fi}",
                unit=units[(at + n) % 8],
                starts=FIRST + timedelta(60 * n),
                ends=date(2026 + n % 3, 6, 30),
                money=1000 * n,
                order=n,
                **known,
            )
            for at, one in enumerate(objectives)
            for n in range(each)
        ],
    )
    _measured(objectives, actions, known)


def _measured(objectives: list[Any], actions: list[Any], known: dict[str, Any]) -> None:
    """A count with a path for each objective, and a report of each action for twelve months."""
    from benchmarks.register import saved
    from hyte.planning.plans import models

    town = known["home"]
    measures = saved(
        models.Measure,
        [
            models.Measure(
                key=f"{one.key}-mittari", objective=one, kind="count", name_fi="Kävijät", direction="up", **known
            )
            for one in objectives
        ],
    )
    saved(
        models.MeasureTarget,
        [
            models.MeasureTarget(measure=m, home=town, year=y, value=100 * (y - 2024))
            for m in measures
            for y in (2026, 2028)
        ],
    )
    saved(models.MeasureCount, [models.MeasureCount(measure=m, home=town, day=FIRST, value=80) for m in measures])
    saved(
        models.Progress,
        [
            models.Progress(
                action=a, home=town, day=FIRST + timedelta(30 * n), status="underway", stands="Työ etenee sovitusti."
            )
            for a in actions
            for n in range(PROGRESS)
        ],
    )


def _reports_of(towns: list[Any]) -> None:
    """Approved reports of each municipality, with the same words and figures in all."""
    from benchmarks.bench_reports import report_of
    from benchmarks.register import saved
    from hyte.planning.reports import models
    from hyte.planning.reports.models.templates import ReportTemplate

    template = ReportTemplate.objects.create(key="pohja", home=towns[0], name_fi="Pohja", kind="yearly")
    content = report_of(pages=10, charts=10)
    frozen = content.canonical
    for number, town in enumerate(towns, start=1):
        years = range(FIRST.year - REPORTS, FIRST.year)
        reports = saved(
            models.Report,
            [
                models.Report(
                    key=f"raportti-{number}-{n}",
                    home=town,
                    template=template,
                    kind="yearly",
                    title_fi=f"Hyvinvointikertomus {year}",
                    first=date(year, 1, 1),
                    last=date(year, 12, 31),
                    state="approved",
                    begun_on=date(year + 1, 1, 1),
                    approved_on=date(year + 1, 4, 1),
                )
                for n, year in enumerate(reversed(years), start=1)
            ],
        )
        saved(
            models.Section,
            [
                models.Section(
                    key=f"{one.key}-{section.key}",
                    home=town,
                    report=one,
                    order=n,
                    title_fi=section.title["fi"],
                    text_fi=section.text["fi"],
                    state="ready",
                )
                for one in reports
                for n, section in enumerate(content.sections)
            ],
        )
        saved(
            models.ReportSnapshot,
            [
                models.ReportSnapshot(
                    key=f"{one.key}-1",
                    home=town,
                    report=one,
                    day=one.approved_on,
                    content=frozen,
                    sha256=content.sha256,
                )
                for one in reports
            ],
        )


def _tied(field: Any, pairs: list[tuple[Any, Any]]) -> None:
    from benchmarks.register import saved

    through = field.through
    near, far = f"{field.field.m2m_field_name()}_id", f"{field.field.m2m_reverse_field_name()}_id"
    saved(through, [through(**{near: one.pk, far: other.pk}) for one, other in pairs])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        measure(int(sys.argv[3]))
    else:
        sys.exit(measuring.at_scales(__file__))

"""Claim: pages open in under 100 ms for 19 readers of 20, and a county's gaps and overlaps in under a second,
on PostgreSQL at national scale and on SQLite at one county's size, under eight readers at once.

Pages are read as readers meet them while others work: what is kept is read as it is, and each time something is
recorded anywhere, whoever comes first has the page made anew.

`bench_pages.py` runs both, each in a throw-away database; `bench_pages.py county` or `nation` runs one.
"""

from __future__ import annotations

import functools
import itertools
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring

READERS = 8
EVERY = 30  # the first of the readers opens a page a second, so this is also the number of seconds between changes
FIRST = 20
AIM_PAGE, AIM_COUNTY = 100, 1000
PAGES = (
    ("front page", "/alue-1/", False),
    ("list of bodies", "/alue-1/toimielimet/", False),
    ("body with its thread", "/alue-1/toimielimet/toimielin-0/", False),
    ("structure picture", "/alue-1/rakenne/", False),
    ("gap list (signed in)", "/alue-1/puutteet/", True),
    ("search", "/alue-1/haku/?q=nuorten+liikuntaverkostot", False),
    ("open data, 100 bodies", "/api/v1/bodies?area=alue-1", False),
)


def measure(scale: str) -> None:
    """Fill the database of this process's environment and read it."""
    import django

    django.setup()
    from django.db import connection

    from benchmarks.register import COUNTY, NATION, a_session, make_register

    size = NATION if scale == "nation" else COUNTY
    begun = time.perf_counter()
    county = make_register(size)
    session = a_session(county)
    print(f"\n{connection.vendor}: {size} (made in {time.perf_counter() - begun:.0f} s)", flush=True)
    change = a_change(county)
    with measuring.server() as server:
        for _name, path, signed_in in PAGES:  # the server goes on loading its libraries beside its first requests
            measuring.read(server.port, path, session=session if signed_in else "", readers=READERS, times=2)
        rows = [page_row(server, name, path, session if signed_in else "", change) for name, path, signed_in in PAGES]
        peak = server.peak_megabytes()
    print(
        measuring.table(
            [
                "page, ms",
                "kept",
                "p95",
                f"{READERS} readers, a change in {EVERY} s",
                "p95",
                f"{READERS} without rest",
                "p95",
                "first after a change",
                "p95",
                "its CPU",
                "aim",
            ],
            rows,
        )
    )
    print(f"Most memory held by the server's processes together: {peak:.0f} MiB")
    show_county(county, scale)


def a_change(county: Any) -> Callable[[], None]:
    """An act that records something in the area: a body is confirmed on yet another day."""
    from django.db import connections

    from benchmarks.register import SEEN
    from hyte.core.accounts.rules import SYSTEM
    from hyte.governance.structure.models import Body
    from hyte.governance.structure.operations.bodies import confirm_bodies

    body = Body.objects.of(county).order_by("-pk")[0]
    days = itertools.count(1)

    def change() -> None:
        confirm_bodies([body], day=SEEN - timedelta(days=next(days) % 300), by=SYSTEM)
        connections.close_all()  # each reader is a thread, with a connection of its own

    return change


def page_row(server: Any, name: str, path: str, session: str, change: Callable[[], None]) -> list[str]:
    """A page read by one, by eight who open a page a second while others work, by eight who never pause, and after a change."""
    read = functools.partial(measuring.read, server.port, path, session=session)
    read(readers=4, times=3)
    kept = read(readers=1, times=20)
    paced = read(readers=READERS, times=2 * EVERY, pause=1.0, change=change, every=EVERY)
    crowd = read(readers=READERS, times=10, change=change, every=5)
    before = server.cpu_seconds()
    first = read(readers=1, times=FIRST, change=change)
    cpu = (server.cpu_seconds() - before) / FIRST * 1000
    figures = [f"{value:.0f}" for times in (kept, paced, crowd, first) for value in (times.median, times.p95)]
    return [name, *figures, f"{cpu:.0f}", "met" if paced.p95 < AIM_PAGE else "MISSED"]


def show_county(county: Any, scale: str) -> None:
    """One county's gaps and overlaps, and what the indexes give to the pages."""
    from django.test import override_settings

    from benchmarks.register import SEEN
    from hyte.core.accounts.rules import SYSTEM_READER
    from hyte.core.thread.gaps import gaps_of
    from hyte.governance.structure.queries.overlaps import overlaps_of

    rows = []
    for name, work in (("gaps", gaps_of), ("overlaps", overlaps_of)):
        with override_settings(KEPT_PAGES=0):  # made, not found
            seconds = measuring.seconds_of(lambda work=work: work(county, day=SEEN, user=SYSTEM_READER))
        rows.append([name, f"{seconds * 1000:.0f}", "met" if seconds * 1000 < AIM_COUNTY else "MISSED"])
    print(measuring.table(["one county, ms", "median", "aim"], rows))
    if scale == "nation":
        show_indexes()


def show_indexes() -> None:
    """The same pages with PostgreSQL's indexes and with the planner told to use none."""
    from django.db import connection
    from django.test import Client, override_settings

    client = Client()
    rows = []
    for name, path, signed_in in PAGES:
        if signed_in:
            continue
        client.get(path)
        settings = ("enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan")
        spent = {}
        for state in ("on", "off"):
            with connection.cursor() as cursor:
                for setting in settings:
                    cursor.execute(f"SET {setting} = {state}")
            with override_settings(KEPT_PAGES=0):  # a kept page asks the indexes nothing
                spent[state] = measuring.seconds_of(lambda path=path: client.get(path), times=5) * 1000
        rows.append([name, f"{spent['on']:.0f}", f"{spent['off']:.0f}", f"{spent['off'] / spent['on']:.1f}"])
    print(measuring.table(["page without a server, ms", "indexes", "no indexes", "ratio"], rows))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        measure(sys.argv[2])
    else:
        sys.exit(measuring.at_scales(__file__))

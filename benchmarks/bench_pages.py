"""Claim: pages open in under 100 ms for 19 readers of 20, and a county's gaps and overlaps in under a second,
on PostgreSQL at national scale and on SQLite at one county's size, under eight readers at once.

`bench_pages.py` runs both, each in a throw-away database; `bench_pages.py county` or `nation` runs one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import measuring

READERS = 8
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


def main() -> int:
    scales = sys.argv[1:] or ["county", "nation"]
    print(measuring.machine())
    for scale in scales:
        with tempfile.TemporaryDirectory(prefix="hyte-bench-") as folder:
            environment = {
                **os.environ,
                "HYTE_DATA": folder,
                "DJANGO_SETTINGS_MODULE": "hyte.settings",
                "LOG_LEVEL": "ERROR",
                "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
                "PYTHONWARNINGS": "ignore:No directory at",
            }
            environment.pop("DATABASE_URL", None) if scale == "county" else None
            command = [sys.executable, __file__, "--inside", scale]
            if scale == "nation":
                command = [str(measuring.ROOT / "scripts" / "with_postgres"), *command]
            done = subprocess.run(command, env=environment, check=False)
            if done.returncode:
                return done.returncode
    return 0


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
    rows = []
    with measuring.server() as server:
        for name, path, signed_in in PAGES:
            if not signed_in:  # a visitor's page is kept until something is recorded; then it is made anew
                rows.append(page_row(server, name, path, ""))
            rows.append(page_row(server, f"{name}, made anew", path, session if signed_in else "", is_new=True))
        peak = server.peak_megabytes()
    print(
        measuring.table(
            ["page, ms", "alone", "p95", f"{READERS} readers", "p95", f"{READERS} at once", "p95", "aim"], rows
        )
    )
    print(f"Most memory held by the server's processes together: {peak:.0f} MiB")
    show_county(county, scale)


def page_row(server: Any, name: str, path: str, session: str, *, is_new: bool = False) -> list[str]:
    """A page read by one, by eight who open a page a second, and by eight who never pause."""
    how = {"session": session, "is_new": is_new}
    measuring.read(server.port, path, readers=4, times=3, **how)
    alone = measuring.read(server.port, path, readers=1, times=15, **how)
    paced = measuring.read(server.port, path, readers=READERS, times=8, pause=1.0, **how)
    crowd = measuring.read(server.port, path, readers=READERS, times=8, **how)
    figures = [f"{value:.0f}" for times in (alone, paced, crowd) for value in (times.median, times.p95)]
    return [name, *figures, "met" if paced.p95 < AIM_PAGE else "MISSED"]


def show_county(county: Any, scale: str) -> None:
    """One county's gaps and overlaps, and what the indexes give to the pages."""
    from benchmarks.register import SEEN
    from hyte.core.accounts.rules import SYSTEM_READER
    from hyte.core.thread.gaps import gaps_of
    from hyte.governance.structure.queries.overlaps import overlaps_of

    rows = []
    for name, work in (("gaps", gaps_of), ("overlaps", overlaps_of)):
        seconds = measuring.seconds_of(lambda work=work: work(county, day=SEEN, user=SYSTEM_READER))
        rows.append([name, f"{seconds * 1000:.0f}", "met" if seconds * 1000 < AIM_COUNTY else "MISSED"])
    print(measuring.table(["one county, ms", "median", "aim"], rows))
    if scale == "nation":
        show_indexes()


def show_indexes() -> None:
    """The same pages with PostgreSQL's indexes and with the planner told to use none."""
    from django.db import connection
    from django.test import Client

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
            spent[state] = measuring.seconds_of(lambda path=path: client.get(path), times=5) * 1000
        rows.append([name, f"{spent['on']:.0f}", f"{spent['off']:.0f}", f"{spent['off'] / spent['on']:.1f}"])
    print(measuring.table(["page without a server, ms", "indexes", "no indexes", "ratio"], rows))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        measure(sys.argv[2])
    else:
        sys.exit(main())

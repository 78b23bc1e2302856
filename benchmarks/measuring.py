"""A real server, readers that read it at once, and what is said of the machine."""

from __future__ import annotations

import contextlib
import http.client
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUNICIPALITIES = {"county": 10, "nation": 309}


def machine() -> str:
    """The machine in one line."""
    cpu = "unknown processor"
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), cpu)
    memory = 0
    with contextlib.suppress(OSError, ValueError):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    load = os.getloadavg()[0]
    return (
        f"{cpu}, {os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load before the run {load:.1f}"
    )


def at_scales(file: str) -> int:
    """Run a benchmark's inside for each scale that the command line names, or for all: in a process, with a throw-away database.

    A county runs on SQLite and the nation on PostgreSQL. The inside gets `--inside`, the scale and how many municipalities it is
    to make, which `--municipalities=20` lowers. Gives the first exit status that is not 0.
    """
    asked = [word for word in sys.argv[1:] if not word.startswith("--")]
    fewer = [word.partition("=")[2] for word in sys.argv if word.startswith("--municipalities=")]
    print(machine())
    for scale in asked or list(MUNICIPALITIES):
        with tempfile.TemporaryDirectory(prefix="hyte-bench-") as folder:
            environment = {
                **os.environ,
                "HYTE_DATA": folder,
                "DJANGO_SETTINGS_MODULE": "hyte.settings",
                "LOG_LEVEL": "ERROR",
                "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
                "PYTHONWARNINGS": "ignore:No directory at",
            }
            command = [sys.executable, file, "--inside", scale, fewer[-1] if fewer else str(MUNICIPALITIES[scale])]
            if scale == "nation":
                command = [str(ROOT / "scripts" / "with_postgres"), *command]
            else:
                environment.pop("DATABASE_URL", None)
            done = subprocess.run(command, env=environment, check=False)
            if done.returncode:
                return done.returncode
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server: its port, and the most memory that its processes have held."""

    port: int
    process: subprocess.Popen

    def peak_megabytes(self) -> float:
        return sum(_peak(pid) for pid in self._pids()) / 1024

    def cpu_seconds(self) -> float:
        """Processor time that the server's processes have spent since they started."""
        return sum(_ticks(pid) for pid in self._pids()) / os.sysconf("SC_CLK_TCK")

    def _pids(self) -> list[int]:
        return [self.process.pid, *_children(self.process.pid)]


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """The product's own server on a free loopback port, with the database of this process's environment."""
    from hyte.portal.management.commands.serve import server_command

    port = free_port()
    environment = {
        **os.environ,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }
    process = subprocess.Popen(server_command(host="127.0.0.1", port=port), env=environment, cwd=ROOT)
    try:
        _wait(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                child = int(path.parent.name)
                found += [child, *_children(child)]
    return found


def _peak(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
    return 0


def _ticks(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    return 0


def own_peak_megabytes() -> float:
    """The most memory that this process has held."""
    return _peak(os.getpid()) / 1024


@dataclass(frozen=True)
class Times:
    """Seconds that each reading took."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(0, round(len(self.seconds) * 0.95) - 1)] * 1000


def read(
    port: int,
    path: str,
    *,
    session: str = "",
    readers: int,
    times: int,
    pause: float = 0.0,
    change: Callable[[], object] | None = None,
    every: int = 1,
) -> Times:
    """Read a page by several readers at once, each `times` times over its own kept connection, resting between pages.

    With `change` something is recorded before every so manieth page of the first reader, who then meets what nobody
    has read since; what the change itself takes is not counted.
    """
    seconds: list[float] = []
    faults: list[str] = []
    start = threading.Barrier(readers)

    def one(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Accept-Language": "fi", **({"Cookie": f"sessionid={session}"} if session else {})}
        start.wait()
        time.sleep(pause * number / readers)
        for turn in range(times):
            if change is not None and number == 0 and turn % every == 0:
                change()
            begun = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            spent = time.perf_counter() - begun
            seconds.append(spent)
            if response.status != 200:
                faults.append(f"{path}: {response.status}")
                return
            if pause:
                time.sleep(max(0.0, pause - spent))
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(faults[0])
    return Times(tuple(seconds))


def table(head: list[str], rows: list[list[str]]) -> str:
    """Rows as text in columns; the first column to the left, figures to the right."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, ["-" * width for width in widths], *rows]
    ]
    return "\n".join(lines)


def seconds_of(work, *, times: int = 3) -> float:  # type: ignore[no-untyped-def]
    """The median time of a piece of work done several times."""
    spent = []
    for _time in range(times):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)

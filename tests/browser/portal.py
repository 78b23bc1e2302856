"""The product as people meet it: a server and a job worker of their own, with a database of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from tests.prepared import ROOT, migrated_file

HYTE = [sys.executable, "-m", "hyte.cli"]


@dataclass(frozen=True)
class Portal:
    """A running installation: its address and the folder where its mail lands."""

    address: str
    mail: Path
    environment: dict[str, str]

    def run(self, *words: str) -> None:
        """Give the installation a command, as its keeper does while it serves."""
        done = subprocess.run(
            [*HYTE, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{words[0]} could not be done:\n{done.stdout}\n{done.stderr}")

    def letters_to(self, address: str, *, wait: float = 20) -> list[str]:
        """The texts of the letters sent to an address, newest last; waits for the first."""
        until = time.monotonic() + wait
        while True:
            found = [text for to, text in self._letters() if address in to]
            if found or time.monotonic() > until:
                return found
            time.sleep(0.2)

    def _letters(self) -> Iterator[tuple[str, str]]:
        for file in sorted(self.mail.glob("*.log"), key=lambda path: path.stat().st_mtime):
            for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                if raw.strip():
                    letter = message_from_bytes(raw.strip(), policy=policy.default)
                    body = letter.get_body(("plain",))
                    yield str(letter["To"]), body.get_content() if body else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_for(folder: Path, *, address: str) -> dict[str, str]:
    """An installation's environment; what the browser sees does not depend on the database, so it is a file."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEBUG", "SECRET_KEY"}}
    (folder / "mail").mkdir()
    return {
        **kept,
        "HYTE_DATA": str(folder),
        "BASE_URL": address,
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def start_portal(folder: Path) -> Iterator[Portal]:
    """Load the demo's data once, start the server and the worker as in production, stop both at the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = environment_for(folder, address=address)
    running = Portal(address, folder / "mail", environment)
    shutil.copy(migrated_file(), folder / "hyte.sqlite3")
    running.run("demo", "--prepare-only")
    with (folder / "log").open("w") as log:
        processes = [
            subprocess.Popen([*HYTE, *words], cwd=ROOT, env=environment, stdout=log, stderr=log)
            for words in (("serve", "--port", str(port)), ("work",))
        ]
        try:
            wait_until_up(address, processes, folder / "log")
            yield running
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def wait_until_up(address: str, processes: list[subprocess.Popen[bytes]], log: Path) -> None:
    until, reason = time.monotonic() + 180, "a process ended"
    while time.monotonic() < until:
        if any(process.poll() is not None for process in processes):
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError as error:
            reason = str(error)
            time.sleep(0.2)
    raise RuntimeError(f"The server did not come up ({reason}):\n{log.read_text()}")

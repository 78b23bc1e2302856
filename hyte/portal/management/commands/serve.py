import os
import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand


def server_command(*, host: str, port: int) -> list[str]:
    """The server's own command: threads in one process for SQLite, several processes for PostgreSQL."""
    processes = "1" if connection.vendor == "sqlite" else str(max(2, os.cpu_count() or 2))
    return [
        *(sys.executable, "-m", "granian", "hyte.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port)),
        *("--workers", processes, "--blocking-threads", "8"),
        *("--log-level", "error", "--no-ws"),
    ]


class Command(SpokenCommand):
    help = "Serve the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("collectstatic", verbosity=0, interactive=False)
        command = server_command(host=options["host"], port=options["port"])
        address = f"http://{options['host']}:{options['port']}/"
        self.stdout.write(_("Serving on %(address)s") % {"address": address})
        self.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 - the server takes this process over, so that signals reach it

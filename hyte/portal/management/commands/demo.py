"""`make demo`: the whole product on one's own machine."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.areas.commands import SpokenCommand
from hyte.core.areas.models import Area
from hyte.governance.structure.models import Body, Person
from hyte.knowledge.indicators.models import Release
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.portal.demo_accounts import ACCOUNTS, PASSWORD, make_accounts
from hyte.portal.management.commands.serve import server_command
from hyte.portal.page_files import collect_static
from hyte.portal.starting import find_county, load_country, load_examples, load_figures, start_county

GRACE = 4.0  # seconds in which pages and jobs under way may end; what is broken off has saved nothing


class Command(SpokenCommand):
    help = "Start the demo: Päijät-Häme's starting data and invented examples, the server and the job worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare-only", action="store_true", help="make the database and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        try:
            if not options["prepare_only"]:
                self.refuse_taken(port)
            self.prepare()
            if not options["prepare_only"]:
                self.run(port)
        except KeyboardInterrupt:
            self.say("\n" + _("Stopped. Nothing is lost: make demo continues from here."))

    def refuse_taken(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                told = {"port": port, "other": port + 1}
                raise CommandError(
                    _("Port %(port)s is taken. Choose another one: make demo PORT=%(other)s") % told, returncode=2
                ) from error

    def prepare(self) -> None:
        """Everything that a second run finds done already."""
        self.say(_("Preparing the database …"))
        call_command("migrate", verbosity=0, interactive=False)
        if not Area.objects.exists():
            self.say(_("Loading Finland's municipalities, counties and regions …"))
        load_country()
        county = find_county("paijat-hame")
        assert county is not None
        if not Body.objects.filter(home=county).exists():
            start_county(county, say=self.say)
        if not Release.objects.filter(dataset__home=county).exists():
            load_figures(county, say=self.say)
        derive_numbers()
        if not Person.objects.filter(is_example=True).exists():
            load_examples(county, say=self.say)
        make_accounts(today=timezone.localdate())
        collect_static()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def run(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "BASE_URL": address}
        # Sessions of their own: Ctrl-C comes to this command alone, which then stops both in order.
        processes = [
            subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own commands
            for command in (
                server_command(host="127.0.0.1", port=port),
                [sys.executable, "-m", "hyte.cli", "work"],
            )
        ]
        try:
            self.wait_until_up(address, processes)
            self.introduce(address)
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError(_("The server or the worker stopped by itself; its words are above."))
        except KeyboardInterrupt:
            self.say("\n" + _("Stopping …"))
            raise
        finally:
            stop_all(processes)

    def stop(self, *_signal: Any) -> None:
        raise KeyboardInterrupt

    def wait_until_up(self, address: str, processes: list[subprocess.Popen]) -> None:
        for _attempt in range(120):
            if any(process.poll() is not None for process in processes):
                return
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=2)  # noqa: S310 - our own server
            except OSError:
                time.sleep(0.25)
            else:
                return

    def introduce(self, address: str) -> None:
        self.say(f"\nHyte-työpöytä: {address}/\n")
        told = {"address": f"{address}/tili/login/", "password": PASSWORD}
        self.say(_("Sign in at %(address)s with the password %(password)s:") % told)
        for account in ACCOUNTS:
            self.say(f"  {account.email:32} {Role(account.role).label} ({account.organisation})")
        self.say("\n" + _("Stop with Ctrl-C."))


def stop_all(processes: list[subprocess.Popen], *, grace: float = GRACE) -> None:
    """Ask all to end at once, and end those that have not in a few seconds, with the processes that they have started."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + grace
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

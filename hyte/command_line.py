"""Django's commands under the product's name: what the command line says when it is asked wrongly or stopped."""

from __future__ import annotations

import os
import sys

from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand


class CommandLine(ManagementUtility):
    """Knows the commands by name; a name that is not there is a bad argument, with status 2."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        # Where settings are wrong not all commands are known, and Django tells what is wrong.
        if self.settings_exception is None and subcommand not in get_commands():
            sys.stderr.write(f"There is no command {subcommand.replace('_', '-')}. See: hyte help\n")
            sys.exit(2)
        return super().fetch_command(subcommand)


def run(words: list[str]) -> None:
    """Run the command that the words name; Ctrl-C, or a reader that has had enough, ends it without a traceback."""
    try:
        CommandLine(words).execute()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # What is still to be written has no reader; closing the output would try once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)

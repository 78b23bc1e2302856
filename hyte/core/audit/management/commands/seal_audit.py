from typing import Any

from django.core.management.base import BaseCommand

from hyte.core.audit.operations import seal_entries


class Command(BaseCommand):
    help = "Seal the audit entries written since the last seal."

    def handle(self, *args: Any, **options: Any) -> None:
        seal = seal_entries()
        self.stdout.write(f"{seal.entry_count} entries sealed: {seal.hash}" if seal else "Nothing to seal.")

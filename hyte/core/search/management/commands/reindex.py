from typing import Any

from django.core.management.base import BaseCommand

from hyte.core.search.index import reindex
from hyte.core.search.language import engine


class Command(BaseCommand):
    help = "Write the search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        count = reindex()
        self.stdout.write(f"{count} records indexed with {engine()}.")

from typing import Any

from django.utils.translation import ngettext

from hyte.core.areas.commands import SpokenCommand
from hyte.core.search.index import reindex
from hyte.core.search.language import engine


class Command(SpokenCommand):
    help = "Write the search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        count = reindex()
        words = ngettext(
            "%(count)s record indexed with %(engine)s.", "%(count)s records indexed with %(engine)s.", count
        )
        self.stdout.write(words % {"count": count, "engine": engine()})

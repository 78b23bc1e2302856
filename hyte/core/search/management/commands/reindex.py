from typing import Any

from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand
from hyte.core.search.index import reindex
from hyte.core.search.language import engine


class Command(SpokenCommand):
    help = "Write the search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        count = reindex()
        self.stdout.write(_("%(count)s records indexed with %(engine)s.") % {"count": count, "engine": engine()})

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.areas.commands import SpokenCommand
from hyte.core.audit.operations import seal_entries


class Command(SpokenCommand):
    help = "Seal the audit entries written since the last seal."

    def handle(self, *args: Any, **options: Any) -> None:
        seal = seal_entries()
        if seal is None:
            self.stdout.write(_("Nothing to seal."))
        else:
            words = ngettext("%(count)s entry sealed: %(hash)s", "%(count)s entries sealed: %(hash)s", seal.entry_count)
            self.stdout.write(words % {"count": seal.entry_count, "hash": seal.hash})

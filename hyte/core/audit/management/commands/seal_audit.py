from typing import Any

from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand
from hyte.core.audit.operations import seal_entries


class Command(SpokenCommand):
    help = "Seal the audit entries written since the last seal."

    def handle(self, *args: Any, **options: Any) -> None:
        seal = seal_entries()
        if seal is None:
            self.stdout.write(_("Nothing to seal."))
        else:
            told = {"count": seal.entry_count, "hash": seal.hash}
            self.stdout.write(_("%(count)s entries sealed: %(hash)s") % told)

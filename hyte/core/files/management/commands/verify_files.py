import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.areas.commands import SpokenCommand
from hyte.core.files.queries import storage_faults


class Command(SpokenCommand):
    help = "Check that every stored file is there and is what was stored; exit status 1 when one is not."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [asdict(fault) for fault in storage_faults(timezone.localdate())]
        print(json.dumps(faults, ensure_ascii=False))
        if faults:
            raise CommandError(_("Files missing or altered: %(count)s.") % {"count": len(faults)})

"""The pages' own files (styles, scripts, pictures), gathered and packed only when one of them has changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_static() -> bool:
    """Gather the files where they are served from; packing them takes longer than the rest of a second start."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _state()
    if stamp.is_file() and stamp.read_text() == now:
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
    return True


def _state() -> str:
    """What is there to gather: each file's name, size and time of change, and how they are packed."""
    told = [settings.STORAGES["staticfiles"]["BACKEND"]]
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            told.append(f"{name} {file.st_size} {file.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()

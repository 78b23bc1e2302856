"""What the worker does by itself once an hour; each app may add its own, and each is safe to repeat."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import SYSTEM
from hyte.core.audit.operations import seal_entries
from hyte.core.search.index import index_missing

logger = logging.getLogger(__name__)
_duties: dict[str, Callable[[date], Any]] = {}


def register_duty(name: str, duty: Callable[[date], Any]) -> None:
    """Add a periodic duty; it gets the day and returns what it did, if anything."""
    _duties[name] = duty


def run_duties(day: date) -> dict[str, Any]:
    """Do every duty; one that fails does not stop the others."""
    done: dict[str, Any] = {}
    for name, duty in _duties.items():
        try:
            done[name] = duty(day)
        except Exception:
            logger.exception("The periodic duty %s failed", name)
            done[name] = "failed"
    return done


def ask_for_confirmations(day: date) -> int:
    """Give the administrators of an area the yearly task of going through its accesses."""
    from hyte.core.tasks.operations import create_task
    from hyte.core.tasks.queries import unconfirmed_areas

    areas = list(unconfirmed_areas(day))
    with translation.override(settings.LANGUAGE_CODE):
        for area in areas:
            create_task(
                _("Go through the list of accesses and confirm those still needed"),
                area=area,
                by=SYSTEM,
                today=day,
                role=Role.ADMINISTRATOR,
                due=day + timedelta(days=30),
                address=reverse("accounts:accesses", args=[area]),
            )
    return len(areas)


def _digests(day: date) -> int:
    from hyte.core.tasks.digest import send_digests

    return send_digests(day=day)


def _seal(day: date) -> int:
    seal = seal_entries()
    return seal.entry_count if seal else 0


def _retention(day: date) -> dict[str, int]:
    from hyte.core.tasks.operations.personal_data import erase_expired

    return erase_expired(today=day)


def _files(day: date) -> int:
    from hyte.core.files.operations import remove_expired_files

    return remove_expired_files(by=SYSTEM, today=day)


def _search(day: date) -> int:
    return index_missing()


def _interrupted(day: date) -> int:
    from hyte.core.tasks.jobs import close_interrupted_jobs

    return close_interrupted_jobs()


register_duty("interrupted jobs", _interrupted)
register_duty("accesses to confirm", ask_for_confirmations)
register_duty("digests", _digests)
register_duty("personal data past its time", _retention)
register_duty("files past their time", _files)
register_duty("seals", _seal)
register_duty("records missing from the search", _search)

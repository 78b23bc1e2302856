from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Count, QuerySet

from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish
from hyte.core.files.models import StoredFile


def files_of(area: Area, user: Any) -> QuerySet[StoredFile]:
    """The area's files that the user may see, newest first."""
    return (
        StoredFile.objects.visible_to(user)
        .filter(home=area)
        .select_related("home", "owner")
        .annotate(share_count=Count("shares", distinct=True))
        .order_by("-pk")
    )


def possible_owners(area: Area, day: date) -> QuerySet[Any]:
    return Organisation.objects.live().of(area).exclude(valid_until__lt=day).order_by(finnish("name"))


def possible_users(file: StoredFile, day: date) -> QuerySet[Any]:
    """Organisations to which the file could still be shared."""
    return (
        Organisation.objects.live()
        .exclude(valid_until__lt=day)
        .exclude(pk=file.owner_id)
        .exclude(pk__in=file.shares.values("organisation"))
        .order_by(finnish("name"))
    )


@dataclass(frozen=True)
class Fault:
    key: str
    name: str
    fault: str


def storage_faults(day: date) -> Iterator[Fault]:
    """Files whose bytes are gone or are no longer what was stored."""
    for file in StoredFile.objects.exclude(retain_until__lt=day).iterator():
        if not default_storage.exists(file.path):
            yield Fault(file.key, file.name, "missing")
        elif not file.is_intact():
            yield Fault(file.key, file.name, "altered")

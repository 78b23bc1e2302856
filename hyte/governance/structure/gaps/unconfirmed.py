"""Records other than bodies that nobody has confirmed for a year; bodies are asked of their chairs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from hyte.core.areas.models import Area
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.governance.structure.gaps.bodies import COORDINATOR
from hyte.governance.structure.models import Duty, FocusArea, Post, Provision, SteeringDocument, Theme, Unit

WHY = gettext_lazy("Nobody has said within a year whether these records still hold.")
YEAR = timedelta(days=365)


def _kind(code: str, words: Any) -> GapKind:
    return GapKind(f"unconfirmed_{code}", COORDINATOR, words=words, why_unknown=WHY)


KINDS = {
    Duty: _kind(
        "duties",
        ngettext_lazy(
            "%(count)s duty has not been confirmed for a year",
            "%(count)s duties have not been confirmed for a year",
            "count",
        ),
    ),
    Provision: _kind(
        "provisions",
        ngettext_lazy(
            "%(count)s provision has not been confirmed for a year",
            "%(count)s provisions have not been confirmed for a year",
            "count",
        ),
    ),
    SteeringDocument: _kind(
        "documents",
        ngettext_lazy(
            "%(count)s document has not been confirmed for a year",
            "%(count)s documents have not been confirmed for a year",
            "count",
        ),
    ),
    Theme: _kind(
        "themes",
        ngettext_lazy(
            "%(count)s theme has not been confirmed for a year",
            "%(count)s themes have not been confirmed for a year",
            "count",
        ),
    ),
    FocusArea: _kind(
        "focus_areas",
        ngettext_lazy(
            "%(count)s focus area has not been confirmed for a year",
            "%(count)s focus areas have not been confirmed for a year",
            "count",
        ),
    ),
    Unit: _kind(
        "units",
        ngettext_lazy(
            "%(count)s unit has not been confirmed for a year",
            "%(count)s units have not been confirmed for a year",
            "count",
        ),
    ),
    Post: _kind(
        "posts",
        ngettext_lazy(
            "%(count)s post has not been confirmed for a year",
            "%(count)s posts have not been confirmed for a year",
            "count",
        ),
    ),
}


def unconfirmed_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Records in force that were confirmed over a year ago or never."""
    old = Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=day - YEAR)
    for model, kind in KINDS.items():
        rows = model.objects.visible_to(user).live().of(area).filter(old).select_related("home")
        for record in rows.with_period(day) if model is Unit else rows.at(day):
            yield Finding(kind, record, Verb(_("Look"), record.get_absolute_url()))

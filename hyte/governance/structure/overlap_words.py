"""The overlap finder's findings in the user's language; the finder itself knows no Django."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hyte.core.areas.text import shown_day
from hyte.governance.structure.overlaps import KINDS, LACKED, REASONS, Overlap, Reason


def kind_words(kind: str) -> str:
    return _(KINDS[kind])


def other_words(overlap: Overlap) -> str:
    """The name of the finding's other side; of a thing that stands alone, what it is missing from."""
    return overlap.b or _(LACKED[overlap.kind])


def reason_words(reason: Reason) -> str:
    params = dict(reason.params)
    if "day" in params:
        params["day"] = shown_day(date.fromisoformat(str(params["day"])))
    return _(REASONS[reason.code]) % params

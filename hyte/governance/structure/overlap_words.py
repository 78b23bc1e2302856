"""The overlap finder's findings in the user's language; the finder itself knows no Django."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hyte.governance.structure.overlaps import KINDS, REASONS, Reason


def kind_words(kind: str) -> str:
    return _(KINDS[kind])


def reason_words(reason: Reason) -> str:
    return _(REASONS[reason.code]) % reason.params

"""The overlap finder's findings in the user's language; the finder itself knows no Django."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.core.areas.text import register_language, shown_day
from hyte.governance.structure.overlaps import KINDS, LACKED, REASONS, Overlap, Reason


def kind_words(kind: str) -> str:
    return _(KINDS[kind])


def other_words(overlap: Overlap) -> str:
    """The name of the finding's other side; of a thing that stands alone, what it is missing from."""
    return overlap.b or _(LACKED[overlap.kind])


def reason_words(reason: Reason) -> str:
    return _(REASONS[reason.code]) % _params(reason)


def reason_markup(reason: Reason) -> SafeString:
    """The same for a page: what is quoted from the register is marked where its language is not the page's."""
    language = register_language()
    quoted = '<span lang="{}">{}</span>'
    params = {
        name: format_html(quoted, language, value) if language and name != "day" and isinstance(value, str) else value
        for name, value in _params(reason).items()
    }
    return format_html(re.sub(r"%\((\w+)\)s", r"{\1}", escape(_(REASONS[reason.code]))), **params)


def _params(reason: Reason) -> dict[str, Any]:
    params = dict(reason.params)
    return params | {"day": shown_day(date.fromisoformat(str(params["day"])))} if "day" in params else params

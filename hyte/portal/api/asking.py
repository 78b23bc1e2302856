"""What can be asked: day, language, area, page; and the sentence for what cannot be answered."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header
from ninja import Schema

from hyte.core.areas.models import Area
from hyte.portal.api.columns import said

MOST, USUAL = 500, 100
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# PostgreSQL takes no zero byte in text.
PLAIN = r"^[^\x00]*$"
Answer = Callable[..., Any]


class NotFound(Exception):
    """What was asked for is not here; the sentence says what."""


class Refused(Exception):
    """A parameter that can be read but makes no sense; the sentence says what is wrong."""

    def __init__(self, parameter: str, fault: str) -> None:
        self.parameter, self.fault = parameter, fault
        super().__init__(fault)


class Spoken(Schema):
    """The language of names and words."""

    language: Literal["fi", "sv", "en"] | None = said(
        gettext_lazy("language of names and words; without it the header Accept-Language decides, otherwise Finnish"),
        default=None,
    )


class OnDay(Spoken):
    day: date | None = said(
        gettext_lazy("the day that the answer is of, as 2023-09-01; today without it"), default=None, alias="date"
    )

    @property
    def in_force(self) -> date:
        return self.day or timezone.localdate()


class Paged(Spoken):
    """A page of a list."""

    page: int = said(gettext_lazy("number of the page, from 1"), default=1, ge=1, le=100_000)
    limit: int = said(gettext_lazy("rows on a page; at most 500"), default=USUAL, ge=1, le=MOST)


class Listed(Paged, OnDay):
    """A list of records on a day."""

    area: str | None = said(
        gettext_lazy("key of an area, such as paijat-hame"), default=None, pattern=KEY, max_length=80
    )


def key_filter(words: Any) -> Any:
    """A filter that takes a record's key."""
    return said(words, default=None, pattern=KEY, max_length=120)


def area_named(key: str | None) -> Area | None:
    """The area of a key; none when none was asked for."""
    if not key:
        return None
    area = Area.objects.filter(key=key).first()
    if area is None:
        raise NotFound(_("There is no area with the key %(key)s.") % {"key": key})
    return area


def of_area(rows: QuerySet, key: str | None) -> QuerySet:
    """Records whose home is the area of the key; all of them without one."""
    area = area_named(key)
    return rows if area is None else rows.filter(home=area)


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address or the header; Finnish otherwise."""
    codes = [code for code, _name in settings.LANGUAGES]
    asked = request.GET.get("language")
    if asked in codes:
        return str(asked)
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            found = get_supported_language_variant(code)
        except LookupError:
            continue
        return found
    return settings.LANGUAGE_CODE


def spoken(answer: Answer) -> Answer:
    """Answer in the language of the request."""

    @functools.wraps(answer)
    def in_language(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with translation.override(language_of(request)):
            return answer(request, *args, **kwargs)

    return in_language


def page_of(
    rows: QuerySet,
    asked: Paged,
    request: HttpRequest,
    show: Callable[[Any], dict[str, Any]],
    *,
    complete: Callable[[Iterable[Any]], Iterable[Any]] = iter,
) -> dict[str, Any]:
    """One page of rows; the number of queries does not depend on how many there are.

    `complete` reads what the rows of the page show besides themselves.
    """
    total = rows.count()
    start = (asked.page - 1) * asked.limit
    shown = [show(row) for row in complete(rows[start : start + asked.limit])] if start < total else []
    return paged(shown, total, asked, request)


def paged(shown: list[dict[str, Any]], total: int, asked: Paged, request: HttpRequest) -> dict[str, Any]:
    """Rows of one page with the address of the next."""
    there_is_more = asked.page * asked.limit < total
    query = urlencode({**request.GET.dict(), "page": asked.page + 1})
    return {
        "items": shown,
        "total": total,
        "page": asked.page,
        "limit": asked.limit,
        "next": request.build_absolute_uri(f"{request.path}?{query}") if there_is_more else None,
    }


class FaultLine(Schema):
    parameter: str = said(gettext_lazy("the parameter that cannot be read"))
    fault: str = said(gettext_lazy("what is wrong and what is accepted"))


class Fault(Schema):
    """Why there is no answer."""

    error: str = said(gettext_lazy("what is wrong, in a sentence"))
    faults: list[FaultLine] = said(gettext_lazy("each parameter that cannot be read"), default=[])


def fault_lines(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What is wrong with each parameter, in words."""
    return [{"parameter": str(error["loc"][-1]), "fault": _sentence(error)} for error in errors]


def _sentence(error: dict[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx") or {}
    if kind.startswith("date"):
        return _("Give the day as 2023-09-01.")
    if kind.startswith("int"):
        return _("Give a whole number.")
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        sentence = (
            _("The smallest accepted number is %(bound)s.")
            if "ge" in context
            else _("The largest accepted number is %(bound)s.")
        )
        return sentence % {"bound": bound}
    if kind in {"enum", "literal_error"}:
        return _("Accepted are %(values)s.") % {"values": context.get("expected", "").replace(" or ", ", ")}
    if kind == "string_too_long":
        return _("The text may be at most %(most)s characters long.") % {"most": context.get("max_length")}
    if kind == "string_pattern_mismatch" and context.get("pattern") == KEY:
        return _("A key has lower-case letters a–z, digits and single hyphens.")
    if kind == "missing":
        return _("This is needed.")
    return _("The value cannot be read.")

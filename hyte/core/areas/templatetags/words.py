"""Dates and numbers as readers write them, the language of a name, and addresses that keep their other parameters."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.template import Library
from django.template.context import Context, RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hyte.core.areas import text

register = Library()


@register.filter
def day(value: date | None) -> str:
    """A day as the page's language writes it; nothing for none."""
    return text.shown_day(value)


@register.filter
def number(value: float | Decimal | None) -> str:
    """A number with its thousands apart; nothing for none."""
    return text.shown_number(value)


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """Languages by their names: suomi, ruotsi."""
    return ", ".join(text.language_name(code) for code in codes)


@register.filter
def language_name(code: str) -> str:
    """A language by its name."""
    return text.language_name(code)


@register.filter
def lang(record: Any, field: str = "") -> SafeString:
    """A lang attribute for an element with a record's name or field, where it is not in the page's language."""
    code = text.shown_language(record, field)
    return format_html(' lang="{}"', code) if code else SafeString("")


@register.filter
def season(value: date | None) -> str:
    """The season of a day, as it stands after 'information from'."""
    return text.season(value) if value else ""


@register.simple_tag(takes_context=True)
def with_parameters(context: RequestContext, **changes: Any) -> str:
    """This page's query string with some parameters changed; an empty one is dropped."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.simple_tag(takes_context=True)
def on_day(context: Context, address: str) -> str:
    """An address for the page's own day: a page of a past day leads on to others as they were on it."""
    day = context.get("day")
    if not address or address.startswith("#") or not day or day == timezone.localdate():
        return address
    path, mark, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}pvm={day:%Y-%m-%d}{mark}{fragment}"


@register.filter
def fresh_on(record: Any, on: date) -> bool:
    """Whether someone has confirmed the record within the year before the day."""
    return bool(on) and record.is_confirmed(on)


@register.filter
def page_numbers(page: Any) -> list[int | None]:
    """Numbers of the pages to offer; None stands for those left out."""
    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]

"""Euros and shares as readers write them; what is not known is said, never shown as zero."""

from decimal import Decimal
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.core.areas.text import shown_number
from hyte.planning.budgets.choices import Stage

register = Library()


@register.filter
def euros(value: Decimal | None) -> SafeString:
    """An amount to the cent, or that it is not known."""
    if value is None:
        return format_html('<span class="quiet">{}</span>', _("not known"))
    return SafeString(shown_number(value, 2))


@register.filter
def percent(value: float | Decimal | None, decimals: int = 1) -> str:
    """A percentage, as 12,9 %; nothing for none."""
    return "" if value is None else f"{shown_number(value, decimals)}\u00a0%"


@register.filter
def trimmed(value: Decimal | None) -> str:
    """A percentage without empty decimals, as 40 % and 12,5 %."""
    if value is None:
        return ""
    plain = value.normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    return percent(value, decimals)


@register.filter
def counted(share: Any, markers: dict[str, Decimal]) -> str:
    """How many per cent of the line the step of a share's marker counts."""
    return trimmed(markers.get(share.step))


@register.inclusion_tag("budgets/_cells.html")
def money_cells(money: Any, percents: Any = None) -> dict[str, Any]:
    """The three stages of a sum as cells of a table, with per cent of the whole when they are given."""
    labels = [stage.label for stage in Stage]
    tallies = money.tallies if money is not None else [None, None, None]
    return {"cells": list(zip(labels, tallies, percents or [None, None, None], strict=True))}


@register.inclusion_tag("budgets/_euros.html")
def euro_cells(amounts: list[Decimal | None]) -> dict[str, Any]:
    """An amount of each of the three stages as cells of a table."""
    return {"cells": list(zip([stage.label for stage in Stage], amounts, strict=True))}

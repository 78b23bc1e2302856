"""What templates of assessments need: a place in a list, and a kept number in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.template import Library

from hyte.planning.assessments.content import FigureRow
from hyte.planning.assessments.queries.pages import shown_amount, shown_figure

register = Library()


@register.filter
def at(rows: Sequence[Any], place: int) -> Any:
    """What stands in a place of a list; nothing beyond its end."""
    return rows[place] if rows and place < len(rows) else None


@register.filter
def amount(value: Decimal | None) -> str:
    """A number without decimals where it is whole."""
    return shown_amount(value)


@register.filter
def figure(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A number that was kept, as it is shown."""
    return shown_figure(FigureRow(**kept))

"""Numbers of plans as readers write them."""

from decimal import Decimal

from django.template import Library

from hyte.core.areas.text import shown_number

register = Library()


@register.filter
def amount(value: float | Decimal | None) -> str:
    """A number without decimals where it is whole: 60 000 and 1,5."""
    return shown_number(int(value) if value is not None and value == int(value) else value)

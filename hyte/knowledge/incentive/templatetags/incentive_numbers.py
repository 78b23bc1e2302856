"""Figures of the incentive as people read them."""

from __future__ import annotations

from decimal import Decimal

from django.template import Library

from hyte.knowledge.incentive.simulation import short_number

register = Library()


@register.filter
def short(value: float | Decimal | None) -> str:
    """A figure without needless decimals; nothing for none."""
    return short_number(value)


@register.filter
def euros(value: Decimal | None) -> str:
    """Money in whole euros; nothing for none."""
    return "" if value is None else f"{short_number(round(value))} €"

"""Shares as readers write them."""

from typing import Any

from django.template import Library
from django.utils import formats
from django.utils.translation import gettext as _

from hyte.knowledge.screening.ages import shown_ages

register = Library()


@register.filter
def percent(value: float | None) -> str:
    """A share of 0 to 1 in per cent with one decimal; nothing for none. What is not zero is never written as zero."""
    if value is None:
        return ""
    if 0 < value < 0.0005:  # would be rounded to 0,0
        return _("under %(limit)s %%") % {"limit": formats.number_format(0.1, 1)}
    return f"{formats.number_format(round(value * 100, 1), 1)}\u00a0%"


@register.filter
def limits(share: Any) -> str:
    """The limits of a share in words; nothing for none."""
    if share is None:
        return ""
    low, high = (formats.number_format(round(value * 100, 1), 1) for value in (share.lower, share.upper))
    return _("95 %% interval %(low)s–%(high)s %%") % {"low": low, "high": high}


@register.filter
def points(value: float | None) -> str:
    """A difference in percentage points with its sign."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return _("%(difference)s percentage points") % {"difference": sign + formats.number_format(abs(value), 1)}


@register.filter
def age_words(code: str) -> str:
    """An age group as people write it: 20–64, 65+."""
    return shown_ages(code, everyone=_("all ages"))


@register.filter
def one_decimal(value: Any) -> str:
    """A number with one decimal."""
    return "" if value is None else formats.number_format(value, 1)

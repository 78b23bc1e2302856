"""Numbers of plans as readers write them."""

import re
from decimal import Decimal

from django.template import Library
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from hyte.core.areas.text import shown_number

register = Library()
# Years of a period, and the end of a compound whose beginning is said before it: “hyvinvointikertomus ja -suunnitelma”.
_TOGETHER = re.compile(r"\d{4}–\d{4}|(?<=\s)-\w+")


@register.filter
def amount(value: float | Decimal | None) -> str:
    """A number without decimals where it is whole: 60 000 and 1,5."""
    return shown_number(int(value) if value is not None and value == int(value) else value)


@register.filter
def unbroken(name: object) -> SafeString:
    """A name of which a narrow page parts neither the years of a period nor a hyphen from the word that it begins."""
    return SafeString(_TOGETHER.sub(r'<span class="nowrap">\g<0></span>', conditional_escape(str(name))))

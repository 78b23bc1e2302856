"""How the words of reports are shown."""

from __future__ import annotations

from django import template

from hyte.planning.reports.prose import Block, blocks_of

register = template.Library()


@register.filter
def blocks(text: str) -> list[Block]:
    """A text as its paragraphs and tables."""
    return blocks_of(text)

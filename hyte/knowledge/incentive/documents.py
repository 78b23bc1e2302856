"""Tables of the incentive to take along: each simulated figure carries what it is in its own cell."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hyte.core.exchange.marks import EXAMPLE
from hyte.knowledge.incentive.simulation import Ground, Outcome, short_number


def what_if_table(
    ground: Ground, *, chosen: Outcome | None, each: Iterable[Outcome]
) -> tuple[list[str], list[list[str]]]:
    """The headers and rows of a what-if: the chosen acts together first, then each act by itself."""
    headers = [
        _("area"),
        _("year"),
        _("act"),
        _("points to the coefficient"),
        _("euros, others unchanged"),
        _("euros, others move alike"),
        _("weight of effort"),
        _("euros per effort"),
        _("invented example"),
    ]
    rows = [_row(ground, chosen, " + ".join(act.title for act in chosen.acts))] if chosen else []
    return headers, [*rows, *(_row(ground, one, one.acts[0].title) for one in each)]


def _row(ground: Ground, outcome: Outcome, words: str) -> list[str]:
    return [
        str(ground.area),
        str(ground.round.year),
        words,
        outcome.points_in_words,
        outcome.euros.unchanged_in_words if outcome.euros else "",
        outcome.euros.alike_in_words if outcome.euros else "",
        short_number(outcome.effort),
        outcome.euros_per_effort_in_words,
        EXAMPLE if ground.round.is_example or any(act.is_example for act in outcome.acts) else "",
    ]

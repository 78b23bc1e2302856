"""Whether a number is on the path of its targets. Plain values in, a judgement out; the rule is printed beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.planning.plans.choices import Direction, PathState

Path = Sequence[tuple[int, float]]

# What the pages say of the judgement; the functions below do this and nothing else.
PATH_RULES = (
    _(
        "The newest number is held against the path in the last year of its period: the target of that year, the straight "
        "line between the targets around it, or the last target when the path has ended."
    ),
    _("On its path: at the path or on the wanted side of it, with its limits where it has them."),
    _(
        "Behind its path: on the other side, with its limits where it has them. A number that should stay is away from its path."
    ),
    _(
        "Cannot be said: the path lies within the limits of the number, begins after it or is another area's, "
        "nobody has said which way is wanted, or there is no number or no target."
    ),
    _("A number without limits is compared as it is and marked as not tested; it gets no colour."),
)
NO_NUMBER, NO_PATH = _("there is no number"), _("no targets are set")
TOO_EARLY = _("the path begins after the number")
NO_WISH = _("it is not said which way is wanted")
WITHIN = _("the path is within the limits of the number")
HOW_FAR = _("the number has no limits that tell how far is too far")
ANOTHERS = _("the targets are those of %(area)s")


@dataclass(frozen=True)
class Judgement:
    """How a number stands against its path, what the path says, and why nothing can be said where nothing can."""

    state: PathState
    expected: float | None = None
    why: Any = ""
    is_tested: bool = False


def unknown(why: Any, expected: float | None = None) -> Judgement:
    return Judgement(PathState.UNKNOWN, expected, why)


def expected_in(path: Path, year: int) -> float | None:
    """What the path says of a year: a target, between two targets the straight line, after the last one the last."""
    steps = sorted(path)
    if not steps or year < steps[0][0]:
        return None
    for (before, low), (after, high) in pairwise(steps):
        if before <= year < after:
            return low + (high - low) * (year - before) / (after - before)
    return steps[-1][1]


def judge(
    path: Path,
    *,
    year: int,
    value: float | None,
    lower: float | None = None,
    upper: float | None = None,
    wanted: str,
    decimals: int,
) -> Judgement:
    """Hold a number of a year against its path; a number is compared with the decimals that it is shown with."""
    if value is None:
        return unknown(NO_NUMBER)
    if not path:
        return unknown(NO_PATH)
    exact = expected_in(path, year)
    if exact is None:
        return unknown(TOO_EARLY)
    expected = round(exact, decimals)
    if not wanted:
        return unknown(NO_WISH, expected)
    is_tested = lower is not None and upper is not None
    low, high = (lower, upper) if lower is not None and upper is not None else (value, value)
    low, high = round(low, decimals), round(high, decimals)
    if wanted == Direction.KEEP:
        return _kept(low, high, expected, is_tested=is_tested)
    if is_tested and low < expected < high:
        return unknown(WITHIN, expected)
    is_on = low >= expected if wanted == Direction.UP else high <= expected
    return Judgement(PathState.ON_PATH if is_on else PathState.BEHIND, expected, is_tested=is_tested)


def _kept(low: float, high: float, expected: float, *, is_tested: bool) -> Judgement:
    if low <= expected <= high:
        return Judgement(PathState.ON_PATH, expected, is_tested=is_tested)
    return Judgement(PathState.AWAY, expected, is_tested=True) if is_tested else unknown(HOW_FAR, expected)

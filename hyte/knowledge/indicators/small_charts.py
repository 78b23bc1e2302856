"""Small pictures in long lists: where their lines and signs stand. Plain arithmetic; a template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SPARK_WIDTH, SPARK_HEIGHT, MARGIN = 80.0, 20.0, 3.0
SPINE_WIDTH, SPINE_HEIGHT = 160.0, 20.0


@dataclass(frozen=True)
class Spark:
    """A short series as lines, each of points "x,y x,y"; single points stand alone; the newest is a dot."""

    lines: tuple[str, ...]
    points: tuple[tuple[str, str], ...]
    last: tuple[str, str] | None


def spark_of(values: Sequence[float | None]) -> Spark | None:
    """A short series as a line; broken where a value is missing, none where fewer than two are known."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, spread = min(known), max(known) - min(known)
    step = (SPARK_WIDTH - 2 * MARGIN) / (len(values) - 1)
    places = [
        None if value is None else (_text(MARGIN + step * at), _height(value, low, spread))
        for at, value in enumerate(values)
    ]
    runs: list[list[tuple[str, str]]] = [[]]
    for place in places:
        if place is not None:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    lines = tuple(" ".join(",".join(place) for place in run) for run in runs if len(run) > 1)
    return Spark(lines, tuple(run[0] for run in runs if len(run) == 1), next((p for p in reversed(places) if p), None))


def _height(value: float, low: float, spread: float) -> str:
    share = (value - low) / spread if spread else 0.5
    return _text(SPARK_HEIGHT - MARGIN - share * (SPARK_HEIGHT - 2 * MARGIN))


@dataclass(frozen=True)
class Spine:
    """An area on the line from the worst to the best of its neighbours; the middle is what it is held against."""

    start: str
    width: str
    dot: str
    is_turned: bool


def spine_of(value: float, *, centre: float, others: Sequence[float], is_low_good: bool) -> Spine | None:
    """Where a value stands between the least and the greatest; the better end is to the right. None without a spread."""
    low, high = min([value, *others]), max([value, *others])
    reach = max(high - centre, centre - low)
    if not others or reach <= 0:
        return None
    sign = -1 if is_low_good else 1
    half = SPINE_WIDTH / 2 - 6

    def place(one: float) -> float:
        return SPINE_WIDTH / 2 + sign * half * (one - centre) / reach

    ends = sorted((place(low), place(high)))
    return Spine(_text(ends[0]), _text(ends[1] - ends[0]), _text(place(value)), is_low_good)


def _text(number: float) -> str:
    return f"{number:.1f}"

"""Rows of the incentive → pictures. They fetch nothing; a simulated figure carries what it is inside the picture too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from hyte.knowledge.indicators.charts import GRID, INK, LETTERS, OWN, QUIET, WIDTH, chart_of, kept_picture

if TYPE_CHECKING:
    import altair as alt

LONGEST = 58  # letters of a name in one line of a picture
SMALL = LETTERS - 2
BEFORE, OTHERS = "#a46e01", "#5b3a8c"


@dataclass(frozen=True)
class Scored:
    """Points of an indicator of own work: now, in the round before, and in the middle of the other areas."""

    name: str
    now: float
    before: float | None = None
    others: float | None = None


@dataclass(frozen=True)
class Bar:
    """A bar of a what-if: what it is of, its points, and the figure in words, which stand beside it."""

    name: str
    points: float
    figure: str
    is_now: bool


def scores_chart(rows: Sequence[Scored], *, before: str, others: str, words: str) -> SafeString:
    """Own points as bars, one for each indicator; the round before and the other areas as signs, named as told."""
    return kept_picture(("incentive scores", tuple(rows), before, others), words, lambda: _scores(rows, before, others))


def _scores(rows: Sequence[Scored], before: str, others: str) -> alt.TopLevelMixin:
    import altair as alt

    # Two indicators may be called the same, so a row is known by its place.
    bars = [{"place": place, "name": _short(row.name), "points": row.now} for place, row in enumerate(rows)]
    signs = [
        {"place": place, "points": value, "whose": whose}
        for place, row in enumerate(rows)
        for whose, value in ((before, row.before), (others, row.others))
        if value is not None
    ]
    y = alt.Y("place:O", axis=None)
    x = _points(alt)
    layers: list[Any] = [
        chart_of(alt, bars).mark_bar(color=OWN, height=12, yOffset=9).encode(x=x, y=y),
        chart_of(alt, bars)
        .mark_text(align="left", dy=-8, color=INK, fontSize=LETTERS)
        .encode(x=alt.value(0), y=y, text="name:N"),
    ]
    shown = [name for name in (before, others) if any(sign["whose"] == name for sign in signs)]
    if shown:
        kinds = {before: ("triangle-down", BEFORE), others: ("diamond", OTHERS)}
        shape = alt.Shape(
            "whose:N",
            scale=alt.Scale(domain=shown, range=[kinds[name][0] for name in shown]),
            legend=alt.Legend(title=None, orient="bottom", direction="vertical", labelLimit=WIDTH - 20),
        )
        colour = alt.Color("whose:N", scale=alt.Scale(domain=shown, range=[kinds[name][1] for name in shown]))
        signed = chart_of(alt, signs).mark_point(
            filled=True, size=110, opacity=1, yOffset=9, stroke="#ffffff", strokeWidth=1
        )
        layers.append(signed.encode(x=x, y=y, shape=shape, color=colour))
    return alt.layer(*layers).properties(width=WIDTH - 20, height=alt.Step(44))


def before_and_after(bars: Sequence[Bar], *, words: str) -> SafeString:
    """Points now and if the acts were done, a bar each; the figure and what it is stand over the bar."""
    return kept_picture(("incentive what-if", tuple(bars)), words, lambda: _before_and_after(bars))


def _before_and_after(bars: Sequence[Bar]) -> alt.TopLevelMixin:
    import altair as alt

    rows = [
        {"place": place, "name": _short(bar.name), "figure": bar.figure, "points": bar.points, "now": bar.is_now}
        for place, bar in enumerate(bars)
    ]
    y = alt.Y("place:O", axis=None)
    colour = alt.when("datum.now").then(alt.value(QUIET)).otherwise(alt.value(OWN))
    chart = chart_of(alt, rows)
    return alt.layer(
        chart.mark_bar(height=12, yOffset=20).encode(x=_points(alt), y=y, color=colour),
        chart.mark_text(align="left", dy=-18, color=INK, fontSize=LETTERS).encode(x=alt.value(0), y=y, text="name:N"),
        chart.mark_text(align="left", dy=0, color=INK, fontSize=SMALL).encode(x=alt.value(0), y=y, text="figure:N"),
    ).properties(width=WIDTH - 20, height=alt.Step(64))


def _points(alt: Any) -> Any:
    axis = alt.Axis(values=[0, 25, 50, 75, 100], grid=False, domainColor=GRID)
    return alt.X("points:Q", title=_("points"), scale=alt.Scale(domain=[0, 100]), axis=axis)


def _short(name: str) -> str:
    return Truncator(name).chars(LONGEST)

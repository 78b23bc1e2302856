"""Rows → pictures of screening over time. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hyte.knowledge.indicators.charts import GRID, OWN, QUIET, WIDTH, chart_of, kept_picture

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Dot:
    """A period's share in per cent with its limits; without a value it is a gap in the line."""

    label: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    begins_anew: bool = False


def over_time_chart(dots: Sequence[Dot], *, words: str) -> SafeString:
    """Shares over time with their limits; the line is broken at gaps and where the base is another one."""
    return kept_picture(("screening over time", dots), words, lambda: _over_time(dots))


def _over_time(dots: Sequence[Dot]) -> alt.TopLevelMixin:
    import altair as alt

    rows, part = [], 0
    for dot in dots:
        part += dot.begins_anew or dot.value is None
        rows.append(
            {"label": dot.label, "value": dot.value, "lower": dot.lower, "upper": dot.upper, "part": part}
            | {"broken": dot.begins_anew}
        )
    labels = [dot.label for dot in dots]
    x = alt.X(
        "label:N", sort=labels, scale=alt.Scale(domain=labels), title=None, axis=alt.Axis(labelAngle=-40, grid=False)
    )
    y = alt.Y("value:Q", title="%", scale=alt.Scale(zero=True), axis=alt.Axis(gridColor=GRID))
    known = [row for row in rows if row["value"] is not None]
    layers = [
        chart_of(alt, [row for row in known if row["lower"] is not None])
        .mark_rule(color=OWN, strokeWidth=2.5, opacity=0.4)
        .encode(x=x, y=alt.Y("lower:Q", title="%"), y2="upper:Q"),
        chart_of(alt, known).mark_line(color=OWN, strokeWidth=2).encode(x=x, y=y, detail="part:N"),
        chart_of(alt, known).mark_point(filled=True, size=40, color=OWN, opacity=1).encode(x=x, y=y),
        chart_of(alt, [row for row in rows if row["broken"]]).mark_rule(strokeDash=[3, 3], color=QUIET).encode(x=x),
        chart_of(alt, [{"label": row["label"], "text": _("none")} for row in rows if row["value"] is None])
        .mark_text(color=QUIET, baseline="bottom", dy=-4)
        .encode(x=x, y=alt.value(200), text="text:N"),
    ]
    return alt.layer(*layers).properties(width=WIDTH - 60, height=200)

"""The pages of the incentive as pictures: what each shows in a sentence, drawn from the page's own rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.areas.models import Area
from hyte.knowledge.incentive.charts import Bar, Scored, before_and_after, scores_chart
from hyte.knowledge.incentive.model import FULL
from hyte.knowledge.incentive.models import Round
from hyte.knowledge.incentive.queries import Standing
from hyte.knowledge.incentive.simulation import FigureRow, Ground, Outcome, points_in_words, simulated

# Of fewer the middle would tell of single areas, not of how others stand.
FEWEST = 3
NAME = 40  # letters of a name that has words after it in one line of a picture


@dataclass(frozen=True)
class Picture:
    """A chart with the sentence that says what it shows."""

    finding: str
    drawing: SafeString


def scores_picture(
    standings: Sequence[Standing], figures: Iterable[FigureRow], *, area: Area, before: Round | None
) -> Picture | None:
    """Own points by indicator beside those of the round before and of the other areas; none where none are known.

    These are the figures as they were entered: nothing in the picture is simulated.
    """
    others: dict[int, list[float]] = defaultdict(list)
    for place, indicator, score, _before, _now in figures:
        if place != area.pk and score is not None:
            others[indicator].append(score)
    rows = [
        Scored(
            str(one.indicator),
            one.figure.score,
            one.earlier.score if one.earlier else None,
            median(others[one.indicator.pk]) if len(others[one.indicator.pk]) >= FEWEST else None,
        )
        for one in standings
        if one.indicator.is_process and one.figure is not None and one.figure.score is not None
    ]
    if not rows:
        return None
    finding = _score_finding(rows, area=area, year=before.year if before else None)
    names = (
        _("round of %(year)s") % {"year": before.year} if before else _("the round before"),
        _("middle of the other areas that have points"),
    )
    told = "; ".join(f"{row.name}: {points_in_words(row.now)}" for row in rows)
    return Picture(finding, scores_chart(rows, before=names[0], others=names[1], words=f"{finding} {told}"))


def _score_finding(rows: Sequence[Scored], *, area: Area, year: int | None) -> str:
    full = sum(row.now == FULL for row in rows)
    told = ngettext(
        "%(area)s has full points in %(full)s of %(count)s indicator of its own work.",
        "%(area)s has full points in %(full)s of %(count)s indicators of its own work.",
        len(rows),
    )
    sentence = told % {"area": area, "full": full, "count": len(rows)}
    known = [row.now - row.before for row in rows if row.before is not None]
    if year is None or not known:
        return sentence
    moved = _(
        "Since %(year)s points have risen in %(up)s and fallen in %(down)s of the %(count)s that both rounds have."
    )
    counts = {"up": sum(one > 0 for one in known), "down": sum(one < 0 for one in known), "count": len(known)}
    return f"{sentence} {moved % {'year': year, **counts}}"


def what_if_picture(ground: Ground, together: Outcome) -> Picture | None:
    """Points now and if the chosen acts were done; none where no score of what they touch is known."""
    bars = []
    now = ground.country.of(ground.area.pk) if ground.country else None
    if now is not None and together.points is not None:
        name = _("Coefficient of %(area)s") % {"area": ground.area}
        bars += _pair(name, now, min(now + together.points, FULL), is_entered=False)
    for effect in together.effects:
        if effect.score is not None:
            bars += _pair(str(effect.indicator), effect.score, FULL, is_entered=True)
    if not bars:
        return None
    finding = (
        _("The chosen acts would add to the coefficient: %(points)s.") % {"points": together.points_in_words}
        if together.points is not None
        else _("What the chosen acts would add to the coefficient cannot be told.")
    )
    told = "; ".join(f"{bar.name}: {bar.figure}" for bar in bars)
    return Picture(finding, before_and_after(bars, words=f"{finding} {told}"))


def _pair(name: str, now: float, after: float, *, is_entered: bool) -> list[Bar]:
    """A bar as it is and one as it would be; a score as it was entered is no simulation."""
    figure = points_in_words(now)
    # A long name gives way, so that what the bar tells of it is never cut.
    name = Truncator(name).chars(NAME)
    return [
        Bar(_("%(name)s, now") % {"name": name}, now, figure if is_entered else simulated(figure), is_now=True),
        Bar(_("%(name)s, if done") % {"name": name}, after, simulated(points_in_words(after)), is_now=False),
    ]

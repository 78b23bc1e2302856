"""The sentence over each chart: what its numbers show, and never more than their test supports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.shown import Measured, shown_difference, shown_period, shown_reason, shown_value
from hyte.knowledge.stats.choices import Direction, Flag, Method, Verdict, Withheld
from hyte.knowledge.stats.methods.trend import YEARS
from hyte.knowledge.stats.store.reading import Latest, Observation
from hyte.knowledge.stats.store.shape import TOTAL


def trend_finding(number: Latest, measured: Measured, *, area: str) -> str:
    """What the last five years show, and how the newest number stands to the whole country."""
    if number.value is None:
        reason = shown_reason(number.missing_reason)
        return _("%(area)s: there is no number (%(reason)s).") % {"area": area, "reason": reason}
    return f"{_direction(number, measured, area=area)} {against_country(number, measured)}".strip()


def _direction(number: Latest, measured: Measured, *, area: str) -> str:
    words = {"area": area, "years": trend_years(number)}
    if number.direction == Direction.INCREASING:
        return _("%(area)s: rising over the last five years (%(years)s).") % words
    if number.direction == Direction.DECREASING:
        return _("%(area)s: falling over the last five years (%(years)s).") % words
    if number.direction == Direction.NO_CHANGE:
        return _("%(area)s: no certain change over the last five years (%(years)s).") % words
    return _untested(number, measured, area=area)


def _untested(number: Latest, measured: Measured, *, area: str) -> str:
    """Two numbers side by side and why no direction is told; a single one where there is no other."""
    words = {
        "area": area,
        "value": shown_value(number.value, measured),
        "period": shown_period(number.period_start, number.period_end),
        "reason": _(number.no_direction) if number.no_direction else "",
    }
    earlier = earliest(number)
    if earlier is None:
        return _("%(area)s: %(value)s in %(period)s.") % words
    words |= {"first": shown_value(earlier[1], measured), "when": earlier[0]}
    return _("%(area)s: %(value)s in %(period)s and %(first)s in %(when)s. No direction is told: %(reason)s.") % words


def trend_years(number: Latest) -> str:
    """The years that the direction is judged by."""
    ends = number.short_periods[-YEARS:]
    return f"{ends[0].year}–{ends[-1].year}" if ends else ""


def earliest(number: Latest) -> tuple[str, float] | None:
    """The oldest number of the short series, with its period; none where the newest one stands alone."""
    known = [pair for pair in zip(number.short_periods, number.short_values, strict=True) if pair[1] is not None]
    if len(known) < 2 or known[0][1] is None:
        return None
    return _like(number, known[0][0]), known[0][1]


def previous(number: Latest) -> tuple[str, float | None] | None:
    """The period before the newest one and its number."""
    if len(number.short_periods) < 2:
        return None
    return _like(number, number.short_periods[-2]), number.short_values[-2]


def _like(number: Latest, end: date) -> str:
    """A period that ends on a day and is as long as the number's own."""
    months = (
        (number.period_end.year - number.period_start.year) * 12 + number.period_end.month - number.period_start.month
    )
    first = end.year * 12 + end.month - 1 - months
    return shown_period(date(first // 12, first % 12 + 1, 1), end)


def against_country(number: Latest, measured: Measured) -> str:
    """How the newest number stands to the whole country's of the same period; nothing where the country has none."""
    if number.reference is None or number.value is None:
        return ""
    words = {"country": shown_value(number.reference, measured)}
    if number.relation == Verdict.HIGHER:
        return _("Higher than in the whole country (%(country)s).") % words + _good_or_bad(number)
    if number.relation == Verdict.LOWER:
        return _("Lower than in the whole country (%(country)s).") % words + _good_or_bad(number)
    if number.relation == Verdict.SIMILAR:
        return _("No certain difference from the whole country (%(country)s).") % words
    if number.value == number.reference:
        return _("The same number as in the whole country (%(country)s); it cannot be tested.") % words
    return _("It differs from the whole country (%(country)s); no statistical comparison can be made.") % words


def _good_or_bad(number: Latest) -> str:
    if number.verdict in (Verdict.BETTER, Verdict.BEST):
        return " " + _("That is better.")
    if number.verdict in (Verdict.WORSE, Verdict.WORST):
        return " " + _("That is worse.")
    return ""


def comparison_finding(rows: Sequence[tuple[str, Latest]], measured: Measured) -> str:
    """How many areas stand above and below the whole country by their tests; the ends of the row where none is tested."""
    judged = [(name, row) for name, row in rows if row.value is not None]
    if not judged:
        return _("None of these areas has a number.")
    tested = [row for _name, row in judged if row.relation != Verdict.NO_COMPARISON]
    if not tested:
        follows_size = any(row.no_verdict == Withheld.FOLLOWS_SIZE for _name, row in judged)
        why = (
            _("A count follows the size of the area, so the areas are not compared.")
            if follows_size
            else _("The difference cannot be tested statistically.")
        )
        return " ".join([_ends(judged, measured), why])
    higher = sum(row.relation == Verdict.HIGHER for row in tested)
    lower = sum(row.relation == Verdict.LOWER for row in tested)
    told = ngettext(
        "%(higher)s of %(count)s area is above the whole country, %(lower)s below it, for %(same)s there is no certain difference.",
        "%(higher)s of %(count)s areas are above the whole country, %(lower)s below it, for %(same)s there is no certain difference.",
        len(tested),
    )
    same = len(tested) - higher - lower
    return told % {"higher": higher, "count": len(tested), "lower": lower, "same": same}


def _ends(rows: Sequence[tuple[str, Latest]], measured: Measured) -> str:
    """The least and the greatest of these numbers, if they are of one period."""
    periods = {(row.period_start, row.period_end) for _name, row in rows}
    if len(rows) < 2 or len(periods) > 1:
        return ""
    ordered = sorted(rows, key=lambda pair: pair[1].value or 0.0)
    (low_name, low), (high_name, high) = ordered[0], ordered[-1]
    return _("Lowest: %(low_name)s (%(low)s); highest: %(high_name)s (%(high)s).") % {
        "low_name": low_name,
        "low": shown_value(low.value, measured),
        "high_name": high_name,
        "high": shown_value(high.value, measured),
    }


def parts_finding(rows: Sequence[Observation], measured: Measured) -> str:
    """Whether the intervals of women and men are apart; without them, the two numbers only."""
    by_sex = {row.sex: row for row in rows if row.age_group == TOTAL and row.value is not None}
    women, men = by_sex.get("female"), by_sex.get("male")
    if women is None or men is None:
        return ""
    words = {"women": shown_value(women.value, measured), "men": shown_value(men.value, measured)}
    if None in (women.lower, women.upper, men.lower, men.upper):
        return _("Women %(women)s, men %(men)s; the difference cannot be tested.") % words
    if (women.lower or 0) > (men.upper or 0):
        return _("Women %(women)s, men %(men)s: higher among women, for the intervals are apart.") % words
    if (men.lower or 0) > (women.upper or 0):
        return _("Women %(women)s, men %(men)s: higher among men, for the intervals are apart.") % words
    return _("Women %(women)s, men %(men)s: the intervals overlap, so no certain difference.") % words


def pyramid_finding(share: float, *, country: float | None, age: int) -> str:
    """How large a part of the population is at least so old."""
    words = {"age": age, "share": _percent(share), "country": _percent(country) if country is not None else ""}
    if country is None:
        return _("%(share)s of the residents are at least %(age)s years old.") % words
    return _("%(share)s of the residents are at least %(age)s years old, in the whole country %(country)s.") % words


class _Share:
    unit, decimals = "%", 1


def _percent(share: float) -> str:
    return shown_value(100 * share, _Share())


def methods_of(indicator: Indicator, number: Latest | None) -> list[str]:
    """By which published methods the limits, the comparison and the direction came about, a line each."""
    if number is None or number.value is None:
        return []
    lines = _interval_of(number)
    if number.no_verdict is None:
        lines.append(_("Comparison: %(method)s, 95 %%.") % {"method": _(str(Method.COMPARISON))})
    if number.direction != Direction.UNKNOWN:
        method = Method.TREND_SHARES if indicator.is_share else Method.TREND_VALUES
        lines.append(_("Direction: %(method)s.") % {"method": _(str(method))})
    return lines


def _interval_of(number: Latest) -> list[str]:
    """Where the interval came from, or why there is none; and of counts that nobody counted, that they were derived."""
    is_counted = number.numerator is not None and number.denominator is not None
    if number.lower is None and is_counted:
        return [_("The source gives the number without an interval, and none can be computed from its counts.")]
    if number.lower is None:
        return [_("The source gives the number without an interval, and the counts behind it are not known.")]
    if not number.method:
        return [_("Interval: as the source gives it.")]
    lines = [_("Interval: computed from the counts, %(method)s, 95 %%.") % {"method": _(number.method)}]
    if str(Flag.DERIVED) in (number.flags or ""):
        told = _("The counts are derived: a rounded number times its population, so the interval is an approximation.")
        lines.append(told)
    return lines


def inequality_finding(result: dict[str, object], measured: Measured) -> str:
    """What the line through ranked areas says of the two ends of the population, if its limits allow."""
    value, lower, upper = result.get("value"), result.get("lower"), result.get("upper")
    if not isinstance(value, float):
        return _("No line can be drawn: %(reason)s.") % {"reason": _(str(result.get("withheld")))}
    words = {"value": shown_difference(value, measured)}
    if not isinstance(lower, float) or not isinstance(upper, float):
        return (
            _("From the least to the most advantaged end the line changes by %(value)s; it cannot be tested.") % words
        )
    words |= {"lower": shown_difference(lower, measured), "upper": shown_difference(upper, measured)}
    if lower <= 0 <= upper:
        return (
            _("No certain difference between the two ends: %(value)s (95 %% interval %(lower)s … %(upper)s).") % words
        )
    return (
        _(
            "From the least to the most advantaged end the number changes by %(value)s (95 %% interval %(lower)s … %(upper)s)."
        )
        % words
    )


def profile_finding(numbers: Sequence[Latest | None]) -> str:
    """How many numbers a profile has, how many of them are tested, and how those stand to the whole country."""
    known = [row for row in numbers if row is not None and row.value is not None]
    tested = [row for row in known if row.relation != Verdict.NO_COMPARISON]
    told = ngettext(
        "%(known)s of %(all)s indicator has a number.", "%(known)s of %(all)s indicators have a number.", len(numbers)
    ) % {"known": len(known), "all": len(numbers)}
    if not tested:
        return " ".join([told, _("None of them can be tested against the whole country.")]) if known else told
    words = {
        "tested": len(tested),
        "better": sum(row.verdict in (Verdict.BETTER, Verdict.BEST) for row in tested),
        "worse": sum(row.verdict in (Verdict.WORSE, Verdict.WORST) for row in tested),
    }
    judged = ngettext(
        "%(tested)s can be tested against the whole country: better in %(better)s, worse in %(worse)s.",
        "%(tested)s can be tested against the whole country: better in %(better)s, worse in %(worse)s.",
        len(tested),
    )
    return f"{told} {judged % words}"

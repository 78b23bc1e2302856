"""The numbers of a report: those fit for its period, why others are absent, and the sentence that each number supports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.findings import earliest, trend_finding, trend_years
from hyte.knowledge.indicators.models import Indicator, IndicatorSet, Omission
from hyte.knowledge.indicators.numbers import numbers
from hyte.knowledge.indicators.queries.catalogue import Shown, with_numbers
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.indicators.queries.sets import shown_in_area
from hyte.knowledge.indicators.shown import shown_period, shown_reason
from hyte.knowledge.stats.choices import Direction, MissingReason
from hyte.knowledge.stats.store.reading import Latest
from hyte.planning.plans.queries.content import in_languages
from hyte.planning.reports.choices import SectionKind, SectionState, StatementState
from hyte.planning.reports.content import Absence, Figure, Words
from hyte.planning.reports.models import Report, Section, Statement

MOST_YEARS = 3  # an older number is not put into a report by itself
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# Numbers that the source has and may not tell: fetching brings no more.
PROTECTED = {MissingReason.HIDDEN, MissingReason.SECRET}


@dataclass(frozen=True)
class Told:
    """An indicator in a section with the number that the report may tell, or with why there is none."""

    section: Section
    indicator: Indicator
    circle: Circle
    number: Latest | None = None
    absence: Absence | None = None

    @property
    def area(self) -> Area:
        """Whose number it is: the area's own, or its county's where the area has none."""
        return self.circle.by_code[self.number.area] if self.number else self.circle.area

    @property
    def sentence(self) -> Words:
        """What the number's test supports, in each language."""
        number = self.number
        if number is None:
            return {}
        return in_each_language(
            lambda: trend_finding(number, self.indicator, area=self.circle.name_in(number.area, number.period_end))
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What the sentence is made of, as plain values."""
        return facts_of(self.number) if self.number else {}


def in_each_language(write: Callable[[], str]) -> Words:
    """The same words in every language of the product."""
    words = {}
    for code in LANGUAGES:
        with translation.override(code):
            words[code] = str(write())
    return words


def facts_of(number: Latest) -> dict[str, Any]:
    """What a sentence about a number is made of: two numbers with the same facts are told of alike."""
    first = earliest(number) if number.direction == Direction.UNKNOWN else None
    return {
        "area": number.area,
        "period_start": number.period_start.isoformat(),
        "period_end": number.period_end.isoformat(),
        "value": number.value,
        "lower": number.lower,
        "upper": number.upper,
        "reference": number.reference,
        "relation": str(number.relation),
        "verdict": str(number.verdict),
        "direction": str(number.direction),
        "no_direction": number.no_direction,
        "years": trend_years(number),
        "earliest": list(first) if first else None,
    }


def told_in(report: Report, sections: Iterable[Section], *, user: Any, today: date) -> dict[int, list[Told]]:
    """The indicators of each section that has a set, in the set's order, in a fixed number of queries."""
    asking = [
        one
        for one in sections
        if one.kind == SectionKind.INDICATORS and one.indicator_set_id and one.state != SectionState.LEFT_OUT
    ]
    if not asking:
        return {}
    circle = circle_of(report.home, day=today)
    chosen = IndicatorSet.objects.visible_to(user).live().filter(pk__in={one.indicator_set_id for one in asking})
    sets = {one.set.pk: one for one in shown_in_area(list(chosen), report.home, user=user, day=today)}
    indicators = {row.member.indicator_id: row.member.indicator for one in sets.values() for row in one.rows}
    shown = with_numbers(list(indicators.values()), circle, figures=numbers())
    by_indicator = {one.indicator.pk: one for one in shown}
    oldest = _years_before(report.last)
    return {
        section.pk: [
            _told(section, by_indicator[row.member.indicator_id], row.omission, circle, oldest)
            for row in (sets[section.indicator_set_id].rows if section.indicator_set_id in sets else ())
        ]
        for section in asking
    }


def _years_before(day: date) -> date:
    """The last day of the oldest period that a report with this last day may tell of."""
    try:
        return day.replace(year=day.year - MOST_YEARS)
    except ValueError:  # the day of a leap year
        return day.replace(year=day.year - MOST_YEARS, day=28)


def _told(section: Section, shown: Shown, omission: Omission | None, circle: Circle, oldest: date) -> Told:
    number = shown.number
    if omission is None and number is not None and number.value is not None and number.period_end >= oldest:
        return Told(section, shown.indicator, circle, number=number)
    absence = Absence(
        indicator=shown.indicator.key,
        name=in_languages(shown.indicator, "name"),
        reason=in_each_language(lambda: _reason(shown, omission, circle)),
    )
    return Told(section, shown.indicator, circle, absence=absence)


def _reason(shown: Shown, omission: Omission | None, circle: Circle) -> str:
    """What is missing, and how it can be brought."""
    if omission is not None:
        return _("%(area)s has left this indicator out: %(reason)s") % {"area": circle.area, "reason": omission.reason}
    number = shown.number
    if number is not None and number.value is not None:
        words = {
            "area": circle.name_in(number.area, number.period_end),
            "period": shown_period(number.period_start, number.period_end),
        }
        told = _("The newest number of %(area)s is of %(period)s, too old for this report.") % words
        return f"{told} {_remedy(shown.indicator)}"
    if number is None or not number.missing_reason:
        told = _("There is no number of %(area)s here.") % {"area": circle.area}
        return f"{told} {_remedy(shown.indicator)}"
    words = {"area": circle.area.name, "reason": shown_reason(number.missing_reason)}
    told = _("There is no number of %(area)s (%(reason)s).") % words
    return told if number.missing_reason in PROTECTED else f"{told} {_remedy(shown.indicator)}"


def _remedy(indicator: Indicator) -> str:
    words = {"dataset": indicator.dataset.name, "publisher": indicator.dataset.publisher}
    if indicator.dataset.kind == SourceKind.LOCAL:
        return _("Load newer figures on the page of the data set %(dataset)s.") % words
    return (
        _(
            "Fetch the numbers on the page of the data set %(dataset)s; "
            "if %(publisher)s has none newer, tell in words what is known."
        )
        % words
    )


def figure_of(told: Told, statement: Statement | None) -> Figure:
    """A number as the report tells it; a sentence that nobody has read is always made of today's number."""
    number, indicator = told.number, told.indicator
    assert number is not None
    state = StatementState(statement.state) if statement else StatementState.GENERATED
    return Figure(
        indicator=indicator.key,
        name=in_languages(indicator, "name"),
        unit=in_languages(indicator, "unit"),
        decimals=indicator.decimals,
        polarity=indicator.polarity,
        area=number.area,
        area_name=in_languages(told.area, "name"),
        value=number.value,
        lower=number.lower,
        upper=number.upper,
        period_start=number.period_start,
        period_end=number.period_end,
        release=number.release,
        reference=number.reference,
        relation=str(number.relation),
        verdict=str(number.verdict),
        no_verdict=str(number.no_verdict or ""),
        direction=str(number.direction),
        periods=list(number.short_periods),
        values=list(number.short_values),
        sentence=_words_of(told, statement),
        sentence_state=state.value,
    )


def _words_of(told: Told, statement: Statement | None) -> Words:
    if statement is None or statement.state == StatementState.GENERATED:
        return told.sentence
    return {} if statement.state == StatementState.LEFT_OUT else in_languages(statement, "text")


def statements_by_place(sections: Iterable[Section], *, user: Any) -> Mapping[tuple[int, int], Statement]:
    """The sentences of these sections by section and indicator."""
    rows = Statement.objects.visible_to(user).live().filter(section__in=[one.pk for one in sections])
    return {(row.section_id, row.indicator_id): row for row in rows}

"""Lost years of life as an area sees them: tables, the figures of a period, what was published, findings and answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.lost_years import (
    ALL_CAUSES,
    HEADINGS,
    Counted,
    Judged,
    Lost,
    Period,
    Way,
    are_years,
    directions,
    do_overlap,
    judged,
    lost_years_of,
    with_avoidable,
)
from hyte.knowledge.indicators.models import (
    CauseList,
    Dataset,
    DeathCount,
    DeathTable,
    FindingAnswer,
    Indicator,
    LostYears,
    LostYearsFinding,
    Release,
)
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.indicators.queries.stored_deaths import Deaths, stored_deaths, stored_periods

SEXES = ("total", "female", "male")


def tables_seen_from(circle: Circle, *, user: Any) -> list[DeathTable]:
    """Tables of the area and of what it is a part of, by name."""
    rows = DeathTable.objects.visible_to(user).live().filter(home__in=circle.homes)
    related = rows.select_related("home", "deaths__dataset__home", "deaths__home", "people__dataset__home")
    return sorted(related, key=lambda row: finnish_key(row.name))


def cause_lists_seen_from(circle: Circle, *, user: Any) -> list[CauseList]:
    """Loaded lists of avoidable causes, by name."""
    rows = CauseList.objects.visible_to(user).live().filter(home__in=circle.homes)
    return sorted(rows, key=lambda row: finnish_key(row.name))


def indicators_that_count(circle: Circle, *, user: Any) -> QuerySet[Indicator]:
    """Indicators of the area and of what it is a part of whose numbers come from a table of a source, by name."""
    return indicators_to_name(circle, user=user).filter(dataset__kind__in=(SourceKind.PXWEB, SourceKind.JSONSTAT))


def indicators_to_name(circle: Circle, *, user: Any) -> QuerySet[Indicator]:
    """Indicators of the area and of what it is a part of, by name."""
    return Indicator.objects.visible_to(user).live().filter(home__in=circle.homes).order_by("name", "pk")


def releases_named(hashes: Collection[str], *, user: Any) -> list[Release]:
    """The releases that figures were counted from, as far as their data sets are seen."""
    if not hashes:
        return []
    datasets = Dataset.objects.visible_to(user).live()
    rows = Release.objects.filter(hash__in=hashes, dataset__in=datasets).select_related("dataset__home")
    return list(rows.order_by("dataset__key", "pk"))


def periods_of(table: DeathTable) -> list[Period]:
    """The periods that a table has counts of, the newest first."""
    if table.deaths_id is not None:
        return stored_periods(table)
    found = DeathCount.objects.filter(table=table).values_list("period_start", "period_end").distinct()
    return sorted(found, key=lambda period: (period[1], period[0]), reverse=True)


def deaths_in(table: DeathTable, period: Period, circle: Circle, *, causes: CauseList | None = None) -> Deaths:
    """A period's counts, all-cause rows first; with a list, the rows of avoidable deaths after them.

    Of a data set that holds the whole country only the areas of the circle are read.
    """
    found = stored_deaths(table, period, areas=_areas_of(circle)) if table.deaths_id else _loaded(table, period)
    rows = sorted(found.rows, key=lambda row: row.cause != ALL_CAUSES)
    if causes is not None:
        rows = with_avoidable(rows, list(causes.shares.values("first", "last", "age_limit", *HEADINGS)))
    return Deaths(rows, found.releases)


def _areas_of(circle: Circle) -> Collection[str] | None:
    return None if circle.area == circle.country else list(circle.by_code)


def _loaded(table: DeathTable, period: Period) -> Deaths:
    names = ("area__code", "sex", "cause", "age_from", "age_until", "deaths", "population")
    found = DeathCount.objects.filter(table=table, period_start=period[0], period_end=period[1]).order_by("pk")
    return Deaths(
        [
            Counted(area, sex, cause, (first, last), deaths, population)
            for area, sex, cause, first, last, deaths, population in found.values_list(*names)
        ]
    )


def published_of(table: DeathTable, *, user: Any) -> list[LostYears]:
    """What has been published of a table, the newest period first."""
    rows = LostYears.objects.visible_to(user).live().filter(table=table).select_related("home", "causes")
    return sorted(rows, key=lambda row: (row.period_end, row.period_start), reverse=True)


def figures_in(published: LostYears) -> list[Lost]:
    """The figures as they were published."""
    return [Lost(**row) for row in published.figures]


@dataclass(frozen=True)
class AreaRow:
    """An area's figure of one cause and sex."""

    area: Area
    judged: Judged


@dataclass(frozen=True)
class LostYearsView:
    """What a page of lost years shows of one table, period, way and sex."""

    rows: Sequence[Judged]
    by_area: Sequence[AreaRow]
    standing_out: Sequence[AreaRow]
    reference: Area | None
    causes: Sequence[str]


def reference_among(figures: Iterable[Lost], circle: Circle) -> Area | None:
    """The area that others are held against: the widest whole that the table has."""
    codes = {one.area for one in figures}
    wholes = [area for area in (circle.country, circle.county) if area is not None]
    return next((area for area in wholes if area.code in codes), None)


def view_of(figures: Sequence[Lost], circle: Circle, *, sex: str, cause: str) -> LostYearsView:
    """One area's figures by cause, all areas' figures of a cause, and what stands out, each against the reference."""
    reference = reference_among(figures, circle)
    told = judged(figures, reference=reference.code if reference else "")
    own = [one for one in told if one.lost.area == circle.area.code]
    areas = [(area, one) for one in told if (area := circle.by_code.get(one.lost.area)) is not None]
    near = {circle.area.pk, *(area.pk for area in circle.municipalities)} if is_county(circle) else {circle.area.pk}
    return LostYearsView(
        rows=[one for one in own if one.lost.sex == sex],
        by_area=[AreaRow(area, one) for area, one in areas if (one.lost.sex, one.lost.cause) == (sex, cause)],
        standing_out=sorted(
            (AreaRow(area, one) for area, one in areas if one.stands_out and area.pk in near),
            key=lambda row: (row.judged.value or 0) / (row.judged.reference or 1),
            reverse=True,
        ),
        reference=reference,
        causes=list(dict.fromkeys(one.cause for one in figures)),
    )


def is_county(circle: Circle) -> bool:
    return circle.area.kind == AreaKind.COUNTY


def directions_of(
    table: DeathTable, periods: Sequence[Period], way: Way, circle: Circle
) -> Mapping[tuple[str, str, str], str] | None:
    """The recent trends of a table counted in one way; none where its periods are not single years or overlap."""
    if not may_have_trend(periods):
        return None
    newest = sorted(periods)[-5:]
    return directions(
        {start.year: lost_years_of(deaths_in(table, (start, end), circle).rows, way) for start, end in newest}
    )


def may_have_trend(periods: Sequence[Period]) -> bool:
    """Whether a trend may be looked for: five single years that do not overlap; rolling periods never may."""
    return len(periods) >= 5 and are_years(periods) and not do_overlap(periods)


def wholes_in(figures: Iterable[Lost], circle: Circle) -> dict[str, list[str]]:
    """Which areas of the figures are parts of which."""
    codes = {one.area for one in figures}
    county = circle.county.code if circle.county else ""
    parts = {county: [area.code for area in circle.municipalities if area.code in codes]}
    if circle.country is not None:
        parts[circle.country.code] = [county] if county in codes else parts[county]
    return {whole: found for whole, found in parts.items() if whole in codes and found}


@dataclass(frozen=True)
class Expected:
    """An area whose answer a finding waits for, and the answer where there is one."""

    area: Area
    answer: FindingAnswer | None


def findings_seen_from(area: Area, *, user: Any, day: date) -> list[LostYearsFinding]:
    """Findings that concern the area, the newest first: its own, those told of it, and its county's of the whole county."""
    circle = circle_of(area, day=day)
    return sorted(_findings(circle, user=user), key=lambda row: (row.day, row.pk), reverse=True)


def finding_concerning(area: Area, key: str, *, user: Any, day: date) -> LostYearsFinding | None:
    """One finding by its key, if it concerns the area."""
    return _findings(circle_of(area, day=day), user=user).filter(key=key).first()


def indicators_of(finding: LostYearsFinding, *, user: Any) -> list[Indicator]:
    """The indicators that tell of the same, as the finding names them."""
    rows: QuerySet[Indicator] = finding.indicators.visible_to(user).live()  # type: ignore[attr-defined]
    return list(rows.select_related("home").order_by("name", "pk"))


def _findings(circle: Circle, *, user: Any) -> QuerySet[LostYearsFinding]:
    concerns = Q(home=circle.area) | Q(area=circle.area)
    if circle.county is not None:
        concerns |= Q(home=circle.county, area=circle.county)
        if is_county(circle):
            concerns |= Q(area__in=[area.pk for area in circle.municipalities])
    answers = FindingAnswer.objects.visible_to(user).live().select_related("home")
    rows = LostYearsFinding.objects.visible_to(user).live().filter(concerns)
    return rows.select_related("home", "area", "table", "author").prefetch_related(
        Prefetch("answers", answers, to_attr="shown_answers")
    )


def expected_answers(finding: LostYearsFinding, *, day: date) -> list[Expected]:
    """Who answers a finding: the county, and each open municipality that it concerns."""
    circle = circle_of(finding.area, day=day)
    areas = [circle.county, *circle.municipalities] if is_county(circle) else [circle.area, circle.county]
    known: dict[int, FindingAnswer] = {answer.home_id: answer for answer in finding.shown_answers}  # type: ignore[attr-defined]
    return [
        Expected(area, known.get(area.pk)) for area in areas if area is not None and (area.is_open or area.pk in known)
    ]


def awaits_answer_of(finding: LostYearsFinding, area: Area, *, circle: Circle) -> bool:
    """Whether the area is one whose answer a finding waits for and has not got."""
    concerns = finding.area_id == area.pk or finding.area_id == getattr(circle.county, "pk", None)
    if is_county(circle):
        concerns = concerns or finding.area in circle.municipalities
    answers: Iterable[FindingAnswer] = finding.shown_answers  # type: ignore[attr-defined]
    return concerns and all(answer.home_id != area.pk for answer in answers)

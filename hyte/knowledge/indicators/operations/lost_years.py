"""Publish lost years; write findings of them, answer them, and check what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.operations.keys import numbered_key
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.lost_years import Period, Way, hidden_of, lost_years_of
from hyte.knowledge.indicators.models import (
    CauseList,
    DeathTable,
    FindingAnswer,
    Indicator,
    LostYears,
    LostYearsFinding,
)
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.indicators.queries.lost_years import (
    awaits_answer_of,
    deaths_in,
    figures_in,
    reference_among,
    wholes_in,
)
from hyte.knowledge.stats.refusals import InputRefused

PUBLISH, WRITE, ANSWER = "indicators.publish_lost_years", "indicators.write_finding", "indicators.answer_finding"
FETCH, PUBLISH_WORK = "indicators.fetch", "indicators.publish"


@transaction.atomic
def count_deaths_by(
    home: Area, *, deaths: Indicator, people: Indicator | None, name: str, note: str = "", by: Principal, today: date
) -> DeathTable:
    """Take the deaths of lost years from an indicator whose numbers are fetched from their source."""
    require(by, FETCH, home)
    if deaths.dataset.kind == SourceKind.LOCAL:
        # Loaded figures are shown to everybody as they came; counts of deaths that are somebody's own may be too small for that.
        raise Refused(
            _("Deaths of one's own are loaded as a table of deaths, where small counts are kept from readers.")
        )
    table = DeathTable(
        key=numbered_key(f"{home.key}-{deaths.key}", model=DeathTable),
        home=home,
        name=name,
        producer=deaths.dataset.publisher,
        address=deaths.dataset.address,
        note=note,
        deaths=deaths,
        people=people,
        source=deaths.dataset.publisher,
        confirmed_on=today,
        is_example=deaths.is_example or (people is not None and people.is_example),
    )
    with record(table, verb="table of deaths added", by=by) as recording:
        recording.add(table)
    return table


def publish_lost_years(
    table: DeathTable, *, period: Period, way: Way, causes: CauseList | None = None, by: Principal, today: date
) -> LostYears:
    """Publish a table's lost years of a period, counted in one way, with small counts and what would give them back hidden.

    The counting comes before the transaction. A period is published in one way at a time: two would give counts back.
    """
    require(by, PUBLISH, table)
    threshold = settings.SMALL_COUNT_THRESHOLD
    circle = circle_of(table.home, day=today)
    deaths = deaths_in(table, period, circle, causes=causes)
    try:
        figures = lost_years_of(deaths.rows, way)
        shown = hidden_of(figures, wholes=wholes_in(figures, circle), threshold=threshold)
    except InputRefused as fault:
        raise Refused(fault.sentence(_)) from fault
    with transaction.atomic():
        lock(table)
        if LostYears.objects.live().filter(table=table, period_start=period[0], period_end=period[1]).exists():
            raise Refused(_("The period has been published already; withdraw that first."))
        published = LostYears(
            key=numbered_key(f"{table.key}-{period[0].year}-{period[1].year}", model=LostYears),
            home_id=table.home_id,
            table=table,
            period_start=period[0],
            period_end=period[1],
            limit=way.limit,
            lower_age=way.lower_age,
            standard=way.standard,
            causes=causes,
            threshold=threshold,
            published_on=today,
            figures=[one.as_dict() for one in shown],
            releases=list(deaths.releases),
            source=table.producer,
            confirmed_on=today,
            is_example=table.is_example,
        )
        with record(published, verb="lost years published", by=by) as recording:
            recording.add(published)
    return published


@transaction.atomic
def withdraw_lost_years(published: LostYears, *, version: int, reason: str, by: Principal, today: date) -> LostYears:
    """Take published figures back, with the reason."""
    require(by, PUBLISH, published)
    return _withdrawn(published, "lost years withdrawn", version=version, reason=reason, by=by, today=today)


def _withdrawn(row: Any, verb: str, *, version: int, reason: str, by: Principal, today: date) -> Any:
    row = lock(row, version=version)
    if row.withdrawn_on:
        raise Refused(_("It has already been withdrawn."))
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    with record(row, verb=verb, by=by, reason=reason) as recording:
        recording.change(row, withdrawn_on=today, withdrawn_reason=reason)
    return row


@transaction.atomic
def write_finding(
    home: Area,
    *,
    published: LostYears,
    area: Area,
    cause: str,
    sex: str,
    text: str,
    indicators: Sequence[Indicator] = (),
    by: Principal,
    today: date,
) -> LostYearsFinding:
    """Sign what stands out in an area's published lost years and why; the figures and how they were counted are kept.

    The indicators are those that tell of the same, such as smoking beside deaths of lung cancer.
    """
    require(by, WRITE, home)
    circle = circle_of(home, day=today)
    if area.pk != home.pk and area not in (circle.municipalities if circle.county == home else ()):
        raise Refused(_("%(area)s is not a part of %(home)s.") % {"area": area, "home": home})
    if published.withdrawn_on:
        raise Refused(_("The figures have been withdrawn."))
    finding = LostYearsFinding(
        key=numbered_key(f"{home.key}-{area.key}-elinvuodet-{published.period_end.year}", model=LostYearsFinding),
        home=home,
        table=published.table,
        area=area,
        cause=cause,
        sex=sex,
        period_start=published.period_start,
        period_end=published.period_end,
        text=text,
        day=today,
        author=by.user,
        figures=_kept_figures(published, (area.code, sex, cause), circle),
        source=published.source,
        confirmed_on=today,
        is_example=published.is_example,
    )
    with record(finding, verb="finding written", by=by) as recording:
        recording.add(finding)
        if indicators:
            recording.tie(finding, "indicators", indicators)
    return finding


def _kept_figures(published: LostYears, place: tuple[str, str, str], circle: Circle) -> dict[str, Any]:
    """What a finding keeps of the figure it is written of. A hidden figure is told of in no finding."""
    figures = figures_in(published)
    own = next((one for one in figures if one.place == place), None)
    if own is None or own.value is None:
        raise Refused(_("There is no published figure of this area, sex and cause."))
    area = reference_among(figures, circle)
    level = next((one.value for one in figures if area and one.place == (area.code, *place[1:])), None)
    is_other = area is not None and area.code != own.area
    return {
        "value": own.value,
        "lower": own.lower,
        "upper": own.upper,
        "method": own.method,
        "reference": level if is_other else None,
        "reference_area": str(area) if is_other else "",
        "limit": published.limit,
        "lower_age": published.lower_age,
        "standard": published.standard,
        "published": published.key,
    }


@transaction.atomic
def withdraw_finding(
    finding: LostYearsFinding, *, version: int, reason: str, by: Principal, today: date
) -> LostYearsFinding:
    """Take a finding back, with the reason; its answers stay in the history."""
    require(by, WRITE, finding)
    return _withdrawn(finding, "finding withdrawn", version=version, reason=reason, by=by, today=today)


@transaction.atomic
def answer_finding(
    finding: LostYearsFinding,
    *,
    area: Area,
    kind: str,
    text: str,
    check_on: date | None = None,
    by: Principal,
    today: date,
) -> FindingAnswer:
    """An area's own answer: what it does and when that is checked, or why it does nothing."""
    require(by, ANSWER, area)
    circle = circle_of(area, day=today)
    finding.shown_answers = list(finding.answers.live())  # type: ignore[attr-defined]
    if not awaits_answer_of(finding, area, circle=circle):
        raise Refused(_("The finding does not wait for an answer of %(area)s.") % {"area": area})
    if check_on is not None and check_on <= today:
        raise Refused(_("The check is on a day to come."))
    answer = FindingAnswer(
        key=numbered_key(f"{cut_key(area.key, 40)}-{cut_key(finding.key, 55)}", model=FindingAnswer),
        home=area,
        finding=finding,
        kind=kind,
        text=text,
        day=today,
        check_on=check_on,
        confirmed_on=today,
        is_example=finding.is_example,
    )
    with record(answer, verb="finding answered", by=by) as recording:
        recording.add(answer)
    return answer


@transaction.atomic
def check_answer(answer: FindingAnswer, *, version: int, note: str, by: Principal, today: date) -> FindingAnswer:
    """Say what the check of an answer told."""
    require(by, ANSWER, answer)
    answer = lock(answer, version=version)
    if answer.withdrawn_on:
        raise Refused(_("The answer has been withdrawn."))
    with record(answer, verb="answer checked", by=by) as recording:
        recording.change(answer, checked_on=today, check_note=note, confirmed_on=today)
    return answer


@transaction.atomic
def withdraw_answer(answer: FindingAnswer, *, version: int, reason: str, by: Principal, today: date) -> FindingAnswer:
    """Take an answer back, with the reason; the finding waits for another."""
    require(by, ANSWER, answer)
    return _withdrawn(answer, "answer withdrawn", version=version, reason=reason, by=by, today=today)

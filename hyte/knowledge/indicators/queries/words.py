"""What people have said of numbers: interpretations, joys and worries, and claims with the numbers that show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.governance.structure.models import Claim
from hyte.knowledge.indicators.choices import Outcome
from hyte.knowledge.indicators.models import ClaimMeasure, Concern, Indicator, Interpretation
from hyte.knowledge.indicators.queries.catalogue import indicators_of
from hyte.knowledge.indicators.queries.circle import circle_of
from hyte.knowledge.indicators.queries.newest import newest_of
from hyte.knowledge.stats.store.reading import Latest


@dataclass(frozen=True)
class Said:
    """Somebody's words on an area's number, and whether the number has changed since they were written."""

    words: Interpretation
    has_changed: bool


def interpretations_of(indicator: Indicator, area: Area, *, user: Any, newest: Latest | None) -> list[Said]:
    """An area's words on an indicator, the newest first; those written of another number than `newest` are marked."""
    rows = Interpretation.objects.visible_to(user).live().filter(indicator=indicator, home=area)
    found = rows.select_related("author", "home").order_by("-day", "-pk")
    return [Said(words, has_changed(words, newest)) for words in found]


def has_changed(words: Interpretation, newest: Latest | None) -> bool:
    """Whether the number is another than the words were written of: its value, its period, or that there is one at all.

    The same value in a newer release is the same number.
    """
    if newest is None or newest.value is None:
        return words.value is not None
    return (words.value, words.period_end) != (newest.value, newest.period_end)


def interpretation_read(area: Area, key: str, *, user: Any) -> QuerySet[Interpretation]:
    """An area's words by their key."""
    rows = Interpretation.objects.visible_to(user).of(area).filter(key=key)
    return rows.select_related("home", "indicator__home")


@dataclass(frozen=True)
class Held:
    """An indicator beside a joy, a worry or a claim, with the area's newest number."""

    indicator: Indicator
    number: Latest | None
    note: str = ""


@dataclass(frozen=True)
class ConcernFilter:
    kind: str = ""
    outcome: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind or self.outcome)


def concerns_of(area: Area, *, user: Any, only: ConcernFilter) -> list[Concern]:
    """The area's joys and worries, those not checked yet first, then the newest first."""
    rows = Concern.objects.visible_to(user).live().of(area).select_related("home")
    if only.kind:
        rows = rows.filter(kind=only.kind)
    if only.outcome:
        rows = rows.filter(outcome=only.outcome)
    seen = Indicator.objects.visible_to(user).live().select_related("home")
    found = rows.prefetch_related(Prefetch("indicators", seen))
    return sorted(found, key=lambda one: (one.outcome != Outcome.OPEN, -one.day.toordinal(), -one.pk))


def held_against(area: Area, indicators: Iterable[Indicator]) -> list[Held]:
    """Indicators in Finnish order, each with the area's newest number."""
    rows = sorted(indicators, key=lambda one: finnish_key(str(one)))
    newest = newest_of(area, rows)
    return [Held(indicator, newest.get(indicator.key)) for indicator in rows]


def indicators_seen_from(area: Area, *, user: Any, day: date) -> list[Indicator]:
    """Indicators that concern the area, in Finnish order."""
    rows = indicators_of(circle_of(area, day=day), user=user)
    return sorted(rows.select_related("home"), key=lambda one: finnish_key(str(one)))


@dataclass(frozen=True)
class ClaimRow:
    """A claim about the area as a source stated it, and the numbers that show what it says."""

    claim: Claim
    held: tuple[Held, ...] = ()


def claims_of(area: Area, *, user: Any, day: date) -> list[ClaimRow]:
    """The area's claims in force on a day in their order, each with the newest numbers of its indicators."""
    measures = ClaimMeasure.objects.filter(indicator__withdrawn_on__isnull=True).select_related("indicator__home")
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    rows = list(
        Claim.objects.visible_to(user)
        .live()
        .of(area)
        .filter(in_force)
        .select_related("home", "organisation")
        .prefetch_related(Prefetch("measures", measures.order_by("pk"), to_attr="shown_measures"))
        .order_by("order", "pk")
    )
    newest = newest_of(area, (measure.indicator for row in rows for measure in row.shown_measures))
    return [
        ClaimRow(row, tuple(Held(m.indicator, newest.get(m.indicator.key), m.note) for m in row.shown_measures))
        for row in rows
    ]

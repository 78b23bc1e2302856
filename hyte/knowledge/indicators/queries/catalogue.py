"""The catalogue: indicators that concern an area, narrowed, each with its newest number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from hyte.core.areas.text import finnish, in_page_language
from hyte.governance.structure.models import FocusArea, Theme
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.models import Dataset, Indicator, IndicatorSet, SetMember, SetVersion
from hyte.knowledge.indicators.queries.circle import Circle
from hyte.knowledge.indicators.queries.reading import Figures
from hyte.knowledge.stats.store.reading import Latest


@dataclass(frozen=True)
class CatalogueFilter:
    """What narrows the catalogue."""

    text: str = ""
    theme: str = ""
    focus_area: str = ""
    set: str = ""
    dataset: str = ""


@dataclass(frozen=True)
class Shown:
    """An indicator with the number that an area has for it; where it has none, its county's, named so."""

    indicator: Indicator
    number: Latest | None = None
    is_countys: bool = False
    missing: Latest | None = None


def indicators_of(circle: Circle, *, user: Any) -> QuerySet[Indicator]:
    """The indicators that concern an area: its own, its county's and the country's, and what anyone fetches of public statistics.

    A public statistic has every area's numbers, so it is one record whoever keeps it.
    """
    return (
        Indicator.objects.visible_to(user).live().filter(Q(home__in=circle.homes) | ~Q(dataset__kind=SourceKind.LOCAL))
    )


def listed_indicators(
    circle: Circle, *, user: Any, day: date, chosen: CatalogueFilter, ids: Iterable[int] | None = None
) -> QuerySet[Indicator]:
    """The catalogue's rows in the order of their names; `ids` are what searched words hit."""
    rows = indicators_of(circle, user=user).select_related("dataset")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if chosen.theme:
        rows = rows.filter(pk__in=_tied(Indicator.themes.through, theme__key=chosen.theme))
    if chosen.focus_area:
        rows = rows.filter(pk__in=_tied(Indicator.focus_areas.through, focusarea__key=chosen.focus_area))
    if chosen.set:
        rows = rows.filter(pk__in=members_of(chosen.set, day=day).values("indicator"))
    if chosen.dataset:
        rows = rows.filter(dataset__key=chosen.dataset)
    return rows.annotate(shown_name=in_page_language("name")).order_by(finnish("shown_name"), "pk")


def _tied(through: Any, **condition: str) -> QuerySet:
    return through.objects.filter(**condition).values("indicator")


def members_of(key: str, *, day: date) -> QuerySet[SetMember]:
    """What belongs to a set on a day, in the set's own order."""
    versions = SetVersion.objects.live().at(day).filter(of__key=key)
    return SetMember.objects.filter(set_version__in=versions)


def catalogue_choices(circle: Circle, *, user: Any) -> dict[str, list[Any]]:
    """What the catalogue can be narrowed by: only what leads to something."""
    rows = indicators_of(circle, user=user).order_by()
    themes, focus_areas = Indicator.themes.through, Indicator.focus_areas.through
    used = rows.values("pk")
    return {
        "themes": _named(Theme, user, themes.objects.filter(indicator__in=used).values("theme")),
        "focus_areas": _named(FocusArea, user, focus_areas.objects.filter(indicator__in=used).values("focusarea")),
        "sets": sets_of(circle, user=user),
        "datasets": _named(Dataset, user, rows.values("dataset")),
    }


def sets_of(circle: Circle, *, user: Any) -> list[IndicatorSet]:
    """The sets of indicators that an area may look at."""
    rows = IndicatorSet.objects.visible_to(user).live().filter(home__in=circle.homes)
    return list(rows.select_related("home").order_by("order", "key"))


def _named(model: Any, user: Any, ids: QuerySet) -> list[Any]:
    return list(model.objects.visible_to(user).live().filter(pk__in=ids).order_by("key"))


def with_numbers(indicators: Sequence[Indicator], circle: Circle, *, figures: Figures | None) -> list[Shown]:
    """Each indicator with its newest number, read in one question."""
    county = circle.county if circle.county != circle.area else None
    rows: dict[tuple[str, str], Latest] = {}
    if figures is not None and indicators:
        keys = [indicator.key for indicator in indicators]
        for row in figures.latest_of_area(circle.area.code, keys, comparators=[county.code] if county else []):
            rows.setdefault((row.area, row.indicator), row)
    shown = []
    for indicator in indicators:
        own = rows.get((circle.area.code, indicator.key))
        countys = rows.get((county.code, indicator.key)) if county else None
        if (own is None or own.value is None) and countys is not None and countys.value is not None:
            shown.append(Shown(indicator, countys, is_countys=True, missing=own))
        else:
            shown.append(Shown(indicator, own))
    return shown

"""Sets of themes by date, and how the themes of one set follow or correspond to another's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from hyte.core.areas.models import Area
from hyte.governance.structure.models import Body, SteeringDocument, Theme, ThemeMapping
from hyte.governance.structure.queries.named import county_of, in_finnish_order, municipalities_of


@dataclass(frozen=True)
class ThemeSet:
    """An area's themes under one name, with the days they are in force."""

    home: Area
    name: str
    themes: list[Theme]

    @property
    def valid_from(self) -> date | None:
        return min((theme.valid_from for theme in self.themes if theme.valid_from), default=None)

    @property
    def valid_until(self) -> date | None:
        ends = [theme.valid_until for theme in self.themes]
        return None if None in ends else max(end for end in ends if end)

    @property
    def attested_on(self) -> date | None:
        return max((theme.attested_on for theme in self.themes if theme.attested_on), default=None)

    @property
    def value(self) -> str:
        """The set in an address: its first theme's key stands for it."""
        return self.themes[0].key

    def is_in_force(self, day: date) -> bool:
        return any(
            (theme.valid_from or theme.attested_on or day) <= day
            and (theme.valid_until is None or theme.valid_until >= day)
            for theme in self.themes
        )

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class SetMapping:
    """Two sets, the ties between their themes, and the themes of each that no tie touches."""

    source: ThemeSet
    target: ThemeSet
    mappings: list[ThemeMapping]
    unmapped_source: list[Theme]
    unmapped_target: list[Theme]

    @property
    def pairs(self) -> list[tuple[int, int, str]]:
        """Places in the two sets that are tied, with the kind of the tie."""
        left = {theme.pk: place for place, theme in enumerate(self.source.themes)}
        right = {theme.pk: place for place, theme in enumerate(self.target.themes)}
        return [(left[m.source_id], right[m.target_id], m.kind) for m in self.mappings]


def theme_sets(area: Area, *, user: Any, day: date) -> list[ThemeSet]:
    """The area's own sets, those in force on the day first, then the newest."""
    return _ordered(_sets(Theme.objects.visible_to(user).live().of(area)), day)


def sets_around(area: Area, *, user: Any, day: date) -> list[ThemeSet]:
    """The sets of the area, its county and the county's municipalities: what its themes can be mapped to."""
    county = county_of(area, day=day)
    homes = [area] if county is None else [county, *municipalities_of(county, day=day)]
    return _ordered(_sets(Theme.objects.visible_to(user).live().filter(home__in=homes)), day)


def _sets(themes: Any) -> list[ThemeSet]:
    found: dict[tuple[int, str], ThemeSet] = {}
    for theme in themes.select_related("home").order_by("order", "pk"):
        place = (theme.home_id, theme.set_name)
        found.setdefault(place, ThemeSet(theme.home, theme.set_name, [])).themes.append(theme)
    return list(found.values())


def _ordered(sets: list[ThemeSet], day: date) -> list[ThemeSet]:
    rows = sorted(sets, key=lambda one: one.valid_from or one.attested_on or date.min, reverse=True)
    return sorted(rows, key=lambda one: not one.is_in_force(day))


def mappings_between(sets: Iterable[ThemeSet], *, area: Area) -> list[SetMapping]:
    """The mapped pairs of sets that touch the area."""
    by_theme = {theme.pk: one for one in sets for theme in one.themes}
    rows = ThemeMapping.objects.filter(source__in=by_theme, target__in=by_theme).select_related(
        "source__home", "target__home", "home"
    )
    pairs: dict[tuple[str, str], list[ThemeMapping]] = {}
    for row in rows.order_by("source__order", "target__order"):
        source, target = by_theme[row.source_id], by_theme[row.target_id]
        if area.pk in (source.home.pk, target.home.pk):
            pairs.setdefault((source.value, target.value), []).append(row)
    by_value = {one.value: one for one in by_theme.values()}
    return [mapping_of(by_value[source], by_value[target], rows) for (source, target), rows in pairs.items()]


def mapping_of(source: ThemeSet, target: ThemeSet, mappings: list[ThemeMapping]) -> SetMapping:
    """Two sets with their ties; what is not tied is listed, so nothing is lost."""
    from_ids = {row.source_id for row in mappings}
    to_ids = {row.target_id for row in mappings}
    return SetMapping(
        source,
        target,
        mappings,
        [theme for theme in source.themes if theme.pk not in from_ids],
        [theme for theme in target.themes if theme.pk not in to_ids],
    )


def mappings_of(theme: Theme, *, user: Any) -> list[ThemeMapping]:
    """The ties of one theme, to and from it."""
    visible = Theme.objects.visible_to(user).live()
    rows = ThemeMapping.objects.filter(Q(source=theme) | Q(target=theme), source__in=visible, target__in=visible)
    return list(rows.select_related("source__home", "target__home").order_by("source__order", "target__order"))


def bodies_of_theme(theme: Theme, *, user: Any, day: date) -> list[Body]:
    rows = Body.objects.visible_to(user).live().filter(themes=theme).select_related("home")
    return in_finnish_order(rows.with_period(day))


def documents_of_theme(theme: Theme, *, user: Any, day: date) -> list[SteeringDocument]:
    rows = SteeringDocument.objects.visible_to(user).live().at(day).filter(themes=theme)
    return in_finnish_order(rows.select_related("home"))

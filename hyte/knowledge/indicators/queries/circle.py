"""The areas around an area: what it belongs to and what it consists of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area, AreaPeriod
from hyte.core.areas.text import finnish_key


@dataclass(frozen=True)
class Circle:
    """An area with its county, region and country, and the municipalities of the county in Finnish order."""

    area: Area
    county: Area | None
    region: Area | None
    country: Area | None
    municipalities: tuple[Area, ...]
    redrawn_on: date | None = None

    @cached_property
    def by_code(self) -> dict[str, Area]:
        """Every area of the circle by its official code."""
        return {area.code: area for area in (*self.wholes, *self.municipalities, self.area)}

    @property
    def wholes(self) -> list[Area]:
        """What the area is a part of, the nearest first."""
        return [area for area in (self.county, self.region, self.country) if area is not None and area != self.area]

    def name_in(self, code: str, period_end: date) -> str:
        """An area's name over a number of a period; a region that has been redrawn since says whose borders it has."""
        area = self.by_code[code]
        if area == self.region and self.redrawn_on and period_end < self.redrawn_on:
            return _("%(area)s as drawn in %(year)s") % {"area": area.name, "year": period_end.year}
        return area.name

    @property
    def homes(self) -> list[int]:
        """Whose indicators concern the area: its own and those of what it is a part of."""
        return [self.area.pk, *(area.pk for area in self.wholes)]


def circle_of(area: Area, *, day: date) -> Circle:
    """The areas around an area on a day; at most four queries."""
    period = AreaPeriod.objects.at(day).filter(area=area).select_related("county", "region").first()
    county = area if area.kind == AreaKind.COUNTY else period.county if period else None
    region = period.region if period else None
    belongs = Q(kind=AreaKind.COUNTRY)
    if county is not None:
        belongs |= Q(pk__in=Area.objects.in_county(county, day).values("pk"))
    found = list(Area.objects.filter(belongs))
    country = next((one for one in found if one.kind == AreaKind.COUNTRY), None)
    municipalities = [one for one in found if one.kind == AreaKind.MUNICIPALITY]
    municipalities.sort(key=lambda one: finnish_key(one.name))
    redrawn = AreaPeriod.objects.filter(region=region).aggregate(on=Max("valid_from"))["on"] if region else None
    return Circle(area, county, region, country, tuple(municipalities), redrawn)

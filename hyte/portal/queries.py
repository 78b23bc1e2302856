"""What the front pages read; each a fixed number of queries."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from hyte.core.areas.models import Area, AreaPeriod
from hyte.core.areas.text import finnish_key


def open_area(key: str) -> Area | None:
    """The area with pages here that an address names."""
    return Area.objects.filter(key=key, is_open=True).first()


def county_of(area: Area, *, day: date) -> Area | None:
    """The county of a municipality on a day; a county is its own."""
    if area.kind == "county":
        return area
    period = AreaPeriod.objects.at(day).filter(area=area, county__isnull=False).select_related("county").first()
    return period.county if period else None


def neighbours(area: Area, *, day: date) -> list[Area]:
    """The open areas of the same county, the county first."""
    county = county_of(area, day=day)
    if county is None:
        return [area]
    municipalities = Area.objects.in_county(county, day).values("pk")
    found = Area.objects.filter(Q(pk=county.pk) | Q(pk__in=municipalities), is_open=True)
    return sorted(found, key=lambda other: (other.kind != "county", finnish_key(other.name)))

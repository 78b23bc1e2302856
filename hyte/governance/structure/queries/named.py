"""Identities with the name they had on a day, whether or not they were then in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Prefetch, QuerySet, Value, When

from hyte.core.areas.models import Area, AreaPeriod, in_force
from hyte.core.areas.text import finnish_key
from hyte.governance.structure.models import Body, Unit


def with_names(rows: QuerySet, day: date) -> QuerySet:
    """Bodies or units, each with the period of the day first, or its newest one when it was not in force then."""
    periods = (
        rows.model.period_model()
        .objects.annotate(
            is_other_day=Case(When(in_force(day), then=Value(0)), default=Value(1), output_field=IntegerField())
        )
        .order_by("is_other_day", F("valid_from").desc(nulls_last=True), "-pk")
    )
    return rows.prefetch_related(Prefetch("periods", queryset=periods, to_attr="periods_of_day"))


def named_body(day: date, field: str = "body") -> Prefetch:
    """Read a record's body with its name of the day and its home."""
    return Prefetch(field, queryset=with_names(Body.objects.prefetch_related("home"), day))


def live_body(day: date, field: str = "body") -> Prefetch:
    """The same for a record that can be told without its body: one that was withdrawn is not named."""
    return Prefetch(field, queryset=with_names(Body.objects.live().prefetch_related("home"), day))


def named_unit(day: date, field: str = "unit") -> Prefetch:
    """Read a record's unit with its name of the day and its home."""
    return Prefetch(field, queryset=with_names(Unit.objects.prefetch_related("home"), day))


def bodies_alive(area: Area, *, user: Any, day: date) -> list[Body]:
    """The area's bodies in force on a day, in Finnish order by name."""
    return in_finnish_order(Body.objects.visible_to(user).live().of(area).select_related("home").with_period(day))


def units_alive(area: Area, *, user: Any, day: date) -> list[Unit]:
    return in_finnish_order(Unit.objects.visible_to(user).live().of(area).select_related("home").with_period(day))


def in_finnish_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: finnish_key(str(row)))


def freshest(rows: Iterable[Any]) -> Any:
    """The record confirmed last, for the line that says how fresh a list is; invented examples say nothing of that."""
    real = [row for row in rows if not row.is_example]
    known = [row for row in real if row.confirmed_on or row.attested_on]
    return max(known, key=lambda row: row.confirmed_on or row.attested_on, default=real[0] if real else None)


def county_of(area: Area, *, day: date) -> Area | None:
    """The county itself, or the one a municipality belongs to on a day."""
    if area.kind == "county":
        return area
    period = AreaPeriod.objects.at(day).filter(area=area, county__isnull=False).select_related("county").first()
    return period.county if period else None


def with_county(area: Area, *, day: date) -> list[Area]:
    """The area and, of a municipality, its county: whose records its workers choose from."""
    county = county_of(area, day=day)
    return [area, county] if county is not None and county.pk != area.pk else [area]


def municipalities_of(county: Area, *, day: date) -> list[Area]:
    """The county's municipalities on a day, in Finnish order."""
    return in_finnish_order(Area.objects.in_county(county, day).distinct())

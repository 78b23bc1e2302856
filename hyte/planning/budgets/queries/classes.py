"""Classes of services that an area reads, and the lines that the state's report counts."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.planning.budgets.models import ServiceClass


def classes_read_by(area: Area, *, day: date | None = None) -> list[ServiceClass]:
    """Classes by their code: the area's own before its county's, and those before the country's."""
    periods = (
        area.periods.all()
        if day is None
        else area.periods.filter(  # type: ignore[attr-defined]
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )
    )
    counties = set(periods.values_list("county_id", flat=True))
    rows = (
        ServiceClass.objects.live()
        .filter(Q(home=area) | Q(home__in=counties - {None}) | Q(home__kind="country"))
        .select_related("home")
    )
    found: dict[str, ServiceClass] = {}
    for row in sorted(rows, key=lambda row: (row.home_id != area.pk, row.home.kind == "country", row.pk)):
        found.setdefault(row.code, row)
    return sorted(found.values(), key=lambda row: finnish_key(row.code))


def class_names(area: Area) -> dict[str, str]:
    """Names of classes by their code."""
    return {row.code: row.name for row in classes_read_by(area)}


def in_report(area: Area) -> Q | None:
    """Lines that the state's report on wellbeing and health counts; none where its list has not been loaded."""
    counted = [row for row in classes_read_by(area) if row.is_in_report]
    if not counted:
        return None
    lines = Q(service_class__in=[row.code for row in counted if not row.accounts])
    for row in counted:
        if row.accounts:
            lines |= Q(service_class=row.code, account__in=row.accounts)
    return lines

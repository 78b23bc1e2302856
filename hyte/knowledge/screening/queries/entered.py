"""Counts as they were entered, for the site's own enterer and the area's analysts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Min, QuerySet

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish
from hyte.knowledge.screening.figures import TOTAL, by_groups, sum_up
from hyte.knowledge.screening.models import (
    Base,
    Programme,
    RuleSet,
    Site,
    SiteCount,
)
from hyte.knowledge.screening.queries.monitor import GroupLine, Monitor, group_words, lines_of


def counts_seen(programme: Programme, rule_set: RuleSet, *, user: Any) -> QuerySet[SiteCount]:
    rows = SiteCount.objects.visible_to(user).filter(rule_set=rule_set, rule_set__programme=programme)
    return rows.select_related("site", "site__home")


def sees_counts(programme: Programme, *, user: Any) -> bool:
    """Whether the reader may see counts of the programme's sites as they were entered."""
    return SiteCount.objects.visible_to(user).filter(rule_set__programme=programme).exists()


def span_of(rows: QuerySet[SiteCount]) -> tuple[date, date] | None:
    """The first and the last day that counts tell of."""
    found = rows.aggregate(first=Min("first"), last=Max("last"))
    return (found["first"], found["last"]) if found["first"] else None


@dataclass(frozen=True)
class Entered:
    """Counts as they were entered, added up: for the whole, by site and by period."""

    monitor: Monitor
    sites: list[tuple[Site, GroupLine]]
    periods: list[tuple[date, date, GroupLine]]


def entered_monitor(
    programme: Programme, rule_set: RuleSet, *, first: date, last: date, base: Base | None, user: Any
) -> Entered | None:
    """What has been entered between two days by one rule set, for those who may see it unhidden."""
    rows = list(counts_seen(programme, rule_set, user=user).inside(first, last))
    if not rows:
        return None
    by_site: dict[Site, list[SiteCount]] = {}
    by_period: dict[tuple[date, date], list[SiteCount]] = {}
    for row in rows:
        by_site.setdefault(row.site, []).append(row)
        by_period.setdefault((row.first, row.last), []).append(row)
    groups = by_groups(rows)
    sites = sorted(by_site, key=lambda site: site.name)
    periods = sorted(by_period)
    # All shares are worked out at once.
    sums = {f"group/{name}": one for name, one in groups.items()}
    sums |= {f"site/{site.pk}": sum_up(by_site[site]) for site in sites}
    sums |= {f"period/{number}": sum_up(by_period[period]) for number, period in enumerate(periods)}
    lines = {line.group: line for line in lines_of(sums)}
    own = sites_of(programme, user=user, first=first, last=last).count()
    screening = sum(1 for site in sites if lines[f"site/{site.pk}"].sums.screened)
    total = lines[f"group/{TOTAL}"]
    named = [
        GroupLine(group_words(name), line.sums, line.risk, line.brief, name)
        for name in groups
        for line in [lines[f"group/{name}"]]
    ]
    coverage = total.sums.screened / base.number if base is not None and total.sums.screened is not None else None
    monitor = Monitor(named, coverage, screening, max(own, screening), base)
    return Entered(
        monitor,
        [(site, lines[f"site/{site.pk}"]) for site in sites],
        [(*period, lines[f"period/{number}"]) for number, period in enumerate(periods)],
    )


def sites_of(programme: Programme, *, user: Any, first: date, last: date) -> QuerySet[Site]:
    """The programme's sites that were in use between two days."""
    rows = Site.objects.visible_to(user).live().filter(programmes=programme)
    return rows.exclude(valid_from__gt=last).exclude(valid_until__lt=first)


def own_sites(area: Area, *, user: Any, day: date) -> list[Site]:
    """The sites whose counts the reader enters, by an access limited to them."""
    keys = [m.limit_key for m in getattr(user, "active_memberships", ()) if m.limit_model == "screening.site"]
    rows = Site.objects.visible_to(user).live().of(area).at(day).filter(key__in=keys)
    return list(rows.select_related("home").prefetch_related("programmes").order_by(finnish("name")))


def counts_of_site(site: Site, *, user: Any) -> list[SiteCount]:
    """A site's counts as they were entered, the newest first."""
    rows = SiteCount.objects.visible_to(user).filter(site=site).select_related("site", "rule_set__programme")
    return list(rows.order_by("-first", "rule_set", "sex", "age_group"))


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's month."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)


def missing_months(counts: Iterable[SiteCount], *, today: date, most: int = 12) -> list[date]:
    """The months that are over and have no counts, since the first that has, the newest first; at most a year of them."""
    rows = list(counts)
    if not rows:
        return []
    missing: list[date] = []
    month = month_of(month_of(today)[0] - timedelta(days=1))[0]
    start = min(row.first for row in rows)
    while month >= start.replace(day=1) and len(missing) < most:
        end = month_of(month)[1]
        if not any(row.first <= end and row.last >= month for row in rows):
            missing.append(month)
        month = month_of(month - timedelta(days=1))[0]
    return missing


def missing_by_programme(counts: Iterable[SiteCount], *, today: date) -> list[tuple[Programme, list[date]]]:
    """The months that a site's programmes have no counts of, by programme; a withdrawn one asks for none."""
    by_programme: dict[Programme, list[SiteCount]] = {}
    for row in counts:
        if row.rule_set.programme.withdrawn_on is None:
            by_programme.setdefault(row.rule_set.programme, []).append(row)
    found = [(programme, missing_months(rows, today=today)) for programme, rows in by_programme.items()]
    return [(programme, months) for programme, months in found if months]

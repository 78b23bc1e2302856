"""What the front pages and the page frame read; each page a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from hyte.core.areas.models import Area, AreaPeriod, Organisation, worker_areas
from hyte.core.areas.text import finnish_key
from hyte.governance.meetings.choices import MatterState
from hyte.governance.meetings.models import Decision, Matter
from hyte.governance.structure.choices import BodyKind
from hyte.governance.structure.models import Body, Claim, FocusArea, Post, Theme
from hyte.governance.structure.queries.contacts import contacts_of_area
from hyte.portal.models import AccessibilityStatement, Feedback

# How the front page groups kinds of bodies; the order is the page's.
ORGANS = {
    BodyKind.COUNCIL,
    BodyKind.BOARD,
    BodyKind.COMMITTEE,
    BodyKind.SECTION,
    BodyKind.MANAGEMENT,
    BodyKind.ENTERPRISE,
}
NETWORKS = {BodyKind.NETWORK}
PARTICIPATION = {BodyKind.PARTICIPATION_COUNCIL, BodyKind.ADVISORY_COUNCIL, BodyKind.FORUM}
NEWS = 5


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
    return in_order(found)


def own_areas(user: Any) -> list[Area]:
    """The open areas where the user works; no query for a visitor."""
    ids = worker_areas(user)
    return in_order(Area.objects.filter(pk__in=ids, is_open=True)) if ids else []


def in_order(areas: Any) -> list[Area]:
    """Counties first, then by name the Finnish way."""
    return sorted(areas, key=lambda area: (area.kind != "county", finnish_key(area.name)))


def open_counties(*, day: date) -> list[tuple[Area | None, list[Area]]]:
    """Each open county with its open municipalities; under None those whose county has no pages here."""
    areas = in_order(Area.objects.filter(is_open=True))
    county_ids = dict(
        AreaPeriod.objects.at(day).filter(area__in=areas, county__isnull=False).values_list("area_id", "county_id")
    )
    counties = {area.pk: area for area in areas if area.kind == "county"}
    groups: dict[int | None, list[Area]] = {pk: [] for pk in counties}
    for area in areas:
        if area.kind != "county":
            county = county_ids.get(area.pk)
            groups.setdefault(county if county in counties else None, []).append(area)
    return [(counties.get(pk) if pk else None, members) for pk, members in groups.items()]


@dataclass(frozen=True)
class Freshness:
    """How old an area's newest information on its bodies is."""

    newest: date | None
    is_confirmed: bool
    is_fresh: bool


@dataclass(frozen=True)
class Claims:
    """What one source said of the area in one year."""

    source: str
    year: int | None
    rows: list[Claim]


@dataclass(frozen=True)
class ThemeSet:
    """An area's themes in force; or its last ones, when no new ones are recorded after them."""

    home: Area
    themes: list[Theme]
    ended_on: date | None = None


@dataclass(frozen=True)
class BodyCounts:
    total: int
    organs: int
    networks: int
    participation: int

    @property
    def others(self) -> int:
        return self.total - self.organs - self.networks - self.participation


@dataclass(frozen=True)
class FrontPage:
    """Everything an area's front page shows."""

    county: Area | None
    organisation: Organisation | None
    themes: ThemeSet | None
    county_themes: ThemeSet | None
    focus_areas: list[FocusArea]
    counts: BodyCounts
    county_bodies: list[Body]
    coordinators: list[Post]
    matters: list[Matter]
    open_matters: int
    decisions: list[Decision]
    confirmations: list[dict[str, Any]]
    claims: list[Claims]
    freshness: Freshness


def front_page(area: Area, *, user: Any, day: date) -> FrontPage:
    """What the area aims at, who does it, what is new and how fresh this is."""
    county = county_of(area, day=day)
    is_county = county is not None and county.pk == area.pk
    themes = theme_sets([area] if county is None else [area, county], user=user, day=day)
    matters = Matter.objects.visible_to(user).live().of(area).exclude(opened__gt=day)
    return FrontPage(
        county=None if is_county else county,
        organisation=organisation_of(area),
        themes=themes.get(area.pk),
        county_themes=None if is_county or county is None else themes.get(county.pk),
        focus_areas=focus_areas_of(county or area, user=user, day=day),
        counts=body_counts(area, user=user, day=day),
        county_bodies=[] if is_county or county is None else bodies_covering(area, county, user=user, day=day),
        coordinators=contacts_of_area(area, user=user, day=day),
        matters=list(
            matters.filter(state=MatterState.OPEN)
            .select_related("home")
            .order_by(F("opened").desc(nulls_last=True), "order", "pk")[:NEWS]
        ),
        open_matters=matters.filter(state=MatterState.OPEN).count(),
        decisions=list(
            Decision.objects.visible_to(user)
            .live()
            .of(area)
            .filter(day__lte=day)
            .select_related("matter", "meeting__body", "home", "matter__home")
            .order_by("-day", "-pk")[:NEWS]
        ),
        confirmations=confirmations_of(area, user=user, day=day),
        claims=claims_of(area, user=user, day=day),
        freshness=freshness_of(area, user=user, day=day),
    )


def theme_sets(homes: list[Area], *, user: Any, day: date) -> dict[int, ThemeSet]:
    """The themes that each area's front page shows, by the area's id."""
    begun = (
        Theme.objects.visible_to(user)
        .live()
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day), home__in=homes)
    )
    themes = sorted(begun.select_related("home"), key=lambda theme: (theme.order, finnish_key(theme.name)))
    sets = {}
    for home in homes:
        own = [theme for theme in themes if theme.home_id == home.pk]
        in_force = [theme for theme in own if theme.valid_until is None or theme.valid_until >= day]
        if in_force:
            sets[home.pk] = ThemeSet(home, in_force)
        elif own:
            last = max(theme.valid_until for theme in own)
            sets[home.pk] = ThemeSet(home, [theme for theme in own if theme.valid_until == last], ended_on=last)
    return sets


def claims_of(area: Area, *, user: Any, day: date) -> list[Claims]:
    """What sources have said of the area, by source and year; only an ended claim is left out."""
    found = Claim.objects.visible_to(user).live().of(area).exclude(valid_until__lt=day).order_by("order", "key")
    groups: dict[tuple[str, int | None], list[Claim]] = {}
    for claim in found:
        groups.setdefault((claim.source, claim.year), []).append(claim)
    return [Claims(source, year, rows) for (source, year), rows in groups.items()]


def organisation_of(area: Area) -> Organisation | None:
    """The organisation that governs the area."""
    return Organisation.objects.live().of(area).filter(kind=area.kind).order_by("pk").first()


def focus_areas_of(area: Area, *, user: Any, day: date) -> list[FocusArea]:
    found = FocusArea.objects.visible_to(user).live().of(area).at(day).select_related("home")
    return list(found.order_by("order", "key"))


def body_counts(area: Area, *, user: Any, day: date) -> BodyCounts:
    """How many bodies of each kind the area has on the day."""
    alive = Body.objects.visible_to(user).live().of(area).at(day)
    period = Body.period_model()
    kinds = Counter(
        dict(
            period.objects.filter(pk__in=alive.values("period_id"))
            .values_list("kind")
            .annotate(Count("pk"))
            .order_by("kind")
        )
    )
    return BodyCounts(
        total=kinds.total(),
        organs=sum(kinds[kind] for kind in ORGANS),
        networks=sum(kinds[kind] for kind in NETWORKS),
        participation=sum(kinds[kind] for kind in PARTICIPATION),
    )


def bodies_covering(area: Area, county: Area, *, user: Any, day: date) -> list[Body]:
    """The county's bodies and networks that say they cover the municipality."""
    found = Body.objects.visible_to(user).live().of(county).filter(areas=area).prefetch_related("home").with_period(day)
    return sorted(found, key=lambda body: finnish_key(str(body)))


def participation_bodies(area: Area, *, user: Any, day: date) -> list[Body]:
    """Councils for participation, advisory councils and forums of an area: where one can be heard."""
    found = Body.objects.visible_to(user).live().of(area).prefetch_related("home").with_period(day)
    ids = Body.period_model().objects.filter(of__home=area, kind__in=PARTICIPATION).values("of")
    found = found.filter(pk__in=ids)
    chosen = [body for body in found if body.period.kind in PARTICIPATION]
    return sorted(chosen, key=lambda body: (body.period.kind != BodyKind.PARTICIPATION_COUNCIL, finnish_key(str(body))))


def confirmations_of(area: Area, *, user: Any, day: date) -> list[dict[str, Any]]:
    """The newest days on which bodies were confirmed, and how many each day."""
    found = Body.objects.visible_to(user).live().of(area).at(day).filter(confirmed_on__isnull=False)
    return list(found.values("confirmed_on").annotate(count=Count("pk")).order_by("-confirmed_on")[:3])


def freshness_of(area: Area, *, user: Any, day: date) -> Freshness:
    """Since when at least half of the area's bodies have been confirmed; without bodies nothing can be old.

    One confirmation does not make a whole area fresh: the day told is the one that half of its bodies reach.
    """
    found = Body.objects.visible_to(user).live().of(area).filter(Q(confirmed_on__lte=day) | Q(confirmed_on=None))
    days = sorted((c or date.min for c in found.values_list("confirmed_on", flat=True)), reverse=True)
    half = days[(len(days) - 1) // 2] if days else date.min
    if half > date.min:
        return Freshness(newest=half, is_confirmed=True, is_fresh=(day - half).days <= 365)
    attested = found.aggregate(attested=Max("attested_on"), confirmed=Max("confirmed_on"))
    return Freshness(newest=attested["confirmed"] or attested["attested"], is_confirmed=False, is_fresh=False)


def statement_of(organisation: Organisation | None) -> AccessibilityStatement | None:
    return AccessibilityStatement.objects.filter(organisation=organisation).first() if organisation else None


def feedback_of(area: Area, *, user: Any) -> QuerySet[Feedback]:
    """The area's feedback: open first by the day it must be answered, then the answered, newest first."""
    return (
        Feedback.objects.visible_to(user)
        .of(area)
        .select_related("home", "answered_by")
        .order_by(F("answered_at").desc(nulls_first=True), "due", "pk")
    )

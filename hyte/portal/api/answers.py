"""The addresses of the open data and what each takes."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Path, Query

from hyte.core.areas.choices import AreaKind, OrganisationKind
from hyte.core.areas.models import AreaPeriod, in_force
from hyte.core.links.models import LinkKind
from hyte.governance.meetings.choices import MatterState, MeetingState
from hyte.governance.meetings.ties import ends_of
from hyte.governance.structure.choices import BodyKind, DocumentKind
from hyte.governance.structure.models import Body, BodyPeriod
from hyte.governance.structure.queries.bodies import seats_of
from hyte.portal.api import reading, rows
from hyte.portal.api.addresses import answers_at
from hyte.portal.api.asking import (
    KEY,
    PLAIN,
    Listed,
    NotFound,
    OnDay,
    Paged,
    area_named,
    key_filter,
    of_area,
    page_of,
    paged,
    spoken,
)
from hyte.portal.api.columns import said
from hyte.portal.api.showing import Shower

Answer = dict[str, Any]


class AskAreas(Paged, OnDay):
    kind: AreaKind | None = said(gettext_lazy("kind of area"), default=None)
    county: str | None = key_filter(gettext_lazy("key of a county: its municipalities on the day"))


@answers_at("/areas", rows.pages_of(rows.AreaRow), gettext_lazy("Areas"))
@spoken
def areas(request: HttpRequest, asked: Query[AskAreas]) -> Answer:
    """Finland's counties, regions and municipalities, and which county and region each belongs to on a day."""
    found = reading.areas_on(asked.in_force)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.county:
        county = area_named(asked.county)
        inside = AreaPeriod.objects.at(asked.in_force).filter(area=OuterRef("pk"), county=county)
        found = found.filter(Exists(inside))
    return page_of(found, asked, request, Shower(request).area)


class AskOrganisations(Listed):
    kind: OrganisationKind | None = said(gettext_lazy("kind of organisation"), default=None)


@answers_at("/organisations", rows.pages_of(rows.OrganisationRow), gettext_lazy("Organisations"))
@spoken
def organisations(request: HttpRequest, asked: Query[AskOrganisations]) -> Answer:
    """Counties, municipalities, associations, companies and state bodies."""
    found = reading.organisations_on(request.user, day=asked.in_force)
    found = of_area(found, asked.area)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    return page_of(found, asked, request, Shower(request).organisation)


class AskBodies(Listed):
    kind: BodyKind | None = said(gettext_lazy("kind of body"), default=None)
    theme: str | None = key_filter(gettext_lazy("key of a theme"))
    focus_area: str | None = key_filter(gettext_lazy("key of a focus area"))
    heading: str | None = said(
        gettext_lazy("heading on the list of networks, word for word"), default=None, max_length=120, pattern=PLAIN
    )


@answers_at("/bodies", rows.pages_of(rows.BodyRow), gettext_lazy("Bodies and networks"))
@spoken
def bodies(request: HttpRequest, asked: Query[AskBodies]) -> Answer:
    """Organs, councils, working groups and networks in force on a day; of an area: its own and those that cover it."""
    found = reading.bodies_on(request.user, day=asked.in_force)
    area = area_named(asked.area)
    if area is not None:
        covering = Body.areas.through.objects.filter(area=area)
        found = found.filter(Q(home=area) | Q(pk__in=covering.values("body_id")))
    if asked.kind:
        found = found.filter(
            Exists(BodyPeriod.objects.filter(in_force(asked.in_force), of=OuterRef("pk"), kind=asked.kind))
        )
    if asked.theme:
        found = found.filter(themes__key=asked.theme)
    if asked.focus_area:
        found = found.filter(focus_areas__key=asked.focus_area)
    if asked.heading:
        found = found.filter(heading=asked.heading)
    return page_of(found, asked, request, Shower(request).body, complete=reading.with_all_ties)


@answers_at("/bodies/{key}", rows.BodyPage, gettext_lazy("One body with its seats"))
@spoken
def body(request: HttpRequest, key: Path[str], asked: Query[OnDay]) -> Answer:
    """One body or network on a day, and the seats in it; a holder's name only when it is public."""
    found = reading.bodies_on(request.user, day=asked.in_force).filter(key=_safe(key))[:1]
    found = next(iter(reading.with_all_ties(found)), None)
    if found is None:
        raise NotFound(_("No body with the key %(key)s is in force on that day.") % {"key": key[:120]})
    show = Shower(request)
    seats = seats_of(found, user=request.user, day=asked.in_force)
    return show.body(found) | {"seats": [show.seat(seat) for seat in seats]}


class AskUnits(Listed):
    organisation: str | None = key_filter(gettext_lazy("key of an organisation"))


@answers_at("/units", rows.pages_of(rows.UnitRow), gettext_lazy("Units"))
@spoken
def units(request: HttpRequest, asked: Query[AskUnits]) -> Answer:
    """Sectors, areas of responsibility and units of organisations in force on a day."""
    found = of_area(reading.units_on(request.user, day=asked.in_force), asked.area)
    if asked.organisation:
        found = found.filter(organisation__key=asked.organisation)
    return page_of(found, asked, request, Shower(request).unit)


class AskPosts(Listed):
    organisation: str | None = key_filter(gettext_lazy("key of an organisation"))


@answers_at("/posts", rows.pages_of(rows.PostRow), gettext_lazy("Posts"))
@spoken
def posts(request: HttpRequest, asked: Query[AskPosts]) -> Answer:
    """Posts in force on a day and how to reach each: the post's own contact, never its holder's."""
    found = of_area(reading.posts_on(request.user, day=asked.in_force), asked.area)
    if asked.organisation:
        found = found.filter(organisation__key=asked.organisation)
    return page_of(found, asked, request, Shower(request).post)


class AskDocuments(Listed):
    kind: DocumentKind | None = said(gettext_lazy("kind of document"), default=None)
    theme: str | None = key_filter(gettext_lazy("key of a theme"))


@answers_at("/documents", rows.pages_of(rows.DocumentRow), gettext_lazy("Steering documents"))
@spoken
def documents(request: HttpRequest, asked: Query[AskDocuments]) -> Answer:
    """Plans, programmes, strategies and reports that steer the work."""
    found = of_area(reading.documents_on(request.user, day=asked.in_force), asked.area)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.theme:
        found = found.filter(themes__key=asked.theme)
    return page_of(found, asked, request, Shower(request).document)


class AskDuties(Listed):
    provision: str | None = key_filter(gettext_lazy("key of a provision"))


@answers_at("/duties", rows.pages_of(rows.DutyRow), gettext_lazy("Duties"))
@spoken
def duties(request: HttpRequest, asked: Query[AskDuties]) -> Answer:
    """What provisions and decisions ask, of whom, how often; the provision is within each row."""
    found = of_area(reading.duties_on(request.user, day=asked.in_force), asked.area)
    if asked.provision:
        found = found.filter(provision__key=asked.provision, provision__withdrawn_on__isnull=True)
    return page_of(found, asked, request, Shower(request).duty)


@answers_at("/provisions", rows.pages_of(rows.ProvisionRow), gettext_lazy("Provisions"))
@spoken
def provisions(request: HttpRequest, asked: Query[Listed]) -> Answer:
    """Sections of laws and administrative rules, and how well each is known here."""
    found = of_area(reading.provisions_on(request.user, day=asked.in_force), asked.area)
    return page_of(found, asked, request, Shower(request).provision)


@answers_at("/focus-areas", rows.pages_of(rows.FocusAreaRow), gettext_lazy("Focus areas"))
@spoken
def focus_areas(request: HttpRequest, asked: Query[Listed]) -> Answer:
    """Focus areas of the interfaces, each with the municipalities' contacts by post."""
    found = of_area(reading.focus_areas_on(request.user, day=asked.in_force), asked.area)
    return page_of(found, asked, request, Shower(request).focus_area)


@answers_at("/themes", rows.pages_of(rows.ThemeRow), gettext_lazy("Themes"))
@spoken
def themes(request: HttpRequest, asked: Query[Listed]) -> Answer:
    """Spearhead themes of areas, set by set."""
    found = of_area(reading.themes_on(request.user, day=asked.in_force), asked.area)
    return page_of(found, asked, request, Shower(request).in_set)


class AskMappings(Paged):
    area: str | None = said(
        gettext_lazy("key of an area, such as paijat-hame"), default=None, pattern=KEY, max_length=80
    )


@answers_at("/theme-mappings", rows.pages_of(rows.MappingRow), gettext_lazy("Mappings of themes"))
@spoken
def theme_mappings(request: HttpRequest, asked: Query[AskMappings]) -> Answer:
    """How themes of one set follow or correspond to another's."""
    found = of_area(reading.mappings_seen(request.user), asked.area)
    return page_of(found, asked, request, Shower(request).mapping)


class Between(AskMappings):
    since: date | None = said(gettext_lazy("first day, as 2023-09-01"), default=None)
    until: date | None = said(gettext_lazy("last day, as 2023-12-31"), default=None)
    body: str | None = key_filter(gettext_lazy("key of a body"))


class AskMatters(Between):
    state: MatterState | None = said(gettext_lazy("state"), default=None)


@answers_at("/matters", rows.pages_of(rows.MatterRow), gettext_lazy("Matters"))
@spoken
def matters(request: HttpRequest, asked: Query[AskMatters]) -> Answer:
    """Matters under way and ended; the days choose those opened between them."""
    found = of_area(reading.matters_seen(request.user, names_on=timezone.localdate()), asked.area)
    if asked.state:
        found = found.filter(state=asked.state)
    return page_of(_between(found, asked, "opened", "body"), asked, request, Shower(request).matter)


class AskMeetings(Between):
    state: MeetingState | None = said(gettext_lazy("state"), default=None)


@answers_at("/meetings", rows.pages_of(rows.MeetingRow), gettext_lazy("Meetings"))
@spoken
def meetings(request: HttpRequest, asked: Query[AskMeetings]) -> Answer:
    """Meetings of bodies, the newest first."""
    found = of_area(reading.meetings_seen(request.user, names_on=timezone.localdate()), asked.area)
    if asked.state:
        found = found.filter(state=asked.state)
    return page_of(_between(found, asked, "day", "body"), asked, request, Shower(request).meeting)


@answers_at("/decisions", rows.pages_of(rows.DecisionRow), gettext_lazy("Decisions"))
@spoken
def decisions(request: HttpRequest, asked: Query[Between]) -> Answer:
    """Decisions of meetings, the newest first, until the day each is removed from the net."""
    found = of_area(reading.decisions_seen(request.user, names_on=timezone.localdate()), asked.area)
    return page_of(_between(found, asked, "day", "meeting__body"), asked, request, Shower(request).decision)


class AskLinks(AskMappings):
    kind: LinkKind | None = said(gettext_lazy("kind of tie"), default=None)
    key: str | None = key_filter(gettext_lazy("key of a record at either end"))


@answers_at("/links", rows.pages_of(rows.TieRow), gettext_lazy("Ties between records"))
@spoken
def links(request: HttpRequest, asked: Query[AskLinks]) -> Answer:
    """What decisions decide on and replace, and what documents mandate; of an area: the ties that begin there."""
    found = of_area(reading.links_seen(request.user), asked.area)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.key:
        found = found.naming(asked.key)  # type: ignore[attr-defined]
    start, show = (asked.page - 1) * asked.limit, Shower(request)
    page = list(found[start : start + asked.limit])
    ends = ends_of(page, user=request.user)
    return paged([show.link(link, ends) for link in page], found.count(), asked, request)


def _between(found: Any, asked: Between, field: str, body: str) -> Any:
    if asked.since:
        found = found.filter(**{f"{field}__gte": asked.since})
    if asked.until:
        found = found.filter(**{f"{field}__lte": asked.until})
    if asked.body:
        found = found.filter(**{f"{body}__key": asked.body})
    return found


def _safe(key: str) -> str:
    return key.replace("\x00", "")[:200]

"""Steering documents, their links and what the link checker found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish
from hyte.governance.structure.choices import LinkFault
from hyte.governance.structure.link_checker.faults import is_front_page, same_address
from hyte.governance.structure.models import Body, DocumentLink, SteeringDocument, Theme, Unit
from hyte.governance.structure.queries.named import in_finnish_order, live_body, with_names


@dataclass(frozen=True)
class DocumentFilter:
    """What a list of documents is narrowed to; empty means all. `fault` is a fault's code or 'any'."""

    theme: str = ""
    kind: str = ""
    in_period: str = ""
    fault: str = ""

    def __bool__(self) -> bool:
        return bool(self.theme or self.kind or self.in_period or self.fault)


def links_on(day: date) -> QuerySet[DocumentLink]:
    """Links that have not ended; most have no first day, so only the last one counts."""
    return (
        DocumentLink.objects.live()
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        .order_by("language", "pk")
    )


def documents_read(user: Any, *, day: date) -> QuerySet[SteeringDocument]:
    """Documents in force on a day with what their lines show."""
    return (
        SteeringDocument.objects.visible_to(user)
        .live()
        .at(day)
        .select_related("home", "owner", "superseded_by__home")
        .prefetch_related(
            Prefetch("themes", Theme.objects.visible_to(user).live().select_related("home")),
            live_body(day, "approved_by"),
            Prefetch("links", links_on(day), to_attr="links_of_day"),
        )
    )


def listed_documents(area: Area, *, user: Any, day: date, only: DocumentFilter) -> list[SteeringDocument]:
    """The area's documents in Finnish order by name."""
    rows = documents_read(user, day=day).of(area)
    if only.theme:
        rows = rows.filter(themes__key=only.theme)
    if only.kind:
        rows = rows.filter(kind=only.kind)
    if only.fault:
        faulty = links_on(day).exclude(fault="") if only.fault == "any" else links_on(day).filter(fault=only.fault)
        rows = rows.filter(links__in=faulty)
    running = Q(period_start__isnull=True) | Q(period_start__lte=day), Q(period_end__gte=day)
    if only.in_period == "yes":
        rows = rows.filter(*running)
    elif only.in_period == "no":
        rows = rows.filter(Q(period_start__gt=day) | Q(period_end__lt=day))
    elif only.in_period == "unknown":
        rows = rows.filter(period_end__isnull=True)
    return list(rows.order_by(finnish("name_fi"), "pk").distinct())


def document_themes(area: Area, *, user: Any) -> list[Theme]:
    """Themes that some document of the area has."""
    return in_finnish_order(Theme.objects.visible_to(user).live().filter(documents__home=area).distinct())


def bodies_of_document(document: SteeringDocument, *, user: Any, day: date) -> list[Body]:
    rows = Body.objects.visible_to(user).live().filter(documents=document).select_related("home")
    return in_finnish_order(with_names(rows, day))


def superseded_by_document(document: SteeringDocument, *, user: Any) -> list[SteeringDocument]:
    """What a document has replaced."""
    rows = SteeringDocument.objects.visible_to(user).live().filter(superseded_by=document).select_related("home")
    return list(rows.order_by("-valid_until", "pk"))


@dataclass(frozen=True)
class AddressFault:
    """A fault of an address that does not belong to a document: whose it is, the address, what is wrong."""

    owner: str
    url: str
    fault: str
    note: str

    @property
    def label(self) -> Any:
        return LinkFault(self.fault).label


def address_faults(area: Area, *, user: Any, day: date) -> list[AddressFault]:
    """Web addresses of the area's organisations and units that lead to a front page or serve several things."""
    owned = list(_owned_addresses(area, user=user, day=day))
    shared = same_address((url, owner) for owner, url, _may_be_front in owned)
    faults = []
    for owner, url, may_be_front in owned:
        others = [name for name in shared.get(url, ()) if name != owner]
        if others:
            faults.append(AddressFault(owner, url, LinkFault.SAME, ", ".join(others)))
        elif is_front_page(url) and not may_be_front:
            faults.append(AddressFault(owner, url, LinkFault.FRONT_PAGE, ""))
    return faults


def _owned_addresses(area: Area, *, user: Any, day: date) -> Iterable[tuple[str, str, bool]]:
    """Whose address, the address, and whether a front page is right for it (an organisation's own site)."""
    for organisation in Organisation.objects.visible_to(user).live().of(area).order_by("pk"):
        if organisation.website:
            yield str(organisation), organisation.website, True
        if organisation.hyte_page:
            yield str(organisation), organisation.hyte_page, False
    for unit in with_names(Unit.objects.visible_to(user).live().of(area).exclude(website=""), day).order_by("pk"):
        yield str(unit), unit.website, False

"""What the open data reads; each list is a fixed number of queries, and starts from what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from hyte.core.areas.models import Area, AreaPeriod, Organisation, in_force
from hyte.core.links.models import Link
from hyte.governance.meetings.models import Decision, Matter, Meeting
from hyte.governance.structure.models import (
    Body,
    BodyPeriod,
    Counterpart,
    DocumentLink,
    FocusArea,
    Post,
    Provision,
    SteeringDocument,
    Theme,
    ThemeMapping,
    Unit,
    UnitPeriod,
)
from hyte.governance.structure.queries.bodies import with_ties
from hyte.governance.structure.queries.duties import duties_with_carriers
from hyte.governance.structure.queries.named import named_body, named_unit


def areas_on(day: date) -> QuerySet[Area]:
    """Areas that existed on a day, each with its county and region of that day."""
    periods = AreaPeriod.objects.at(day).select_related("region", "county").order_by("-pk")
    return (
        Area.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )
        .prefetch_related(Prefetch("periods", periods, to_attr="periods_of_day"))
        .order_by("kind", "key")
    )


def organisations_on(user: Any, *, day: date) -> QuerySet[Organisation]:
    rows: Any = Organisation.objects
    return rows.visible_to(user).live().at(day).select_related("home").order_by("key")


def bodies_on(user: Any, *, day: date) -> QuerySet[Body]:
    """Bodies in force on a day with all that their rows show."""
    periods = (
        BodyPeriod.objects.filter(in_force(day))
        .select_related("provision", "presenter")
        .prefetch_related("owner", named_body(day, "parent"), named_unit(day, "owner_unit"))
    )
    return (
        Body.objects.visible_to(user)
        .live()
        .at(day)
        .prefetch_related(
            "home",
            Prefetch("periods", periods, to_attr="periods_of_day"),
        )
        .order_by("key")
    )


def with_all_ties(bodies: Iterable[Body]) -> list[Body]:
    """The bodies with all that they are tied to, as their rows show it."""
    return with_ties(bodies, "areas", "parties", "themes", "focus_areas")


def units_on(user: Any, *, day: date) -> QuerySet[Unit]:
    periods = UnitPeriod.objects.filter(in_force(day)).prefetch_related(named_unit(day, "parent"))
    return (
        Unit.objects.visible_to(user)
        .live()
        .at(day)
        .select_related("home", "organisation")
        .prefetch_related(Prefetch("periods", periods, to_attr="periods_of_day"))
        .order_by("key")
    )


def posts_on(user: Any, *, day: date) -> QuerySet[Post]:
    rows = Post.objects.visible_to(user).live().at(day).select_related("home", "organisation")
    return rows.prefetch_related(named_unit(day)).order_by("key")


def documents_on(user: Any, *, day: date) -> QuerySet[SteeringDocument]:
    links = DocumentLink.objects.live().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return (
        SteeringDocument.objects.visible_to(user)
        .live()
        .at(day)
        .select_related("home", "owner", "superseded_by")
        .prefetch_related(
            "themes",
            named_body(day, "approved_by"),
            Prefetch("links", links.order_by("language", "pk"), to_attr="links_of_day"),
        )
        .order_by("key")
    )


def provisions_on(user: Any, *, day: date) -> QuerySet[Provision]:
    return Provision.objects.visible_to(user).live().at(day).select_related("home").order_by("key")


def duties_on(user: Any, *, day: date) -> QuerySet:
    return duties_with_carriers(user, day=day).live().order_by("key")


def themes_on(user: Any, *, day: date) -> QuerySet[Theme]:
    return Theme.objects.visible_to(user).live().at(day).select_related("home").order_by("home__key", "order", "key")


def focus_areas_on(user: Any, *, day: date) -> QuerySet[FocusArea]:
    """Focus areas in force on a day, each with its municipalities' contacts."""
    counterparts = Counterpart.objects.visible_to(user).live().at(day).select_related("home", "post", "person")
    return (
        FocusArea.objects.visible_to(user)
        .live()
        .at(day)
        .select_related("home")
        .prefetch_related(
            "succeeds", Prefetch("counterparts", counterparts.order_by("key"), to_attr="counterparts_of_day")
        )
        .order_by("home__key", "order", "key")
    )


def mappings_seen(user: Any) -> QuerySet[ThemeMapping]:
    """Mappings between themes that the reader may see."""
    themes = Theme.objects.visible_to(user).live()
    return (
        ThemeMapping.objects.filter(source__in=themes, target__in=themes)
        .select_related("home", "source", "target")
        .order_by("source__key", "target__key")
    )


def matters_seen(user: Any, *, names_on: date) -> QuerySet[Matter]:
    rows = Matter.objects.visible_to(user).live().select_related("home")
    return rows.prefetch_related(named_body(names_on)).order_by("key")


def meetings_seen(user: Any, *, names_on: date) -> QuerySet[Meeting]:
    rows = Meeting.objects.visible_to(user).live().select_related("home")
    return rows.prefetch_related(named_body(names_on)).order_by("-day", "key")


def decisions_seen(user: Any, *, names_on: date) -> QuerySet[Decision]:
    return (
        Decision.objects.visible_to(user)
        .live()
        .select_related("home", "meeting", "matter__home")
        .prefetch_related(named_body(names_on, "meeting__body"))
        .order_by("-day", "key")
    )


def links_seen(user: Any) -> QuerySet[Link]:
    """Ties of which the reader may see both ends."""
    return Link.objects.visible_to(user).select_related("home").order_by("pk")

"""The structure register on the thread: which records, and the steps between them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import worker_areas
from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.structure.choices import MappingKind, SeatPublicity
from hyte.governance.structure.models import (
    AppointmentStep,
    Body,
    BodyPeriod,
    Counterpart,
    Duty,
    FocusArea,
    Person,
    Post,
    Provision,
    Seat,
    SteeringDocument,
    Succession,
    Theme,
    ThemeMapping,
    Unit,
    UnitPeriod,
)


def _plain(model: Any) -> Any:
    return lambda user, ids: model.objects.visible_to(user).live().filter(pk__in=ids).select_related("home")


def _identities(model: Any) -> Any:
    return lambda user, ids: (
        model.objects.visible_to(user)
        .live()
        .filter(pk__in=ids)
        .prefetch_related("home")
        .with_period(timezone.localdate())
    )


def _people(user: Any, ids: list[int]) -> Any:
    """Who holds a post or is a counterpart is for those who work somewhere."""
    rows = _plain(Person)(user, ids)
    return rows if worker_areas(user) else rows.none()


for _model in (Provision, Duty, SteeringDocument, Theme, FocusArea, Post):
    register_kind(_model, _plain(_model))
register_kind(Person, _people)
for _model in (Body, Unit):
    register_kind(_model, _identities(_model))

_BODY_THEMES = Body.themes.through
_BODY_FOCUS = Body.focus_areas.through
_DOCUMENT_THEMES = SteeringDocument.themes.through
_DOCUMENT_BODIES = SteeringDocument.bodies.through
_DOCUMENT_FOCUS = SteeringDocument.focus_areas.through
_FOCUS_FOLLOWS = FocusArea.succeeds.through
_NOW: dict[str, Any] = {"in_force": True}
_LIVE: dict[str, Any] = {"withdrawn_on": None}
_LIVE_NOW = {**_NOW, **_LIVE}
# Who sits in a seat of the role only is told on the body's own page, by the seat's own rule; the thread leaves it out.
_NAMED = {**_LIVE_NOW, "publicity": (SeatPublicity.NAME, SeatPublicity.SIGNED_IN)}
_PUBLIC = {**_LIVE_NOW, "publicity": (SeatPublicity.NAME, SeatPublicity.ROLE)}

# From, what it does, to, what that is called the other way, and the two columns that hold the pair.
for _source, _label, _target, _back, _pairs in (
    (Provision, _("sets"), Duty, _("is set by"), columns(Duty, "provision_id", "pk")),
    (Provision, _("mandates"), Body, _("is mandated by"), columns(BodyPeriod, "provision_id", "of_id", **_NOW)),
    (Duty, _("includes"), Duty, _("is part of"), columns(Duty, "parent_id", "pk")),
    (Duty, _("is carried by"), Body, _("carries"), columns(Duty, "pk", "body_id")),
    (Duty, _("is carried by"), Unit, _("carries"), columns(Duty, "pk", "unit_id")),
    (Body, _("has under it"), Body, _("is under"), columns(BodyPeriod, "parent_id", "of_id", **_NOW)),
    (Body, _("grew into"), Body, _("grew from"), columns(Succession, "predecessor_id", "successor_id", **_LIVE)),
    (
        Body,
        _("takes part in appointing"),
        Body,
        _("is appointed through"),
        columns(AppointmentStep, "by_body_id", "body_id", **_LIVE_NOW),
    ),
    (Unit, _("has under it"), Unit, _("is under"), columns(UnitPeriod, "parent_id", "of_id", **_NOW)),
    (Unit, _("owns"), Body, _("is owned by"), columns(BodyPeriod, "owner_unit_id", "of_id", **_NOW)),
    (Unit, _("has the post"), Post, _("belongs to"), columns(Post, "unit_id", "pk")),
    (Post, _("presents to"), Body, _("is presented to by"), columns(BodyPeriod, "presenter_id", "of_id", **_NOW)),
    (Post, _("is held by"), Person, _("holds"), columns(Post, "pk", "holder_id")),
    (Body, _("has a seat for"), Post, _("has a seat in"), columns(Seat, "body_id", "post_id", **_PUBLIC)),
    (Body, _("has as member"), Person, _("sits in"), columns(Seat, "body_id", "person_id", **_NAMED)),
    (Theme, _("is worked on by"), Body, _("works on"), columns(_BODY_THEMES, "theme_id", "body_id")),
    (FocusArea, _("is worked on by"), Body, _("works on"), columns(_BODY_FOCUS, "focusarea_id", "body_id")),
    (
        Theme,
        _("was followed by"),
        Theme,
        _("follows"),
        columns(ThemeMapping, "target_id", "source_id", kind=MappingKind.SUCCEEDS),
    ),
    (
        FocusArea,
        _("was followed by"),
        FocusArea,
        _("follows"),
        columns(_FOCUS_FOLLOWS, "to_focusarea_id", "from_focusarea_id"),
    ),
    (
        FocusArea,
        _("has as counterpart"),
        Post,
        _("is counterpart for"),
        columns(Counterpart, "focus_area_id", "post_id", **_LIVE_NOW),
    ),
    (
        FocusArea,
        _("has as counterpart"),
        Person,
        _("is counterpart for"),
        columns(Counterpart, "focus_area_id", "person_id", **_LIVE_NOW),
    ),
    (
        Theme,
        _("is steered by"),
        SteeringDocument,
        _("carries out"),
        columns(_DOCUMENT_THEMES, "theme_id", "steeringdocument_id"),
    ),
    (
        FocusArea,
        _("is steered by"),
        SteeringDocument,
        _("carries out"),
        columns(_DOCUMENT_FOCUS, "focusarea_id", "steeringdocument_id"),
    ),
    (Body, _("works by"), SteeringDocument, _("steers"), columns(_DOCUMENT_BODIES, "body_id", "steeringdocument_id")),
    (Body, _("adopted"), SteeringDocument, _("was adopted by"), columns(SteeringDocument, "approved_by_id", "pk")),
    (
        SteeringDocument,
        _("was superseded by"),
        SteeringDocument,
        _("superseded"),
        columns(SteeringDocument, "pk", "superseded_by_id"),
    ),
):
    register_edge(_source, _target, label=_label, back_label=_back, pairs=_pairs)

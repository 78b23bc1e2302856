"""The structure register on the thread: which records, and the steps between them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.structure.models import (
    Body,
    BodyPeriod,
    Duty,
    FocusArea,
    Post,
    Provision,
    SteeringDocument,
    Succession,
    Theme,
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
        .select_related("home")
        .with_period(timezone.localdate())
    )


for _model in (Provision, Duty, SteeringDocument, Theme, FocusArea, Post):
    register_kind(_model, _plain(_model))
for _model in (Body, Unit):
    register_kind(_model, _identities(_model))

_BODY_THEMES = Body.themes.through
_BODY_FOCUS = Body.focus_areas.through
_DOCUMENT_THEMES = SteeringDocument.themes.through
_DOCUMENT_BODIES = SteeringDocument.bodies.through
_DOCUMENT_FOCUS = SteeringDocument.focus_areas.through

register_edge(Provision, Duty, label=_("sets"), back_label=_("is set by"), pairs=columns(Duty, "provision_id", "pk"))
register_edge(
    Provision,
    Body,
    label=_("mandates"),
    back_label=_("is mandated by"),
    pairs=columns(BodyPeriod, "provision_id", "of_id"),
)
register_edge(Duty, Duty, label=_("includes"), back_label=_("is part of"), pairs=columns(Duty, "parent_id", "pk"))
register_edge(Duty, Body, label=_("is carried by"), back_label=_("carries"), pairs=columns(Duty, "pk", "body_id"))
register_edge(Duty, Unit, label=_("is carried by"), back_label=_("carries"), pairs=columns(Duty, "pk", "unit_id"))
register_edge(
    Body,
    Body,
    label=_("has under it"),
    back_label=_("is under"),
    pairs=columns(BodyPeriod, "parent_id", "of_id", valid_until=None),
)
register_edge(
    Body,
    Body,
    label=_("grew into"),
    back_label=_("grew from"),
    pairs=columns(Succession, "predecessor_id", "successor_id"),
)
register_edge(
    Unit,
    Unit,
    label=_("has under it"),
    back_label=_("is under"),
    pairs=columns(UnitPeriod, "parent_id", "of_id", valid_until=None),
)
register_edge(
    Unit,
    Body,
    label=_("owns"),
    back_label=_("is owned by"),
    pairs=columns(BodyPeriod, "owner_unit_id", "of_id", valid_until=None),
)
register_edge(Unit, Post, label=_("has the post"), back_label=_("belongs to"), pairs=columns(Post, "unit_id", "pk"))
register_edge(
    Post,
    Body,
    label=_("presents to"),
    back_label=_("is presented to by"),
    pairs=columns(BodyPeriod, "presenter_id", "of_id", valid_until=None),
)
register_edge(
    Theme,
    Body,
    label=_("is worked on by"),
    back_label=_("works on"),
    pairs=columns(_BODY_THEMES, "theme_id", "body_id"),
)
register_edge(
    FocusArea,
    Body,
    label=_("is worked on by"),
    back_label=_("works on"),
    pairs=columns(_BODY_FOCUS, "focusarea_id", "body_id"),
)
register_edge(
    Theme,
    SteeringDocument,
    label=_("is steered by"),
    back_label=_("carries out"),
    pairs=columns(_DOCUMENT_THEMES, "theme_id", "steeringdocument_id"),
)
register_edge(
    FocusArea,
    SteeringDocument,
    label=_("is steered by"),
    back_label=_("carries out"),
    pairs=columns(_DOCUMENT_FOCUS, "focusarea_id", "steeringdocument_id"),
)
register_edge(
    Body,
    SteeringDocument,
    label=_("works by"),
    back_label=_("steers"),
    pairs=columns(_DOCUMENT_BODIES, "body_id", "steeringdocument_id"),
)
register_edge(
    Body,
    SteeringDocument,
    label=_("adopted"),
    back_label=_("was adopted by"),
    pairs=columns(SteeringDocument, "approved_by_id", "pk"),
)
register_edge(
    SteeringDocument,
    SteeringDocument,
    label=_("was superseded by"),
    back_label=_("superseded"),
    pairs=columns(SteeringDocument, "pk", "superseded_by_id"),
)

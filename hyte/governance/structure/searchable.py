"""Which words of the structure register are searched."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.search.index import SIGNED_IN, Searchable, register
from hyte.governance.structure.models import (
    Body,
    Duty,
    FocusArea,
    Person,
    Post,
    Provision,
    SteeringDocument,
    Theme,
    Unit,
)


def _body_texts(body: Body) -> list[str]:
    period = body.period
    if period is None or body.merged_into_id:
        return []
    named = [*body.aliases, body.heading, body.wording, period.mandate, period.aim, *body.party_names]
    return [period.name, *named, *[str(f) for f in body.focus_areas.all()], *[str(t) for t in body.themes.all()]]


def _unit_texts(unit: Unit) -> list[str]:
    return [unit.period.name] if unit.period and not unit.merged_into_id else []


def _simple(
    model: Any, label: Any, *fields: str, related: tuple[str, ...] = (), audience: str = "public"
) -> Searchable:
    return Searchable(
        model=model,
        label=label,
        texts=lambda row: [_words(getattr(row, name)) for name in fields],
        rows=lambda ids: model.objects.filter(pk__in=ids).select_related(*related),
        audience=audience,
    )


def _words(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value or "")


register(
    Searchable(
        model=Body,
        label=_("body or network"),
        texts=_body_texts,
        rows=lambda ids: Body.objects.filter(pk__in=ids).prefetch_related("periods", "focus_areas", "themes"),
    )
)
register(
    Searchable(
        model=Unit,
        label=_("unit"),
        texts=_unit_texts,
        rows=lambda ids: Unit.objects.filter(pk__in=ids).prefetch_related("periods"),
    )
)
register(_simple(Duty, _("duty"), "title", "description"))
register(_simple(Provision, _("provision"), "name", "subject"))
register(_simple(SteeringDocument, _("steering document"), "name", "aliases"))
register(_simple(Theme, _("theme"), "name", "description", "set_name"))
register(_simple(FocusArea, _("focus area"), "name", "description"))
register(_simple(Post, _("post"), "title", "duties"))
register(_simple(Person, _("person"), "name", audience=SIGNED_IN))

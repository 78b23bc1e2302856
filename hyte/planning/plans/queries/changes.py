"""Where shared things stand, and what has changed in them since an area looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from hyte.core.areas.models import Area
from hyte.core.audit.field_words import field_word
from hyte.core.audit.models import Change
from hyte.planning.plans.choices import PlanState
from hyte.planning.plans.models import Objective, PlanObjective, PlanText, SharedText

TOLD = ("name", "description", "title", "text", "plain_text", "age_groups")


@dataclass(frozen=True)
class Difference:
    """A field of a shared thing before and after."""

    field: Any
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A shared thing in one of the area's plans that has changed since the area looked."""

    placing: PlanObjective | PlanText
    word: str
    differences: list[Difference]


def changed_placings(area: Area, *, user: Any) -> list[Changed]:
    """Other areas' objectives and texts in the area's plans that have changed since somebody here ticked them."""
    found = []
    for model, name, word in ((PlanObjective, "objective", "tavoite"), (PlanText, "text", "teksti")):
        rows: Any = model.objects.visible_to(user).filter(home=area, plan__withdrawn_on__isnull=True)
        rows = rows.exclude(plan__state=PlanState.ENDED).exclude(**{f"{name}__home": area})
        rows = rows.filter(**{f"{name}__version__gt": F("seen_version")})
        rows = list(rows.select_related("plan__home", f"{name}__home").order_by("plan", "order", "pk"))
        found += [Changed(row, word, differences_of(row)) for row in rows]
    return found


def differences_of(placing: PlanObjective | PlanText) -> list[Difference]:
    """What the words were when the area looked, and what they are now; nothing where they came back to what they were."""
    held = placing.held
    changes = Change.objects.filter(model=held._meta.label_lower, object_id=held.pk, before__isnull=False)
    if placing.seen_at is not None:
        changes = changes.filter(entry__at__gt=placing.seen_at)
    before: dict[str, Any] = {}
    for change in changes.order_by("pk"):
        for name, value in (change.before or {}).items():
            before.setdefault(name, value)
    told = []
    for field in held._meta.concrete_fields:
        base = field.name.rsplit("_", 1)[0] if field.name[-3:] in {"_fi", "_sv", "_en"} else field.name
        if field.name in before and base in TOLD:
            now = getattr(held, field.name)
            if (before[field.name] or "") != (now or ""):
                told.append(Difference(field_word(field), _text(before[field.name]), _text(now)))
    return told


def _text(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def places_of(held: Objective | SharedText, *, user: Any) -> list[Any]:
    """The plans that hold an objective or a text, as far as the reader may see them."""
    rows: Any = held.placings.all().visible_to(user)
    return list(
        rows.filter(plan__withdrawn_on__isnull=True).select_related("plan__home").order_by("plan__home__name_fi", "pk")
    )

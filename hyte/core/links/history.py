"""Ties in the histories of both records that they tie."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from hyte.core.audit.models import Change
from hyte.core.audit.queries import FieldChange, register_naming
from hyte.core.links.models import Link, words_of

LABEL = Link._meta.label_lower
ENDS = ("from", "to")


def changes_naming(record: models.Model) -> Q:
    """Changes of ties that begin at the record or lead to it, also of those that were untied since."""
    label, pk = record._meta.label_lower, record.pk
    tied = Q(from_model=label, from_id=pk) | Q(to_model=label, to_id=pk)
    found = Q(object_id__in=Link.objects.filter(tied).values("pk"))
    for end in ENDS:
        for state in ("before", "after"):
            found |= Q(**{f"{state}__{end}_model": label, f"{state}__{end}_id": pk})
    return Q(model=LABEL) & found


def told_of(change: Change, record: models.Model, *, user: Any) -> FieldChange | None:
    """A tie as the record's history tells it: its words from there and the other end; none of others' ties."""
    values = {**(change.before or {}), **(change.after or {})}
    if "from_id" not in values or "to_id" not in values:  # only what differs is kept of a tie that stays
        link = Link.objects.filter(pk=change.object_id).values().first()
        values = {**(link or {}), **values}
    own = (record._meta.label_lower, record.pk)
    near = next((end for end in ENDS if (values.get(f"{end}_model"), values.get(f"{end}_id")) == own), None)
    if near is None or "kind" not in values:
        return None
    far = "to" if near == "from" else "from"
    name = _name_of(values[f"{far}_model"], values[f"{far}_id"], user=user)
    words = str(words_of(values["kind"], forward=near == "from"))
    return FieldChange(words, _noted(name, change.before), _noted(name, change.after))


def _name_of(label: str, pk: int, *, user: Any) -> str:
    rows: Any = apps.get_model(label)._default_manager
    record = rows.visible_to(user).filter(pk=pk).first()
    return str(record) if record is not None else _("a record that you may not see")


def _noted(name: str, values: dict[str, Any] | None) -> str:
    if values is None:
        return ""
    note = values.get("note")
    return f"{name} ({note})" if note else name


register_naming(LABEL, changes=changes_naming, told=told_of)

"""Merge two bodies into one: everything that pointed at one points at the other, and undo puts it all back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.core.links.models import Link
from hyte.core.search.index import index_rows
from hyte.governance.structure.checks import is_below, parents_of
from hyte.governance.structure.models import Body, BodyPeriod

LABEL = "structure.body"


@transaction.atomic
def merge_bodies(kept: Body, merged: Body, *, version: int, day: date, by: Principal) -> Body:
    """Merge `merged` into `kept` from `day` on. Each re-pointed row is listed in the act, so undo can replay it.

    Raises Refused when the two are the same, belong to different areas, or one is above the other.
    """
    require(by, "structure.merge_bodies", kept)
    require(by, "structure.merge_bodies", merged)
    _refuse_nonsense(kept, merged, day)
    kept, merged = lock(kept, version=version), lock(merged)
    with record(kept, verb="merged", by=by, reason=str(merged), also=[merged]) as recording:
        names = [merged.period.name_fi, *merged.aliases] if merged.period else merged.aliases
        own = {kept.period.name_fi if kept.period else "", *kept.aliases}
        recording.change(kept, aliases=[*kept.aliases, *[n for n in dict.fromkeys(names) if n not in own]])
        for field in ("areas", "parties", "themes", "focus_areas"):
            both = {*getattr(kept, field).all(), *getattr(merged, field).all()}
            recording.tie(kept, field, both)
        repoint(merged, kept, recording)
        for period in merged.periods.filter(valid_until__isnull=True):
            last = day - timedelta(days=1)
            recording.change(period, valid_until=max(last, period.valid_from) if period.valid_from else last)
        recording.change(merged, merged_into=kept)
    index_rows([merged, kept])
    return kept


def _refuse_nonsense(kept: Body, merged: Body, day: date) -> None:
    if kept.pk == merged.pk:
        raise Refused(_("A body cannot be merged with itself."))
    if kept.home_id != merged.home_id:
        raise Refused(_("The two bodies belong to different areas, so they cannot be merged."))
    for body in (kept, merged):
        if body.merged_into_id:
            raise Refused(_("%(body)s has already been merged into another body.") % {"body": body})
    if day > timezone.localdate():
        # The merged body's own page is gone at once, so it must not be said to be in force any more.
        today = shown_day(timezone.localdate())
        raise Refused(_("Bodies can be merged on %(day)s at the latest, which is today.") % {"day": today})
    for body in (kept, merged):
        if body.period_at(day) is None:
            raise Refused(_("%(body)s is not in force on %(day)s.") % {"body": body, "day": shown_day(day)})
    if kept.is_example != merged.is_example:
        raise Refused(_("An invented example cannot be merged with a real body."))
    parents = parents_of(Body)
    if is_below(kept.pk, merged.pk, parents) or is_below(merged.pk, kept.pk, parents):
        raise Refused(_("One of the bodies is above the other, so they cannot be the same."))


def repoint(old: Body, new: Body, recording: Recording) -> None:
    """Let every foreign key and link that names `old` name `new`."""
    for relation in Body._meta.related_objects:
        model = relation.related_model
        if not _moves(relation, model):
            continue
        name = relation.field.name
        for row in model._base_manager.filter(**{name: old}):
            recording.change(row, **{name: new})
    for tie in _many_to_many():
        for row in tie._base_manager.filter(body_id=old.pk):
            values = {f.attname: getattr(row, f.attname) for f in tie._meta.concrete_fields if not f.primary_key}
            if not tie._base_manager.filter(**{**values, "body_id": new.pk}).exists():
                recording.change(row, body_id=new.pk)
    for link in Link.objects.filter(from_model=LABEL, from_id=old.pk):
        _move_link(link, {"from_id": new.pk}, recording)
    for link in Link.objects.filter(to_model=LABEL, to_id=old.pk):
        _move_link(link, {"to_id": new.pk}, recording)
    for model in apps.get_models():
        # Evidence and tasks name any record by model and id.
        names = {field.name for field in model._meta.concrete_fields}
        if {"model", "object_id"} <= names and model._meta.app_label not in {"audit", "search"}:
            for row in model._base_manager.filter(model=LABEL, object_id=old.pk):
                extra = {"record_key": new.key} if "record_key" in names else {}
                recording.change(row, object_id=new.pk, **extra)


def _moves(relation: Any, model: type[models.Model]) -> bool:
    """The body's own periods and the note of the merge stay with it; ties are moved apart."""
    return (
        relation.one_to_many
        and relation.field.name != "merged_into"
        and not (model is BodyPeriod and relation.field.name == "of")
    )


def _many_to_many() -> list[type[models.Model]]:
    """Tie tables of other records to bodies, such as documents' bodies."""
    return [
        relation.through
        for relation in Body._meta.related_objects
        if relation.many_to_many and relation.through._meta.auto_created
    ]


def _move_link(link: Link, ends: dict[str, int], recording: Recording) -> None:
    same = {
        "kind": link.kind,
        "from_model": link.from_model,
        "from_id": link.from_id,
        "to_model": link.to_model,
        "to_id": link.to_id,
        **ends,
    }
    if not Link.objects.filter(**same).exists():
        recording.change(link, **ends)

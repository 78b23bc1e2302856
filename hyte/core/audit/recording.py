"""The one choke point of every change: lock, change, record."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal
from hyte.core.audit.models import Actor, AuditEntry, Change
from hyte.core.audit.writing import insertion, number
from hyte.core.search.index import index_rows

Row = TypeVar("Row", bound=models.Model)
MOST_AT_ONCE = 5000  # rows whose version is raised by one statement


class Refused(Exception):
    """An operation refused what makes no sense; the message is a sentence for the user."""


class Conflict(Refused):
    """Someone saved the record in between; holds the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(_("Someone else saved this record while you were editing it. Nothing of yours is lost."))


def snapshot(row: models.Model) -> dict[str, Any]:
    """The row's own fields as plain JSON values; translated fields by language."""
    values = {field.attname: _as_read(field, field.value_from_object(row)) for field in _own_fields(type(row))}  # type: ignore[arg-type]
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def _as_read(field: models.Field, value: Any) -> Any:
    """The value as the database gives it back, so that a row just written and the same row read again say the same."""
    if isinstance(field, models.DecimalField) and value is not None:
        try:
            return field.to_python(value).quantize(Decimal(1).scaleb(-field.decimal_places))
        except InvalidOperation:  # longer than the field takes: the check of the row says so
            return value
    if isinstance(value, datetime) and is_aware(value):
        return value.astimezone(UTC)
    return value


@functools.cache
def _own_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """What a row says of itself: not its number or version, nor `name` that modeltranslation keeps beside `name_fi`."""
    fields = model._meta.concrete_fields
    translated = {field.name.removesuffix("_fi") for field in fields if field.name.endswith("_fi")}
    left_out = {"version", *translated}
    return tuple(field for field in fields if not field.primary_key and field.name not in left_out)


def differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only the fields that changed."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def lock(row: Row, *, version: int | None = None) -> Row:
    """Read the row again under a lock; raise Conflict when it is newer than what the user saw."""
    fresh = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if version is not None and fresh.version != version:
        raise Conflict(fresh)
    return fresh


class Recording:
    """Collects the rows that one act adds, changes and removes."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, int, dict | None, dict | None]] = []

    def add(self, row: Row) -> Row:
        """Check and insert a new row."""
        row.full_clean()
        row.save(force_insert=True)
        self.changes.append((row._meta.label_lower, row.pk, None, snapshot(row)))
        return row

    def change(self, row: Row, **values: Any) -> Row:
        """Set values on a row, check it, and save what differs."""
        before = snapshot(type(row)._base_manager.get(pk=row.pk))
        for name, value in values.items():
            setattr(row, name, value)
        old, new = differing(before, snapshot(row))
        if new:
            row.full_clean()
            row.save()
            self.changes.append((row._meta.label_lower, row.pk, old, new))
        return row

    def tie(self, row: models.Model, field: str, targets: Iterable[models.Model]) -> None:
        """Set a many-to-many field to exactly these; each tie is recorded as a row of its own."""
        relation: Any = row._meta.get_field(field)
        through = relation.remote_field.through
        source, target = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
        wanted = {other.pk for other in targets}
        for tie in through._base_manager.filter(**{source: row.pk}):
            if getattr(tie, target) not in wanted:
                self.remove(tie)
            wanted.discard(getattr(tie, target))
        for pk in sorted(wanted):
            self.add(through(**{source: row.pk, target: pk}))

    def remove(self, row: models.Model) -> None:
        """Delete a row that says nothing by itself, such as a tag on a record."""
        self.changes.append((row._meta.label_lower, row.pk, snapshot(row), None))
        row.delete()

    def added_in_bulk(self, rows: Iterable[models.Model]) -> None:
        """Note rows that a load inserted itself, many at a time."""
        self.changes.extend((row._meta.label_lower, row.pk, None, snapshot(row)) for row in rows)

    def removed_in_bulk(self, rows: Iterable[models.Model]) -> None:
        """Note rows that an act is about to delete itself, many at a time."""
        self.changes.extend((row._meta.label_lower, row.pk, snapshot(row), None) for row in rows)

    def changed_in_bulk(self, pairs: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
        """Note rows that a load updated itself, with each one's snapshot before."""
        for row, before in pairs:
            old, new = differing(before, snapshot(row))
            if new:
                self.changes.append((row._meta.label_lower, row.pk, old, new))


def actor_of(by: Principal) -> Actor | None:
    """The opaque actor of a signed-in user; links and the system have none."""
    return Actor.objects.get_or_create(user=by.user)[0] if by.user else None


def content_hash(salt: str, changes: list[Any]) -> str:
    """SHA-256 over an entry's changes, salted per person."""
    return _hash_of(salt, [_text_of(change) for change in changes])


def _text_of(change: Any) -> str:
    return json.dumps(list(change), sort_keys=True, ensure_ascii=False)


def _hash_of(salt: str, texts: list[str]) -> str:
    # Joined as json.dumps joins a list, so that texts may be made one by one.
    return hashlib.sha256(f"{salt}[{', '.join(texts)}]".encode()).hexdigest()


class Beforehand:
    """The changes noted so far, worked out for an entry before its transaction: a large load then holds others up less."""

    def __init__(self, recording: Recording) -> None:
        self.entry = AuditEntry()
        number([self.entry])
        self.noted = len(recording.changes)
        self.texts = [_text_of(change) for change in recording.changes]
        self.writings = insertion(_rows_of(self.entry, recording.changes))


def _rows_of(entry: AuditEntry, changes: list[Any]) -> list[Change]:
    return [Change(entry=entry, model=m, object_id=pk, before=old, after=new) for m, pk, old, new in changes]


@contextmanager
def record(
    subject: models.Model,
    *,
    verb: str,
    by: Principal,
    reason: str = "",
    undoes: AuditEntry | None = None,
    also: Iterable[models.Model] = (),
    joins: timedelta | None = None,
) -> Iterator[Recording]:
    """Record one act on `subject`: its changes, who and when, a new version, and the search entry.

    `also` names other records whose version and search entry the act touches. With `joins` the act goes on the person's own
    newest entry on the subject, begun at most so long ago and not sealed. Runs inside the caller's transaction.
    """
    with transaction.atomic():
        recording = Recording()
        yield recording
        touched = [subject, *also]
        added = {(label, pk) for label, pk, before, _after in recording.changes if before is None}
        _raise_versions(row for row in touched if (row._meta.label_lower, row.pk) not in added)
        is_change = all(before is not None and after is not None for _label, _pk, before, after in recording.changes)
        begun = _entry_to_go_on(subject, verb=verb, by=by, within=joins) if joins and is_change else None
        if begun is not None:
            _go_on(begun, recording)
        else:
            write_entry(recording, subject, verb=verb, by=by, reason=reason, undoes=undoes)
        index_rows([row for row in touched if row.pk])


def _raise_versions(rows: Iterable[models.Model]) -> None:
    """A new version for each row; rows of one kind and version, of which an act may have thousands, in one statement."""
    raised: dict[tuple[type[models.Model], int], list[Any]] = {}
    for row in rows:
        if row.pk and hasattr(row, "version"):
            row.version += 1
            raised.setdefault((type(row), row.version), []).append(row.pk)
    for (model, version), ids in raised.items():
        for start in range(0, len(ids), MOST_AT_ONCE):
            model._base_manager.filter(pk__in=ids[start : start + MOST_AT_ONCE]).update(version=version)


def _entry_to_go_on(subject: models.Model, *, verb: str, by: Principal, within: timedelta) -> AuditEntry | None:
    """The same act of the same person as the subject's newest; none once it is sealed, undone or begun too long ago."""
    label = subject._meta.label_lower
    newest = Change.objects.filter(model=label, object_id=subject.pk).order_by("-entry_id").values("entry")[:1]
    acts = AuditEntry.objects.select_for_update(of=("self",)).filter(
        pk__in=list(newest.values_list("entry", flat=True))
    )
    return acts.filter(
        seal__isnull=True,
        undoes__isnull=True,
        undone_by__isnull=True,
        verb=verb,
        model=label,
        object_id=subject.pk,
        actor=actor_of(by),
        actor__isnull=False,
        via=by.via,
        at__gte=timezone.now() - within,
    ).first()


def _go_on(entry: AuditEntry, recording: Recording) -> None:
    """Add changes to an entry that nobody has sealed: each row from what it was before the first to what it is after the last."""
    there = {(row.model, row.object_id): row for row in entry.changes.order_by("pk")}
    for label, pk, before, after in recording.changes:
        row = there.setdefault((label, pk), Change(entry=entry, model=label, object_id=pk, before={}, after={}))
        first, last = {**(before or {}), **(row.before or {})}, {**(row.after or {}), **(after or {})}
        row.before, row.after = differing(first, last)
        row.save()
    told = [(row.model, row.object_id, row.before, row.after) for row in there.values()]
    entry.content_hash = content_hash(entry.actor.salt if entry.actor else "", told)
    entry.saves += 1
    entry.save(update_fields=["content_hash", "saves"])


def write_entry(
    recording: Recording,
    subject: models.Model,
    *,
    verb: str,
    by: Principal,
    reason: str = "",
    undoes: AuditEntry | None = None,
    beforehand: Beforehand | None = None,
) -> AuditEntry:
    """Write the audit entry of one act and its changes; those worked out beforehand are only sent."""
    actor = actor_of(by)
    rest = recording.changes[beforehand.noted :] if beforehand else recording.changes
    texts = [*(beforehand.texts if beforehand else []), *(_text_of(change) for change in rest)]
    entry = AuditEntry(
        pk=beforehand.entry.pk if beforehand else None,
        at=timezone.now(),
        actor=actor,
        via=(by.link and "link") or by.via,
        verb=verb,
        area_id=getattr(subject, "home_id", None),
        model=subject._meta.label_lower,
        object_id=subject.pk,
        title=str(subject)[:250],
        reason=reason,
        content_hash=_hash_of(actor.salt if actor else "", texts),
        is_verified=by.link is None,
        undoes=undoes,
    )
    entry.save(force_insert=True)
    for writing in [*(beforehand.writings if beforehand else []), *insertion(_rows_of(entry, rest))]:
        writing.run()
    return entry

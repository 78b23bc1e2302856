"""Undo an act; seal entries; check the seals."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.models import AuditEntry, Change, Seal
from hyte.core.audit.recording import Recording, Refused, content_hash, record, snapshot
from hyte.core.audit.undoing import do_what_follows, kept_values
from hyte.core.search.index import index_rows


def undo_blockers(entry: AuditEntry) -> list[str]:
    """Why an act cannot be undone: a sentence for each thing that has changed since; empty when it can."""
    if hasattr(entry, "undone_by"):
        return [_("This has already been undone.")]
    if entry.changes.filter(is_erased=True).exists():
        return [_("This act concerned a person whose data has been erased.")]
    blockers = []
    for change in entry.changes.all():
        row = apps.get_model(change.model)._base_manager.filter(pk=change.object_id).first()
        blockers += _blockers_of(change, row)
    return blockers


def _blockers_of(change: Change, row: models.Model | None) -> list[str]:
    if change.after is None:
        return [] if row is None else [_("%(row)s exists again.") % {"row": row}]
    if row is None:
        return [_("A row that this act changed no longer exists.")]
    now = snapshot(row)
    return [
        _("%(field)s of %(row)s has changed since.") % {"field": _field_label(row, name), "row": row}
        for name, value in change.after.items()
        if now.get(name) != value
    ]


def _field_label(row: models.Model, name: str) -> str:
    for field in row._meta.concrete_fields:
        if field.attname == name:
            return str(field.verbose_name)
    return name


@transaction.atomic
def undo(entry: AuditEntry, *, by: Principal) -> None:
    """Put every row of an act back as it was; refuse with a sentence when something has changed since."""
    model = apps.get_model(entry.model)
    subject = model._base_manager.filter(pk=entry.object_id).first()
    require(by, "audit.undo", entry)
    if entry.model.startswith("accounts."):
        require(by, "accounts.end_access", entry)  # undoing an ended access would give it back
    entry = AuditEntry.objects.select_for_update().get(pk=entry.pk)
    blockers = undo_blockers(entry)
    if blockers:
        raise Refused(" ".join(blockers))
    touched: list[models.Model] = []
    with record(subject or entry.area, verb="undone", by=by, undoes=entry) as recording:
        for change in entry.changes.order_by("-pk"):
            row = _put_back(change, recording)
            if row is not None and hasattr(row, "version") and row != subject:
                type(row)._base_manager.filter(pk=row.pk).update(version=models.F("version") + 1)
                touched.append(row)
    index_rows(touched)
    do_what_follows(entry, by=by)


def _put_back(change: Change, recording: Recording) -> models.Model | None:
    model = apps.get_model(change.model)
    row = model._base_manager.filter(pk=change.object_id).first()
    if change.before is None and row is not None:
        kept = kept_values(change.model, now=timezone.now())
        return _take_away(row, recording) if kept is None else recording.change(row, **kept)
    if change.after is None:
        return recording.add(model(pk=change.object_id, **_python_values(model, change.before or {})))
    assert row is not None
    return recording.change(row, **_python_values(model, change.before or {}))


def _take_away(row: models.Model, recording: Recording) -> models.Model | None:
    """A row that an act added goes away with it; refuse when later rows lean on it."""
    before = snapshot(row)
    pk, label = row.pk, row._meta.label_lower
    try:
        row.delete()
    except ProtectedError as error:
        raise Refused(
            _("%(row)s is already used by other records, so this cannot be undone.") % {"row": row}
        ) from error
    recording.changes.append((label, pk, before, None))
    return None


def _python_values(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """JSON values as the fields' own types."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: fields[name].to_python(value) if value is not None and not fields[name].is_relation else value
        for name, value in values.items()
        if name in fields
    }


def entry_line(entry: AuditEntry) -> str:
    """What a seal covers of an entry: everything but the person behind the opaque actor."""
    parts = [
        str(entry.pk),
        entry.at.isoformat(),
        str(entry.actor_id or ""),
        entry.via,
        entry.verb,
        entry.model,
        str(entry.object_id),
        entry.content_hash,
    ]
    return "|".join(parts)


def seal_hash(previous: str, lines: list[str]) -> str:
    return hashlib.sha256("\n".join([previous, *lines]).encode()).hexdigest()


@transaction.atomic
def seal_entries() -> Seal | None:
    """Seal every entry that has no seal yet; none when there is nothing to seal."""
    last = Seal.objects.select_for_update().order_by("-pk").first()
    entries = list(AuditEntry.objects.select_for_update().filter(seal__isnull=True).order_by("pk"))
    if not entries:
        return None
    previous = last.hash if last else ""
    seal = Seal.objects.create(
        previous=previous, hash=seal_hash(previous, [entry_line(e) for e in entries]), entry_count=len(entries)
    )
    AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(seal=seal)
    return seal


@dataclass(frozen=True)
class Verification:
    """What `hyte verify-audit` found: how many seals and entries were checked, and each fault as a sentence."""

    seals: int
    entries: int
    unsealed: int
    faults: tuple[str, ...]


def verify_audit(*, since: str = "") -> Verification:
    """Check the chain of seals and, where the actor's salt still exists, each entry's own hash."""
    faults: list[str] = []
    seals = list(Seal.objects.order_by("pk"))
    if since:
        positions = [i for i, seal in enumerate(seals) if seal.hash.startswith(since)]
        if not positions:
            return Verification(0, 0, 0, (_("No seal begins with %(hash)s.") % {"hash": since},))
        seals = seals[positions[0] :]
    previous = seals[0].previous if since and seals else ""
    count = 0
    for seal in seals:
        entries = list(seal.entries.select_related("actor").prefetch_related("changes").order_by("pk"))
        count += len(entries)
        if seal.previous != previous:
            faults.append(_("Seal %(seal)s does not follow the seal before it.") % {"seal": seal.pk})
        if seal_hash(seal.previous, [entry_line(e) for e in entries]) != seal.hash or len(entries) != seal.entry_count:
            faults.append(_("The entries of seal %(seal)s have been altered.") % {"seal": seal.pk})
        faults += _content_faults(entries)
        previous = seal.hash
    unsealed = AuditEntry.objects.filter(seal__isnull=True).count()
    return Verification(len(seals), count, unsealed, tuple(faults))


def _content_faults(entries: list[AuditEntry]) -> list[str]:
    faults = []
    for entry in entries:
        if entry.actor is not None and not entry.actor.salt:
            continue
        rows = sorted(entry.changes.all(), key=lambda change: change.pk)
        if any(change.is_erased for change in rows):
            continue  # a person's right to erasure: the entry's hash stays sealed, its content is gone
        changes = [(change.model, change.object_id, change.before, change.after) for change in rows]
        if content_hash(entry.actor.salt if entry.actor else "", changes) != entry.content_hash:
            faults.append(_("The changes of entry %(entry)s have been altered.") % {"entry": entry.pk})
    return faults

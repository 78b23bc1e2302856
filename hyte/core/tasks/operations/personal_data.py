"""Give out and erase what is known about a person, from the models' own declarations."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hyte.core.accounts.models import User
from hyte.core.accounts.personal_data import PersonalData, declarations
from hyte.core.accounts.rules import NotAllowed, Principal
from hyte.core.audit.models import AuditEntry, Change
from hyte.core.audit.recording import Refused, snapshot
from hyte.core.search.index import index_rows
from hyte.core.tasks.operations.accesses import require_an_administrator
from hyte.core.tasks.queries import administered_areas

SECRETS = {"password", "token_hash", "salt"}


def _require_self(person: User, by: Principal) -> None:
    if not by.is_system and (by.user is None or by.user.pk != person.pk):
        raise NotAllowed("accounts.personal_data")


def export_personal_data(person: User, *, by: Principal) -> dict[str, list[dict[str, Any]]]:
    """Every declared row about the person, by model; only the person and the system may ask."""
    _require_self(person, by)
    return {
        model._meta.label: [
            {"id": str(row.pk), **{name: value for name, value in snapshot(row).items() if name not in SECRETS}}
            for row in declared.of(person)
        ]
        for model, declared in declarations()
    }


@transaction.atomic
def erase_person(person: User, *, by: Principal, today: date) -> dict[str, int]:
    """Erase the person from every declared row and from the history of those rows; returns counts by model."""
    _require_self(person, by)
    if person.email.endswith("@invalid"):
        raise Refused(_("The account has already been erased."))
    areas = list(administered_areas(person, today))
    words = tuple(word for word in (person.email, person.name) if word)
    found = [(model, declared, list(declared.of(person))) for model, declared in declarations()]
    _blank_removed_rows(person, found)
    for model, declared, rows in found:
        _erase_rows(model, declared, rows, words)
    for area in areas:
        require_an_administrator(area, day=today)
    return {model._meta.label: len(rows) for model, _declared, rows in found if rows}


def erase_expired(*, today: date) -> dict[str, int]:
    """The retention job: erase what has been kept as long as its declaration says; one transaction a model."""
    counts: Counter[str] = Counter()
    for model, declared in declarations():
        if declared.expired is None:
            continue
        with transaction.atomic():
            rows = list(declared.expired(today)[:1000])
            _erase_rows(model, declared, rows, ())
        counts[model._meta.label] += len(rows)
    return {label: count for label, count in counts.items() if count}


def _erase_rows(
    model: type[models.Model], declared: PersonalData, rows: list[models.Model], words: tuple[str, ...]
) -> None:
    """Erase the rows, what history kept of them, and the titles under which history names them."""
    label, ids = model._meta.label_lower, [row.pk for row in rows]
    titled = {row.pk: (*words, str(row)) for row in rows}
    if ids and model._meta.pk is not None and isinstance(model._meta.pk, models.BigAutoField):
        _blank_changes(model, declared, Change.objects.filter(model=label, object_id__in=ids))
        for entry in AuditEntry.objects.filter(model=label, object_id__in=ids).exclude(title=""):
            if any(word and word[:250] in entry.title for word in titled[entry.object_id or 0]):
                AuditEntry.objects.filter(pk=entry.pk).update(title="", reason="")
    for row in rows:
        declared.erase(row)
    index_rows(row for row in rows if row.pk)


def _blank_removed_rows(person: User, found: list[Any]) -> None:
    """Rows that are gone but that history remembers by the person's number or e-mail."""
    for model, declared, _rows in found:
        mentions = Q()
        for name in declared.fields:
            field = model._meta.get_field(name)
            if field.related_model is User:
                mentions |= Q(**{f"before__{field.attname}": person.pk}) | Q(**{f"after__{field.attname}": person.pk})
            elif isinstance(field, models.EmailField):
                mentions |= Q(**{f"before__{name}": person.email}) | Q(**{f"after__{name}": person.email})
        if mentions:
            _blank_changes(model, declared, Change.objects.filter(mentions, model=model._meta.label_lower))


def _blank_changes(model: type[models.Model], declared: PersonalData, changes: models.QuerySet[Change]) -> None:
    names = _columns(model, declared)
    touched = []
    for change in changes:
        if _blank(change.before, names) | _blank(change.after, names):
            change.is_erased = True
            touched.append(change)
    Change.objects.bulk_update(touched, ["before", "after", "is_erased"], batch_size=500)


def _columns(model: type[models.Model], declared: PersonalData) -> set[str]:
    """The declared fields as history names them, with their language columns."""
    wanted = {field.attname for field in model._meta.concrete_fields if field.name in declared.fields}
    columns = {field.attname for field in model._meta.concrete_fields}
    return wanted | {
        name for name in columns if name.rpartition("_")[0] in wanted and name[-3:] in {"_fi", "_sv", "_en"}
    }


def _blank(values: dict[str, Any] | None, names: set[str]) -> bool:
    found = [name for name in names if values and name in values]
    for name in found:
        values[name] = None  # type: ignore[index] # found is empty without values
    return bool(found)

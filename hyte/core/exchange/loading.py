"""Apply a validated plan in one short transaction, and record it as one act."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.core.audit.recording import Beforehand, Recording, Refused, snapshot, write_entry
from hyte.core.audit.writing import Writing, alteration, insertion, number
from hyte.core.exchange.planning import chunks, home_of, sentence_of_fault
from hyte.core.exchange.references import Refs
from hyte.core.exchange.shapes import CHANGED, CREATED, Plan, Row, RowError, SheetPlan
from hyte.core.search.index import index_ids, searchables

BATCH = 2000
NewRow = tuple[Row, Any]  # a row and the record it makes
Base = tuple[type[models.Model], str]  # a record that another one stands on, by its key


class LoadRefused(Refused):
    """The plan has errors, so nothing is saved."""


@dataclass
class Applied:
    """Which rows a load touched, by model, so that the search can follow."""

    touched: dict[str, list[int]] = field(default_factory=dict)

    def note(self, rows: list[models.Model]) -> None:
        for row in rows:
            self.touched.setdefault(row._meta.label_lower, []).append(row.pk)


@dataclass
class Prepared:
    """One sheet's rows with their numbers and values, ready to be written."""

    sheet_plan: SheetPlan
    changed: list[Row]
    writings: list[Writing] = field(default_factory=list)


def apply_plan(plan: Plan, *, title: str, is_example: bool = False) -> Applied:
    """Save every row of the plan or none; one audit entry holds them all, so that a load can be undone as one act.

    Everything that can be worked out before the transaction is, so that others' saves wait only for the writing itself.
    """
    if plan.errors:
        raise LoadRefused(_("The file has %(number)s faults; nothing was saved.") % {"number": len(plan.errors)})
    applied = Applied()
    recording = Recording()
    created = [_new_rows(sheet_plan, plan) for sheet_plan in plan.sheets]
    _mark_examples(plan, created, everything=is_example)
    prepared = [
        _prepare(sheet_plan, rows, plan, recording, applied)
        for sheet_plan, rows in zip(plan.sheets, created, strict=True)
    ]
    beforehand = Beforehand(recording)
    with transaction.atomic():
        for part in prepared:
            _refuse_stale(part.sheet_plan)
            _check_again(part.sheet_plan, plan)
            _write(part, plan, recording)
        if recording.changes:
            subject = plan.area or Area.objects.first()
            assert subject is not None
            write_entry(recording, subject, verb="loaded", by=plan.by, reason=title, beforehand=beforehand)
    # The search is derived from the records: it follows in steps of its own, so that nobody waits for it.
    for label, ids in applied.touched.items():
        if label in searchables():
            for start in range(0, len(ids), 200):
                index_ids(label, ids[start : start + 200])
    return applied


def _refuse_stale(sheet_plan: SheetPlan) -> None:
    """Someone may have saved a record between the check and now."""
    changed: list[Any] = [row.obj for row in sheet_plan.rows if row.action == CHANGED]
    seen = {obj.pk: obj.version for obj in changed if hasattr(obj, "version")}
    if not seen:
        return
    ids = list(seen)
    for start in range(0, len(ids), BATCH):
        rows = sheet_plan.sheet.model._base_manager.select_for_update().filter(pk__in=ids[start : start + BATCH])
        for pk, version in rows.values_list("pk", "version"):
            if seen[pk] != version:
                raise LoadRefused(_("Someone saved one of these records meanwhile. Look at the preview again."))


def _check_again(sheet_plan: SheetPlan, plan: Plan) -> None:
    """Others may have saved what makes a sound row unsound, without having saved the row's own record."""
    if sheet_plan.sheet.check_again is None:
        return
    for row, column, fault, accepted in sheet_plan.sheet.check_again(sheet_plan.rows, plan):
        error = RowError(sheet_plan.file, row.number, column, fault, accepted)
        raise LoadRefused(
            _("The register has changed meanwhile. %(fault)s Nothing was saved.")
            % {"fault": sentence_of_fault(error.as_dict())}
        )


def _new_rows(sheet_plan: SheetPlan, plan: Plan) -> list[NewRow]:
    """Build the records that do not exist yet; several periods of one key share a record."""
    sheet = sheet_plan.sheet
    made: dict[Any, models.Model] = {}
    rows: list[NewRow] = []
    for row in sheet_plan.rows:
        if row.action != CREATED:
            continue
        identity = tuple(row.values.get(name) for name in sheet.identity)
        if identity not in made:
            obj = sheet.model(**sheet.fixed, **row.given)
            if hasattr(obj, "home_id") and not isinstance(obj, Area):
                obj.home_id = home_of(row, plan)
            made[identity] = obj
        row.obj = made[identity]
        rows.append((row, row.obj))
    return rows


def _mark_examples(plan: Plan, created: list[list[NewRow]], *, everything: bool) -> None:
    """Say of new records that they are invented: all of them, or those that stand on something invented."""
    new = [
        (row, obj, set() if everything else _stands_on(row, sheet_plan))
        for sheet_plan, rows in zip(plan.sheets, created, strict=True)
        for row, obj in rows
        if hasattr(obj, "is_example")
    ]
    if everything:
        for _row, obj, _bases in new:
            obj.is_example = True
    invented = _invented({base for _row, _obj, bases in new for base in bases})
    # What a row stands on may be a row of the same load, on whatever line.
    while found := [one for one in new if not one[1].is_example and not invented.isdisjoint(one[2])]:
        for row, obj, _bases in found:
            obj.is_example = True
            invented.add((type(obj), row.values.get("key", "")))


def _stands_on(row: Row, sheet_plan: SheetPlan) -> set[Base]:
    """The records without which the row would not be."""
    columns = [column for column in sheet_plan.columns if column.required or column.stands_on]
    return {base for column in columns for base in column.references(row.values.get(column.name))}


def _invented(bases: set[Base]) -> set[Base]:
    """Those of the records that the register knows as invented."""
    by_model: dict[type[models.Model], list[str]] = {}
    for model, key in bases:
        if any(field.name == "is_example" for field in model._meta.fields):
            by_model.setdefault(model, []).append(key)
    return {
        (model, key)
        for model, keys in by_model.items()
        for some in chunks(keys)
        for key in model._base_manager.filter(is_example=True, key__in=some).values_list("key", flat=True)
    }


def _prepare(
    sheet_plan: SheetPlan, created: list[NewRow], plan: Plan, recording: Recording, applied: Applied
) -> Prepared:
    prepared = Prepared(sheet_plan, [row for row in sheet_plan.rows if row.action == CHANGED and row.obj is not None])
    _prepare_new(prepared, created, plan, recording, applied)
    _prepare_changed(prepared, plan, recording, applied)
    return prepared


def _prepare_new(prepared: Prepared, created: list[NewRow], plan: Plan, recording: Recording, applied: Applied) -> None:
    sheet_plan = prepared.sheet_plan
    objects = list({id(obj): obj for _row, obj in created}.values())
    rows_of = {id(obj): row for row, obj in created}
    _refuse_circles(sheet_plan, objects, rows_of)
    number(objects)
    # The numbers are known before any value is set, so that rows of one sheet may refer to one another.
    for obj in objects:
        if hasattr(obj, "key"):
            plan.keys_of(sheet_plan.sheet.model)[rows_of[id(obj)].values["key"]] = obj.pk
    for obj in objects:
        _set_values(obj, rows_of[id(obj)], sheet_plan, plan, period=False)
    prepared.writings += insertion(objects)
    recording.added_in_bulk(objects)
    applied.note(objects)
    _prepare_periods(prepared, [row for row, _obj in created], plan, recording)
    for column, through, source, target, keys in _relations(sheet_plan, plan):
        ties = [
            through(**{source: obj.pk, target: pk})
            for obj in objects
            for pk in sorted({keys[key] for key in rows_of[id(obj)].values.get(column.name) or ()})
        ]
        number(ties)
        prepared.writings += insertion(ties)
        recording.added_in_bulk(ties)


def _refuse_circles(sheet_plan: SheetPlan, objects: list[models.Model], rows_of: dict[int, Row]) -> None:
    """New rows that refer to other new rows of their own sheet must lead somewhere."""
    own = [column.name for column in sheet_plan.sheet.own_references]
    if not own:
        return
    waiting = {rows_of[id(obj)].values["key"]: obj for obj in objects}
    while waiting:
        ready = [
            obj for obj in waiting.values() if not any(rows_of[id(obj)].values.get(name) in waiting for name in own)
        ]
        if not ready:
            raise LoadRefused(_("Some rows refer to one another in a circle."))
        for obj in ready:
            del waiting[rows_of[id(obj)].values["key"]]


def _set_values(obj: models.Model, row: Row, sheet_plan: SheetPlan, plan: Plan, *, period: bool) -> None:
    def key_to_id(model: type[models.Model], key: str) -> int | None:
        return plan.keys_of(model)[key]

    for column in sheet_plan.columns:
        if column.name and column.is_period == period:
            column.assign(obj, row.values.get(column.name), key_to_id)


def _prepare_periods(prepared: Prepared, rows: list[Row], plan: Plan, recording: Recording) -> None:
    model = prepared.sheet_plan.sheet.period_model
    if model is None:
        return
    periods = []
    for row in rows:
        period = model(of=row.obj)
        _set_values(period, row, prepared.sheet_plan, plan, period=True)
        periods.append(period)
    number(periods)
    prepared.writings += insertion(periods)
    recording.added_in_bulk(periods)


def _prepare_changed(prepared: Prepared, plan: Plan, recording: Recording, applied: Applied) -> None:
    rows, sheet_plan = prepared.changed, prepared.sheet_plan
    if not rows:
        return
    objects = list({row.obj.pk: row.obj for row in rows if row.obj}.values())
    _prepare_update(prepared, objects, [(row, row.obj) for row in rows], plan, recording, period=False)
    if sheet_plan.sheet.period_model is not None:
        with_period = [row for row in rows if row.period]
        periods = [row.period for row in with_period]
        _prepare_update(prepared, periods, [(row, row.period) for row in with_period], plan, recording, period=True)
        _prepare_periods(prepared, [row for row in rows if row.period is None], plan, recording)
    applied.note(objects)


def _prepare_update(
    prepared: Prepared,
    objects: list[Any],
    rows: list[tuple[Row, Any]],
    plan: Plan,
    recording: Recording,
    *,
    period: bool,
) -> None:
    before = {obj.pk: snapshot(obj) for obj in objects}
    for row, obj in rows:
        _set_values(obj, row, prepared.sheet_plan, plan, period=period)
    columns = prepared.sheet_plan.columns
    fields = [
        name
        for column in columns
        if column.name and column.is_period == period and column.name not in prepared.sheet_plan.sheet.identity
        for name in column.stored_in()
    ]
    prepared.writings += alteration(objects, fields)
    recording.changed_in_bulk((obj, before[obj.pk]) for obj in objects)


def _write(prepared: Prepared, plan: Plan, recording: Recording) -> None:
    """Send what was prepared; what depends on rows as they are now is done here."""
    sheet_plan, rows = prepared.sheet_plan, prepared.changed
    if sheet_plan.sheet.period_model is not None:
        _close_previous(sheet_plan, rows, recording)
    for writing in prepared.writings:
        writing.run()
    _tie_again(sheet_plan, rows, plan, recording)
    ids = list({row.obj.pk: True for row in rows if row.obj is not None and hasattr(row.obj, "version")})
    for start in range(0, len(ids), BATCH):
        found = sheet_plan.sheet.model._base_manager.filter(pk__in=ids[start : start + BATCH])
        found.update(version=F("version") + 1)


def _relations(sheet_plan: SheetPlan, plan: Plan) -> Iterator[tuple[Refs, Any, str, str, dict[str, Any]]]:
    """Each many-to-many column with its table of ties, the table's two columns, and the numbers of the keys."""
    for column in sheet_plan.columns:
        if isinstance(column, Refs):
            assert column.model is not None
            relation: Any = sheet_plan.sheet.model._meta.get_field(column.field_name)
            source, target = f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id"
            yield column, relation.remote_field.through, source, target, plan.keys_of(column.model)


def _tie_again(sheet_plan: SheetPlan, rows: list[Row], plan: Plan, recording: Recording) -> None:
    """Many-to-many columns of changed rows, written and recorded as rows of their own."""
    for column, through, source, target, keys in _relations(sheet_plan, plan):
        changed = {row.obj.pk: row for row in rows if row.obj is not None and column.name in row.changed}
        wanted = {pk: {keys[key] for key in row.values.get(column.name) or ()} for pk, row in changed.items()}
        ids = list(wanted)
        for start in range(0, len(ids), BATCH):
            for tie in through._base_manager.filter(**{f"{source}__in": ids[start : start + BATCH]}):
                if getattr(tie, target) in wanted[getattr(tie, source)]:
                    wanted[getattr(tie, source)].discard(getattr(tie, target))
                else:
                    recording.remove(tie)
        ties = [through(**{source: pk, target: other}) for pk, others in wanted.items() for other in sorted(others)]
        through._base_manager.bulk_create(ties, batch_size=BATCH)
        recording.added_in_bulk(ties)


def _close_previous(sheet_plan: SheetPlan, rows: list[Row], recording: Recording) -> None:
    """A new period ends the one before it on the day before it begins."""
    assert sheet_plan.known is not None
    for row in rows:
        if row.closes_previous is None or row.obj is None:
            continue
        periods: list[Any] = sheet_plan.known.periods.get(row.obj.pk, [])
        for period in itertools.islice(sorted(periods, key=lambda p: p.pk, reverse=True), 1):
            recording.change(period, valid_until=row.closes_previous)

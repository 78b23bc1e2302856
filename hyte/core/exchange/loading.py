"""Apply a validated plan in one short transaction, and record it as one act."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.core.audit.recording import Recording, Refused, snapshot, write_entry
from hyte.core.exchange.columns import AnyRef, Refs
from hyte.core.exchange.planning import CHANGED, CREATED, Plan, Row, SheetPlan, home_of
from hyte.core.search.index import index_ids, searchables

BATCH = 2000


class LoadRefused(Refused):
    """The plan has errors, so nothing is saved."""


@dataclass
class Applied:
    """Which rows a load touched, by model, so that the search can follow."""

    touched: dict[str, list[int]] = field(default_factory=dict)

    def note(self, rows: list[models.Model]) -> None:
        for row in rows:
            self.touched.setdefault(row._meta.label_lower, []).append(row.pk)


def apply_plan(plan: Plan, *, title: str, is_example: bool = False) -> Applied:
    """Save every row of the plan or none; one audit entry holds them all, so that a load can be undone as one act."""
    if plan.errors:
        raise LoadRefused(_("The file has %(number)s faults; nothing was saved.") % {"number": len(plan.errors)})
    applied = Applied()
    recording = Recording()
    prepared = [(sheet_plan, _new_rows(sheet_plan, plan, is_example)) for sheet_plan in plan.sheets]
    with transaction.atomic():
        for sheet_plan, created in prepared:
            _refuse_stale(sheet_plan)
            _create(sheet_plan, created, plan, recording, applied)
            _change(sheet_plan, plan, recording, applied)
        if recording.changes:
            subject = plan.area or Area.objects.first()
            assert subject is not None
            write_entry(recording, subject, verb="loaded", by=plan.by, reason=title)
    # The search is derived from the records: it follows in steps of its own, so that nobody waits for it.
    for label, ids in applied.touched.items():
        if label in searchables():
            for start in range(0, len(ids), 200):
                with transaction.atomic():
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


def _new_rows(sheet_plan: SheetPlan, plan: Plan, is_example: bool) -> list[tuple[Row, models.Model]]:
    """Build the records that do not exist yet; several periods of one key share a record."""
    sheet = sheet_plan.sheet
    made: dict[Any, models.Model] = {}
    rows = []
    for row in sheet_plan.rows:
        if row.action != CREATED:
            continue
        identity = tuple(row.values.get(name) for name in sheet.identity)
        if identity not in made:
            obj = sheet.model(**sheet.fixed)
            if hasattr(obj, "home_id") and not isinstance(obj, Area):
                obj.home_id = home_of(row, plan)
            if is_example and hasattr(obj, "is_example"):
                obj.is_example = True
            made[identity] = obj
        row.obj = made[identity]
        rows.append((row, row.obj))
    return rows


def _create(
    sheet_plan: SheetPlan, created: list[tuple[Row, models.Model]], plan: Plan, recording: Recording, applied: Applied
) -> None:
    objects = list({id(obj): obj for _row, obj in created}.values())
    rows_of = {id(obj): row for row, obj in created}
    for generation in _generations(sheet_plan, objects, rows_of):
        for obj in generation:
            _set_values(obj, rows_of[id(obj)], sheet_plan, plan, period=False)
        sheet_plan.sheet.model._base_manager.bulk_create(generation, batch_size=BATCH)
        for obj in generation:
            if hasattr(obj, "key"):
                plan.keys_of(sheet_plan.sheet.model)[obj.key] = obj.pk
    recording.added_in_bulk(objects)
    applied.note(objects)
    if sheet_plan.sheet.period_model is not None:
        _create_periods(sheet_plan, [row for row, _obj in created], plan, recording)
    _tie_many(sheet_plan, [(rows_of[id(obj)], obj) for obj in objects], plan, recording, is_new=True)


def _generations(
    sheet_plan: SheetPlan, objects: list[models.Model], rows_of: dict[int, Row]
) -> list[list[models.Model]]:
    """Parents before their children, when a row refers to another row of its own sheet."""
    own = [column.name for column in sheet_plan.sheet.own_references]
    if not own:
        return [objects] if objects else []
    waiting = {rows_of[id(obj)].values["key"]: obj for obj in objects}
    generations = []
    while waiting:
        ready = [
            obj for obj in waiting.values() if not any(rows_of[id(obj)].values.get(name) in waiting for name in own)
        ]
        if not ready:
            raise LoadRefused(_("Some rows refer to one another in a circle."))
        generations.append(ready)
        for obj in ready:
            del waiting[rows_of[id(obj)].values["key"]]
    return generations


def _set_values(obj: models.Model, row: Row, sheet_plan: SheetPlan, plan: Plan, *, period: bool) -> None:
    def key_to_id(model: type[models.Model], key: str) -> int | None:
        return plan.keys_of(model)[key]

    for column in sheet_plan.columns:
        if column.name and column.is_period == period:
            column.assign(obj, row.values.get(column.name), key_to_id)


def _create_periods(sheet_plan: SheetPlan, rows: list[Row], plan: Plan, recording: Recording) -> None:
    model = sheet_plan.sheet.period_model
    assert model is not None
    periods = []
    for row in rows:
        period = model(of=row.obj)
        _set_values(period, row, sheet_plan, plan, period=True)
        periods.append(period)
    model._base_manager.bulk_create(periods, batch_size=BATCH)
    recording.added_in_bulk(periods)


def _tie_many(
    sheet_plan: SheetPlan, rows: list[tuple[Row, models.Model]], plan: Plan, recording: Recording, *, is_new: bool
) -> None:
    """Many-to-many columns, written and recorded as rows of their own."""
    for column in [c for c in sheet_plan.columns if isinstance(c, Refs)]:
        assert column.model is not None
        field_object: Any = sheet_plan.sheet.model._meta.get_field(column.field_name)
        through = field_object.remote_field.through
        source, target = f"{field_object.m2m_field_name()}_id", f"{field_object.m2m_reverse_field_name()}_id"
        keys = plan.keys_of(column.model)
        ties = []
        for row, obj in rows:
            if not is_new and column.name not in row.changed:
                continue
            wanted = {keys[key] for key in row.values.get(column.name) or ()}
            if not is_new:
                for tie in through._base_manager.filter(**{source: obj.pk}):
                    if getattr(tie, target) in wanted:
                        wanted.discard(getattr(tie, target))
                    else:
                        recording.remove(tie)
            ties += [through(**{source: obj.pk, target: pk}) for pk in sorted(pk for pk in wanted if pk is not None)]
        through._base_manager.bulk_create(ties, batch_size=BATCH)
        recording.added_in_bulk(ties)


def _change(sheet_plan: SheetPlan, plan: Plan, recording: Recording, applied: Applied) -> None:
    rows = [row for row in sheet_plan.rows if row.action == CHANGED and row.obj is not None]
    if not rows:
        return
    objects = list({row.obj.pk: row.obj for row in rows if row.obj}.values())
    _update(objects, [(row, row.obj) for row in rows if row.obj], sheet_plan, plan, recording, period=False)
    if sheet_plan.sheet.period_model is not None:
        _close_previous(sheet_plan, rows, recording)
        _update(
            [row.period for row in rows if row.period],
            [(row, row.period) for row in rows if row.period],
            sheet_plan,
            plan,
            recording,
            period=True,
        )
        _create_periods(sheet_plan, [row for row in rows if row.period is None], plan, recording)
    _tie_many(sheet_plan, [(row, row.obj) for row in rows if row.obj], plan, recording, is_new=False)
    if hasattr(objects[0], "version"):
        ids = [obj.pk for obj in objects]
        for start in range(0, len(ids), BATCH):
            sheet_plan.sheet.model._base_manager.filter(pk__in=ids[start : start + BATCH]).update(
                version=F("version") + 1
            )
    applied.note(objects)


def _update(
    objects: list[Any],
    rows: list[tuple[Row, Any]],
    sheet_plan: SheetPlan,
    plan: Plan,
    recording: Recording,
    *,
    period: bool,
) -> None:
    before = {obj.pk: snapshot(obj) for obj in objects}
    for row, obj in rows:
        _set_values(obj, row, sheet_plan, plan, period=period)
    fields = [
        column.field_name
        for column in sheet_plan.columns
        if column.name and column.is_period == period and not isinstance(column, Refs) and column.field_name != "key"
    ]
    if any(isinstance(column, AnyRef) for column in sheet_plan.columns):
        fields = [*(name for name in fields if name != "record"), "model", "object_id", "record_key"]
    if objects and fields:
        type(objects[0])._base_manager.bulk_update(objects, fields, batch_size=500)
    recording.changed_in_bulk((obj, before[obj.pk]) for obj in objects)


def _close_previous(sheet_plan: SheetPlan, rows: list[Row], recording: Recording) -> None:
    """A new period ends the one before it on the day before it begins."""
    assert sheet_plan.known is not None
    for row in rows:
        if row.closes_previous is None or row.obj is None:
            continue
        periods: list[Any] = sheet_plan.known.periods.get(row.obj.pk, [])
        for period in itertools.islice(sorted(periods, key=lambda p: p.pk, reverse=True), 1):
            recording.change(period, valid_until=row.closes_previous)

"""What makes no sense in the register, said once for operations and for loads alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from hyte.core.areas.text import shown_day
from hyte.core.exchange.planning import value_after
from hyte.core.exchange.shapes import UNCHANGED, Plan, Row, Sheet, sheet_of
from hyte.governance.structure.models import Body, BodyPeriod, Duty, Post, Unit, UnitPeriod
from hyte.governance.structure.models.bodies import term_fault
from hyte.governance.structure.models.documents import approval_fault
from hyte.governance.structure.models.periods import Identity
from hyte.governance.structure.models.units import PHONE


def is_below(candidate_id: int | None, ancestor_id: int, parents: dict[int, int | None]) -> bool:
    """Whether `candidate` is `ancestor` or under it, in a map of child → parent."""
    seen: set[int] = set()
    while candidate_id is not None and candidate_id not in seen:
        if candidate_id == ancestor_id:
            return True
        seen.add(candidate_id)
        candidate_id = parents.get(candidate_id)
    return False


def parents_of(model: type[models.Model]) -> dict[int, int | None]:
    """The newest parent of every row of a model that has parents."""
    if model is Body:
        return dict(BodyPeriod.objects.filter(valid_until__isnull=True).values_list("of_id", "parent_id"))
    if model is Unit:
        return dict(UnitPeriod.objects.filter(valid_until__isnull=True).values_list("of_id", "parent_id"))
    return dict(Duty.objects.values_list("pk", "parent_id"))


def circle_in(rows: list[Row], plan: Plan) -> Iterable[Row]:
    """Rows of a load whose parents lead back to themselves."""
    named = {row.values["key"]: row.value("parent") for row in rows if "parent" in row.values}
    if not any(named.values()):
        return
    model = sheet_of(rows, plan).model
    keys = dict(model._default_manager.values_list("pk", "key"))  # type: ignore[misc]
    above: dict[Any, Any] = {keys[child]: keys.get(parent) for child, parent in parents_of(model).items() if parent}
    above |= named
    for row in rows:
        key, seen = row.value("parent"), set()
        while key and key not in seen:
            if key == row.values["key"]:
                yield row
                break
            seen.add(key)
            key = above.get(key)


def life_of(body: Body) -> tuple[date | None, date | None]:
    """A body's first known and last day over all its periods; None where open or unknown."""
    periods = list(body.periods.all())
    return _life([(period.valid_from, period.valid_until) for period in periods])


def _life(days: list[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    starts = [start for start, _end in days]
    ends = [end for _start, end in days]
    first = None if not days or None in starts else min(d for d in starts if d)
    last = None if not days or None in ends else max(d for d in ends if d)
    return first, last


def outside_life(start: date | None, end: date | None, life: tuple[date | None, date | None]) -> str:
    """A sentence when days fall outside a body's life; empty when they fit."""
    first, last = life
    if first and start and start < first:
        return _("the seat begins before the body (%(day)s)") % {"day": shown_day(first)}
    if last and start and start > last:
        return _("the seat begins after the body has ended (%(day)s)") % {"day": shown_day(last)}
    if last and end and end > last:
        return _("the seat ends after the body (%(day)s)") % {"day": shown_day(last)}
    return ""


def lives_in(model: type[models.Model], keys: set[str], plan: Plan) -> dict[str, tuple[date | None, date | None]]:
    """First and last days of units, bodies or duties by their keys, as they stand once the load is saved."""
    rows = model.period_model().objects if issubclass(model, Identity) else model._default_manager
    prefix = "of__" if issubclass(model, Identity) else ""
    found = rows.filter(**{f"{prefix}key__in": keys}).values_list(f"{prefix}key", "pk", "valid_from", "valid_until")
    days: dict[str, dict[Any, tuple[date | None, date | None]]] = {}
    for key, pk, start, end in found:
        days.setdefault(key, {})[pk] = (start, end)
    for sheet_plan in plan.sheets:
        if sheet_plan.sheet.model is model:
            for row in sheet_plan.rows:
                if row.values["key"] in keys:
                    _place_row(days.setdefault(row.values["key"], {}), row, sheet_plan.sheet)
    return {key: _life(list(own.values())) for key, own in days.items()}


def _place_row(own: dict[Any, tuple[date | None, date | None]], row: Row, sheet: Sheet) -> None:
    """Put a row's days in place of those it corrects, or beside the others."""
    if row.closes_previous:
        for place, (start, end) in own.items():
            if end is None or end > row.closes_previous:
                own[place] = (start, row.closes_previous)
    corrected = row.period if sheet.period_model is not None else row.obj
    own[corrected.pk if corrected else ("row", row.number)] = (
        value_after(row, "valid_from", sheet),
        value_after(row, "valid_until", sheet),
    )


def seat_outside_body(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str]]:
    """Rows of a load whose seat falls outside the life of its body."""
    lives = lives_in(Body, {row.value("body") for row in rows}, plan)
    for row in rows:
        life = lives.get(row.value("body"), (None, None))
        sentence = outside_life(row.value("valid_from"), row.value("valid_until"), life)
        if sentence:
            yield row, sentence


def before_parent(start: date | None, life: tuple[date | None, date | None]) -> str:
    """A sentence when the parent was not there on the child's first known day; empty when it was."""
    first, last = life
    if first and start and start < first:
        return _("the one above begins only on %(day)s") % {"day": shown_day(first)}
    if last and start and start > last:
        return _("the one above has ended on %(day)s") % {"day": shown_day(last)}
    return ""


def child_before_parent(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str]]:
    """Rows of a load that put a record under one that was not there when it began."""
    named = [row for row in rows if row.action != UNCHANGED and row.value("parent")]
    if not named:
        return
    sheet = sheet_of(rows, plan)
    lives = lives_in(sheet.model, {row.value("parent") for row in named}, plan)
    for row in named:
        start = value_after(row, "valid_from", sheet) or value_after(row, "attested_on", sheet)
        sentence = before_parent(start, lives.get(row.value("parent"), (None, None)))
        if sentence:
            yield row, sentence


def check_parents(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """No record is above itself, whichever way the rows and the register join."""
    for row in circle_in(rows, plan):
        yield row, "parent", _("the parent is below the record itself"), _("a parent that is not below this record")
    for row, sentence in child_before_parent(rows, plan):
        yield row, "parent", sentence, _("a parent that is there on the record's first day")


def check_bodies(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """Bodies stand under others that are there, and fixed-term ones say until when."""
    yield from check_parents(rows, plan)
    yield from check_terms(rows, plan)


def check_seats(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """A seat's days lie within its body's life."""
    for row, sentence in seat_outside_body(rows, plan):
        yield row, "valid_from", sentence, _("days within the body's life")


def check_counterparts(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """A counterpart is someone."""
    for row in rows:
        if not row.value("post") and not row.value("person"):
            yield row, "person", _("neither a post nor a person is given"), _("the key of a post or a person")


def check_terms(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """A fixed-term body says until when it is appointed."""
    sheet = sheet_of(rows, plan)
    names = ("permanence", "valid_from", "ends_on", "valid_until")
    for row in rows:
        fault = "" if row.action == UNCHANGED else term_fault(*(value_after(row, name, sheet) for name in names))
        if fault:
            yield row, "ends_on", str(fault), _("the last day of the appointment")


def check_approvals(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """An approval has someone who approved and a day that has come."""
    sheet = sheet_of(rows, plan)
    for row in rows:
        if row.action == UNCHANGED:
            continue
        body, name, day = (value_after(row, each, sheet) for each in ("approved_by", "approved_by_name", "approved_on"))
        fault = approval_fault(body or name, day)
        if fault:
            yield row, "approved_by" if day else "approved_on", str(fault), _("both the body and the day, or neither")
        elif day and day > plan.today:
            yield row, "approved_on", _("the day is in the future"), _("today or an earlier day")


def check_contacts(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str, str, str]]:
    """A post's phone and e-mail are such, and were not confirmed on a day to come."""
    words = {
        "phone": (_("“%(text)s” is not a phone number"), str(PHONE.message)),
        "email": (_("“%(text)s” is not an e-mail address"), _("an e-mail address of the post or its unit")),
    }
    for row in rows:
        for name, (fault, accepted) in words.items():
            text = row.value(name) or ""
            try:
                Post._meta.get_field(name).run_validators(text)
            except ValidationError:
                yield row, name, fault % {"text": text[:60]}, accepted
        confirmed = row.value("contact_confirmed_on")
        if confirmed and confirmed > plan.today:
            yield row, "contact_confirmed_on", _("the day is in the future"), _("today or an earlier day")

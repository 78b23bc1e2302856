"""What makes no sense in the register, said once for operations and for loads alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from hyte.core.areas.text import shown_day
from hyte.core.exchange.planning import Plan, Row
from hyte.governance.structure.models import Body, BodyPeriod, Duty, Post, Unit, UnitPeriod
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
    model = next(sheet.sheet.model for sheet in plan.sheets if sheet.rows is rows)
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


def seat_outside_body(rows: list[Row], plan: Plan) -> Iterable[tuple[Row, str]]:
    """Rows of a load whose seat falls outside the life of its body."""
    keys = {row.value("body") for row in rows}
    days: dict[str, list[tuple[date | None, date | None]]] = {}
    for key, start, end in BodyPeriod.objects.filter(of__key__in=keys).values_list(
        "of__key", "valid_from", "valid_until"
    ):
        days.setdefault(key, []).append((start, end))
    for sheet in plan.sheets:
        if sheet.sheet.model is Body:
            for row in sheet.rows:
                if row.obj is None:
                    days.setdefault(row.values["key"], []).append((row.value("valid_from"), row.value("valid_until")))
    for row in rows:
        sentence = outside_life(
            row.value("valid_from"), row.value("valid_until"), _life(days.get(row.value("body"), []))
        )
        if sentence:
            yield row, sentence


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

"""What loads of assessments must meet: the same that forms and operations ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hyte.core.exchange.planning import chunks, home_of, value_after
from hyte.core.exchange.shapes import UNCHANGED, Plan, Row, sheet_of
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.models import Post
from hyte.planning.assessments import models as own
from hyte.planning.assessments.choices import DECIDED, SIZES, Scale, Verdict
from hyte.planning.plans.load_checks import homes_of

Fault = tuple[Row, str, str, str]
NAMES = {"matter": Matter, "post": Post}


def check_assessments(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A new assessment comes with the alternative that nothing changes; what was decided on is not changed."""
    unchanging = {
        row.value("assessment")
        for part in plan.sheets
        if part.sheet.model is own.Alternative
        for row in part.rows
        if row.value("is_no_change")
    }
    yield from _closed(rows, plan, "key")
    for name, model in NAMES.items():
        homes = homes_of(model, {row.value(name) for row in rows if row.value(name)}, plan)
        for row in rows:
            home = homes.get(row.value(name))
            if row.action != UNCHANGED and home is not None and home != home_of(row, plan):
                yield row, name, _("it belongs to another area"), _("a record of the row's own home area")
    for row in rows:
        if row.obj is None and row.value("key") not in unchanging:
            fault = _("the alternative that nothing changes is missing from the load")
            yield row, "key", fault, _("a row of the table alternatives with is_no_change")
        if row.value("begun_on") and row.value("begun_on") > plan.today:
            yield row, "begun_on", _("the day is in the future"), _("today or an earlier day")


def check_parts(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Parts of an assessment change only until the decision, and stay in it."""
    yield from _moved(rows, "assessment")
    yield from _closed(rows, plan, "assessment")


def _moved(rows: list[Row], name: str) -> Iterable[Fault]:
    for row in rows:
        if name in row.changed:
            yield row, name, _("the row belongs to another record"), row.before[name]


def _closed(rows: list[Row], plan: Plan, name: str) -> Iterable[Fault]:
    keys = {row.value(name) for row in rows if row.value(name)}
    closed: set[str] = set()
    for some in chunks(sorted(keys)):
        closed |= set(own.Assessment.objects.filter(key__in=some, state__in=DECIDED).values_list("key", flat=True))
    for row in rows:
        if row.action != UNCHANGED and row.value(name) in closed:
            yield row, name, _("the decision has been made"), _("an assessment that is not decided yet")


def check_alternatives(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """One alternative is that nothing changes, and one is recommended at most."""
    yield from check_parts(rows, plan)
    sheet = sheet_of(rows, plan)
    assessments = {row.value("assessment") for row in rows if row.value("assessment")}
    for name in ("is_no_change", "is_recommended"):
        kept = own.Alternative.objects.live().filter(assessment__key__in=assessments, **{name: True})
        found = {key: {one} for one, key in kept.values_list("key", "assessment__key")}
        for row in rows:
            if value_after(row, name, sheet):
                found.setdefault(row.value("assessment"), set()).add(row.value("key"))
            elif row.value("key") in found.get(row.value("assessment"), ()):
                found[row.value("assessment")].discard(row.value("key"))
        for row in rows:
            if row.action != UNCHANGED and value_after(row, name, sheet) and len(found[row.value("assessment")]) > 1:
                yield row, name, _("another alternative of the assessment has it already"), _("one alternative")
            if name == "is_no_change" and name in row.changed and not found.get(row.value("assessment")):
                fault = _("that nothing changes is always one of the alternatives")
                yield row, name, fault, _("yes, of one alternative of each assessment")


def check_effects(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """An effect is seen from a perspective of the assessment's own template, and has a size of its scale."""
    assessments = _parents(own.Alternative, "assessment", rows, "alternative", plan)
    templates = _values(own.Assessment, "template", set(assessments.values()), plan)
    of_perspective = _parents(own.Perspective, "template", rows, "perspective", plan)
    scales = _scales(set(templates.values()), plan)
    closed = set(
        own.Assessment.objects.filter(key__in=assessments.values(), state__in=DECIDED).values_list("key", flat=True)
    )
    yield from _moved(rows, "alternative")
    for row in rows:
        if row.action == UNCHANGED:
            continue
        assessment = assessments.get(row.value("alternative"), "")
        template = templates.get(assessment)
        if assessment in closed:
            yield row, "alternative", _("the decision has been made"), _("an assessment that is not decided yet")
        if template and of_perspective.get(row.value("perspective")) != template:
            fault = _("it belongs to another template")
            yield row, "perspective", fault, _("a perspective of the assessment's own template")
        sizes = SIZES[Scale(scales.get(template or "", Scale.FIVE))]
        if row.value("size") not in sizes:
            yield row, "size", _("the scale has no such size"), ", ".join(str(size) for size in sizes)


def _parents(model: Any, name: str, rows: list[Row], column: str, plan: Plan) -> dict[str, str]:
    """The key of what each named record belongs to."""
    return _values(model, name, {row.value(column) for row in rows if row.value(column)}, plan)


def _values(model: type[models.Model], name: str, keys: set[str], plan: Plan) -> dict[str, str]:
    """A reference's key of records by their keys, in the register or in the load."""
    found: dict[str, str] = {}
    for some in chunks(sorted(keys)):
        found.update(model._default_manager.filter(key__in=some).values_list("key", f"{name}__key"))
    for part in plan.sheets:
        if part.sheet.model is model:
            found |= {row.values["key"]: row.value(name) for row in part.rows if row.value("key") in keys}
    return found


def _scales(keys: set[str], plan: Plan) -> dict[str, str]:
    found = dict(own.AssessmentTemplate.objects.filter(key__in=keys).values_list("key", "scale"))
    for part in plan.sheets:
        if part.sheet.model is own.AssessmentTemplate:
            found |= {
                row.values["key"]: row.value("scale", Scale.FIVE) for row in part.rows if row.value("key") in keys
            }
    return found


def check_crossings(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A crossing effect is between two perspectives."""
    yield from check_parts(rows, plan)
    for row in rows:
        if row.value("first") and row.value("first") == row.value("second"):
            yield row, "second", _("both perspectives are the same"), _("two different perspectives")


def check_hearings(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """Somebody is heard; an answer follows a question, and a reason stands only where nobody was asked."""
    yield from check_parts(rows, plan)
    sheet = sheet_of(rows, plan)
    for row in rows:
        names = ("body", "who", "asked_on", "answered_on", "not_asked_reason", "not_asked_reason_sv")
        body, who, asked, answered, *reasons = (value_after(row, name, sheet) for name in names)
        if not (body or who):
            yield row, "who", _("nobody is named"), _("a body, or a group in words")
        if asked and any(reasons):
            yield row, "not_asked_reason", _("they were asked"), _("an empty cell where there is a day of asking")
        if answered and not asked:
            yield row, "asked_on", _("the day of asking is missing"), _("the day on which they were asked")
        if answered and asked and not asked <= answered <= plan.today:
            fault = _("the answer is before the question, or in the future")
            yield row, "answered_on", fault, _("a day from the day of asking to today")


def check_predictions(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A prediction is of an effect of its own assessment, and says what is looked at."""
    yield from check_parts(rows, plan)
    sheet = sheet_of(rows, plan)
    alternatives = _parents(own.Effect, "alternative", rows, "effect", plan)
    assessments = _values(own.Alternative, "assessment", set(alternatives.values()), plan)
    for row in rows:
        effect = row.value("effect")
        if effect in alternatives and assessments.get(alternatives[effect]) != row.value("assessment"):
            yield row, "effect", _("it belongs to another assessment"), _("an effect of the row's own assessment")
        if not (value_after(row, "indicator", sheet) or value_after(row, "measure", sheet)):
            yield row, "measure", _("what is looked at is missing"), _("an indicator, or a measure in words")


def check_needs(rows: list[Row], plan: Plan) -> Iterable[Fault]:
    """A matter goes without an assessment only for a reason."""
    for row in rows:
        if row.value("verdict") == Verdict.WAIVED and not row.value("reason"):
            yield row, "reason", _("the reason is missing"), _("why no assessment is made")
        if row.value("day") and row.value("day") > plan.today:
            yield row, "day", _("the day is in the future"), _("today or an earlier day")

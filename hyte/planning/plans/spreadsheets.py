"""Sheets of plans: a whole plan comes in and goes out as tables; progress is reported in bulk by the last of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, Organisation, worker_areas
from hyte.core.exchange.columns import SEPARATOR, CellFault, Choice, Column, Day, Number, Text, Whole, YesNo
from hyte.core.exchange.references import Ref, Refs
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import CONFIRMED, HOME, KEY_COLUMN, SOURCE, Book, register, register_book
from hyte.governance.structure.models import Body, FocusArea, Post, SteeringDocument, Theme, Unit
from hyte.knowledge.indicators.models import Concern, Indicator
from hyte.planning.plans import load_checks as checks
from hyte.planning.plans import models
from hyte.planning.plans.choices import (
    AgeGroup,
    Direction,
    Evidence,
    Forecast,
    MeasureKind,
    Phase,
    PlanKind,
    PlanState,
    Status,
)
from hyte.planning.plans.rules import EDIT, HANDLE, REPORT

KNOWN = (HOME, CONFIRMED, SOURCE)
ORDER = Whole("order")
BOOK = "plan_book"


def in_languages(name: str, *, required: bool = False) -> tuple[Text, ...]:
    """A text's columns: Finnish, Swedish and English."""
    return (Text(name, attribute=f"{name}_fi", required=required), Text(f"{name}_sv"), Text(f"{name}_en"))


class Ages(Column):
    """Several age groups, by their codes or their words."""

    def accepted(self) -> str:
        words = ", ".join(f"{group.value} ({group.label})" for group in AgeGroup)
        return gettext("one or several of these, separated by a vertical bar |: %(values)s") % {"values": words}

    def empty(self) -> list[str]:
        return []

    def read(self, text: str) -> list[str]:
        one = Choice(self.name, choices=AgeGroup)
        try:
            return sorted({one.read(part.strip()) for part in text.split(SEPARATOR) if part.strip()})
        except CellFault as fault:
            raise CellFault(fault.fault, self.accepted()) from fault

    def show(self, value: Iterable[str] | None) -> str:
        return f" {SEPARATOR} ".join(sorted(value or ()))

    def in_words(self, cell: str) -> str:
        return ", ".join(str(AgeGroup(part).label) for part in self.read(cell)) if cell else ""


class NameOf(Column):
    """The name of the record that a row is about, for whoever reads the file; a file's own cell says nothing."""

    is_taken_in: ClassVar[bool] = False

    def accepted(self) -> str:
        return gettext("nothing: the name is written here for the reader and not read back")

    def parse(self, cell: Any) -> str:
        return ""

    def cell(self, holder: Any) -> str:
        return str(getattr(holder, self.attribute))


PLAN = Ref("plan", model=models.Plan, required=True)
MEASURE = Ref("measure", model=models.Measure, required=True)


def never_reported(area: Area, user: Any) -> list[dict[str, str]]:
    """Actions of plans in force of which nothing has been told, for whoever reports many at once."""
    rows = models.Action.objects.visible_to(user).live().of(area).followed().filter(progress__isnull=True)
    return to_report(rows.order_by("pk"))


def to_report(actions: Iterable[models.Action]) -> list[dict[str, str]]:
    """Actions as rows of the sheet of progress, for their reports to be filled in."""
    return [{"action": action.key, "action_name": str(action)} for action in actions]


def conceal_revision(plan: models.Plan, user: Any) -> frozenset[str]:
    """What a revision may have changed goes out to others only once it is approved."""
    if plan.state != PlanState.DRAFT or plan.home_id in worker_areas(user):
        return frozenset()
    words = {f"{name}{code}" for name in ("summary", "plain_summary") for code in ("", "_sv", "_en")}
    return frozenset({*words, "starts", "ends", "themes", "focus_areas"})


def placing_sheet(name: str, title: Any, model: Any, held: Ref) -> Sheet:
    """A sheet of what stands in plans by reference."""
    return Sheet(
        name=name,
        title=title,
        model=model,
        operation=EDIT,
        identity=("plan", held.name),
        columns=(PLAN, held, ORDER, *in_languages("local_words")),
        place=checks.place_held(held.name, held.references("x")[0][0]),
        check=checks.check_placings,
    )


register(
    Sheet(
        name="plan_families",
        title=_("Families of plans"),
        model=models.PlanFamily,
        operation=EDIT,
        columns=(KEY_COLUMN, *in_languages("name", required=True), *in_languages("description"), *KNOWN),
    ),
    Sheet(
        name="plans",
        title=_("Plans"),
        model=models.Plan,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("name", required=True),
            Choice("kind", choices=PlanKind, required=True),
            *in_languages("summary"),
            *in_languages("plain_summary"),
            Day("starts"),
            Day("ends"),
            Ref("family", model=models.PlanFamily),
            Ref("supersedes", model=models.Plan),
            Ref("document", model=SteeringDocument, stands_on=True),
            Refs("themes", model=Theme),
            Refs("focus_areas", model=FocusArea),
            Choice("state", choices=PlanState, default=PlanState.DRAFT),
            ORDER,
            *KNOWN,
        ),
        check=checks.check_plans,
        conceals=conceal_revision,
    ),
    Sheet(
        name="plan_steps",
        title=_("Paths of approval"),
        model=models.ApprovalStep,
        operation=EDIT,
        identity=("plan", "body"),
        columns=(PLAN, Ref("body", model=Body, required=True), ORDER),
        place=checks.placed_by("plan", models.Plan, HANDLE),
    ),
    Sheet(
        name="shared_texts",
        title=_("Shared texts"),
        model=models.SharedText,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("title", required=True),
            *in_languages("text", required=True),
            *in_languages("plain_text"),
            YesNo("is_shared"),
            *KNOWN,
        ),
        check=checks.check_shared,
    ),
    Sheet(
        name="objectives",
        title=_("Objectives"),
        model=models.Objective,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("name", required=True),
            *in_languages("description"),
            Refs("themes", model=Theme),
            Refs("focus_areas", model=FocusArea),
            Ages("age_groups"),
            Ref("owner", model=Body),
            Refs("concerns", model=Concern),
            Refs("indicators", model=Indicator),
            YesNo("is_shared"),
            *KNOWN,
        ),
        check=checks.check_shared,
    ),
    placing_sheet(
        "plan_objectives",
        _("Objectives in plans"),
        models.PlanObjective,
        Ref("objective", model=models.Objective, required=True),
    ),
    placing_sheet(
        "plan_texts", _("Texts in plans"), models.PlanText, Ref("text", model=models.SharedText, required=True)
    ),
    Sheet(
        name="actions",
        title=_("Actions"),
        model=models.Action,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("objective", model=models.Objective, required=True),
            *in_languages("name", required=True),
            *in_languages("description"),
            Ref("post", model=Post),
            Ref("unit", model=Unit),
            Refs("partners", model=Organisation),
            Refs("bodies", model=Body),
            Refs("areas", model=Area),
            Day("starts"),
            Day("ends"),
            Choice("phase", choices=Phase),
            Number("money"),
            Number("work_months"),
            Text("grants"),
            Text("premises"),
            Choice("evidence", choices=Evidence, default=Evidence.UNKNOWN),
            Text("evidence_source"),
            ORDER,
            *KNOWN,
        ),
        check=checks.check_actions,
    ),
    Sheet(
        name="measures",
        title=_("Measures"),
        model=models.Measure,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("objective", model=models.Objective, stands_on=True),
            Ref("action", model=models.Action, stands_on=True),
            Choice("kind", choices=MeasureKind, required=True),
            Ref("indicator", model=Indicator),
            *in_languages("name"),
            *in_languages("unit"),
            Choice("direction", choices=Direction),
            Day("due"),
            Day("reached_on"),
            ORDER,
            *KNOWN,
        ),
        check=checks.check_measures,
    ),
    Sheet(
        name="measure_targets",
        title=_("Targets of measures"),
        model=models.MeasureTarget,
        operation=EDIT,
        identity=("measure", "year"),
        columns=(MEASURE, Whole("year", required=True), Number("value", required=True)),
        place=checks.placed_by("measure", models.Measure, EDIT),
        check=checks.check_targets,
    ),
    Sheet(
        name="measure_counts",
        title=_("Counts of measures"),
        model=models.MeasureCount,
        operation=EDIT,
        identity=("measure", "day"),
        columns=(MEASURE, Day("day", required=True), Number("value", required=True)),
        place=checks.placed_by("measure", models.Measure, EDIT),
        check=checks.check_counts,
    ),
    Sheet(
        name="progress",
        title=_("Progress of actions"),
        model=models.Progress,
        operation=REPORT,
        identity=("action", "day"),
        columns=(
            Ref("action", model=models.Action, required=True),
            NameOf("action_name", label=_("name of the action"), attribute="action"),
            Day("day", required=True),
            Choice("status", choices=Status, required=True),
            Choice("forecast", choices=Forecast, default=Forecast.UNKNOWN),
            Text("stands"),
            Text("done"),
        ),
        place=checks.placed_by("action", models.Action, REPORT),
        check=checks.check_progress,
        to_fill=never_reported,
        prefilled=frozenset({"action", "action_name"}),
    ),
)
register_book(
    Book(
        BOOK,
        _("Workbook of a plan"),
        (
            "plans",
            "plan_steps",
            "objectives",
            "plan_objectives",
            "actions",
            "measures",
            "measure_targets",
            "measure_counts",
            "progress",
        ),
    )
)

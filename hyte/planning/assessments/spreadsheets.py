"""Sheets of assessments: templates with their perspectives, and whole assessments with what each alternative does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.exchange.columns import SEPARATOR, CellFault, Choice, Column, Day, Number, Text, Whole, YesNo
from hyte.core.exchange.references import Ref
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import CONFIRMED, DATES, HOME, KEY_COLUMN, SOURCE, register
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.models import Body, Post
from hyte.knowledge.indicators.models import Indicator
from hyte.knowledge.indicators.spreadsheets.numbers import KNOWN, in_languages
from hyte.planning.assessments import load_checks as checks
from hyte.planning.assessments import models
from hyte.planning.assessments.choices import (
    Certainty,
    Depth,
    Expected,
    Group,
    Scale,
    Span,
    TemplateKind,
    Verdict,
)
from hyte.planning.assessments.rules import EDIT, HANDLE, TEMPLATES
from hyte.planning.plans.load_checks import placed_by

ORDER = Whole("order")


class Size(Column):
    """A step of a scale: −2 to +2."""

    def accepted(self) -> str:
        return gettext("a whole number from -2 to 2; a template of three steps takes -1, 0 and 1")

    def empty(self) -> None:
        return None

    def read(self, text: str) -> int:
        plain = text.replace("\N{MINUS SIGN}", "-")
        if not re.fullmatch(r"[+-]?[0-2]", plain):
            raise CellFault(gettext("“%(text)s” is not a size of an effect") % {"text": text[:40]}, self.accepted())
        return int(plain)


class Groups(Column):
    """Several groups of people, by their codes or their words."""

    def accepted(self) -> str:
        words = ", ".join(f"{group.value} ({group.label})" for group in Group)
        return gettext("one or several of these, separated by a vertical bar |: %(values)s") % {"values": words}

    def empty(self) -> list[str]:
        return []

    def read(self, text: str) -> list[str]:
        one = Choice(self.name, choices=Group)
        try:
            return sorted({one.read(part.strip()) for part in text.split(SEPARATOR) if part.strip()})
        except CellFault as fault:
            raise CellFault(fault.fault, self.accepted()) from fault

    def show(self, value: Iterable[str] | None) -> str:
        return f" {SEPARATOR} ".join(sorted(value or ()))

    def in_words(self, cell: str) -> str:
        return ", ".join(str(Group(part).label) for part in self.read(cell)) if cell else ""


class Lines(Column):
    """A text of several lines; in a cell they may also be apart by a vertical bar."""

    def read(self, text: str) -> Any:
        return super().read("\n".join(part.strip() for part in re.split(rf"[\n{SEPARATOR}]", text) if part.strip()))


ASSESSMENT = Ref("assessment", model=models.Assessment, required=True)
QUESTIONS = (Lines("questions", attribute="questions_fi"), Lines("questions_sv"), Lines("questions_en"))

register(
    Sheet(
        name="assessment_templates",
        title=_("Assessment templates"),
        model=models.AssessmentTemplate,
        operation=TEMPLATES,
        columns=(
            KEY_COLUMN,
            Choice("kind", choices=TemplateKind, required=True),
            *in_languages("name", required=True),
            *in_languages("description"),
            Choice("scale", choices=Scale, default=Scale.FIVE),
            Text("label"),
            Ref("replaces", model=models.AssessmentTemplate),
            ORDER,
            HOME,
            *DATES,
            CONFIRMED,
            SOURCE,
        ),
    ),
    Sheet(
        name="assessment_perspectives",
        title=_("Perspectives of assessments"),
        model=models.Perspective,
        operation=TEMPLATES,
        columns=(
            KEY_COLUMN,
            Ref("template", model=models.AssessmentTemplate, required=True),
            *in_languages("name", required=True),
            *QUESTIONS,
            ORDER,
            *KNOWN,
        ),
    ),
    Sheet(
        name="assessment_needs",
        title=_("Needs of assessments"),
        model=models.AssessmentNeed,
        operation=HANDLE,
        columns=(
            KEY_COLUMN,
            Ref("matter", model=Matter, required=True),
            Choice("verdict", choices=Verdict, required=True),
            *in_languages("reason"),
            Ref("template", model=models.AssessmentTemplate),
            Day("day", required=True),
            Day("due"),
            CONFIRMED,
            SOURCE,
        ),
        place=placed_by("matter", Matter, HANDLE),
        check=checks.check_needs,
    ),
    Sheet(
        name="assessments",
        title=_("Assessments of effects"),
        model=models.Assessment,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("template", model=models.AssessmentTemplate, required=True),
            *in_languages("title", required=True),
            *in_languages("subject"),
            Choice("depth", choices=Depth, default=Depth.LIGHT),
            Ref("matter", model=Matter, stands_on=True),
            Ref("post", model=Post),
            *in_languages("recommendation"),
            Day("begun_on", required=True),
            HOME,
            CONFIRMED,
            SOURCE,
        ),
        check=checks.check_assessments,
    ),
    Sheet(
        name="alternatives",
        title=_("Alternatives of decisions"),
        model=models.Alternative,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            ASSESSMENT,
            *in_languages("name", required=True),
            *in_languages("description"),
            YesNo("is_no_change"),
            YesNo("is_recommended"),
            ORDER,
            SOURCE,
        ),
        place=placed_by("assessment", models.Assessment, EDIT),
        check=checks.check_alternatives,
    ),
    Sheet(
        name="effects",
        title=_("Effects of alternatives"),
        model=models.Effect,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("alternative", model=models.Alternative, required=True),
            Ref("perspective", model=models.Perspective, required=True),
            Size("size", required=True),
            Choice("certainty", choices=Certainty, default=Certainty.UNKNOWN),
            Choice("span", choices=Span, default=Span.UNKNOWN),
            Groups("groups"),
            *in_languages("reason"),
            *in_languages("grounds"),
            SOURCE,
        ),
        place=placed_by("alternative", models.Alternative, EDIT),
        check=checks.check_effects,
    ),
    Sheet(
        name="crossings",
        title=_("Crossing effects"),
        model=models.Crossing,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            ASSESSMENT,
            Ref("first", model=models.Perspective, required=True),
            Ref("second", model=models.Perspective, required=True),
            *in_languages("note", required=True),
            SOURCE,
        ),
        place=placed_by("assessment", models.Assessment, EDIT),
        check=checks.check_crossings,
    ),
    Sheet(
        name="hearings",
        title=_("Hearings about decisions"),
        model=models.Hearing,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            ASSESSMENT,
            Ref("body", model=Body),
            *in_languages("who"),
            Day("asked_on"),
            Day("due"),
            Day("answered_on"),
            *in_languages("statement"),
            *in_languages("effect"),
            *in_languages("not_asked_reason"),
            ORDER,
            SOURCE,
        ),
        place=placed_by("assessment", models.Assessment, EDIT),
        check=checks.check_hearings,
    ),
    Sheet(
        name="predictions",
        title=_("Predictions of effects"),
        model=models.Prediction,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            ASSESSMENT,
            Ref("effect", model=models.Effect, required=True),
            Ref("indicator", model=Indicator),
            *in_languages("measure"),
            Choice("expected", choices=Expected, required=True),
            Number("value"),
            Day("ask_on", required=True),
            SOURCE,
        ),
        place=placed_by("assessment", models.Assessment, EDIT),
        check=checks.check_predictions,
    ),
)

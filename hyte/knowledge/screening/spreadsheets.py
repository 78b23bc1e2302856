"""Sheets of screening. The ordinary way in for counts is one table from the county's data platform."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.exchange.columns import CellFault, Choice, Column, Day, Percent, Text, YesNo
from hyte.core.exchange.references import Ref, Refs
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import COMMON, CONFIRMED, HOME, KEY_COLUMN, SOURCE, register
from hyte.governance.structure.models import Unit
from hyte.knowledge.screening import load_checks as checks
from hyte.knowledge.screening.ages import parse_ages
from hyte.knowledge.screening.choices import (
    Counted,
    PilotDecision,
    ProgrammeKind,
    Sex,
    SourceStatus,
    TargetMeasure,
)
from hyte.knowledge.screening.models import (
    Base,
    Pilot,
    PilotCount,
    Programme,
    PublishedFigure,
    RuleLine,
    RuleSet,
    Site,
    SiteCount,
    Target,
)
from hyte.knowledge.screening.rules import LOAD, MAINTAIN, PILOT

MOST = 100_000_000


class Count(Column):
    """A number of forms, people or points; empty is not known."""

    def accepted(self) -> str:
        return _("a whole number from 0 to 100 million")

    def empty(self) -> Any:
        return None

    def read(self, text: str) -> int:
        digits = re.sub(r"[\s\u00a0]", "", text)
        if not re.fullmatch(r"\d{1,9}", digits) or int(digits) > MOST:
            raise CellFault(_("“%(text)s” is not a whole number") % {"text": text[:40]}, self.accepted())
        return int(digits)


class Ages(Column):
    """An age group."""

    def accepted(self) -> str:
        return _("an age group as 20-64 or 65-, or all")

    def read(self, text: str) -> str:
        try:
            return parse_ages(text)
        except ValueError:
            raise CellFault(_("“%(text)s” is not an age group") % {"text": text[:40]}, self.accepted()) from None


PROGRAMME = Ref("programme", model=Programme, required=True)

register(
    Sheet(
        name="screening_programmes",
        title=gettext_lazy("Screening programmes"),
        model=Programme,
        operation=MAINTAIN,
        columns=(
            KEY_COLUMN,
            Text("name", attribute="name_fi", required=True),
            Text("name_sv"),
            Text("name_en"),
            Choice("kind", choices=ProgrammeKind, required=True),
            Text("description", attribute="description_fi"),
            Text("description_sv"),
            Text("description_en"),
            Choice("counted", choices=Counted, default=Counted.FORMS),
            YesNo("by_group"),
            YesNo("is_sensitive"),
            *COMMON,
        ),
        check=checks.check_programmes,
    ),
    Sheet(
        name="screening_rule_sets",
        title=gettext_lazy("Rule sets of screening"),
        model=RuleSet,
        operation=MAINTAIN,
        columns=(
            KEY_COLUMN,
            PROGRAMME,
            Text("name", attribute="name_fi", required=True),
            Text("name_sv"),
            Text("name_en"),
            Choice("status", choices=SourceStatus, default=SourceStatus.UNCHECKED),
            YesNo("is_research"),
            YesNo("is_default"),
            *COMMON,
        ),
        check=checks.check_rule_sets,
    ),
    Sheet(
        name="screening_rule_lines",
        title=gettext_lazy("Limits of rule sets"),
        model=RuleLine,
        operation=MAINTAIN,
        columns=(
            KEY_COLUMN,
            Ref("rule_set", model=RuleSet, required=True),
            Choice("sex", choices=Sex, default=Sex.ALL),
            Count("age_from", required=True),
            Count("age_to"),
            Count("at_least", required=True),
            Text("words"),
            HOME,
            SOURCE,
        ),
        check=checks.check_lines,
    ),
    Sheet(
        name="screening_bases",
        title=gettext_lazy("Bases of coverage"),
        model=Base,
        operation=MAINTAIN,
        columns=(
            KEY_COLUMN,
            PROGRAMME,
            Text("name", attribute="name_fi", required=True),
            Text("name_sv"),
            Text("name_en"),
            Count("number", required=True),
            Day("day", required=True),
            HOME,
            CONFIRMED,
            Text("source", required=True),
        ),
    ),
    Sheet(
        name="screening_targets",
        title=gettext_lazy("Targets of screening"),
        model=Target,
        operation=MAINTAIN,
        columns=(
            KEY_COLUMN,
            PROGRAMME,
            Choice("measure", choices=TargetMeasure, required=True),
            Percent("percent", required=True),
            Day("day", required=True),
            HOME,
            CONFIRMED,
            SOURCE,
        ),
        check=checks.check_targets,
    ),
    Sheet(
        name="screening_published",
        title=gettext_lazy("Published figures of screening"),
        model=PublishedFigure,
        operation=MAINTAIN,
        columns=(
            KEY_COLUMN,
            PROGRAMME,
            Text("told_on", required=True),
            Percent("risk_percent"),
            Percent("coverage_percent"),
            Count("screens"),
            Count("sites"),
            Text("base_words"),
            Text("limit_words"),
            Text("period_words"),
            Text("year_words"),
            Text("unit_words"),
            Text("note"),
            HOME,
            CONFIRMED,
            Text("source", required=True),
        ),
    ),
    Sheet(
        name="screening_sites",
        title=gettext_lazy("Sites of screening"),
        model=Site,
        operation=MAINTAIN,
        columns=(
            KEY_COLUMN,
            Text("name", required=True),
            Refs("programmes", gettext_lazy("screening programmes"), model=Programme, required=True),
            Ref("unit", model=Unit),
            *COMMON,
        ),
    ),
    Sheet(
        name="screening_counts",
        title=gettext_lazy("Counts of screening sites"),
        model=SiteCount,
        operation=LOAD,
        identity=("site", "rule_set", "first", "last", "sex", "age_group"),
        columns=(
            Ref("site", model=Site, required=True),
            Ref("rule_set", model=RuleSet, required=True),
            Day("first", required=True),
            Day("last", required=True),
            Choice("sex", choices=Sex, required=True),
            Ages("age_group", required=True),
            Count("screened", required=True),
            Count("at_or_above", required=True),
            Count("brief_interventions"),
            Count("refused"),
            SOURCE,
        ),
        place=checks.place_counts,
        check=checks.check_counts,
    ),
    Sheet(
        name="pilots",
        title=gettext_lazy("Pilots"),
        model=Pilot,
        operation=PILOT,
        columns=(
            KEY_COLUMN,
            Text("name", required=True),
            PROGRAMME,
            Ref("site", model=Site),
            Text("way", required=True),
            Choice("decision", choices=PilotDecision),
            Day("decided_on"),
            Text("decision_reason"),
            *COMMON,
        ),
        check=checks.check_pilots,
    ),
    Sheet(
        name="pilot_counts",
        title=gettext_lazy("Counts of pilots"),
        model=PilotCount,
        operation=LOAD,
        identity=("pilot", "day"),
        columns=(
            Ref("pilot", model=Pilot, required=True),
            Day("day", required=True),
            *(Count(step, required=True) for step in ("identified", "referred", "started", "completed", "changed")),
        ),
        place=checks.place_pilot_counts,
        check=checks.check_pilot_counts,
    ),
)

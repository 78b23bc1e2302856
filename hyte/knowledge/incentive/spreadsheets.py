"""Sheets of the incentive: lists and rounds, figures with their sources, who answers, and acts to try out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_number
from hyte.core.exchange.columns import CellFault, Choice, Column, Day, Number, Text, Whole
from hyte.core.exchange.references import Ref, Refs
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import CONFIRMED, DATES, HOME, KEY_COLUMN, SOURCE, register
from hyte.governance.structure.models import Post
from hyte.knowledge.incentive import checks
from hyte.knowledge.incentive.choices import Direction, Part, Step, Target
from hyte.knowledge.incentive.models import (
    Answering,
    AreaScore,
    IncentiveAct,
    IncentiveSet,
    OfficialResult,
    PublishedFigure,
    Round,
    RoundPopulation,
    SetIndicator,
)
from hyte.knowledge.incentive.rules import EDIT, FOLLOW, TRY
from hyte.knowledge.indicators.models import Indicator

MOST_PEOPLE = 100_000_000


@dataclass(frozen=True)
class Real(Column):
    """A number with as many decimals as the source gives, between its limits; `above` leaves the lower one out."""

    low: float = -1e12
    high: float = 1e12
    above: bool = False
    default: float | None = None

    def accepted(self) -> str:
        low, high = (shown_number(int(end) if end == int(end) else end) for end in (self.low, self.high))
        words = _("a number above %(low)s, at most %(high)s") if self.above else _("a number from %(low)s to %(high)s")
        return words % {"low": low, "high": high}

    def empty(self) -> float | None:
        return self.default

    def read(self, text: str) -> float:
        try:
            number = float(re.sub(r"[\s\u00a0]", "", text).replace(",", ".").replace("\N{MINUS SIGN}", "-"))
        except ValueError:
            raise CellFault(_("“%(text)s” is not a number") % {"text": text[:40]}, self.accepted()) from None
        if not self.low <= number <= self.high or (self.above and number == self.low):
            raise CellFault(_("“%(text)s” is outside the limits") % {"text": text[:40]}, self.accepted())
        return number

    def show(self, value: Any) -> str:
        return "" if value is None else f"{value:.12g}"

    def in_words(self, cell: str) -> str:
        return shown_number(float(cell)) if cell else ""


@dataclass(frozen=True)
class Share(Real):
    high: float = 1
    above: bool = True
    low: float = 0


class Inhabitants(Column):
    """A number of people; empty is not known."""

    def accepted(self) -> str:
        return _("a whole number of people, at least 1")

    def empty(self) -> None:
        return None

    def read(self, text: str) -> int:
        digits = re.sub(r"[\s\u00a0]", "", text)
        if not re.fullmatch(r"[0-9]{1,9}", digits) or not 1 <= int(digits) <= MOST_PEOPLE:
            raise CellFault(_("“%(text)s” is not a whole number") % {"text": text[:40]}, self.accepted())
        return int(digits)

    def in_words(self, cell: str) -> str:
        return shown_number(int(cell)) if cell else ""


class Year(Whole):
    """A year that can be one."""

    def accepted(self) -> str:
        return _("a year from 1990 to 2200")

    def read(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]{4}", text) or not 1990 <= int(text) <= 2200:
            raise CellFault(_("“%(text)s” is not a year") % {"text": text[:40]}, self.accepted())
        return int(text)


def in_languages(name: str, *, required: bool = False) -> tuple[Text, ...]:
    """A text's columns: Finnish, Swedish and English."""
    return (Text(name, attribute=f"{name}_fi", required=required), Text(f"{name}_sv"), Text(f"{name}_en"))


ROUND = Ref("round", model=Round, required=True)
AREA = Ref("area", model=Area, required=True)
INDICATOR = Ref("indicator", model=SetIndicator, required=True)

register(
    Sheet(
        name="incentive_sets",
        title=gettext_lazy("Lists of incentive indicators"),
        model=IncentiveSet,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("name", required=True),
            Text("label", required=True),
            Choice("target", choices=Target, required=True),
            HOME,
            *DATES,
            CONFIRMED,
            SOURCE,
        ),
    ),
    Sheet(
        name="incentive_indicators",
        title=gettext_lazy("Incentive indicators"),
        model=SetIndicator,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("of", model=IncentiveSet, required=True),
            *in_languages("name", required=True),
            Choice("part", choices=Part, required=True),
            Share("weight"),
            Choice("direction", choices=Direction),
            Real("low"),
            Real("high"),
            Ref("indicator", model=Indicator, stands_on=True),
            Whole("order"),
            HOME,
            CONFIRMED,
            SOURCE,
        ),
        check=checks.check_indicators,
    ),
    Sheet(
        name="incentive_rounds",
        title=gettext_lazy("Rounds of the incentive"),
        model=Round,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("of", model=IncentiveSet, required=True),
            Year("year", required=True),
            Number("pot"),
            Real("process_share", low=0, high=1, default=0.5),
            Inhabitants("population"),
            Text("population_source"),
            HOME,
            CONFIRMED,
            SOURCE,
        ),
        check=checks.check_rounds,
    ),
    Sheet(
        name="incentive_populations",
        title=gettext_lazy("Inhabitants in rounds of the incentive"),
        model=RoundPopulation,
        operation=EDIT,
        identity=("round", "area"),
        columns=(ROUND, AREA, Inhabitants("population", required=True), HOME),
        check=checks.check_populations,
    ),
    Sheet(
        name="incentive_scores",
        title=gettext_lazy("Figures of areas in rounds of the incentive"),
        model=AreaScore,
        operation=EDIT,
        identity=("round", "area", "indicator"),
        columns=(
            ROUND,
            AREA,
            INDICATOR,
            Real("score", low=0, high=100),
            Real("before"),
            Real("now"),
            Text("source", required=True),
            HOME,
        ),
        check=checks.check_scores,
    ),
    Sheet(
        name="incentive_results",
        title=gettext_lazy("Official results of the incentive"),
        model=OfficialResult,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            AREA,
            Year("year", required=True),
            Real("coefficient", low=0, high=100),
            Number("money"),
            Number("per_inhabitant"),
            Text("note"),
            HOME,
            CONFIRMED,
            Text("source", required=True),
        ),
        check=checks.check_results,
    ),
    Sheet(
        name="incentive_figures",
        title=gettext_lazy("Published figures of the incentive"),
        model=PublishedFigure,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Choice("target", choices=Target, required=True),
            *in_languages("name", required=True),
            Year("year"),
            Number("value"),
            *in_languages("unit"),
            Whole("order"),
            HOME,
            CONFIRMED,
            Text("source", required=True),
        ),
    ),
    Sheet(
        name="incentive_answers",
        title=gettext_lazy("Answers to follow in rounds of the incentive"),
        model=Answering,
        operation=FOLLOW,
        columns=(
            KEY_COLUMN,
            ROUND,
            INDICATOR,
            Ref("post", model=Post),
            Day("due"),
            Choice("step", choices=Step, default=Step.NOT_BEGUN),
            Day("step_on"),
            Text("note"),
            HOME,
            CONFIRMED,
        ),
        check=checks.check_answerings,
    ),
    Sheet(
        name="incentive_acts",
        title=gettext_lazy("Acts to try out on the incentive"),
        model=IncentiveAct,
        operation=TRY,
        columns=(
            KEY_COLUMN,
            Text("title", required=True),
            Text("description"),
            Refs("indicators", model=SetIndicator, required=True),
            Real("effort", low=0, high=1000, above=True),
            HOME,
            CONFIRMED,
            SOURCE,
        ),
        check=checks.check_acts,
    ),
)

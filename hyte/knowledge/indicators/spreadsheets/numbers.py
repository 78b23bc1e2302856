"""Sheets of data sets, indicators, their sets, joys and worries, and the claims they tell of."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.audit.recording import Refused
from hyte.core.exchange.columns import CellFault, Choice, Column, Day, Text, Url, Whole, YesNo
from hyte.core.exchange.references import Ref, Refs
from hyte.core.exchange.shapes import Sheet
from hyte.core.exchange.sheets import CONFIRMED, DATES, HOME, KEY_COLUMN, SOURCE, register
from hyte.governance.structure.models import Claim, FocusArea, Post, Theme
from hyte.knowledge.indicators.choices import (
    ConcernKind,
    IndicatorKind,
    Outcome,
    PolarityChoice,
    Rhythm,
    SetKind,
    SourceKind,
)
from hyte.knowledge.indicators.models import (
    ClaimMeasure,
    Concern,
    Dataset,
    Indicator,
    IndicatorSet,
    SetMember,
    SetVersion,
)
from hyte.knowledge.indicators.questions import query_in

EDIT = "indicators.edit"
KNOWN = (HOME, Day("attested_on"), CONFIRMED, SOURCE)


class Query(Column):
    """What is asked of a source, as JSON."""

    def accepted(self) -> str:
        return str(_('JSON such as {"indicators": [4, 127]} or {"reading": {"area": "Alue", "period": "Vuosi"}}'))

    def empty(self) -> dict[str, Any]:
        return {}

    def read(self, text: str) -> dict[str, Any]:
        try:
            return query_in(text)
        except Refused as refusal:
            raise CellFault(str(refusal).rstrip("."), self.accepted()) from refusal

    def show(self, value: dict[str, Any] | None) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


def in_languages(name: str, *, required: bool = False) -> tuple[Text, ...]:
    """A text's columns: Finnish, Swedish and English."""
    return (Text(name, attribute=f"{name}_fi", required=required), Text(f"{name}_sv"), Text(f"{name}_en"))


register(
    Sheet(
        name="datasets",
        title=_("Data sets"),
        model=Dataset,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("name", required=True),
            Choice("kind", choices=SourceKind, required=True),
            Url("address"),
            Query("query"),
            Text("publisher", required=True),
            Text("licence", required=True),
            YesNo("shows_small_counts"),
            Choice("rhythm", choices=Rhythm, default="unknown"),
            Day("next_due"),
            Ref("post", model=Post),
            *KNOWN,
        ),
    ),
    Sheet(
        name="indicators",
        title=_("Indicators"),
        model=Indicator,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("dataset", model=Dataset, required=True),
            *in_languages("name", required=True),
            Choice("kind", choices=IndicatorKind, default="index"),
            *in_languages("unit"),
            Whole("decimals"),
            Choice("polarity", choices=PolarityChoice, default="none"),
            *in_languages("definition"),
            *in_languages("limits"),
            Text("age_group"),
            YesNo("is_standardised"),
            Url("address"),
            Refs("themes", model=Theme),
            Refs("focus_areas", model=FocusArea),
            *KNOWN,
        ),
    ),
    Sheet(
        name="indicator_sets",
        title=_("Sets of indicators"),
        model=IndicatorSet,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            *in_languages("name", required=True),
            Choice("kind", choices=SetKind, default="other"),
            *in_languages("description"),
            Whole("order"),
            *KNOWN,
        ),
    ),
    Sheet(
        name="set_versions",
        title=_("Versions of sets"),
        model=SetVersion,
        operation=EDIT,
        columns=(
            KEY_COLUMN,
            Ref("of", model=IndicatorSet, required=True),
            Text("label", required=True),
            HOME,
            *DATES,
            CONFIRMED,
            SOURCE,
        ),
    ),
    Sheet(
        name="set_members",
        title=_("Indicators in sets"),
        model=SetMember,
        operation=EDIT,
        identity=("set_version", "indicator"),
        columns=(
            Ref("set_version", model=SetVersion, required=True),
            Ref("indicator", model=Indicator, required=True),
            Text("group"),
            Whole("order"),
            HOME,
        ),
    ),
    Sheet(
        name="concerns",
        title=_("Joys and worries"),
        model=Concern,
        operation="indicators.raise_concern",
        columns=(
            KEY_COLUMN,
            Choice("kind", choices=ConcernKind, required=True),
            Text("text", required=True),
            Text("raised_by"),
            Day("day", required=True),
            Refs("indicators", model=Indicator),
            Choice("outcome", choices=Outcome, default="open"),
            Day("outcome_on"),
            Text("outcome_note"),
            *KNOWN,
        ),
    ),
    Sheet(
        name="claim_measures",
        title=_("Indicators of claims"),
        model=ClaimMeasure,
        operation=EDIT,
        identity=("claim", "indicator"),
        columns=(
            Ref("claim", model=Claim, required=True),
            Ref("indicator", model=Indicator, required=True),
            Text("note"),
            HOME,
        ),
    ),
)

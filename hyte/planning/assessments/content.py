"""What an assessment says, as plain values: read live while it is made, read from the snapshot once it was decided on.

The page and the PDF are made of this, so that neither can tell another story. Posts and bodies are named, persons never.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

# The same words by language; a language that is not written is not there. What was decided on before texts had
# languages holds bare words, which are Finnish.
Words = Annotated[
    dict[str, str], BeforeValidator(lambda said: {"fi": said} if said and isinstance(said, str) else said or {})
]


class Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureRow(Row):
    """A number that was taken in, as it was then, with the release in which it is found again."""

    indicator: str
    name: Words
    unit: Words
    decimals: int
    area: str
    area_name: Words
    value: float | None
    period_start: date
    period_end: date
    release: str


class EffectRow(Row):
    key: str
    size: int
    certainty: str
    span: str
    groups: list[str]
    reason: Words
    grounds: Words
    figures: list[FigureRow]


class CellRow(Row):
    """What one alternative does from one perspective; without effects it is not assessed, which is no size."""

    perspective: str
    alternative: str
    effects: list[EffectRow]


class AlternativeRow(Row):
    key: str
    name: Words
    description: Words
    is_no_change: bool
    is_recommended: bool


class PerspectiveRow(Row):
    key: str
    name: Words


class CrossingRow(Row):
    first: str
    second: str
    note: Words


class HearingRow(Row):
    who: Words
    asked_on: date | None
    answered_on: date | None
    statement: Words
    effect: Words
    not_asked_reason: Words


class PredictionRow(Row):
    key: str
    alternative: str
    perspective: str
    what: Words
    expected: str
    value: str | None
    ask_on: date
    base: FigureRow | None


class DecisionRow(Row):
    """What was decided, when and by whom."""

    day: date
    alternative: str
    by: Words


class AssessmentContent(Row):
    """A whole assessment."""

    key: str
    title: Words
    subject: Words
    area: str
    area_name: Words
    template: Words
    template_version: str
    kind: str
    scale: str
    depth: str
    post: Words
    matter: Words
    case_number: str
    recommendation: Words
    is_example: bool
    alternatives: list[AlternativeRow]
    perspectives: list[PerspectiveRow]
    cells: list[CellRow]
    crossings: list[CrossingRow]
    hearings: list[HearingRow]
    predictions: list[PredictionRow]
    decision: DecisionRow | None

    @property
    def canonical(self) -> str:
        """The content as JSON whose bytes depend on nothing but the content."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical.encode()).hexdigest()

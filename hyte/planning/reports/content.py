"""What a report says, as plain values: read live while it is written, read from the snapshot once approved.

The page, the PDF, the text document and the open data are all made of this, so that none of them can tell another story.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date

from pydantic import BaseModel, ConfigDict

Words = dict[str, str]  # the same words by language: "fi", "sv", "en"; a language that is not written is not there


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Part):
    """A number with all that it was judged by, and the release in which it can be found again."""

    indicator: str
    name: Words
    unit: Words
    decimals: int
    polarity: str
    area: str
    area_name: Words
    value: float | None
    lower: float | None
    upper: float | None
    period_start: date
    period_end: date
    release: str
    # The whole country's number of the same period and what the test says; None where no test can be made.
    reference: float | None
    relation: str
    verdict: str
    # Why it is held against nothing, where it is not.
    no_verdict: str = ""
    direction: str
    periods: list[date]
    values: list[float | None]
    # The sentence about it, and whether a person has read it ("generated", "accepted", "rewritten").
    sentence: Words
    sentence_state: str


class Absence(Part):
    """An indicator of the set without a number fit for this report, and why."""

    indicator: str
    name: Words
    reason: Words


class ConcernRow(Part):
    kind: str
    text: str
    outcome: str
    note: str
    indicators: list[Words]


class ActionRow(Part):
    name: Words
    in_charge: Words
    ends: date | None
    status: str
    stands: str
    reported_on: date | None


class ObjectiveRow(Part):
    plan: Words
    theme: Words
    name: Words
    local_words: Words
    is_shared: bool
    actions: list[ActionRow]


class Amount(Part):
    """Euros as an exact decimal in text; None is not known, which is not zero. A range where an expert has estimated."""

    value: str | None
    low: str | None = None
    high: str | None = None


class MoneyRow(Part):
    """Money of a phenomenon, or of a part of all lines: "rest", "total", "untagged", "in_report"."""

    part: str
    phenomenon: str
    name: Words
    lines: int | None
    planned: Amount
    amended: Amount
    actual: Amount


class MoneyTable(Part):
    """Expenditure or revenue of a budget by the phenomena of one group: exclusive ones add up, overlapping ones never do."""

    budget: Words
    year: int
    state: str
    source: str
    confirmed_on: date | None
    kind: str
    group: str
    unknown: int  # lines of which an amount is not known; they are in no sum
    rows: list[MoneyRow]


class HandlingRow(Part):
    body: Words
    role: str
    asked_on: date | None
    answered_on: date | None
    statement: str
    effect: str
    not_asked_reason: str
    case_number: str
    decision: str
    decided_on: date | None


class SectionContent(Part):
    key: str
    kind: str
    state: str
    title: Words
    text: Words
    left_out_reason: str
    asked_by: str
    shared: Words
    figures: list[Figure]
    absences: list[Absence]
    concerns: list[ConcernRow]
    objectives: list[ObjectiveRow]
    money: list[MoneyTable]
    handling: list[HandlingRow]


class ReportContent(Part):
    """A whole report."""

    key: str
    kind: str
    title: Words
    area: str
    area_name: Words
    first: date
    last: date
    is_example: bool
    sections: list[SectionContent]

    @property
    def releases(self) -> list[str]:
        """The releases that its figures come from."""
        return sorted({figure.release for section in self.sections for figure in section.figures if figure.release})

    @property
    def canonical(self) -> str:
        """The content as JSON whose bytes depend on nothing but the content."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical.encode()).hexdigest()

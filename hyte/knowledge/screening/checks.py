"""What counts of a site must not be: said in the same words by forms and by loads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from hyte.knowledge.screening.ages import ALL, overlap
from hyte.knowledge.screening.choices import Sex
from hyte.knowledge.screening.thresholds import Line, has_limit


class Row(Protocol):
    """One row of counts that is about to be saved."""

    @property
    def sex(self) -> str: ...

    @property
    def age_group(self) -> str: ...

    @property
    def screened(self) -> int: ...

    @property
    def at_or_above(self) -> int: ...

    @property
    def brief_interventions(self) -> int | None: ...


def fault_of_numbers(row: Row) -> tuple[str, str]:
    """The faulty number's name and a sentence; two empty ones when the numbers fit together."""
    if row.at_or_above > row.screened:
        return "at_or_above", _("More are at or above the limit than were screened.")
    if row.brief_interventions is not None and row.brief_interventions > row.at_or_above:
        return "brief_interventions", _("There are more brief interventions than people at or above the limit.")
    return "", ""


def fault_of_group(row: Row, lines: Sequence[Line]) -> str:
    """Why the rule set cannot say who of a group is at or above a limit."""
    if has_limit(lines, sex=row.sex, age_group=row.age_group):
        return ""
    return _("The rule set has no limit for people of these ages.")


def fault_of_breakdown(groups: Sequence[tuple[str, str]]) -> str:
    """Why groups of one site and period cannot stand side by side: somebody would be counted twice."""
    for place, (sex, ages) in enumerate(groups):
        for other_sex, other_ages in groups[place + 1 :]:
            same_sex = sex == other_sex or Sex.ALL in (sex, other_sex)
            same_ages = overlap(ages, other_ages) or ALL in (ages, other_ages)
            if same_sex and same_ages:
                return _("Two rows of the same period count the same people.")
    return ""


def periods_clash(first: date, last: date, other_first: date, other_last: date) -> bool:
    """Whether two periods of one site share days without being the same."""
    return (first, last) != (other_first, other_last) and first <= other_last and other_first <= last

"""What the numbers are, in which sets they are looked at, what people have said of them, and lost years of life."""

from hyte.knowledge.indicators.models.lost_years import (
    CauseList,
    CauseShare,
    DeathCount,
    DeathTable,
    FindingAnswer,
    LostYears,
    LostYearsFinding,
)
from hyte.knowledge.indicators.models.numbers import CountedFigures, Dataset, Indicator, Release
from hyte.knowledge.indicators.models.sets import IndicatorSet, Omission, SetMember, SetVersion
from hyte.knowledge.indicators.models.tables import OwnTable
from hyte.knowledge.indicators.models.words import ClaimMeasure, Concern, Interpretation

__all__ = [
    "CauseList",
    "CauseShare",
    "ClaimMeasure",
    "Concern",
    "CountedFigures",
    "Dataset",
    "DeathCount",
    "DeathTable",
    "FindingAnswer",
    "Indicator",
    "IndicatorSet",
    "Interpretation",
    "LostYears",
    "LostYearsFinding",
    "Omission",
    "OwnTable",
    "Release",
    "SetMember",
    "SetVersion",
]

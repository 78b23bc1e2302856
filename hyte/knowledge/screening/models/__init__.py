"""Screening: programmes with their limits and bases, sites and their counts, what was compiled of them, and pilots."""

from hyte.knowledge.screening.models.counts import Compilation, PublishedFigure, SiteCount
from hyte.knowledge.screening.models.pilots import Pilot, PilotCount
from hyte.knowledge.screening.models.programmes import Base, Programme, RuleLine, RuleSet, Site, Target

__all__ = [
    "Base",
    "Compilation",
    "Pilot",
    "PilotCount",
    "Programme",
    "PublishedFigure",
    "RuleLine",
    "RuleSet",
    "Site",
    "SiteCount",
    "Target",
]

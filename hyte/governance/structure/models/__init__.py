"""Who we are: units, posts, bodies, people; the law behind them; themes, focus areas and documents."""

from hyte.governance.structure.models.bodies import (
    AppointmentStep,
    Body,
    BodyPeriod,
    Confirmation,
    OverlapDecision,
    Seat,
    Succession,
    Term,
)
from hyte.governance.structure.models.documents import DocumentLink, SteeringDocument
from hyte.governance.structure.models.duties import Duty, Provision
from hyte.governance.structure.models.themes import (
    Claim,
    CooperationLevel,
    CooperationMeans,
    Counterpart,
    FocusArea,
    Theme,
    ThemeMapping,
)
from hyte.governance.structure.models.units import Person, Post, Unit, UnitPeriod

__all__ = [
    "AppointmentStep",
    "Body",
    "BodyPeriod",
    "Claim",
    "Confirmation",
    "CooperationLevel",
    "CooperationMeans",
    "Counterpart",
    "DocumentLink",
    "Duty",
    "FocusArea",
    "OverlapDecision",
    "Person",
    "Post",
    "Provision",
    "Seat",
    "SteeringDocument",
    "Succession",
    "Term",
    "Theme",
    "ThemeMapping",
    "Unit",
    "UnitPeriod",
]

"""Plans, what stands in them, what is done for them and how it is seen, and how a term gives way to the next."""

from hyte.planning.plans.models.actions import Action, Progress
from hyte.planning.plans.models.answers import PlanAnswer
from hyte.planning.plans.models.measures import Measure, MeasureCount, MeasureTarget
from hyte.planning.plans.models.objectives import Objective, SharedText
from hyte.planning.plans.models.placings import PlanObjective, PlanText
from hyte.planning.plans.models.plans import ApprovalStep, Plan, PlanFamily, PlanSnapshot
from hyte.planning.plans.models.terms import TermChoice

__all__ = [
    "Action",
    "ApprovalStep",
    "Measure",
    "MeasureCount",
    "MeasureTarget",
    "Objective",
    "Plan",
    "PlanAnswer",
    "PlanFamily",
    "PlanObjective",
    "PlanSnapshot",
    "PlanText",
    "Progress",
    "SharedText",
    "TermChoice",
]

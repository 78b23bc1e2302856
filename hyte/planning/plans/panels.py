"""Evidence is recorded about actions as about other records, and is told on their pages."""

from hyte.governance.meetings.evidenced import register_evidenced
from hyte.planning.plans.models import Action

register_evidenced(Action, word="toimenpide", kind="action", page="plans:action")

"""An undo leaves no line of which exclusive phenomena have more than there is."""

from typing import Any

from hyte.core.accounts.rules import Principal
from hyte.core.audit.undoing import follow_undo, keep_when_undone
from hyte.planning.budgets.choices import Step
from hyte.planning.budgets.models import DEFAULT_MARKERS, MarkerSetting, Share
from hyte.planning.budgets.operations.phenomena import lock_budgets, refuse_beyond_the_whole


def hold_lines_together(row: Any, by: Principal) -> None:
    """Refuse an undo after which shares of a line of the area are more than the line."""
    lock_budgets(row.home_id)
    refuse_beyond_the_whole(row.home_id)


# An area's first setting stays with the usual percentages, so that what follows from them is asked of it too.
keep_when_undone(MarkerSetting, lambda _now: {step.value: DEFAULT_MARKERS[step] for step in Step})
follow_undo(MarkerSetting, hold_lines_together)
follow_undo(Share, hold_lines_together)

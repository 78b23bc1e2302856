"""Every change of state of tasks, of people's accesses to an area, and of their personal data."""

from hyte.core.tasks.operations.tasks import complete_task, create_task, hand_over, reopen_task

__all__ = ["complete_task", "create_task", "hand_over", "reopen_task"]

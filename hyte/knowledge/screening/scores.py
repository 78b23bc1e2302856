"""Points of AUDIT-C and FRAT from the answers. Nothing is stored, logged or looked up."""

from __future__ import annotations

from collections.abc import Sequence

NEVER = 0
FALLS = (2, 4, 6, 8)
REST = (1, 2, 3, 4)


def audit_c(answers: Sequence[int | None]) -> int:
    """The points of AUDIT-C, 0–12: three answers of 0–4; whoever never drinks may skip the last two.

    Raises ValueError where an answer is missing or is none of the five. Source: FinMonik note on AUDIT-C, THL.
    """
    often, units, six = answers
    if often == NEVER:
        units, six = units or 0, six or 0
    points = (often, units, six)
    if any(point is None or not 0 <= point <= 4 for point in points):
        raise ValueError(answers)
    return sum(point for point in points if point is not None)


def frat(*, falls: int, medication: int, mind: int, cognition: int) -> int:
    """The points of FRAT's four parts, 5–20; raises ValueError for points that a part does not give.

    Source of the classes: UKK Institute; the points of the parts are to be checked against the form in use.
    """
    if falls not in FALLS or any(part not in REST for part in (medication, mind, cognition)):
        raise ValueError((falls, medication, mind, cognition))
    return falls + medication + mind + cognition

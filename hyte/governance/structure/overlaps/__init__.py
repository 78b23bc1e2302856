"""Finds groups that overlap, hide behind two names or hang on what has ended, and says why."""

from .findings import find_overlaps
from .rows import KINDS, LACKED, REASONS, BodyRow, FocusRow, Overlap, PartyRow, Reason

__all__ = ["KINDS", "LACKED", "REASONS", "BodyRow", "FocusRow", "Overlap", "PartyRow", "Reason", "find_overlaps"]

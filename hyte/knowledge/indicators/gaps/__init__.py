"""Gaps of numbers, a file for each subject."""

from hyte.core.thread.gaps import register_gaps
from hyte.knowledge.indicators.gaps.words import concern_gaps

for finder in (concern_gaps,):
    register_gaps(finder)

"""Gaps of numbers, a file for each subject."""

from hyte.core.thread.gaps import register_gaps
from hyte.knowledge.indicators.gaps.datasets import dataset_gaps
from hyte.knowledge.indicators.gaps.lost_years import finding_gaps
from hyte.knowledge.indicators.gaps.words import concern_gaps

for finder in (concern_gaps, finding_gaps, dataset_gaps):
    register_gaps(finder)

"""Which figures of an area's own table stay hidden when they become a release."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext as _

from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.choices import IndicatorKind
from hyte.knowledge.indicators.counted import counted_rows, shown_rows
from hyte.knowledge.indicators.division import division
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.knowledge.indicators.units import per_of
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.store.hiding import Counting, Earlier, with_small_hidden


def publishable(dataset: Dataset, rows: pa.Table) -> pa.Table:
    """The rows as everybody may see them: small counts, and what would give them back, are hidden with their reason.

    They are held against every release of the data set. Raises Refused where an earlier release gives a count away already.
    """
    if dataset.shows_small_counts:
        return rows
    drawn = division()
    indicators = Indicator.objects.live().filter(dataset=dataset)
    try:
        return with_small_hidden(
            rows,
            {one.key: _counting(one) for one in indicators},
            members=cache(drawn.members),
            threshold=settings.SMALL_COUNT_THRESHOLD,
            earlier=_earlier(dataset),
        )
    except InputRefused as fault:
        raise Refused(fault.sentence(_)) from fault


def _earlier(dataset: Dataset) -> Earlier | None:
    releases = list(dataset.releases.order_by("-made_at", "-pk"))  # type: ignore[attr-defined]
    if not releases:
        return None
    newest, *older = releases
    return Earlier(
        shown=shown_rows(newest), counted=counted_rows(newest), older=[shown_rows(release) for release in older]
    )


def _counting(indicator: Indicator) -> Counting:
    """How many people a value tells of: itself, or its share of the base as the unit says."""
    if indicator.kind == IndicatorKind.COUNT:
        return Counting(is_count=True)
    if indicator.kind in (IndicatorKind.PROPORTION, IndicatorKind.RATE):
        return Counting(per=per_of(indicator.unit_fi or ""))  # type: ignore[attr-defined]
    return Counting()

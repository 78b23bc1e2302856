"""Gaps of data sets: numbers that should have been renewed, and sources that give nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.models import Dataset
from hyte.knowledge.indicators.operations.releases import FETCH
from hyte.knowledge.indicators.queries.datasets import Freshness, freshness

STALE = GapKind("stale_numbers", gettext_lazy("who fetches the data set"), is_seen=True)
FAILING = GapKind("failing_source", gettext_lazy("who fetches the data set"), is_seen=True)


def dataset_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Data sets whose source failed last time, and those whose numbers have gone stale by the day."""
    for line in freshness([area], user=user, today=day):
        if line.is_failing:
            why = _("The source gave nothing when it was last asked; the last release stays in use.")
            yield Finding(FAILING, line.dataset, _verb(line.dataset, area), why)
        if line.is_stale:
            yield Finding(STALE, line.dataset, _verb(line.dataset, area), _why(line), due=line.dataset.next_due)


def _why(line: Freshness) -> str:
    due = line.dataset.next_due
    if due is not None:
        return _("New numbers were expected on %(day)s.") % {"day": shown_day(due)}
    return _("The newest numbers are of the period that ended on %(day)s.") % {"day": shown_day(line.newest)}


def _verb(dataset: Dataset, area: Area) -> Verb:
    if dataset.kind == SourceKind.LOCAL:
        return Verb(_("Load own figures"), reverse("indicators:own-figures", args=[area, dataset.key]), FETCH)
    return Verb(_("Fetch the numbers"), reverse("indicators:dataset", args=[area, dataset.key]), FETCH)

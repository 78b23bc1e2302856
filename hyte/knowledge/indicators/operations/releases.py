"""Take numbers in: a release is stored as a file, then listed; what pages read is made anew by a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.audit.undoing import follow_undo, keep_when_undone
from hyte.core.tasks.jobs import start_job
from hyte.knowledge.indicators.counted import counted_of, keep_rows
from hyte.knowledge.indicators.models import CountedFigures, Dataset, Release
from hyte.knowledge.indicators.numbers import keep_in_storage, release_folder
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.store.releases import write_release

FETCH, DERIVE = "indicators.fetch", "indicators.derive"


class RowsRefused(Refused):
    """Rows that cannot be stored; `errors` holds a sentence for each fault."""

    def __init__(self, fault: InputRefused) -> None:
        self.errors = [one.sentence(_) for one in (fault, *fault.others)]
        super().__init__(self.errors[0])


def add_release(
    dataset: Dataset,
    rows: pa.Table,
    *,
    address: str = "",
    published_at: datetime | None = None,
    notes: Sequence[str] = (),
    counted: pa.Table | None = None,
    by: Principal,
    now: datetime,
) -> tuple[Release, bool]:
    """Store rows as the data set's newest release; the release and whether it is new.

    `counted` are the rows with the counts that the release hides, where it hides any.

    The same rows as the newest release's give that release back and record nothing: the source had nothing new. The file is
    stored before its row, so a row never points at nothing.
    """
    require(by, FETCH, dataset)
    try:
        written = write_release(
            release_folder(), rows, dataset=dataset.key, source=dataset.publisher, licence=dataset.licence, made_at=now
        )
    except InputRefused as fault:
        raise RowsRefused(fault) from fault
    keep_in_storage(written.path)
    behind = None if counted is None else CountedFigures(hash=keep_rows(counted), made_at=now)
    with transaction.atomic():
        dataset = lock(dataset)
        newest = dataset.releases.standing().first()
        if newest is not None and newest.hash == written.hash and _is_behind(newest, behind):
            Dataset.objects.filter(pk=dataset.pk).update(tried_at=now, fault="")
            return newest, False
        release = _listed(dataset, written, address, published_at, notes, now)
        with record(dataset, verb="numbers renewed", by=by) as recording:
            recording.change(dataset, tried_at=now, fault="", next_due=dataset.due_after(now.date()))
            if release.pk is None:
                recording.add(release)
            else:
                recording.change(release, made_at=now, withdrawn_at=None)
            if behind is not None:
                behind.release = release
                recording.add(behind)
        start_deriving(release, by)
    return release, True


def start_deriving(release: Release, by: Principal) -> None:
    """Have what pages read made anew after a data set has got another release in force."""
    start_job(DERIVE, title=_("Numbers for the pages"), by=by, area=release.dataset.home)


def _is_behind(release: Release, behind: CountedFigures | None) -> bool:
    """Whether the same figures stand behind the release already."""
    known = counted_of(release)
    return (known.hash if known else None) == (behind.hash if behind else None)


def _listed(
    dataset: Dataset, written: Any, address: str, published_at: datetime | None, notes: Sequence[str], now: datetime
) -> Release:
    """The release to be listed; one that was in force before and is again, such as after a correction was taken back."""
    known = dataset.releases.filter(hash=written.hash).first()
    return known or Release(
        dataset=dataset,
        hash=written.hash,
        rows=written.rows,
        address=address,
        source=dataset.publisher,
        licence=dataset.licence,
        published_at=published_at,
        made_at=now,
        notes=list(notes),
        is_example=dataset.is_example,
    )


@transaction.atomic
def note_fault(dataset: Dataset, *, sentence: str, by: Principal, now: datetime) -> Dataset:
    """Remember that a source gave nothing and why; its last release stays in use."""
    require(by, FETCH, dataset)
    dataset = lock(dataset)
    with record(dataset, verb="source failed", by=by) as recording:
        recording.change(dataset, tried_at=now, fault=sentence[:500])
    return dataset


# Lasting addresses and reports name releases, so an undo takes one out of use and leaves it to be told of; what stands behind
# it stays too, for figures that have once been shown are held against what is shown later.
keep_when_undone(Release, lambda now: {"withdrawn_at": now})
keep_when_undone(CountedFigures, lambda _now: {})
follow_undo(Release, start_deriving)

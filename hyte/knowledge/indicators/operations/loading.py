"""An area's own figures: a file is taken in, what it would change is shown, and then all of it is saved or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused
from hyte.core.exchange.reading import UnreadableFile, read_table, unpacked_size
from hyte.core.tasks.jobs import start_job
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.counted import counted_rows
from hyte.knowledge.indicators.division import codes_by_name, division
from hyte.knowledge.indicators.models import Dataset, OwnTable, Release
from hyte.knowledge.indicators.operations.hiding import publishable
from hyte.knowledge.indicators.operations.releases import FETCH, RowsRefused, add_release
from hyte.knowledge.stats.choices import MissingReason
from hyte.knowledge.stats.engines import open_engine
from hyte.knowledge.stats.sources import local
from hyte.knowledge.stats.store.changes import PLACE, Changes, changes_between

CHECK_WORK, APPLY_WORK = "indicators.check_table", "indicators.apply_table"
MOST_MB = 30
ROWS_AT_ONCE, BYTES_AT_ONCE = 2_000, 500_000  # a longer table goes through the job queue
SHOWN_ERRORS, SHOWN_CHANGES = 200, 100
Progress = Callable[[int, int], None]
_makers: list[Callable[[Dataset], Any]] = []


class TableRefused(Refused):
    """A table that cannot be taken; `faults` are rows of file, row, column, fault and what is accepted."""

    def __init__(self, faults: list[dict[str, Any]]) -> None:
        self.faults = faults
        self.errors = [sentence_of(one) for one in faults]
        super().__init__(self.errors[0])


def sentence_of(fault: dict[str, Any]) -> str:
    """A fault in a line."""
    if fault["row"] is None:
        return _("%(fault)s. Accepted: %(accepted)s.") % fault
    return _("Row %(row)s, column %(column)s: %(fault)s. Accepted: %(accepted)s.") % fault


def take_table(dataset: Dataset, *, name: str, content: bytes, keeps_earlier: bool, by: Principal) -> OwnTable:
    """Keep a file and check it: a short one at once, a long one as a job. No number of it is saved yet."""
    require(by, FETCH, dataset)
    refuse_other_kinds(dataset)
    if len(content) > MOST_MB * 1024 * 1024:
        raise Refused(_("The file is larger than %(limit)s MB.") % {"limit": MOST_MB})
    table = OwnTable.objects.create(
        home=dataset.home,
        dataset=dataset,
        owner=by.user,
        name=name[:200],
        content=content,
        keeps_earlier=keeps_earlier,
    )
    if _is_short(content):
        check_table(table, by=by)
    else:
        _start(table, CHECK_WORK, title=_("Checking %(file)s") % {"file": table.name}, by=by)
    return table


def register_maker(find: Callable[[Dataset], Any]) -> None:
    """Name what makes data sets by itself: `find(dataset)` gives the record whose counts it is made of, or None."""
    _makers.append(find)


def maker_of(dataset: Dataset) -> Any:
    """The record whose counts a data set is made of; None where people load it."""
    return next((found for find in _makers if (found := find(dataset)) is not None), None)


def refuse_other_kinds(dataset: Dataset) -> None:
    """Raise Refused where figures do not come in as a file."""
    if dataset.withdrawn_on:
        raise Refused(_("The data set %(dataset)s has been withdrawn.") % {"dataset": dataset})
    maker = maker_of(dataset)
    if maker is not None:
        told = _("%(dataset)s is made of the published sums of %(maker)s. Enter the counts there: a file is not taken.")
        raise Refused(told % {"dataset": dataset, "maker": maker})
    if dataset.kind != SourceKind.LOCAL:
        raise Refused(_("%(dataset)s is fetched from its source, not loaded from a file.") % {"dataset": dataset})


def _is_short(content: bytes) -> bool:
    return content.count(b"\n") <= ROWS_AT_ONCE and unpacked_size(content) < BYTES_AT_ONCE


def check_table(table: OwnTable, *, by: Principal, progress: Progress | None = None) -> dict[str, Any]:
    """Say what the file would change, and what is wrong with it."""
    require(by, FETCH, table.dataset)
    try:
        rows = read_figures(table.dataset, name=table.name, content=bytes(table.content))
        report = previewed(table.dataset, rows, name=table.name, keeps_earlier=table.keeps_earlier)
    except TableRefused as refusal:
        report = {"errors": refusal.faults[:SHOWN_ERRORS], "error_count": len(refusal.faults)}
    table.report = report
    OwnTable.objects.filter(pk=table.pk).update(report=report)
    return report


def read_figures(dataset: Dataset, *, name: str, content: bytes) -> pa.Table:
    """The figures of a file in the store's shape; raises TableRefused with every fault."""
    try:
        table = read_table(content, name=name)
    except UnreadableFile as fault:
        raise TableRefused([_fault_of_file(name, fault.fault, fault.accepted)]) from fault
    keys = set(dataset.indicators.live().values_list("key", flat=True))  # type: ignore[attr-defined]
    if not keys:
        accepted = _("an indicator of the data set, described in the table of indicators first")
        raise TableRefused([_fault_of_file(name, _("the data set has no indicators"), accepted)])
    try:
        fetched = local.read_local(
            table.headers,
            table.rows,
            dataset=dataset.key,
            source=dataset.publisher,
            licence=dataset.licence,
            indicators=keys,
            names=codes_by_name(),
            division=division(),
        )
    except local.RowsRefused as refusal:
        raise TableRefused([one.as_dict(_, file=name) for one in refusal.faults]) from refusal
    return fetched.rows


def _fault_of_file(name: str, fault: str, accepted: str) -> dict[str, Any]:
    return {"file": name, "row": None, "column": "", "fault": fault, "accepted": accepted}


def with_earlier(dataset: Dataset, rows: pa.Table) -> pa.Table:
    """The rows, and those of the newest release that they do not take the place of."""
    newest = newest_release(dataset)
    if newest is None:
        return rows
    kept = counted_rows(newest).join(rows.select(PLACE), keys=list(PLACE), join_type="left anti")
    return pa.concat_tables([rows.replace_schema_metadata(None), kept.select(rows.column_names)])


def newest_release(dataset: Dataset) -> Release | None:
    newest: Release | None = dataset.releases.standing().first()  # type: ignore[attr-defined]
    return newest


def previewed(dataset: Dataset, rows: pa.Table, *, name: str, keeps_earlier: bool) -> dict[str, Any]:
    """What the rows would change of the figures as they were counted, and how many of them everybody would not see."""
    newest = newest_release(dataset)
    after = with_earlier(dataset, rows) if keeps_earlier else rows
    before = counted_rows(newest) if newest else None
    with open_engine() as engine:
        changes = changes_between(before, after, engine=engine, most=SHOWN_CHANGES)
    return report_of(changes, rows, hidden=_hidden(_publishable(dataset, after, name=name)))


def _publishable(dataset: Dataset, rows: pa.Table, *, name: str) -> pa.Table:
    try:
        return publishable(dataset, rows)
    except Refused as refusal:
        accepted = _("figures that no release has given away")
        raise TableRefused([_fault_of_file(name, str(refusal).rstrip("."), accepted)]) from refusal


def _hidden(rows: pa.Table) -> int:
    return int(pc.sum(pc.equal(rows["missing_reason"], str(MissingReason.HIDDEN))).as_py() or 0)


def report_of(changes: Changes, rows: pa.Table, *, hidden: int) -> dict[str, Any]:
    """The changes as the preview shows them; a long list is cut and its length told."""
    lines = [
        {
            "kind": one.kind,
            "indicator": one.indicator,
            "area": one.area,
            "period_start": one.period_start.isoformat(),
            "period_end": one.period_end.isoformat(),
            "parts": [one.sex, one.age_group, one.breakdown],
            "before": one.before,
            "after": one.after,
        }
        for one in changes.largest
    ]
    counts = {name: getattr(changes, name) for name in ("new", "changed", "gone", "same", "differ")}
    return {"rows": rows.num_rows, **counts, "hidden": hidden, "lines": lines, "errors": [], "error_count": 0}


def apply_table(
    table: OwnTable, *, by: Principal, now: datetime, progress: Progress | None = None
) -> tuple[Release, bool]:
    """Read the file again and make it the data set's release: all of it, or nothing."""
    if table.applied_at is not None:
        raise Refused(_("This file has already been loaded."))
    release, is_new = load_figures(
        table.dataset, name=table.name, content=bytes(table.content), keeps_earlier=table.keeps_earlier, by=by, now=now
    )
    OwnTable.objects.filter(pk=table.pk).update(applied_at=now, content=b"")
    return release, is_new


def load_figures(
    dataset: Dataset, *, name: str, content: bytes, keeps_earlier: bool, by: Principal, now: datetime
) -> tuple[Release, bool]:
    """Make a file's figures the data set's newest release; the release and whether it is new.

    Raises TableRefused with every fault of the file.
    """
    require(by, FETCH, dataset)
    refuse_other_kinds(dataset)
    rows = read_figures(dataset, name=name, content=content)
    if keeps_earlier:
        rows = with_earlier(dataset, rows)
    shown = _publishable(dataset, rows, name=name)
    hidden = _hidden(shown)
    notes = [_("Loaded from %(file)s.") % {"file": name}, *([_note(hidden)] if hidden else [])]
    try:
        return add_release(dataset, shown, notes=notes, counted=rows if shown is not rows else None, by=by, now=now)
    except RowsRefused as refusal:
        accepted = _("rows that fit the store of numbers")
        raise TableRefused([_fault_of_file(name, fault.rstrip("."), accepted) for fault in refusal.errors]) from refusal


def _note(hidden: int) -> str:
    told = ngettext(
        "%(count)s figure is hidden: it is small, or would give a small one back.",
        "%(count)s figures are hidden: they are small, or would give a small one back.",
        hidden,
    )
    return told % {"count": hidden}


def start_applying(table: OwnTable, *, by: Principal) -> Job:
    """Save a long file as a job."""
    require(by, FETCH, table.dataset)
    return _start(table, APPLY_WORK, title=_("Loading %(file)s") % {"file": table.name}, by=by)


def is_short(table: OwnTable) -> bool:
    """Whether the file is saved while its sender waits."""
    return _is_short(bytes(table.content))


def _start(table: OwnTable, work: str, *, title: str, by: Principal) -> Job:
    with transaction.atomic():
        job = start_job(work, title=title, by=by, area=table.home, table=table.pk)
        OwnTable.objects.filter(pk=table.pk).update(job=job)
    table.job = job
    return job

"""Load a folder of figures: sheets that describe them and tables that hold them, through the same operations as anyone's."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import pyarrow as pa
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused
from hyte.core.exchange.loading import apply_plan
from hyte.core.exchange.planning import plan_load, sentence_of_fault
from hyte.core.exchange.sheets import sheets
from hyte.knowledge.indicators.division import division
from hyte.knowledge.indicators.models import Dataset, Indicator
from hyte.knowledge.indicators.numbers import derive_numbers
from hyte.knowledge.indicators.operations.releases import add_release
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.sources.local import read_local_csv
from hyte.knowledge.stats.store.areas import Division


@dataclass(frozen=True)
class Loaded:
    """What a folder of figures came to."""

    datasets: int
    new_releases: int


def load_figures_folder(
    folder: Path,
    *,
    area: Area,
    by: Principal,
    now: datetime,
    say: Callable[[str], None] | None = None,
    is_example: bool = False,
) -> Loaded:
    """Load the sheets, then make the tables of each data set its release, and what pages read of them.

    Which data set a table belongs to is told by its first indicator. What is here already is not loaded again. Invented
    examples mark their data sets and indicators, and a release has its data set's mark.
    Raises Refused with the first fault.
    """
    _load_sheets(folder, area=area, by=by, is_example=is_example)
    tables: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in sheets():
            tables.setdefault(_dataset_of(path), []).append(path)
    drawn, new = division(), 0
    for key, paths in tables.items():
        dataset = Dataset.objects.select_related("home").get(key=key)
        if say:
            say(_("Loading the numbers of %(dataset)s …") % {"dataset": dataset})
        new += _release(dataset, paths, drawn, by=by, now=now)
    derive_numbers()
    return Loaded(len(tables), new)


def _load_sheets(folder: Path, *, area: Area, by: Principal, is_example: bool) -> None:
    found = [(sheet, folder / f"{name}.csv") for name, sheet in sheets().items()]
    files = [(sheet, path.name, path.read_bytes()) for sheet, path in found if path.is_file()]
    plan = plan_load(files, by=by, area=area)
    told = plan.as_dict()
    if plan.errors:
        raise Refused(sentence_of_fault(told["errors"][0]))
    if told["created"] or told["changed"]:
        apply_plan(plan, title=folder.name, is_example=is_example)


def _dataset_of(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        key = next(csv.DictReader(file), {}).get("indicator", "")
    known = Indicator.objects.filter(key=key).values_list("dataset__key", flat=True).first()
    if known is None:
        told = _("%(file)s: there is no indicator with the key %(key)s.")
        raise Refused(told % {"file": path.name, "key": key})
    return known


def _release(dataset: Dataset, paths: list[Path], drawn: Division, *, by: Principal, now: datetime) -> bool:
    told = {"dataset": dataset.key, "source": dataset.publisher, "licence": dataset.licence, "division": drawn}
    keys = set(dataset.indicators.values_list("key", flat=True))  # type: ignore[attr-defined]
    try:
        tables = [read_local_csv(str(path), indicators=keys, **told).rows for path in paths]
    except InputRefused as fault:
        raise Refused(fault.sentence(_)) from fault
    published = dataset.attested_on and datetime.combine(dataset.attested_on, time(), UTC)
    rows = pa.concat_tables(tables)
    _release_made, is_new = add_release(
        dataset, rows, address=dataset.address, published_at=published, by=by, now=now, notes=[dataset.source]
    )
    return is_new

"""What differs between two versions of a data set: figures that are new, changed or gone. Expression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from hyte.knowledge.stats.engines import Engine
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, KEY

PLACE = tuple(name for name in KEY if name != "dataset")
_TOLD = tuple(name for name in FILE_SCHEMA.names if name not in KEY)
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that differs; `kind` is new, changed or gone."""

    kind: str
    indicator: str
    area: str
    period_start: date
    period_end: date
    sex: str
    age_group: str
    breakdown: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Changes:
    """How many figures differ, and those that differ most."""

    new: int
    changed: int
    gone: int
    same: int
    largest: Sequence[Difference]

    @property
    def differ(self) -> int:
        return self.new + self.changed + self.gone


def changes_between(
    before: pa.Table | Path | None, after: pa.Table | Path, *, engine: Engine, most: int = 50
) -> Changes:
    """What `after` changes of `before`; without a `before` everything is new.

    A figure is told by its indicator, area, period, sex, age group and breakdown, and it has changed where its value, counts,
    limits, reason or flags have. The largest are changed values by their share of the earlier value, then gone, then new ones.
    """
    old = engine.table(FILE_SCHEMA.empty_table()) if before is None else _rows(before, engine)
    pairs = _pairs(old, _rows(after, engine))
    counted = engine.evaluate(pairs.group_by("kind").aggregate(count=pairs.count()))
    counts = dict(zip(counted["kind"].to_pylist(), counted["count"].to_pylist(), strict=True))
    rows = engine.evaluate(_largest(pairs, most)).to_pylist()
    largest = sorted(rows, key=lambda row: (row["rank"], -row["size"], *(str(row[name]) for name in PLACE)))
    return Changes(
        new=counts.get("new", 0),
        changed=counts.get("changed", 0),
        gone=counts.get("gone", 0),
        same=counts.get("same", 0),
        largest=tuple(Difference(**{name: row[name] for name in Difference.__slots__}) for row in largest),
    )


def _rows(version: pa.Table | Path, engine: Engine) -> ir.Table:
    return engine.file(version, FILE_SCHEMA) if isinstance(version, Path) else engine.table(version)


def _pairs(old: ir.Table, new: ir.Table) -> ir.Table:
    """Each figure once, as it was and as it is, with what happened to it."""
    left = old.select(*PLACE, **{f"old_{name}": old[name] for name in _TOLD}, was=ibis.literal(True))
    right = new.select(
        **{f"new_{name}": new[name] for name in PLACE}, **{name: new[name] for name in _TOLD}, is_=ibis.literal(True)
    )
    both = left.join(right, [left[name] == right[f"new_{name}"] for name in PLACE], how="outer")
    alike = ibis.and_(*(both[f"old_{name}"].identical_to(both[name]) for name in _TOLD))
    kind = ibis.cases(
        (both.was.isnull(), "new"),
        (both.is_.isnull(), "gone"),
        (alike, "same"),
        else_="changed",
    )
    places = {name: ibis.coalesce(both[name], both[f"new_{name}"]) for name in PLACE}
    return both.select(**places, before=both.old_value, after=both.value, kind=kind)


def _largest(pairs: ir.Table, most: int) -> ir.Table:
    different = pairs.filter(pairs.kind != "same")
    rank = ibis.cases((different.kind == "changed", 0), (different.kind == "gone", 1), else_=2)
    base = ibis.greatest(different.before.abs(), _TINY)
    size = ((different.after - different.before).abs() / base).fill_null(0.0)
    ranked = different.mutate(rank=rank, size=size)
    return ranked.order_by(["rank", ibis.desc("size"), *PLACE]).limit(most)

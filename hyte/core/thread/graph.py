"""The thread: foreign keys and links as one graph, walked several steps both ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils import timezone
from django.utils.functional import cached_property

from hyte.core.links.models import Link, words_of

MOST = (8, 3, 1)  # records shown of one kind from one record, step by step; of the rest the number is told
AT_ONCE = 5000  # records that one question names


@dataclass(frozen=True)
class Kind:
    """A kind of record on the thread: its words, and its visible rows with what their name and address need."""

    model: type[models.Model]
    label: Any
    rows: Callable[[Any, list[int]], models.QuerySet]


@dataclass(frozen=True)
class Columns:
    """Two columns of a table whose values are the two ends of a step; rows that do not meet the conditions do not count.

    A condition is a column and its value: none for an empty one, several when any of them will do.
    """

    table: type[models.Model]
    source: str
    target: str
    conditions: dict[str, Any]
    in_force: bool = False

    def statement(self, ids: Iterable[int], forward: bool, *, number: int) -> tuple[str, list[Any]]:
        """SQL for (number, source, target) of the rows whose near end is one of the ids."""
        quote = connection.ops.quote_name
        source, target = (quote(self._column(name)) for name in (self.source, self.target))
        # Ids are whole numbers from the database itself; names come from the models.
        near = ", ".join(str(int(pk)) for pk in ids)
        wanted = [f"{source if forward else target} IN ({near})", f"{source} IS NOT NULL", f"{target} IS NOT NULL"]
        values: list[Any] = []
        for name, value in self.conditions.items():
            several = () if value is None else value if isinstance(value, tuple) else (value,)
            wanted.append(f"{quote(self._column(name))} " + _matches(len(several)))
            values += several
        if self.in_force:
            start, end = (quote(self._column(name)) for name in ("valid_from", "valid_until"))
            wanted += [f"({start} IS NULL OR {start} <= %s)", f"({end} IS NULL OR {end} >= %s)"]
            values += [timezone.localdate().isoformat()] * 2
        where = " AND ".join(wanted)
        return f"SELECT {number}, {source}, {target} FROM {quote(self.table._meta.db_table)} WHERE {where}", values  # noqa: S608

    def _column(self, name: str) -> str:
        field: Any = self.table._meta.pk if name == "pk" else self.table._meta.get_field(name)
        return field.column


def _matches(values: int) -> str:
    return f"IN ({', '.join(['%s'] * values)})" if values else "IS NULL"


@dataclass(frozen=True)
class Edge:
    """A step of the thread from one kind to another; `pairs` are the columns that hold (source id, target id)."""

    source: str
    target: str
    label: Any
    back_label: Any
    pairs: Columns


@dataclass
class Node:
    """A record on the thread, how it was reached, and what follows from it."""

    label: str
    pk: int
    kind: Any
    record: Any
    step: int
    via: Any = ""
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    more: int = 0

    @cached_property
    def name(self) -> str:
        return str(self.record)

    @cached_property
    def url(self) -> str:
        return self.record.get_absolute_url()


_kinds: dict[str, Kind] = {}
_edges: list[Edge] = []


def register_kind(model: type[models.Model], rows: Callable[[Any, list[int]], models.QuerySet]) -> None:
    """Put a model on the thread; `rows(user, ids)` starts from what the user may see."""
    _kinds[model._meta.label_lower] = Kind(model, model._meta.verbose_name, rows)


def register_edge(
    source: type[models.Model], target: type[models.Model], *, label: Any, back_label: Any, pairs: Columns
) -> None:
    """Add a step of the thread between two models."""
    _edges.append(Edge(source._meta.label_lower, target._meta.label_lower, label, back_label, pairs))


def columns(
    table: type[models.Model], source: str, target: str, *, in_force: bool = False, **conditions: Any
) -> Columns:
    """Pairs read from two columns of a table: a foreign key and its row, or the two ends of a tie."""
    return Columns(table, source, target, conditions, in_force)


@dataclass(frozen=True)
class Thread:
    """What a record comes from and what it leads to, as trees that begin at the record; how many more there are of each."""

    root: Node
    back: list[Node]
    forward: list[Node]
    more_back: int = 0
    more_forward: int = 0

    def __bool__(self) -> bool:
        return bool(self.back or self.forward)


@dataclass
class Side:
    """One direction of a walk: the records it stands at by model and id, those it has seen, and its first step."""

    forward: bool
    at: dict[str, dict[int, Node]]
    seen: set[tuple[str, int]]
    first: list[Node] = field(default_factory=list)
    more: int = 0


Place = tuple[int, bool, str]


@dataclass(frozen=True)
class Found:
    """A record that a step leads to, before it has been read."""

    side: Side
    parent: Node
    label: str
    pk: int
    via: Any

    @property
    def place(self) -> Place:
        """Where it is counted: among those of its kind on one side of one record."""
        return id(self.parent), self.side.forward, self.label


def walk(record: Any, *, user: Any, steps: int = 3) -> Thread:
    """Follow the thread from a record both ways; a fixed number of queries for a step, whatever the number of records.

    The steps are walked by ids, asking each time which of them the user may see; the records are read when all are known.
    """
    root = Node(record._meta.label_lower, record.pk, record._meta.verbose_name, record, 0)
    back, forward = (Side(forward, {root.label: {root.pk: root}}, {(root.label, root.pk)}) for forward in (False, True))
    shown: list[Found] = []
    for step in range(1, steps + 1):
        found = _seen(_neighbours([back, forward]), user)
        if not found:
            break
        back.at, forward.at = {}, {}
        chosen = _chosen(found, step)
        _place(chosen, step)
        shown += chosen
    records = _read(shown, user)
    return Thread(root, _told(back.first, records), _told(forward.first, records), back.more, forward.more)


def _seen(found: list[Found], user: Any) -> list[Found]:
    """Those that the user may see, asked by their numbers alone."""
    visible: set[tuple[str, int]] = set()
    for label in {one.label for one in found}:
        ids = sorted({one.pk for one in found if one.label == label})
        for start in range(0, len(ids), AT_ONCE):
            rows = (
                _kinds[label]
                .rows(user, ids[start : start + AT_ONCE])
                .select_related(None)
                .prefetch_related(None)
                .order_by()
            )
            visible.update((label, pk) for pk in rows.values_list("pk", flat=True))
    return [one for one in found if (one.label, one.pk) in visible]


def _chosen(found: list[Found], step: int) -> list[Found]:
    """Of many of one kind from one record only the first; the rest are told as a number and never read whole."""
    most = MOST[min(step, len(MOST)) - 1]
    counts: Counter[Place] = Counter()
    chosen = []
    for one in found:
        counts[one.place] += 1
        if counts[one.place] <= most:
            chosen.append(one)
        elif step == 1:
            one.side.more += 1
        else:
            one.parent.more += 1
    return chosen


def _place(found: list[Found], step: int) -> None:
    """Hang each one found on the node it was reached from."""
    for one in found:
        node = Node(one.label, one.pk, _kinds[one.label].label, None, step, one.via, one.parent)
        one.side.at.setdefault(one.label, {})[one.pk] = node
        (one.side.first if step == 1 else one.parent.children).append(node)


def _told(nodes: list[Node], records: dict[tuple[str, int], Any]) -> list[Node]:
    """The nodes with their records, all the way down; without what went out of sight during the walk."""
    told = [node for node in nodes if (node.label, node.pk) in records]
    for node in told:
        node.record = records[node.label, node.pk]
        node.children = _told(node.children, records)
    return told


def _neighbours(sides: list[Side]) -> list[Found]:
    """What the next step leads to on either side, each record once on a side."""
    found = []
    for side, near_label, near, label, pk, via in (*_steps(sides), *_links(sides)):
        if label in _kinds and (label, pk) not in side.seen:
            side.seen.add((label, pk))
            found.append(Found(side, side.at[near_label][near], label, pk, via))
    return found


Step = tuple[Side, str, int, str, int, Any]


def _steps(sides: list[Side]) -> Iterable[Step]:
    """Every edge's pairs in one statement: a step of the thread costs the database one question, not one for each edge."""
    asked = [
        (side, edge, nodes)
        for edge in _edges
        for side in sides
        if (nodes := side.at.get(edge.source if side.forward else edge.target))
    ]
    parts, values = [], []
    for number, (side, edge, nodes) in enumerate(asked):
        sql, given = edge.pairs.statement(nodes, side.forward, number=number)
        parts.append(sql)
        values += given
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1, 2, 3", values)
        for number, source, target in cursor.fetchall():
            side, edge, _nodes = asked[number]
            if side.forward:
                yield side, edge.source, source, edge.target, target, edge.label
            else:
                yield side, edge.target, target, edge.source, source, edge.back_label


def _links(sides: list[Side]) -> Iterable[Step]:
    """The ties of the records on both sides, in one question too."""
    wanted = models.Q(pk__in=[])
    for side in sides:
        near = "from" if side.forward else "to"
        for label, nodes in side.at.items():
            wanted |= models.Q(**{f"{near}_model": label, f"{near}_id__in": list(nodes)})
    rows = Link.objects.filter(wanted).order_by("pk")
    for kind, *ends_of in rows.values_list("kind", "from_model", "from_id", "to_model", "to_id"):
        ends = (tuple(ends_of[:2]), tuple(ends_of[2:]))
        for side in sides:
            (near, near_id), (far, far_id) = ends if side.forward else ends[::-1]
            if near_id in side.at.get(near, {}):
                yield side, near, near_id, far, far_id, words_of(kind, forward=side.forward)


def _read(found: list[Found], user: Any) -> dict[tuple[str, int], Any]:
    by_model: dict[str, set[int]] = {}
    for one in found:
        by_model.setdefault(one.label, set()).add(one.pk)
    return {(label, row.pk): row for label, ids in by_model.items() for row in _kinds[label].rows(user, sorted(ids))}

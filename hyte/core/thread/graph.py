"""The thread: foreign keys and links as one graph, walked several steps both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils import timezone

from hyte.core.links.models import Link, LinkKind

LIMIT = 12  # records shown of one kind from one record in the first step; the rest is told as a number
FURTHER = 4  # the same in the steps after it


@dataclass(frozen=True)
class Kind:
    """A kind of record on the thread: its words, and its visible rows with what their name and address need."""

    model: type[models.Model]
    label: Any
    rows: Callable[[Any, list[int]], Iterable[Any]]


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

    @property
    def name(self) -> str:
        return str(self.record)

    @property
    def url(self) -> str:
        return self.record.get_absolute_url()


_kinds: dict[str, Kind] = {}
_edges: list[Edge] = []


def register_kind(model: type[models.Model], rows: Callable[[Any, list[int]], Iterable[Any]]) -> None:
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
    """What a record comes from and what it leads to, as trees that begin at the record."""

    root: Node
    back: list[Node]
    forward: list[Node]

    def __bool__(self) -> bool:
        return bool(self.back or self.forward)


def walk(record: Any, *, user: Any, steps: int = 3) -> Thread:
    """Follow the thread from a record both ways; a fixed number of queries for a step, whatever the number of records."""
    root = Node(record._meta.label_lower, record.pk, record._meta.verbose_name, record, 0)
    back = _follow(root, user=user, steps=steps, forward=False)
    forward = _follow(root, user=user, steps=steps, forward=True)
    return Thread(root, back, forward)


def _follow(root: Node, *, user: Any, steps: int, forward: bool) -> list[Node]:
    seen = {(root.label, root.pk)}
    frontier: list[Node] = [root]
    first: list[Node] = []
    for step in range(1, steps + 1):
        found = _neighbours(frontier, forward=forward, seen=seen)
        if not found:
            break
        records = _read(found, user)
        frontier = []
        shown: dict[tuple[int, str], int] = {}
        for parent, label, pk, via in found:
            record = records.get((label, pk))
            if record is None:
                continue
            count = shown.get((id(parent), label), 0)
            shown[id(parent), label] = count + 1
            if count >= (LIMIT if step == 1 else FURTHER):
                parent.more += 1
                continue
            node = Node(label, pk, _kinds[label].label, record, step, via, parent)
            parent.children.append(node)
            frontier.append(node)
            if parent is root:
                first.append(node)
    # Both directions share the root: its children are handed over and cleared for the other direction.
    root.children = []
    return first


def _neighbours(frontier: list[Node], *, forward: bool, seen: set[tuple[str, int]]) -> list[tuple[Node, str, int, Any]]:
    by_model: dict[str, dict[int, Node]] = {}
    for node in frontier:
        by_model.setdefault(node.label, {})[node.pk] = node
    found: list[tuple[Node, str, int, Any]] = []

    def note(nodes: dict[int, Node], near: int, label: str, far: int, via: Any) -> None:
        if label in _kinds and (label, far) not in seen:
            seen.add((label, far))
            found.append((nodes[near], label, far, via))

    for edge, source, target in _steps(by_model, forward=forward):
        here, there = (edge.source, edge.target) if forward else (edge.target, edge.source)
        near, far = (source, target) if forward else (target, source)
        note(by_model[here], near, there, far, edge.label if forward else edge.back_label)
    for label, nodes in by_model.items():
        for near, far_model, far, kind in _links(label, list(nodes), forward=forward):
            note(nodes, near, far_model, far, LinkKind(kind).label)
    return found


def _steps(by_model: dict[str, dict[int, Node]], *, forward: bool) -> Iterable[tuple[Edge, int, int]]:
    """Every edge's pairs in one statement: a step of the thread costs the database one question, not one for each edge."""
    parts, values = [], []
    for number, edge in enumerate(_edges):
        nodes = by_model.get(edge.source if forward else edge.target)
        if nodes:
            sql, given = edge.pairs.statement(nodes, forward, number=number)
            parts.append(sql)
            values += given
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1, 2, 3", values)
            for number, source, target in cursor.fetchall():
                yield _edges[number], source, target


def _links(label: str, ids: list[int], *, forward: bool) -> Iterable[tuple[int, str, int, str]]:
    near, far = ("from", "to") if forward else ("to", "from")
    rows = Link.objects.filter(**{f"{near}_model": label, f"{near}_id__in": ids}).order_by("pk")
    return rows.values_list(f"{near}_id", f"{far}_model", f"{far}_id", "kind")


def _read(found: list[tuple[Node, str, int, Any]], user: Any) -> dict[tuple[str, int], Any]:
    by_model: dict[str, list[int]] = {}
    for _parent, label, pk, _via in found:
        by_model.setdefault(label, []).append(pk)
    return {(label, row.pk): row for label, ids in by_model.items() for row in _kinds[label].rows(user, ids)}

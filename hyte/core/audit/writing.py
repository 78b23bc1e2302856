"""Rows written by the thousand: numbered and turned into plain values before a transaction, so that it stays short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

AT_ONCE = 2000


@dataclass(frozen=True)
class Writing:
    """One statement and the values of each row, ready to be sent."""

    sql: str
    values: Sequence[Sequence[Any]]

    def run(self) -> None:
        with connection.cursor() as cursor:
            for start in range(0, len(self.values), AT_ONCE):
                cursor.executemany(self.sql, self.values[start : start + AT_ONCE])


def number(rows: Sequence[models.Model]) -> None:
    """Give rows that do not exist yet their numbers, taken from the table's own sequence, so that no one else has them."""
    if rows:
        for row, pk in zip(rows, _reserve(type(rows[0]), len(rows)), strict=True):
            row.pk = pk


def _reserve(model: type[models.Model], count: int) -> Iterable[int]:
    table, column = model._meta.db_table, model._meta.pk.column
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [connection.ops.quote_name(table), column, count])
            return [found for (found,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        if last is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
            return range(1, count + 1)
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        return range(last[0] + 1, last[0] + count + 1)


def insertion(rows: Sequence[models.Model]) -> list[Writing]:
    """What writes new rows of one model; nothing for no rows."""
    if not rows:
        return []
    fields = [field for field in rows[0]._meta.concrete_fields if rows[0].pk is not None or not field.primary_key]
    values = [[field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields] for row in rows]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    # Table and columns come from the models; values are parameters.
    sql = f"INSERT INTO {quote(rows[0]._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return [Writing(sql, values)]


def alteration(rows: Sequence[models.Model], names: Sequence[str]) -> list[Writing]:
    """What writes the named fields of rows that exist; nothing for no rows or no names."""
    if not rows or not names:
        return []
    fields: list[Any] = [rows[0]._meta.get_field(name) for name in names]
    values = [[*(_prepared(field, row) for field in fields), row.pk] for row in rows]
    quote = connection.ops.quote_name
    parts = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    meta = rows[0]._meta
    return [Writing(f"UPDATE {quote(meta.db_table)} SET {parts} WHERE {quote(meta.pk.column)} = %s", values)]  # noqa: S608


def _prepared(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)

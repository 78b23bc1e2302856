"""One engine for the statistics' tests: DuckDB, or both it and the Spark master that HYTE_SPARK_MASTER names."""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
import pytest

from hyte.knowledge.stats.engines import Engine, open_engine

Rows = list[dict[str, object]]


class Both:
    """Evaluates everything on Spark and on DuckDB, and fails unless the answers agree within 1e-9."""

    def __init__(self, spark: Engine, duck: Engine) -> None:
        self.spark, self.duck = spark, duck

    def table(self, rows: pa.Table) -> ir.Table:
        name = f"rows_{uuid.uuid4().hex}"
        self.duck.table(rows, name=name)
        return self.spark.table(rows, name=name)

    def file(self, path: Path, schema: pa.Schema) -> ir.Table:
        self.duck.file(path, schema)
        return self.spark.file(path, schema)

    def evaluate(self, expression: ir.Table) -> pa.Table:
        found, wanted = self.spark.evaluate(expression), self.duck.evaluate(expression)
        assert in_order(found.to_pylist()) == [near(row) for row in in_order(wanted.to_pylist())]
        return found


def in_order(rows: Rows) -> Rows:
    """By the words first, then by the numbers as far as both engines have them alike."""
    return sorted(rows, key=lambda row: ([str(v) for v in row.values() if not isinstance(v, float)], _rounded(row)))


def _rounded(row: dict[str, object]) -> list[str]:
    return [f"{value:.6g}" for value in row.values() if isinstance(value, float)]


def near(row: dict[str, object]) -> dict[str, object]:
    """A row that equals those whose numbers are the same within 1e-9."""
    return {key: _near(value) for key, value in row.items()}


def _near(value: object) -> object:
    numbers = isinstance(value, float) or (isinstance(value, list) and any(isinstance(one, float) for one in value))
    return pytest.approx(value, rel=1e-9, abs=1e-9) if numbers else value


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for the engine is run on Spark too: `-m spark` chooses it, of each test that has many cases the first.

    Every expression of the library is in EVERY_CASE, whose cases are all run there.
    """
    seen: set[str] = set()
    for item in items:
        if "engine" in getattr(item, "fixturenames", ()):
            test = item.nodeid.partition("[")[0]
            if test not in seen or EVERY_CASE in test:
                item.add_marker("spark")
            seen.add(test)


EVERY_CASE = "test_every_engine_gives_rows"


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine | Both]:
    master = os.environ.get("HYTE_SPARK_MASTER")
    with open_engine() as duck:
        if not master:
            yield duck
        else:
            with open_engine(master) as spark:
                yield Both(spark, duck)


@pytest.fixture
def run(engine) -> Callable[..., Rows]:
    """Evaluate a method on columns; rows come back in the order of `group` where there is one."""

    def evaluate(method, columns: dict[str, list], **options) -> Rows:
        rows = engine.evaluate(method(engine.table(pa.table(columns)), **options)).to_pylist()
        return sorted(rows, key=lambda row: str(row.get("group"))) if "group" in columns else rows

    return evaluate

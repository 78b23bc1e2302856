"""One engine for the statistics' tests: DuckDB, or the Spark master that HYTE_SPARK_MASTER names."""

import os
from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest

from hyte.knowledge.stats.engines import Engine, open_engine

Rows = list[dict[str, object]]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with open_engine(os.environ.get("HYTE_SPARK_MASTER")) as opened:
        yield opened


@pytest.fixture
def run(engine) -> Callable[..., Rows]:
    """Evaluate a method on columns; rows come back in the order of `group` where there is one."""

    def evaluate(method, columns: dict[str, list], **options) -> Rows:
        rows = engine.evaluate(method(engine.table(pa.table(columns)), **options)).to_pylist()
        return sorted(rows, key=lambda row: str(row.get("group"))) if "group" in columns else rows

    return evaluate

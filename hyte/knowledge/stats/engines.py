"""Where expressions run: DuckDB in this process by default, Apache Spark by one setting."""

from __future__ import annotations

import hashlib
import tempfile
import threading
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from hyte.knowledge.stats.lazily import ibis, ir

DEFAULT_MEMORY = "1GB"
DEFAULT_THREADS = 2


def compiled(expression: ir.Table, *, dialect: str) -> str:
    """The expression as a statement of an engine's dialect, which may be run again when its tables hold other rows."""
    return str(ibis.to_sql(expression, dialect=dialect, pretty=False))


class Engine:
    """Runs expressions; each thread has a backend of its own over one database or one Spark session.

    Rows come in as Parquet files, so that both kinds read the same thing. On a Spark cluster the `folder` must be one that
    every worker sees under the same path.
    """

    def __init__(
        self,
        backend: Callable[[], Any],
        *,
        load: Callable[[Any, str, Path], None],
        view: Callable[[Any, str, Path], None],
        collect: Callable[[Any, str], pa.Table],
        dialect: str,
        stop: Callable[[], None],
        folder: tempfile.TemporaryDirectory[str],
    ) -> None:
        self._make, self._load, self._view, self._collect, self._stop = backend, load, view, collect, stop
        self.dialect = dialect
        self._own = threading.local()
        self._files = folder

    @property
    def backend(self) -> Any:
        """This thread's Ibis backend."""
        if not hasattr(self._own, "backend"):
            self._own.backend = self._make()
        return self._own.backend

    @property
    def _held(self) -> dict[str, Path]:
        if not hasattr(self._own, "held"):
            self._own.held = {}
        held: dict[str, Path] = self._own.held
        return held

    def table(self, rows: pa.Table, *, name: str | None = None) -> ir.Table:
        """The rows as a table of this thread. It stays until the engine is closed, or another of the same name comes."""
        name = name or f"rows_{uuid.uuid4().hex}"
        path = Path(self._files.name) / f"{uuid.uuid4().hex}.parquet"
        # Read once and thrown away: what makes files small or searchable is left out.
        words = [field.name for field in rows.schema if field.type == pa.string()]
        parquet.write_table(rows, path, compression="none", use_dictionary=words, write_statistics=False)
        self._load(self.backend, name, path)
        if name in self._held:
            self._held[name].unlink()
        self._held[name] = path
        # The schema is known, so the engine need not be asked for it (DuckDB would load pandas for the answer).
        return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=name)

    def file(self, path: Path, schema: pa.Schema) -> ir.Table:
        """A Parquet file of a known schema as a table of this thread, read only when it is asked for."""
        name = f"file_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()}"
        self._view(self.backend, name, path.resolve())
        return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)

    def evaluate(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression over tables of this thread, in no promised order."""
        return self.run(compiled(expression, dialect=self.dialect))

    def run(self, statement: str) -> pa.Table:
        """The rows of a compiled statement, in no promised order."""
        return self._collect(self.backend, statement)

    def close(self) -> None:
        self._stop()
        self._files.cleanup()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_engine(
    master: str | None = None,
    *,
    memory_limit: str = DEFAULT_MEMORY,
    threads: int = DEFAULT_THREADS,
    folder: str | None = None,
) -> Engine:
    """Spark where a master's address is given (`spark://host:7077`, `local[2]`), otherwise DuckDB."""
    if master:
        return _spark(master, folder=folder)
    return _duckdb(memory_limit=memory_limit, threads=threads, folder=folder)


def warm_up() -> None:
    """Load what expressions are made and run with, before somebody waits for the first one."""
    with open_engine() as engine:
        compiled(engine.table(pa.table({"number": [1]})), dialect=engine.dialect)


def _duckdb(*, memory_limit: str, threads: int, folder: str | None) -> Engine:
    import duckdb  # here, so that what only reads files need not load it

    files = tempfile.TemporaryDirectory(prefix="hyte-stats-", dir=folder)
    # What does not fit in memory goes beside the rows, not to the folder in which the program happens to run.
    database = duckdb.connect(config={"memory_limit": memory_limit, "threads": threads, "temp_directory": files.name})
    # A name in a query is a table, never a variable of this program; it also spares the loading of pandas.
    database.execute("SET GLOBAL python_enable_replacements = false")

    def make(kind: str, backend: Any, name: str, path: Path) -> None:
        quoted = str(path).replace("'", "''")
        backend.con.execute(f"CREATE OR REPLACE TEMP {kind} {name} AS FROM read_parquet('{quoted}')")

    def collect(backend: Any, statement: str) -> pa.Table:
        return backend.con.execute(statement).to_arrow_table()

    return Engine(
        lambda: ibis.duckdb.from_connection(database.cursor()),
        load=partial(make, "TABLE"),
        view=partial(make, "VIEW"),
        collect=collect,
        dialect="duckdb",
        stop=database.close,
        folder=files,
    )


def _spark(master: str, *, folder: str | None) -> Engine:
    from ibis.backends.pyspark.datatypes import PySparkSchema
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(master)
        .appName("hyte-stats")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )

    def load(backend: Any, name: str, path: Path) -> None:
        # Its schema is told, for to find it out Spark would run a job of its own.
        schema = PySparkSchema.from_ibis(ibis.Schema.from_pyarrow(parquet.read_schema(path)))
        session.read.schema(schema).parquet(path.as_uri()).createOrReplaceTempView(name)

    def collect(_backend: Any, statement: str) -> pa.Table:
        return session.sql(statement).toArrow()

    return Engine(
        lambda: ibis.pyspark.connect(session),
        load=load,
        view=load,
        collect=collect,
        dialect="pyspark",
        stop=session.stop,
        folder=tempfile.TemporaryDirectory(prefix="hyte-stats-", dir=folder),
    )

"""Engines: each thread its own backend; the same figures on DuckDB and on Spark."""

import importlib
import inspect
import pkgutil
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from hyte.knowledge.stats import methods
from hyte.knowledge.stats.choices import Polarity
from hyte.knowledge.stats.engines import Engine, open_engine
from hyte.knowledge.stats.methods import comparison, inequality, life, lost_years, rates, standardised, trend

G = {"by": ["group"]}

COUNTS = {"group": ["a", "b", "c", "d"], "count": [65.0, 9.0, 0.0, None], "population": [100.0, 50.0, 7.0, 3.0]}
BANDS = {
    "group": ["a"] * 3 + ["b"] * 3, "count": [12, 40, 90, 1, 2, 3], "population": [900, 700, 300, 90, 70, 30],
    "weight": [3.0, 2.0, 1.0] * 2, "reference_count": [100, 300, 900] * 2, "reference_population": [9000, 7000, 3000] * 2,
}  # fmt: skip
LIFE = {
    "group": ["a"] * 4, "age": [0, 1, 5, 10], "deaths": [9, 12, 30, 400], "population": [900, 3600, 4500, 6000],
}  # fmt: skip
YEARS = {
    "group": ["a"] * 5, "year": [2018, 2019, 2020, 2021, 2022], "value": [100.0, 104, 109, 113, 118],
    "lower": [96.0, 100, 105, 109, 114], "upper": [104.0, 108, 113, 117, 122], "count": [20, 24, 30, 38, 48],
    "denominator": [1000] * 5, "population": [1000] * 5,
}  # fmt: skip
LOST = {
    "group": ["x"] * 3, "age": [0, 35, 70], "mean_age": [17.0, 52, 72.5], "deaths": [3, 12, 90],
    "population": [2000, 38000, 15000], "weight": [1000, 20500, 5000],
}  # fmt: skip
AREAS = {"region": ["r"] * 6, "group": list("abcdef"), "value": [3.0, 1.0, 2.0, 2.0, None, 9.0]}
LIMITS = {
    "group": ["a", "b"],
    "value": [11.0, 14.0],
    "lower": [10.0, None],
    "upper": [12.0, 16.0],
    "reference": [9.5, 9.5],
}
CAUSES = {"group": ["a", "a", "b"], "code": ["I219", "C34", "C349"], "age": [50, 80, 60], "deaths": [7, 9, 3]}
SHARES = {"first": ["C33", "I20"], "last": ["C34", "I25"], "age_limit": [75, 75], "preventable": [1.0, 0.5]}

EXPRESSIONS = {
    "crude rate": (COUNTS, rates.crude_rate, {}),
    "proportion": (YEARS, rates.proportion, {}),
    "mean": (YEARS, rates.mean, G),
    "dsr": (BANDS, standardised.directly_standardised_rate, G),
    "isr": (BANDS, standardised.indirectly_standardised_ratio, G),
    "life expectancy": (LIFE, life.life_expectancy, G),
    "lost years": (LOST, lost_years.lost_years, {**G, "limit": 75, "standard": "own"}),
    "trend of values": (YEARS, trend.trend_of_values, G),
    "trend of shares": (YEARS, trend.trend_of_shares, G),
    "rolling": (YEARS, trend.rolling_periods, G),
    "growth": (YEARS, trend.growth, G),
    "quantiles": (AREAS, inequality.quantiles, {"region": ["region"], "parts": 3, "polarity": Polarity.LOW}),
    "deaths by cause": (CAUSES, lost_years.deaths_by_cause, {**G, "shares": SHARES, "heading": "preventable"}),
    "comparison": (LIMITS, comparison.compare, {"polarity": Polarity.LOW}),
}


def evaluate(engine: Engine, name: str) -> list[dict[str, object]]:
    columns, method, options = EXPRESSIONS[name]
    tables = {name: engine.table(pa.table(value)) for name, value in options.items() if isinstance(value, dict)}
    rows = engine.evaluate(method(engine.table(pa.table(columns)), **{**options, **tables})).to_pylist()
    return sorted(rows, key=lambda row: [str(value) for value in row.values() if not isinstance(value, float)])


def test_each_thread_has_its_own_backend_over_one_database():
    with open_engine(threads=1, memory_limit="200MB") as engine, ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _turn: (id(engine.backend), evaluate(engine, "dsr")), range(6)))

    assert all(rows == found[0][1] for _backend, rows in found)


def test_a_name_in_a_query_is_never_a_variable_of_the_program():
    import duckdb

    secret = pa.table({"value": [1]})
    with open_engine() as engine, pytest.raises(duckdb.CatalogException):
        engine.backend.con.execute("SELECT * FROM secret")
    assert secret.num_rows == 1


def test_files_are_gone_when_the_engine_is_closed(tmp_path):
    with open_engine(folder=str(tmp_path)) as engine:
        engine.table(pa.table(COUNTS))
        assert list(tmp_path.rglob("*.parquet"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_engine_gives_rows(engine, name):
    assert evaluate(engine, name)


def test_every_expression_of_the_library_is_run():
    modules = [
        importlib.import_module(found.name) for found in pkgutil.iter_modules(methods.__path__, f"{methods.__name__}.")
    ]
    public = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }

    assert {one for one in public if "Expression." in str(one.__doc__)} == {
        method for _columns, method, _options in EXPRESSIONS.values()
    }

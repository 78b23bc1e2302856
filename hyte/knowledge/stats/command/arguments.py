"""What may follow `hyte stats`. Imports nothing heavy, so that a wrong word is answered at once."""

import argparse
import os
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T", int, float)

FORMATS = ("table", "csv", "json")
LANGUAGES = ("fi", "sv", "en")

_METHODS = {
    "rate": "crude rate: group, count, population",
    "proportion": "share with Wilson limits: group, count, denominator",
    "dsr": "directly standardised rate: group, band, count, population",
    "isr": "indirectly standardised ratio: group, band, count, population, reference_count, reference_population",
    "life-expectancy": "life table: group, age, deaths, population",
    "pyll": "potential years of life lost: group, age, mean_age, deaths, population, weight",
    "sii": "slope index of inequality: group, rank, population, value, se (logit: count, denominator)",
    "trend": "recent trend: group, year, and value, lower, upper or count, denominator",
    "compare": "against a reference: group, value, lower, upper, reference",
    "quantiles": "areas in equal parts: region, area, value",
    "hide": "small counts: any dimensions, count, and denominator where it is a share",
}


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="hyte stats", description="Published methods on a CSV file; see docs/statistics.md."
    )
    methods = top.add_subparsers(dest="method", required=True, metavar="METHOD")
    found = {name: _method(methods, name, text) for name, text in _METHODS.items()}
    for name in ("rate", "dsr", "isr", "pyll"):
        found[name].add_argument("--per", type=_above_zero, default=100_000.0, help="persons a rate is given for")
    found["dsr"].add_argument("--standard", default="esp2013-19", help="a name, or FILE.csv with band, weight")
    found["life-expectancy"].add_argument("--at", type=_age, action="append", help="age, repeatable (0)")
    found["pyll"].add_argument("--limit", type=_above_zero, default=75.0, help="years before this age are lost")
    found["pyll"].add_argument("--lower-age", type=_age, default=0.0, help="deaths from this age count")
    found["pyll"].add_argument("--simulate", action="store_true", help="Monte Carlo limits instead of Dobson's")
    found["sii"].add_argument("--kind", choices=("plain", "log", "logit"), default="plain")
    for name in ("pyll", "sii"):
        found[name].add_argument("--draws", type=_whole, default=100_000, help="for simulated limits, 1000 or more")
        found[name].add_argument("--seed", type=_whole, default=1, help="the same seed gives the same limits")
    for name in ("compare", "quantiles"):
        found[name].add_argument("--polarity", choices=("low", "high", "none"), default="none", help="which is good")
    found["quantiles"].add_argument("--n", type=_parts, default=10, help="number of parts")
    _add_hiding(found["hide"])
    return top


def _method(
    methods: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    method = methods.add_parser(name, help=text, description=text)
    method.add_argument("file", metavar="FILE.csv")
    method.add_argument("--confidence", type=_confidence, default=0.95)
    method.add_argument("--format", choices=FORMATS, default="table")
    method.add_argument("--language", choices=LANGUAGES, default="fi", help="of sentences and of words in tables")
    method.add_argument(
        "--spark",
        metavar="MASTER",
        default=os.environ.get("HYTE_SPARK_MASTER"),
        help="run on this Spark master instead of DuckDB (default: HYTE_SPARK_MASTER)",
    )
    return method


def _add_hiding(method: argparse.ArgumentParser) -> None:
    method.add_argument("--threshold", type=_whole, default=5, help="counts below it are hidden")
    method.add_argument("--hide-zeros", action="store_true")
    method.add_argument("--cumulative", metavar="COLUMN", help="each value includes the one before it")
    method.add_argument("--releases", metavar="COLUMN", help="each value corrects the one before it, published already")
    method.add_argument("--sums", metavar="FILE.csv", help="column, sum, part: values that are sums of others")


def _confidence(text: str) -> float:
    return _number(text, float, lambda number: 0 < number < 1, accepted="a number above 0 and below 1, such as 0.95")


def _above_zero(text: str) -> float:
    return _number(text, float, lambda number: 0 < number < float("inf"), accepted="a number above 0")


def _age(text: str) -> float:
    return _number(text, float, lambda number: 0 <= number < float("inf"), accepted="an age in years, such as 65")


def _parts(text: str) -> int:
    return _number(text, int, lambda number: number >= 2, accepted="a whole number, 2 or more")


def _whole(text: str) -> int:
    return _number(text, int, lambda number: number >= 0, accepted="a whole number, 0 or more")


def _number(text: str, kind: Callable[[str], T], fits: Callable[[T], bool], *, accepted: str) -> T:
    try:
        number = kind(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not {accepted}")
    if not fits(number):
        raise argparse.ArgumentTypeError(f"{text} is not {accepted}")
    return number

"""Smoothing of rates of small areas, always beside the raw value. Kernel."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.limits import z_of

Numbers = npt.NDArray[np.float64]


def smoothed_rates(
    table: pa.Table,
    *,
    per: float = 100_000,
    confidence: float = 0.95,
    count: str = "count",
    population: str = "population",
) -> pa.Table:
    """Each area's rate drawn towards the rate of all areas, the more the smaller the area; `raw` stands beside it. Kernel.

    With m = sum x / sum n, s^2 = sum n (r - m)^2 / sum n and A = s^2 - m / mean n (not below 0), the smoothed rate is
    w r + (1 - w) m with w = A / (A + m / n). Limits are quantiles of the gamma distribution of shape m^2/A + x and rate
    m/A + n. Where A is 0, areas differ no more than chance makes them: all get m, without limits. Areas with a missing number or
    no population are withheld and take no part in m. Source: Marshall 1991 (moments), Clayton and Kaldor 1987.
    """
    z_of(confidence)
    rows = table.to_pylist()
    reasons = [_reason(row.get(count), row.get(population)) for row in rows]
    used = [row for row, reason in zip(rows, reasons, strict=True) if reason is None]
    smooth = iter(_smooth(used, count=count, population=population, confidence=confidence))
    results = []
    for row, reason in zip(rows, reasons, strict=True):
        empty: dict[str, object] = dict.fromkeys(("value", "lower", "upper", "raw", "weight"))
        own = empty | {"withheld": str(reason)} if reason else _per(next(smooth), per)
        results.append({**row, **own, "confidence": confidence, "method": str(Method.SMOOTHED)})
    return pa.Table.from_pylist(results)


def _reason(count: float | None, population: float | None) -> Withheld | None:
    if count is None:
        return Withheld.COUNT_MISSING
    if population is None:
        return Withheld.POPULATION_MISSING
    if count < 0 or population < 0:
        return Withheld.NEGATIVE
    return Withheld.NO_POPULATION if population == 0 else None


def _per(row: Mapping[str, object], per: float) -> dict[str, object]:
    rates = ("value", "lower", "upper", "raw")
    return {
        name: number * per if name in rates and isinstance(number, float) else number for name, number in row.items()
    }


def _smooth(rows: list[dict[str, float]], *, count: str, population: str, confidence: float) -> list[dict[str, object]]:
    if not rows:
        return []
    x = np.array([row[count] for row in rows], dtype=float)
    n = np.array([row[population] for row in rows], dtype=float)
    raw = x / n
    overall = x.sum() / n.sum()
    between = (n * (raw - overall) ** 2).sum() / n.sum() - overall / n.mean()
    if between <= 0:
        return [
            {"value": float(overall), "lower": None, "upper": None, "raw": float(own), "weight": 0.0,
             "withheld": str(Withheld.NO_VARIATION)}
            for own in raw
        ]  # fmt: skip
    weight = between / (between + overall / n)
    value = weight * raw + (1 - weight) * overall
    lower, upper = _gamma_limits(overall**2 / between + x, overall / between + n, confidence)
    columns = zip(value, lower, upper, raw, weight, strict=True)
    names = ("value", "lower", "upper", "raw", "weight")
    return [dict(zip(names, map(float, own), strict=True)) | {"withheld": None} for own in columns]


def _gamma_limits(shape: Numbers, rate: Numbers, confidence: float) -> tuple[Numbers, Numbers]:
    from scipy.special import gammainccinv, gammaincinv

    tail = (1 - confidence) / 2
    return gammaincinv(shape, tail) / rate, gammainccinv(shape, tail) / rate

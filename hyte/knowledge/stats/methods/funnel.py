"""Control limits around a reference for groups of different sizes. Kernel."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hyte.knowledge.stats.choices import Method
from hyte.knowledge.stats.limits import z_of
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _

Numbers = npt.NDArray[np.float64]


def funnel_limits(
    sizes: Sequence[float], *, reference: float, is_rate: bool, confidence: float = 0.95, per: float = 1.0
) -> pa.Table:
    """Limits within which chance alone puts a group of each size, when all share the `reference`. Kernel.

    `sizes` are populations (rates) or denominators (proportions); `reference` is a rate per `per` or a share of 0 to 1. The
    quantiles of the Poisson or binomial distribution are interpolated: with q the least count of cumulative probability p or
    more, limit = (q - (P(X <= q) - p) / P(X = q)) / n. Rows: size, value (the reference), lower, upper, confidence, method,
    withheld. Raises InputRefused for a size that is not above zero and a reference out of range.
    Source: Spiegelhalter 2005.
    """
    z_of(confidence)
    n = np.asarray(sizes, dtype=float)
    share = reference / per
    if not (n > 0).all() or share <= 0 or (not is_rate and share >= 1):
        raise InputRefused(_("A funnel needs sizes above zero and a reference above zero, below one for a proportion."))
    tail = (1 - confidence) / 2
    limit = _poisson if is_rate else _binomial
    lower, upper = limit(n, share, tail), limit(n, share, 1 - tail)
    return pa.table(
        {
            "size": n,
            "value": np.full_like(n, reference),
            "lower": np.maximum(lower, 0) * per,
            "upper": (upper if is_rate else np.minimum(upper, 1)) * per,
            "confidence": np.full_like(n, confidence),
            "method": [str(Method.FUNNEL_RATE if is_rate else Method.FUNNEL_PROPORTION)] * len(n),
            "withheld": pa.nulls(len(n), pa.string()),
        }
    )


def _poisson(n: Numbers, share: float, probability: float) -> Numbers:
    from scipy.stats import poisson

    return _interpolated(poisson(n * share), n, probability)


def _binomial(n: Numbers, share: float, probability: float) -> Numbers:
    from scipy.stats import binom

    return _interpolated(binom(np.round(n), share), n, probability)


def _interpolated(distribution: object, n: Numbers, probability: float) -> Numbers:
    ppf, cdf, pmf = (getattr(distribution, name) for name in ("ppf", "cdf", "pmf"))
    q = ppf(probability)
    found: Numbers = (q - (cdf(q) - probability) / pmf(q)) / n
    return found

"""Claim: the coefficients and the money of all 309 municipalities are recomputed in under 50 ms.

The alternative is a plain Python loop over the same areas and indicators.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.measuring import machine
from hyte.knowledge.incentive.model import Figures, Parameters, coefficients, money

AREAS, PROCESS, OUTCOMES, ROUNDS = 309, 15, 6, 200
POT, PROMISED_MS = 100_000_000.0, 50.0


def invented() -> tuple[Parameters, Figures, np.ndarray]:
    """An invented country: as many indicators as the municipalities' set of 2023 had, the same each time."""
    random = np.random.default_rng(309)
    parameters = Parameters(
        (1 / PROCESS,) * PROCESS, (1 / OUTCOMES,) * OUTCOMES, (1, -1) * (OUTCOMES // 2), (-2.0,) * OUTCOMES, (4.0,) * OUTCOMES
    )  # fmt: skip
    before = random.uniform(0, 60, (AREAS, OUTCOMES))
    figures = Figures(random.uniform(0, 100, (AREAS, PROCESS)), before, before + random.normal(0, 3, (AREAS, OUTCOMES)))
    return parameters, figures, random.lognormal(8.8, 1.1, AREAS).round() + 100


def by_model(parameters: Parameters, figures: Figures, people: np.ndarray) -> Any:
    return money(POT, people, coefficients(figures, parameters))


def by_loop(parameters: Parameters, figures: Figures, people: np.ndarray) -> list[float]:
    """The same without numpy, one area and indicator at a time."""
    scores, before, now = (part.tolist() for part in (figures.scores, figures.before, figures.now))
    parts = []
    for place, count in enumerate(people.tolist()):
        process = sum(w * s for w, s in zip(parameters.process_weights, scores[place], strict=True))
        outcome = 0.0
        for number, weight in enumerate(parameters.outcome_weights):
            change = parameters.directions[number] * (now[place][number] - before[place][number])
            low, high = parameters.lows[number], parameters.highs[number]
            outcome += weight * 100 * min(max((change - low) / (high - low), 0), 1)
        parts.append(count * (parameters.process_share * process + (1 - parameters.process_share) * outcome))
    total = sum(parts)
    return [POT * part / total for part in parts]


def median_ms(run: Callable[[], Any], times: int) -> float:
    taken = []
    for _round in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


def main() -> None:
    print(machine())
    parameters, figures, people = invented()
    assert np.allclose(by_model(parameters, figures, people), by_loop(parameters, figures, people))
    model = median_ms(lambda: by_model(parameters, figures, people), ROUNDS)
    loop = median_ms(lambda: by_loop(parameters, figures, people), 20)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{AREAS} municipalities, {PROCESS} process and {OUTCOMES} outcome indicators, median of {ROUNDS}")
    print(
        f"model {model:.3f} ms, plain loop {loop:.2f} ms: {loop / model:.0f} times as fast; promised {PROMISED_MS:.0f} ms"
    )
    print(f"peak memory of the process {peak:.0f} MiB")
    if model > PROMISED_MS:
        raise SystemExit("Slower than promised.")


if __name__ == "__main__":
    main()

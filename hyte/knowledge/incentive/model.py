"""A neutral model of an incentive that shares a fixed sum by coefficients; not the official calculation.

Plain Python and numpy: a row for each area, a column for each indicator. Scores and coefficients go from 0 to 100.
What is not known is nan, never zero, and makes the area's coefficient nan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

FULL = 100.0
# Weights are often published with two or three decimals, so they may miss one by a little; then they are scaled to it.
TOLERANCE = 0.005


class ModelRefused(ValueError):
    """The model cannot be computed from what it was given."""


def weights_fit(weights: ArrayLike) -> bool:
    """Whether weights are positive and sum to one within the rounding of published lists; no weights at all fit too."""
    array = np.asarray(weights, dtype=float)
    return array.size == 0 or bool(np.all(array > 0) and abs(float(array.sum()) - 1) <= TOLERANCE)


@dataclass(frozen=True)
class Parameters:
    """What the model is told: weights that sum to one in each part, how outcomes are scored, and the share of process.

    `directions` is +1 where a rise is good and -1 where a fall is; a change of `lows` or less gives 0 points and one of
    `highs` or more gives 100. Raises ModelRefused when the parts do not fit together.
    """

    process_weights: tuple[float, ...]
    outcome_weights: tuple[float, ...] = ()
    directions: tuple[int, ...] = ()
    lows: tuple[float, ...] = ()
    highs: tuple[float, ...] = ()
    process_share: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.process_share <= 1:
            raise ModelRefused("The share of process is not between 0 and 1.")
        if not weights_fit(self.process_weights) or not weights_fit(self.outcome_weights):
            raise ModelRefused("The weights of a part do not sum to 1.")
        if len({len(self.outcome_weights), len(self.directions), len(self.lows), len(self.highs)}) != 1:
            raise ModelRefused("Outcomes do not each have a weight, a direction and limits.")
        if any(direction not in {1, -1} for direction in self.directions):
            raise ModelRefused("A direction is neither 1 nor -1.")
        if any(low >= high for low, high in zip(self.lows, self.highs, strict=True)):
            raise ModelRefused("An outcome's lower limit is not below its upper limit.")
        if (not self.process_weights and self.process_share > 0) or (
            not self.outcome_weights and self.process_share < 1
        ):
            raise ModelRefused("A part that counts has no indicators.")


@dataclass(frozen=True)
class Figures:
    """The figures of all areas: process scores, and outcomes before and now; one row for each area."""

    scores: Numbers
    before: Numbers
    now: Numbers


def _weighted(points: Numbers, weights: tuple[float, ...]) -> Numbers:
    array = np.asarray(weights, dtype=float)
    return points @ (array / array.sum()) if array.size else np.zeros(len(points))


def process_scores(figures: Figures, parameters: Parameters) -> Numbers:
    """P = sum of w·score for each area, 0–100."""
    return np.clip(_weighted(figures.scores, parameters.process_weights), 0, FULL)


def changes(figures: Figures, parameters: Parameters) -> Numbers:
    """D = direction · (now - before) for each area and outcome: above zero is for the better."""
    return np.asarray(parameters.directions, dtype=float) * (figures.now - figures.before)


def outcome_points(figures: Figures, parameters: Parameters) -> Numbers:
    """S = 100 · (D - low) / (high - low), held between 0 and 100, for each area and outcome."""
    lows, highs = np.asarray(parameters.lows, dtype=float), np.asarray(parameters.highs, dtype=float)
    return FULL * np.clip((changes(figures, parameters) - lows) / (highs - lows), 0, 1)


def outcome_scores(figures: Figures, parameters: Parameters) -> Numbers:
    """The outcomes of each area together, 0–100."""
    return np.clip(_weighted(outcome_points(figures, parameters), parameters.outcome_weights), 0, FULL)


def coefficients(figures: Figures, parameters: Parameters) -> Numbers:
    """K = share · P + (1 - share) · outcomes for each area, 0–100; a part that does not count is not asked."""
    share = parameters.process_share
    if share == 1:
        return process_scores(figures, parameters)
    if share == 0:
        return outcome_scores(figures, parameters)
    return share * process_scores(figures, parameters) + (1 - share) * outcome_scores(figures, parameters)


def money(pot: float, population: ArrayLike, coefficient: ArrayLike) -> Numbers:
    """pot · n·K / sum of n·K for each area; by population alone where every coefficient is zero.

    Raises ModelRefused when something is missing or negative, or nobody lives anywhere.
    """
    people, factors = np.asarray(population, dtype=float), np.asarray(coefficient, dtype=float)
    given = np.concatenate([np.atleast_1d(pot), people, factors])
    if not np.all(np.isfinite(given)) or np.any(given < 0) or people.sum() <= 0:
        raise ModelRefused("The pot, the inhabitants or a coefficient is missing or negative.")
    parts = people * factors
    if parts.sum() <= 0:
        parts = people
    shares = parts / parts.sum()
    return np.asarray(pot * shares / shares.sum())


@dataclass(frozen=True)
class Gain:
    """What one area's money changes by, when it gains points alone and when every other area gains as many."""

    others_unchanged: float
    others_alike: float


def gain(pot: float, population: ArrayLike, coefficient: ArrayLike, *, own: int, points: float) -> Gain:
    """What `points` more for the area `own` would mean to its money; the pot stays the same, and no coefficient passes 100."""
    factors = np.asarray(coefficient, dtype=float)
    alike = np.minimum(factors + points, FULL)
    alone = factors.copy()
    alone[own] = alike[own]
    now = money(pot, population, factors)[own]
    return Gain(float(money(pot, population, alone)[own] - now), float(money(pot, population, alike)[own] - now))


def rest_of_the_country(
    pot: float, *, own_money: float, own_people: float, all_people: float, coefficient: float
) -> tuple[Numbers, Numbers]:
    """Populations and coefficients of two areas, one's own and all others together, that give one's own money of the pot.

    Raises ModelRefused where no such coefficient of the others exists.
    """
    others = all_people - own_people
    if not (0 < own_money < pot and own_people > 0 and others > 0 and coefficient > 0):
        raise ModelRefused("The money or the inhabitants of the area are not a part of the whole.")
    rest = own_people * coefficient * (pot / own_money - 1) / others
    return np.array([own_people, others]), np.array([coefficient, rest])


def outward(values: ArrayLike, *, figures: int = 2) -> tuple[float, float]:
    """The range of the values, its ends rounded outwards to so many significant figures."""
    array = np.asarray(values, dtype=float)
    return _rounded(float(array.min()), floor, figures), _rounded(float(array.max()), ceil, figures)


def _rounded(value: float, to_whole: Callable[[float], int], figures: int) -> float:
    if abs(value) < 0.5:  # less than a euro is nothing
        return 0.0
    step = 10.0 ** (floor(log10(abs(value))) - figures + 1)
    # The division leaves noise far behind the point; without it 46 000 would round up to 47 000.
    return to_whole(round(value / step, 9)) * step

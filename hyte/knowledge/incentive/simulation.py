"""From the records of a round to the model's figures, and back to words. Every figure made here is a simulation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext as _

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_number
from hyte.knowledge.incentive.choices import SIGNS, Direction
from hyte.knowledge.incentive.model import (
    FULL,
    Figures,
    Gain,
    ModelRefused,
    Numbers,
    Parameters,
    coefficients,
    gain,
    outward,
    rest_of_the_country,
    weights_fit,
)
from hyte.knowledge.incentive.models import IncentiveAct, OfficialResult, Round, SetIndicator

FigureRow = tuple[int, int, float | None, float | None, float | None]


def short_number(value: float | Decimal | None) -> str:
    """A number with at most four decimals, no needless zeros and a true minus sign; nothing for none."""
    if value is None:
        return ""
    number = round(Decimal(str(value)), 4)
    whole = number.to_integral_value()
    return shown_number(int(whole) if number == whole else number.normalize())


def simulated(text: str) -> str:
    """A simulated figure with the words that must never part from it: one text, so that copying takes both along."""
    return _("%(figure)s (simulation, not a figure of THL or the Ministry of Finance)") % {"figure": text}


def points_in_words(points: float) -> str:
    """Points with one decimal."""
    return _("%(points)s points") % {"points": short_number(round(points, 1))}


def money_in_words(low: float, high: float) -> str:
    """A range of money as people read it."""
    # The true minus sign is also one that no spreadsheet program takes for the beginning of a formula.
    ends = [short_number(round(end)) for end in (low, high)]
    if ends[0] == ends[1]:
        return f"{ends[0]} €"
    return _("from %(low)s to %(high)s €") % {"low": ends[0], "high": ends[1]}


def lacks_of(round_: Round, indicators: Sequence[SetIndicator]) -> list[str]:
    """Why the round's list cannot be computed by; nothing where it can."""
    process, outcomes = _parts(indicators)
    lacks = []
    for part, name in ((process, _("own work")), (outcomes, _("outcomes"))):
        if any(indicator.weight is None for indicator in part):
            lacks.append(_("the weights of all indicators (%(part)s)") % {"part": name})
        elif not weights_fit([indicator.weight for indicator in part]):
            total = short_number(round(sum(indicator.weight for indicator in part), 3))
            lacks.append(_("weights that sum to 1 (%(part)s: now %(total)s)") % {"part": name, "total": total})
    if any(not one.direction or one.low is None or one.high is None for one in outcomes):
        lacks.append(_("how the change of each outcome becomes points"))
    if (not process and round_.process_share > 0) or (not outcomes and round_.process_share < 1):
        lacks.append(_("the indicators of the list, both own work and outcomes"))
    return lacks


def _parts(indicators: Iterable[SetIndicator]) -> tuple[list[SetIndicator], list[SetIndicator]]:
    rows = list(indicators)
    return [row for row in rows if row.is_process], [row for row in rows if not row.is_process]


@dataclass(frozen=True)
class Country:
    """The simulated coefficients of every area of a round that has figures; nan where they are not complete."""

    areas: tuple[int, ...]
    coefficients: Numbers
    populations: Numbers

    def of(self, area_id: int) -> float | None:
        """The simulated coefficient of an area, where it can be computed."""
        if area_id not in self.areas:
            return None
        found = float(self.coefficients[self.areas.index(area_id)])
        return None if np.isnan(found) else found

    def in_words(self, area_id: int) -> str:
        found = self.of(area_id)
        return "" if found is None else simulated(points_in_words(found))

    @property
    def is_whole(self) -> bool:
        """Whether the money can be shared between all of them."""
        return len(self.areas) > 1 and bool(np.all(np.isfinite(self.coefficients) & np.isfinite(self.populations)))


def country_of(
    round_: Round, indicators: Sequence[SetIndicator], figures: Iterable[FigureRow], populations: dict[int, int]
) -> Country | None:
    """Every area's coefficient by the round's list; none where the list cannot be computed by."""
    if lacks_of(round_, indicators):
        return None
    process, outcomes = _parts(indicators)
    rows = list(figures)
    areas = tuple(sorted({row[0] for row in rows} | set(populations)))
    place_of = {area: place for place, area in enumerate(areas)}
    columns = {one.pk: place for part in (process, outcomes) for place, one in enumerate(part)}
    scores = np.full((len(areas), len(process)), np.nan)
    before, now = (np.full((len(areas), len(outcomes)), np.nan) for _part in range(2))
    ours = {one.pk for one in process}
    for area, indicator, score, earlier, newest in rows:
        if indicator not in columns:
            continue
        place = place_of[area], columns[indicator]
        if indicator in ours:
            scores[place] = np.nan if score is None else score
        else:
            before[place], now[place] = (np.nan if value is None else value for value in (earlier, newest))
    parameters = Parameters(
        tuple(float(one.weight) for one in process),
        tuple(float(one.weight) for one in outcomes),
        tuple(SIGNS[Direction(one.direction)] for one in outcomes),
        tuple(float(one.low) for one in outcomes),
        tuple(float(one.high) for one in outcomes),
        round_.process_share,
    )
    people = np.array([populations.get(area, np.nan) for area in areas], dtype=float)
    return Country(areas, coefficients(Figures(scores, before, now), parameters), people)


@dataclass(frozen=True)
class Effect:
    """What acts would do to one indicator: its score now, and the points that a full score would add to the coefficient."""

    indicator: SetIndicator
    score: float | None
    points: float | None

    @property
    def points_in_words(self) -> str:
        return "" if self.points is None else simulated(points_in_words(self.points))


@dataclass(frozen=True)
class Euros:
    """What points would mean in money, as ranges; others unchanged, and others gaining as many points."""

    unchanged: tuple[float, float]
    alike: tuple[float, float]

    @property
    def middle(self) -> float:
        return sum(self.unchanged) / 2

    @property
    def unchanged_in_words(self) -> str:
        return simulated(money_in_words(*self.unchanged))

    @property
    def alike_in_words(self) -> str:
        return simulated(money_in_words(*self.alike))


@dataclass(frozen=True)
class Outcome:
    """What acts would do together."""

    acts: tuple[IncentiveAct, ...]
    effects: tuple[Effect, ...]
    euros: Euros | None

    @property
    def points(self) -> float | None:
        """Points to the coefficient; none where a score or a weight is not known."""
        known = [effect.points for effect in self.effects if effect.points is not None]
        return sum(known) if len(known) == len(self.effects) and self.effects else None

    @property
    def points_in_words(self) -> str:
        return "" if self.points is None else simulated(points_in_words(self.points))

    @property
    def effort(self) -> float | None:
        """The weights of effort together; none where one is not entered."""
        efforts = [act.effort for act in self.acts if act.effort is not None]
        return sum(efforts) if efforts and len(efforts) == len(self.acts) else None

    @property
    def euros_per_effort(self) -> float | None:
        return None if self.euros is None or self.effort is None else self.euros.middle / self.effort

    @property
    def euros_per_effort_in_words(self) -> str:
        if self.euros is None or self.effort is None:
            return ""
        return simulated(money_in_words(*outward([end / self.effort for end in self.euros.unchanged])))


@dataclass(frozen=True)
class Ground:
    """What the acts of an area are tried out on: its round, its own scores, and what is officially known of its money."""

    area: Area
    round: Round
    indicators: Sequence[SetIndicator]
    scores: dict[int, float | None]
    country: Country | None
    official: OfficialResult | None
    bases: list[tuple[Numbers, Numbers, int]] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)

    def outcome_of(self, acts: Iterable[IncentiveAct]) -> Outcome:
        """Points first; euros only where there is an official starting point."""
        chosen = tuple(acts)
        own = {one.pk for one in self.indicators}
        touched = {one.pk: one for act in chosen for one in act.indicators.all() if one.pk in own}
        effects = tuple(self._effect(one) for one in touched.values())
        outcome = Outcome(chosen, effects, None)
        return Outcome(chosen, effects, self._euros(outcome.points))

    def _effect(self, indicator: SetIndicator) -> Effect:
        score = self.scores.get(indicator.pk)
        if score is None or indicator.weight is None or self.country is None:
            return Effect(indicator, score, None)
        weights = sum(one.weight or 0 for one in self.indicators if one.is_process)
        return Effect(indicator, score, self.round.process_share * indicator.weight / weights * (FULL - score))

    def _euros(self, points: float | None) -> Euros | None:
        if points is None or not self.bases or self.round.pot is None:
            return None
        pot = float(self.round.pot)
        gains: list[Gain] = [gain(pot, people, factors, own=own, points=points) for people, factors, own in self.bases]
        return Euros(outward([one.others_unchanged for one in gains]), outward([one.others_alike for one in gains]))


def ground_of(
    area: Area,
    round_: Round,
    indicators: Sequence[SetIndicator],
    *,
    figures: Iterable[FigureRow],
    populations: dict[int, int],
    official: OfficialResult | None,
) -> Ground:
    """Put together what acts are tried out on, and say what euros still lack."""
    rows = list(figures)
    scores = {indicator: score for found, indicator, score, _before, _now in rows if found == area.pk}
    country = country_of(round_, indicators, rows, populations)
    own_people, all_people = _people(area, round_, populations, official)
    lacks = [*_official_lacks(round_, official), *_people_lacks(own_people, all_people)]
    bases: list[tuple[Numbers, Numbers, int]] = []
    if not lacks and official is not None and own_people and all_people:
        bases = _bases(area, round_, country, official, own_people, all_people)
        if not bases:
            lacks = [_("figures that fit together: the area's money and inhabitants are not a part of the whole")]
    return Ground(area, round_, indicators, scores, country, official, bases, lacks)


def _people(
    area: Area, round_: Round, populations: dict[int, int], official: OfficialResult | None
) -> tuple[float | None, float | None]:
    """The area's inhabitants and everybody's, as entered; the own ones follow from the official money too."""
    own: float | None = populations.get(area.pk)
    if own is None and official is not None and official.money and official.per_inhabitant:
        own = float(official.money / official.per_inhabitant)
    return own, round_.population or (sum(populations.values()) if len(populations) > 1 else None)


def _official_lacks(round_: Round, official: OfficialResult | None) -> list[str]:
    lacks = []
    if round_.pot is None:
        lacks.append(_("the pot of %(year)s") % {"year": round_.year})
    if official is None or not official.money or not official.coefficient:
        lacks.append(_("the area's official result of %(year)s: the coefficient and the money") % {"year": round_.year})
    return lacks


def _people_lacks(own: float | None, everybody: float | None) -> list[str]:
    lacks = []
    if not own:
        lacks.append(_("the area's inhabitants or its official money per inhabitant"))
    if not everybody:
        lacks.append(_("the inhabitants of all areas together in the round"))
    return lacks


def _bases(
    area: Area, round_: Round, country: Country | None, official: OfficialResult, own: float, everybody: float
) -> list[tuple[Numbers, Numbers, int]]:
    """Starting points to compute from: the official coefficient, the simulated one, and the simulated ones of all areas."""
    starts = [FULL * float(official.coefficient or 0) / official.full_scale]
    simulated_own = country.of(area.pk) if country else None
    if simulated_own:
        starts.append(simulated_own)
    found = []
    for start in starts:
        try:
            people, factors = rest_of_the_country(
                float(round_.pot or 0),
                own_money=float(official.money or 0),
                own_people=own,
                all_people=everybody,
                coefficient=start,
            )
        except ModelRefused:
            return []
        found.append((people, factors, 0))
    if country is not None and country.is_whole and abs(float(country.populations.sum()) - everybody) < 1:
        found.append((country.populations, country.coefficients, country.areas.index(area.pk)))
    return found


def assumptions_of(ground: Ground) -> list[str]:
    """What the figures stand on, in words."""
    said = [
        _(
            "The list, its weights and the share of own work (%(share)s) are those entered here. "
            "The official calculation differs."
        )
        % {"share": short_number(ground.round.process_share)},
        _("An act is assumed to bring the full 100 points of each indicator it touches."),
        _("Outcomes are not predicted: they stay as they are."),
    ]
    if ground.bases and ground.official is not None and ground.round.pot is not None:
        said += _money_assumptions(ground, ground.official)
    return said


def _money_assumptions(ground: Ground, official: OfficialResult) -> list[str]:
    return [
        _("The pot of %(year)s, %(pot)s €, stays the same: what one area gains, the others lose.")
        % {"year": ground.round.year, "pot": short_number(round(ground.round.pot))},
        _("The starting point is the official result of %(year)s, %(money)s €.")
        % {"year": official.year, "money": short_number(round(official.money or 0))},
        _("The official coefficient %(coefficient)s is read on a scale from 0 to %(scale)s.")
        % {"coefficient": short_number(official.coefficient), "scale": official.full_scale},
        _("“Others unchanged”: no other area gains points. “Others move alike”: each of them gains as many."),
        _(
            "The range comes from computing with the official coefficient and, where the figures are complete, "
            "with the simulated ones. Its ends are rounded outwards to two figures."
        ),
    ]

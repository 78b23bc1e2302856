"""Life expectancy by an abridged life table. Expression."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hyte.knowledge.stats.choices import Method, Withheld
from hyte.knowledge.stats.lazily import ibis, ir
from hyte.knowledge.stats.limits import z_of
from hyte.knowledge.stats.results import log, real, root, with_result

FEWEST_PERSON_YEARS = 5000
WIDEST_INTERVAL = 20.0
INFANTS_LIVED = 0.1  # of its first year, a child who dies in it
OTHERS_LIVED = 0.5  # of its interval, whoever dies in it


def expected_ages(ages: Sequence[float]) -> list[float]:
    """The starts of the bands that a table with these must have: from 0, with the step that the ages show, to the last.

    A separate band from 1 is kept where some have it: 0, 1, 5, 10 … or 0, 5, 10 … or 0, 1, 2 …. Bands of ten years
    may start after one of five: 0, 1, 5, 15, 25 … or 0, 5, 15 ….
    """
    found = sorted(set(ages) | {0})
    later = [age for age in found if age > 1] or found[1:]
    steps = [second - first for first, second in pairwise(later)] + later[:1]
    step = 1 if {1, 2} <= set(found) else min(steps, default=1)
    if later[:3] == [5, 15, 25] and all(age % 10 == 5 for age in later):
        return sorted({*range(5, round(later[-1]) + 1, 10), *({0, 1} & set(found))})
    regular = [step * place for place in range(round(found[-1] / step) + 1)]
    return sorted(set(regular) | ({1} if 1 in found and step > 1 else set()))


def life_expectancy(
    table: ir.Table,
    *,
    by: Sequence[str],
    bands: int | None = None,
    age: str = "age",
    deaths: str = "deaths",
    population: str = "population",
    confidence: float = 0.95,
) -> ir.Table:
    """Years that people of each band's first age would live on, with the group's present mortality. Expression.

    One row in, one row out: the expectancy at the start of that row's band. With M = deaths / population, width n, and a = 0.1
    of the interval lived by those who die in band 0 and 0.5 in others, q = nM / (1 + (1 - a) nM), never above 1; the last
    interval is open, L = l / M. Variance: sum over later bands of l^2 ((1 - a) n + e of the next)^2 q^2 (1 - q) / d, and
    l^2 / (d M^2) for the last. Withheld for the whole group where a number is missing or negative, a population is zero,
    deaths are above the population, person-years are below 5000, a band is missing (the group has not `bands` of them), or
    the last band has no deaths; and for a row whose 95 % interval is wider than 20 years.
    Source: Chiang 1968; Silcocks, Jenner and Reza 2001; Eayres and Williams 2004.
    """
    rows = _survival(table, by=list(by), age=table[age], deaths=table[deaths], population=table[population])
    rows = _with_expectancy(rows, by=list(by))
    error = root(rows.lt_variance / (rows.lt_l * rows.lt_l).nullif(0))
    expectancy = rows.lt_t / rows.lt_l.nullif(0)
    z = z_of(confidence)
    group = ibis.window(group_by=list(by))
    wanted = rows.count().over(group) if bands is None else ibis.literal(bands)
    withheld = [
        ((rows[deaths].isnull()).sum().over(group) > 0, Withheld.COUNT_MISSING),
        ((rows[population].isnull()).sum().over(group) > 0, Withheld.POPULATION_MISSING),
        ((rows[deaths] < 0).sum().over(group) > 0, Withheld.NEGATIVE),
        ((rows[population] <= 0).sum().over(group) > 0, Withheld.NO_POPULATION),
        ((rows[deaths] > rows[population]).sum().over(group) > 0, Withheld.DEATHS_ABOVE_POPULATION),
        (rows[population].sum().over(group) < FEWEST_PERSON_YEARS, Withheld.FEW_PERSON_YEARS),
        ((rows.count().over(group) != wanted) | (rows[age].min().over(group) != 0), Withheld.BAND_MISSING),
        ((rows.lt_last & (rows[deaths] == 0)).sum().over(group) > 0, Withheld.NO_LAST_DEATHS),
        (rows.lt_l == 0, Withheld.NO_SURVIVORS),
        (2 * z_of(0.95) * error > WIDEST_INTERVAL, Withheld.WIDE_INTERVAL),
    ]
    result = with_result(
        rows,
        value=expectancy,
        lower=expectancy - z * error,
        upper=expectancy + z * error,
        confidence=confidence,
        method=ibis.literal(str(Method.CHIANG)),
        withheld=withheld,
    )
    return result.drop(*(name for name in result.columns if name.startswith("lt_")))


def _survival(
    table: ir.Table, *, by: list[str], age: ir.NumericValue, deaths: ir.NumericValue, population: ir.NumericValue
) -> ir.Table:
    """The first half of the life table: width, lived share, mortality, death probability, survivors."""
    order = ibis.window(group_by=by, order_by="lt_age")
    rows = table.mutate(
        lt_age=age.cast("float64"),
        lt_deaths=deaths.cast("float64"),
        lt_mortality=deaths.cast("float64") / population.cast("float64").nullif(0),
        lt_lived=(age == 0).ifelse(real(INFANTS_LIVED), real(OTHERS_LIVED)),
    )
    rows = rows.mutate(lt_width=rows.lt_age.lead().over(order) - rows.lt_age)
    rows = rows.mutate(lt_last=rows.lt_width.isnull())
    hazard = rows.lt_width * rows.lt_mortality
    probability = ibis.least(hazard / (1 + (1 - rows.lt_lived) * hazard), real(1))
    rows = rows.mutate(lt_q=rows.lt_last.ifelse(real(1), probability))
    # Survivors are a running product, summed as logarithms; a band that nobody survives ends it.
    alive = 1 - rows.lt_q
    before = ibis.window(group_by=by, order_by="lt_age", preceding=(None, 1))
    ended = (alive == 0).cast("int64").sum().over(before).coalesce(0)
    logs = log(alive).sum().over(before).coalesce(0.0)
    return rows.mutate(lt_l=(ended > 0).ifelse(real(0), logs.exp()))


def _with_expectancy(rows: ir.Table, *, by: list[str]) -> ir.Table:
    """The second half: person-years left, and the variance of what they are."""
    order = ibis.window(group_by=by, order_by="lt_age")
    after = ibis.window(group_by=by, order_by="lt_age", following=(0, None))
    lost = rows.lt_l * rows.lt_q
    years = rows.lt_width * (rows.lt_l - lost + rows.lt_lived * lost)
    rows = rows.mutate(lt_years=rows.lt_last.ifelse(rows.lt_l / rows.lt_mortality.nullif(0), years))
    rows = rows.mutate(lt_t=rows.lt_years.sum().over(after))
    rows = rows.mutate(lt_e=(rows.lt_t / rows.lt_l.nullif(0)).coalesce(0.0))
    beyond = (1 - rows.lt_lived) * rows.lt_width + rows.lt_e.lead().over(order)
    spread = (rows.lt_q * rows.lt_q * (1 - rows.lt_q) / rows.lt_deaths.nullif(0)).coalesce(0.0)
    inner = rows.lt_l * rows.lt_l * beyond * beyond * spread
    open_end = rows.lt_l * rows.lt_l / (rows.lt_deaths * rows.lt_mortality * rows.lt_mortality).nullif(0)
    rows = rows.mutate(lt_part=rows.lt_last.ifelse(open_end, inner))
    return rows.mutate(lt_variance=rows.lt_part.sum().over(after))

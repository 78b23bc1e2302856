import pytest

from hyte.knowledge.incentive import queries
from hyte.knowledge.incentive.model import gain, outward, rest_of_the_country
from hyte.knowledge.incentive.models import IncentiveAct, RoundPopulation
from hyte.knowledge.incentive.simulation import (
    assumptions_of,
    country_of,
    ground_of,
    lacks_of,
    money_in_words,
    short_number,
    simulated,
)

pytestmark = pytest.mark.django_db


def country(round_):
    indicators = queries.indicators_of(round_.of, user=None)
    return country_of(round_, indicators, queries.all_figures(round_), queries.populations_of(round_))


def ground(area, round_, official=None):
    return ground_of(
        area,
        round_,
        queries.indicators_of(round_.of, user=None),
        figures=queries.all_figures(round_),
        populations=queries.populations_of(round_),
        official=official,
    )


def test_an_areas_coefficient_follows_from_its_entered_figures(figures, round_, town, village):
    found = country(round_)

    assert (found.of(town.pk), found.of(village.pk)) == (0.5 * 50 + 0.5 * 40, 0)


def test_an_area_with_a_figure_missing_has_no_coefficient(figures, round_, town, village):
    round_.scores.filter(area=town, indicator__key="murtumat").update(now=None)

    assert (country(round_).of(town.pk), country(round_).of(village.pk)) == (None, 0)


def test_a_list_without_weights_is_not_computed_by(figures, round_, indicators):
    indicators["neuvonta"].weight = None
    indicators["neuvonta"].save()

    assert len(lacks_of(round_, queries.indicators_of(round_.of, user=None))) == 1
    assert country(round_) is None


def test_weights_that_do_not_sum_to_one_are_told_with_their_sum(round_, indicators):
    indicators["neuvonta"].weight = 0.05
    indicators["neuvonta"].save()

    (told,) = lacks_of(round_, queries.indicators_of(round_.of, user=None))

    assert "0,8" in told


def test_an_act_gives_the_points_that_a_full_score_would(figures, round_, town, act):
    outcome = ground(town, round_).outcome_of([act])

    assert outcome.points == pytest.approx(0.5 * 0.25 * (100 - 20))
    assert outcome.euros is None


def test_two_acts_on_one_indicator_count_once(figures, round_, town, act, indicators):
    other = IncentiveAct.objects.create(key="toinen", home=town, title="Toinen")
    other.indicators.set([indicators["neuvonta"]])

    assert ground(town, round_).outcome_of([act, other]).points == pytest.approx(10)


def test_an_unknown_score_is_not_a_zero(figures, round_, town, act):
    round_.scores.filter(area=town, indicator__key="neuvonta").delete()

    assert ground(town, round_).outcome_of([act]).points is None


def test_euros_need_the_pot_and_the_official_result_of_the_year(figures, round_, town, act, result):
    assert ground(town, round_, result).outcome_of([act]).euros is not None
    assert ground(town, round_).lacks != []
    round_.pot = None

    told = ground(town, round_, result)

    assert (len(told.lacks), told.outcome_of([act]).euros) == (1, None)


def test_euros_are_those_of_the_formula_from_each_starting_point(figures, round_, town, act, result):
    """The official coefficient 0.5 reads as 50 of 100; the simulated one is 45. Both give the official money first."""
    starts = [
        rest_of_the_country(1_000_000, own_money=200_000, own_people=10_000, all_people=50_000, coefficient=start)
        for start in (50, 45)
    ]
    gains = [gain(1_000_000, people, factors, own=0, points=10) for people, factors in starts]

    euros = ground(town, round_, result).outcome_of([act]).euros

    assert euros.unchanged == outward([one.others_unchanged for one in gains])
    assert euros.alike == outward([one.others_alike for one in gains])
    # By pencil: 200 000 · 1.2 / (1 + 0.2 · 0.2) - 200 000 = 30 769, and with 45: 34 042.
    assert euros.unchanged == (30_000, 35_000)


def test_the_whole_round_is_a_starting_point_where_every_area_is_known(figures, round_, town, village, act, result):
    for area, people in ((town, 10_000), (village, 40_000)):
        RoundPopulation.objects.create(round=round_, area=area, population=people, home=round_.home)

    assert len(ground(town, round_, result).bases) == 3
    round_.population = 60_000
    assert len(ground(town, round_, result).bases) == 2


def test_money_larger_than_the_pot_is_told_and_not_computed(figures, round_, town, act, result):
    result.money = 2_000_000

    found = ground(town, round_, result)

    assert (len(found.lacks), found.bases) == (1, [])


def test_the_assumptions_name_the_pot_and_the_starting_point(figures, round_, town, result):
    said = " ".join(assumptions_of(ground(town, round_, result)))

    assert short_number(1_000_000) in said
    assert short_number(200_000) in said


def test_a_simulated_figure_is_one_text_with_its_words():
    told = simulated(money_in_words(-1_000, 2_000))

    assert told == f"{money_in_words(-1_000, 2_000)}{told[len(money_in_words(-1_000, 2_000)) :]}"
    assert "THL" in told
    assert (money_in_words(3, 3), money_in_words(-3, -3)) == ("3 €", "−3 €")


def test_figures_below_zero_have_a_true_minus_sign():
    assert [short_number(-0.2), short_number(-1200), short_number(0.2)] == ["−0,2", "−1\xa0200", "0,2"]
    assert "-" not in money_in_words(-1200, 500)

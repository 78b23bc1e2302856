"""Which questions are asked, at the limits of the rules."""

from datetime import date
from itertools import chain

import pytest
from django.utils import translation

from hyte.workbench.choices import Rule
from hyte.workbench.questions import RULES, AboutNumber, Facts, asked, candidates

NUMBERS = (AboutNumber("a", "Luku A", "Lahti: rising."), AboutNumber("b", "Luku B", "Lahti: rising."))
ALL = Facts(
    has_plan=True,
    worsened=NUMBERS,
    behind=NUMBERS,
    themes_without_action=("Liike", "Uni"),
    themes_unseen=("Uni",),
    late=1,
    off_path=NUMBERS,
    at_risk=1,
    silent=1,
    silent_days=90,
    ownerless=1,
    unmeasured=1,
    without_means=1,
)
JUDGING = {"poor", "bad", "good", "weak", "alarming", "worrying", "only", "still", "even", "clearly", "unfortunately"}


def rules_of(facts, **values):
    return [one.rule for one in asked(candidates(facts), **values)]


def test_where_nothing_is_found_nothing_is_asked():
    assert asked(candidates(Facts())) == []


def test_every_rule_has_its_words_and_finds_by_itself():
    single = {
        Rule.NO_PLAN: Facts(has_plan=False),
        Rule.WORSENED: Facts(worsened=NUMBERS[:1]),
        Rule.LATE: Facts(late=1),
        Rule.NO_ACTION: Facts(themes_without_action=("Uni",)),
        Rule.BEHIND: Facts(behind=NUMBERS[:1]),
        Rule.UNSEEN: Facts(themes_unseen=("Uni",)),
        Rule.OFF_PATH: Facts(off_path=NUMBERS[:1]),
        Rule.AT_RISK: Facts(at_risk=1),
        Rule.SILENT: Facts(silent=1),
        Rule.OWNERLESS: Facts(ownerless=1),
        Rule.UNMEASURED: Facts(unmeasured=1),
        Rule.WITHOUT_MEANS: Facts(without_means=1),
    }

    assert {rule: rules_of(facts) for rule, facts in single.items()} == {rule: [rule] for rule in Rule}
    assert list(RULES) == list(Rule)


def test_three_are_asked_in_the_rules_order_one_of_each():
    assert rules_of(ALL) == [Rule.WORSENED, Rule.LATE, Rule.NO_ACTION]


def test_a_rule_gives_its_second_only_when_the_others_have_given_their_first():
    found = asked(candidates(Facts(worsened=NUMBERS, late=2)))

    assert [(one.rule, one.about) for one in found] == [("worsened", "a"), ("late", ""), ("worsened", "b")]


def test_a_hidden_question_gives_way_to_the_next_and_another_of_its_rule_stays():
    found = asked(candidates(ALL), hidden={("worsened", "a")})

    assert [(one.rule, one.about) for one in found] == [("worsened", "b"), ("late", ""), ("no_action", "")]
    assert rules_of(ALL, hidden={("late", "")}) == [Rule.WORSENED, Rule.NO_ACTION, Rule.BEHIND]


def test_without_a_plan_in_force_the_plan_is_asked_for_and_not_each_theme():
    facts = Facts(
        has_plan=False, last_plan="Suunnitelma", last_ended=date(2025, 12, 31), themes_without_action=("Uni",)
    )

    with translation.override("en"):
        found = asked(candidates(facts))

    assert [one.words for one in found] == [
        "The period of the newest plan, Suunnitelma, ended on 31 December 2025, and no plan is in force. "
        "By which day is a plan brought to the council?"
    ]


@pytest.mark.parametrize("count", [1, 2])
def test_a_question_tells_its_number_and_judges_nobody(count):
    facts = Facts(late=count, at_risk=count, silent=count, ownerless=count, unmeasured=count, without_means=count)

    with translation.override("en"):
        words = [one.words for one in chain.from_iterable(candidates(facts))]

    assert all(one.startswith(str(count)) or f" {count} " in one for one in words)
    assert all(one.endswith("?") for one in words)
    assert JUDGING.isdisjoint(" ".join(words).casefold().replace("?", "").replace(".", "").split())


def test_the_same_facts_ask_the_same_questions():
    assert asked(candidates(ALL)) == asked(candidates(ALL))

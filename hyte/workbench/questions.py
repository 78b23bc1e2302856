"""Questions worth asking: each rule finds its own from plain facts, and the first ones by the rules' order are asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hyte.core.areas.text import shown_day
from hyte.workbench.choices import MOST_QUESTIONS, Rule

NAMED, NAMED_LETTERS = 4, 60  # themes that a question names, and letters of each

CHOICE_RULE = gettext_lazy(
    "The rules are asked in the same order in every area. Each gives its first question, and the first three are shown; "
    "where the rules find fewer, the next ones of the same rules follow."
)

RULES: dict[Rule, Any] = {
    Rule.NO_PLAN: gettext_lazy("No published plan of the area covers today."),
    Rule.WORSENED: gettext_lazy(
        "A number of a theme, at most three years old, has gone the unwanted way over five years by its statistical test."
    ),
    Rule.LATE: gettext_lazy(
        "The day of an action or a milestone has passed, and it is neither done, reached nor given up."
    ),
    Rule.NO_ACTION: gettext_lazy("No plan in force has an action for the theme that has not been given up."),
    Rule.BEHIND: gettext_lazy(
        "A number of a theme, at most three years old, is worse than the whole country's by its statistical test."
    ),
    Rule.UNSEEN: gettext_lazy("No number of the theme is at most three years old and can be tested over five years."),
    Rule.OFF_PATH: gettext_lazy("The last own count of a year that is over had not come to the year's target."),
    Rule.AT_RISK: gettext_lazy(
        "The newest report on an unfinished action tells that it may be late or will not be ready in time."
    ),
    Rule.SILENT: gettext_lazy("An action that has begun has no progress report within the set number of days."),
    Rule.OWNERLESS: gettext_lazy("An objective names no body in charge, or an action neither a post nor a unit."),
    Rule.UNMEASURED: gettext_lazy("Neither the objective nor any action under it has a measure."),
    Rule.WITHOUT_MEANS: gettext_lazy("An action tells of no money, working time, grants or premises."),
}


@dataclass(frozen=True)
class AboutNumber:
    """A number that a question is about: its key, its name and the sentence that its test supports."""

    key: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Facts:
    """What the questions are made of: counts and names that every reader may see."""

    has_plan: bool = True
    last_plan: str = ""
    last_ended: date | None = None
    worsened: tuple[AboutNumber, ...] = ()
    behind: tuple[AboutNumber, ...] = ()
    themes_without_action: tuple[str, ...] = ()
    themes_unseen: tuple[str, ...] = ()
    late: int = 0
    off_path: tuple[AboutNumber, ...] = ()
    at_risk: int = 0
    silent: int = 0
    silent_days: int = 0
    ownerless: int = 0
    unmeasured: int = 0
    without_means: int = 0


@dataclass(frozen=True)
class Question:
    """A question with the rule that found it; `about` tells apart those of one rule."""

    rule: Rule
    words: str = field(compare=False)
    about: str = ""

    def __str__(self) -> str:
        return self.words

    @property
    def code(self) -> str:
        """The question in an address."""
        return f"{self.rule.value}--{self.about}" if self.about else str(self.rule.value)

    @property
    def why(self) -> Any:
        return RULES[self.rule]


def candidates(facts: Facts) -> list[list[Question]]:
    """All questions, by rule in the rules' order; a rule that finds nothing gives an empty list."""
    return [list(_FINDERS[rule](facts)) for rule in Rule]


def asked(found: list[list[Question]], *, hidden: Collection[tuple[str, str]] = ()) -> list[Question]:
    """At most three questions: the first of each rule, then the second of each, until there are enough."""
    shown = [[one for one in rule if (one.rule, one.about) not in hidden] for rule in found]
    longest = max((len(rule) for rule in shown), default=0)
    in_turn = [rule[place] for place in range(longest) for rule in shown if place < len(rule)]
    return in_turn[:MOST_QUESTIONS]


def _no_plan(facts: Facts) -> Iterator[Question]:
    if facts.has_plan:
        return
    ask = _("By which day is a plan brought to the council?")
    if facts.last_plan and facts.last_ended:
        told = _("The period of the newest plan, %(plan)s, ended on %(day)s, and no plan is in force. %(ask)s")
        words = told % {"plan": facts.last_plan, "day": shown_day(facts.last_ended), "ask": ask}
    else:
        words = _("No plan in force is recorded here. %(ask)s") % {"ask": ask}
    yield Question(Rule.NO_PLAN, words)


def _worsened(facts: Facts) -> Iterator[Question]:
    ask = _("What is done about it, and from which year on should it show in the number?")
    for one in facts.worsened:
        yield Question(Rule.WORSENED, f"{one.name}. {one.sentence} {ask}", one.key)


def _behind(facts: Facts) -> Iterator[Question]:
    ask = _("What explains the difference, and which objective answers it?")
    for one in facts.behind:
        yield Question(Rule.BEHIND, f"{one.name}. {one.sentence} {ask}", one.key)


def _no_action(facts: Facts) -> Iterator[Question]:
    # Where no plan is in force, the first rule asks for all of them.
    if not facts.has_plan or not facts.themes_without_action:
        return
    told = ngettext(
        "%(names)s: the plans in force have no action for the theme. Is something done for it, and in which plan is it told?",
        "%(names)s: the plans in force have no action for these themes. "
        "Is something done for them, and in which plan is it told?",
        len(facts.themes_without_action),
    )
    yield Question(Rule.NO_ACTION, told % {"names": _named(facts.themes_without_action)})


def _named(names: tuple[str, ...]) -> str:
    """The first themes by their names, which are cut short where they are long, and how many others there are."""
    shown = "; ".join(truncated(name) for name in names[:NAMED])
    others = len(names) - NAMED
    if others <= 0:
        return shown
    told = ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", others)
    return told % {"names": shown, "count": others}


def truncated(name: str) -> str:
    """A name of which at most so much is told as a line of a question has room for."""
    return Truncator(name).chars(NAMED_LETTERS)


def _unseen(facts: Facts) -> Iterator[Question]:
    if not facts.themes_unseen:
        return
    told = ngettext(
        "%(names)s: no number here tells how the theme goes today. From what does the council see it?",
        "%(names)s: no number here tells how these themes go today. From what does the council see it?",
        len(facts.themes_unseen),
    )
    yield Question(Rule.UNSEEN, told % {"names": _named(facts.themes_unseen)})


def _late(facts: Facts) -> Iterator[Question]:
    if facts.late:
        told = ngettext(
            "The day of %(count)s action or milestone has passed. What holds it up, and what is its next day?",
            "The day of %(count)s actions and milestones has passed. What holds them up, and what is the next day of each?",
            facts.late,
        )
        yield Question(Rule.LATE, told % {"count": facts.late})


def _off_path(facts: Facts) -> Iterator[Question]:
    ask = _("What would bring it to its path, or is the target another?")
    for one in facts.off_path:
        yield Question(Rule.OFF_PATH, f"{one.name}: {one.sentence}. {ask}", one.key)


def _at_risk(facts: Facts) -> Iterator[Question]:
    if facts.at_risk:
        told = ngettext(
            "Of %(count)s action it is told that it may be late or fall short. What would get it done?",
            "Of %(count)s actions it is told that they may be late or fall short. What would get them done?",
            facts.at_risk,
        )
        yield Question(Rule.AT_RISK, told % {"count": facts.at_risk})


def _silent(facts: Facts) -> Iterator[Question]:
    if facts.silent:
        told = ngettext(
            "Of %(count)s action that has begun nothing has been told in %(days)s days. Where does it stand?",
            "Of %(count)s actions that have begun nothing has been told in %(days)s days. Where do they stand?",
            facts.silent,
        )
        yield Question(Rule.SILENT, told % {"count": facts.silent, "days": facts.silent_days})


def _ownerless(facts: Facts) -> Iterator[Question]:
    if facts.ownerless:
        told = ngettext(
            "%(count)s objective or action names nobody in charge. Who answers for it?",
            "%(count)s objectives and actions name nobody in charge. Who answers for them?",
            facts.ownerless,
        )
        yield Question(Rule.OWNERLESS, told % {"count": facts.ownerless})


def _unmeasured(facts: Facts) -> Iterator[Question]:
    if facts.unmeasured:
        told = ngettext(
            "%(count)s objective has no measure. By what is it seen to be reached?",
            "%(count)s objectives have no measure. By what are they seen to be reached?",
            facts.unmeasured,
        )
        yield Question(Rule.UNMEASURED, told % {"count": facts.unmeasured})


def _without_means(facts: Facts) -> Iterator[Question]:
    if facts.without_means:
        told = ngettext(
            "%(count)s action tells of no money, working time or other means. With what is it done?",
            "%(count)s actions tell of no money, working time or other means. With what are they done?",
            facts.without_means,
        )
        yield Question(Rule.WITHOUT_MEANS, told % {"count": facts.without_means})


_FINDERS: dict[Rule, Callable[[Facts], Iterator[Question]]] = {
    Rule.NO_PLAN: _no_plan,
    Rule.WORSENED: _worsened,
    Rule.LATE: _late,
    Rule.NO_ACTION: _no_action,
    Rule.BEHIND: _behind,
    Rule.UNSEEN: _unseen,
    Rule.OFF_PATH: _off_path,
    Rule.AT_RISK: _at_risk,
    Rule.SILENT: _silent,
    Rule.OWNERLESS: _ownerless,
    Rule.UNMEASURED: _unmeasured,
    Rule.WITHOUT_MEANS: _without_means,
}

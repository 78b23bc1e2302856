"""The council's page of an area: made of what every visitor may see, so that it is the same for every reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from hyte.core.areas.models import Area
from hyte.core.audit.kept import kept
from hyte.governance.structure.models import Theme, ThemeMapping
from hyte.governance.structure.queries.themes import ThemeSet, theme_sets
from hyte.knowledge.indicators.findings import against_country, trend_finding
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.indicators.shown import shown_period, shown_value
from hyte.knowledge.stats.choices import Verdict
from hyte.planning.plans.models import Plan
from hyte.planning.plans.queries import monitoring
from hyte.planning.reports.models import Report
from hyte.workbench.choices import ThemeState, Turn
from hyte.workbench.models import HiddenQuestion
from hyte.workbench.queries.coming import Coming, coming_days, newest_report
from hyte.workbench.queries.numbers import ThemeNumber, numbers_by_theme
from hyte.workbench.queries.promises import Promise, PromisedAction, last_plan, plans_in_force, promises_of
from hyte.workbench.questions import AboutNumber, Facts, Question, asked, candidates
from hyte.workbench.states import Judged, judge

VISITOR = AnonymousUser()
# So much is told of all themes together that the page is at most two sheets of A4.
MOST_ACTIONS, MOST_NUMBERS, MOST_OBJECTIVES = 15, 12, 12


@dataclass(frozen=True)
class ThemeRow:
    """A theme: how it goes, its numbers, what was promised for it and what came of that."""

    theme: Theme | None
    judged: Judged
    numbers: list[ThemeNumber]
    promises: list[Promise]
    most: tuple[int, int, int] = (MOST_OBJECTIVES, MOST_ACTIONS, MOST_NUMBERS)

    @property
    def actions(self) -> list[PromisedAction]:
        """Every action once."""
        return list({key: one for promise in self.promises for key, one in promise.actions.items()}.values())

    def count(self, turn: Turn) -> int:
        return sum(one.turn == turn for one in self.numbers)

    @property
    def better(self) -> int:
        return self.count(Turn.BETTER)

    @property
    def worse(self) -> int:
        return self.count(Turn.WORSE)

    @property
    def unchanged(self) -> int:
        return self.count(Turn.SAME)

    @property
    def fresh(self) -> int:
        return sum(one.is_fresh for one in self.numbers)

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.actions)

    @property
    def late(self) -> int:
        return sum(one.now.is_late for one in self.actions)

    @property
    def pursued(self) -> int:
        return sum(one.is_pursued for one in self.actions)

    @property
    def money(self) -> Decimal | None:
        """The euros of its actions together; none where no action tells of money, which is not zero."""
        told = [one.money for one in self.actions if one.money is not None]
        euros = sum(told, Decimal(0))
        # Cents are told only where there are some.
        whole = euros.to_integral_value()
        return (whole if whole == euros else euros) if told else None

    @property
    def with_money(self) -> int:
        return sum(one.money is not None for one in self.actions)

    @property
    def shown_numbers(self) -> list[ThemeNumber]:
        return self.numbers[: self.most[2]]

    @property
    def more_numbers(self) -> int:
        return len(self.numbers) - len(self.shown_numbers)

    @property
    def shown_promises(self) -> list[tuple[Promise, list[PromisedAction]]]:
        """The first objectives, each with as many of its actions as there is room for: the late ones first."""
        room, shown, seen = self.most[1], [], set()
        for promise in self.promises[: self.most[0]]:
            rows = sorted(promise.actions.values(), key=lambda one: (not one.now.is_late, not one.is_open))
            rows = [one for one in rows if one.key not in seen][:room]
            seen |= {one.key for one in rows}
            room -= len(rows)
            shown.append((promise, rows))
        return shown

    @property
    def more_objectives(self) -> int:
        return len(self.promises) - len(self.shown_promises)

    @property
    def more_actions(self) -> int:
        return len(self.actions) - sum(len(rows) for _promise, rows in self.shown_promises)


@dataclass(frozen=True)
class CouncilPage:
    """Everything that the page tells, but what is hidden of it."""

    area: Area
    day: date
    themes_of: ThemeSet | None
    themes: list[ThemeRow]
    plans: list[Plan]
    found: list[list[Question]]
    coming: list[Coming]
    report: Report | None
    silent_days: int
    county: Area | None = None
    others: ThemeRow | None = field(default=None)

    @property
    def are_ended(self) -> bool:
        """Whether the themes' own days are over, and no later ones are recorded."""
        return self.themes_of is not None and not self.themes_of.is_in_force(self.day)

    @property
    def has_examples(self) -> bool:
        rows = [*self.themes, *([self.others] if self.others else [])]
        promised = [promise for row in rows for promise in row.promises]
        shown: list[Any] = [*promised, *self.coming, *(one.now for row in rows for one in row.actions)]
        shown += [*(row.theme for row in self.themes), *(one.indicator for row in rows for one in row.numbers)]
        return any(one.is_example for one in shown)

    def questions(self, hidden: Iterable[HiddenQuestion]) -> list[Question]:
        """What is asked when these are hidden."""
        return asked(self.found, hidden={(one.rule, one.about) for one in hidden})


def council_page(area: Area, *, day: date) -> CouncilPage:
    """The area's page on a day, kept until something is recorded; whoever reads it, it is what a visitor may see."""
    return kept(("council", area.pk, day), lambda: _council_page(area, day), user=VISITOR)


def hidden_questions(area: Area, *, user: Any) -> list[HiddenQuestion]:
    """What is hidden of the area's page."""
    return list(HiddenQuestion.objects.visible_to(user).filter(home=area).select_related("home"))


def _council_page(area: Area, day: date) -> CouncilPage:
    circle = circle_of(area, day=day)
    themes_of, themes = _themes(circle, day)
    met_by = _met_by(themes)
    plans = plans_in_force(area, user=VISITOR, day=day)
    promises = promises_of(area, plans, user=VISITOR, day=day)
    by_theme = _by_theme(promises, themes, met_by)
    numbers = numbers_by_theme(circle, by_theme, met_by=met_by, user=VISITOR, day=day)
    rows = [_row(theme, by_theme[theme.key], numbers[theme.key], len(themes)) for theme in themes]
    rest = [one for one in promises if not any(one in held for held in by_theme.values())]
    return CouncilPage(
        area=area,
        day=day,
        themes_of=themes_of,
        themes=rows,
        plans=plans,
        found=candidates(_facts(circle, rows, rest, plans, day)),
        coming=coming_days(area, plans=plans, promises=promises, numbers=_each_once(rows), user=VISITOR, day=day),
        report=newest_report(area, user=VISITOR),
        silent_days=monitoring.silent_days(),
        county=circle.county if themes_of and themes_of.home != area else None,
        others=_row(None, rest, [], len(themes) + 1) if rest else None,
    )


def _themes(circle: Circle, day: date) -> tuple[ThemeSet | None, list[Theme]]:
    """The area's own themes, or its county's where it has none: those in force, or the last ones."""
    for home in (circle.area, circle.county):
        sets = theme_sets(home, user=VISITOR, day=day) if home else []
        if sets:
            chosen = sets[0]
            return chosen, [one for one in chosen.themes if not chosen.is_in_force(day) or _is_in_force(one, day)]
    return None, []


def _is_in_force(theme: Theme, day: date) -> bool:
    return (theme.valid_from is None or theme.valid_from <= day) and (
        theme.valid_until is None or theme.valid_until >= day
    )


def _met_by(themes: Sequence[Theme]) -> dict[str, list[str]]:
    """For each theme the ones of the page that it is or is mapped to, by their keys in the page's order."""
    places = {theme.pk: place for place, theme in enumerate(themes)}
    met = {theme.key: [theme.key] for theme in themes}
    pairs = ThemeMapping.objects.filter(Q(source__in=places) | Q(target__in=places)).values_list(
        "source", "source__key", "target", "target__key"
    )
    for source, source_key, target, target_key in pairs:
        for own, own_key, other_key in ((source, source_key, target_key), (target, target_key, source_key)):
            if own in places and own_key not in met.setdefault(other_key, []):
                met[other_key].append(own_key)
    return met


def _by_theme(
    promises: Sequence[Promise], themes: Sequence[Theme], met_by: Mapping[str, Sequence[str]]
) -> dict[str, list[Promise]]:
    """Each promise under its own theme, or under every theme of the page that its themes are mapped to."""
    found: dict[str, list[Promise]] = {theme.key: [] for theme in themes}
    for promise in promises:
        own = promise.themes & found.keys()
        for key in own or {met for theme in promise.themes for met in met_by.get(theme, ())}:
            found[key].append(promise)
    return found


def _row(theme: Theme | None, promises: list[Promise], numbers: list[ThemeNumber], among: int) -> ThemeRow:
    row = ThemeRow(theme, Judged(ThemeState.UNKNOWN), numbers, promises)
    judged = judge([one.turn for one in numbers], actions=row.pursued)
    room = [max(1, most // among) for most in (MOST_OBJECTIVES, MOST_ACTIONS, MOST_NUMBERS)]
    return ThemeRow(theme, judged, numbers, promises, (room[0], room[1], room[2]))


def _each_once(rows: Iterable[ThemeRow]) -> list[ThemeNumber]:
    return list({one.indicator.pk: one for row in rows for one in row.numbers}.values())


def _facts(circle: Circle, rows: list[ThemeRow], rest: list[Promise], plans: list[Plan], day: date) -> Facts:
    """What the rules of the questions are asked of."""
    area = circle.area
    numbers = _each_once(rows)
    found = {one.rule: len(one.records) for one in monitoring.watched(area, user=VISITOR, day=day)}
    ended = None if plans else last_plan(area, user=VISITOR, day=day)
    promised = [promise for row in rows for promise in row.promises] + rest
    actions = {key: one for promise in promised for key, one in promise.actions.items()}
    return Facts(
        has_plan=bool(plans),
        last_plan=str(ended or ""),
        last_ended=ended.ends if ended else None,
        worsened=tuple(_about(one, circle) for one in numbers if one.turn == Turn.WORSE),
        behind=tuple(_about(one, circle) for one in numbers if one.is_behind and one.turn != Turn.WORSE),
        themes_without_action=tuple(str(row.theme) for row in rows if not row.pursued),
        themes_unseen=tuple(str(row.theme) for row in rows if not row.better + row.worse + row.unchanged),
        late=found[monitoring.LATE],
        at_risk=sum(one.is_open and one.is_at_risk for one in actions.values()),
        silent=found[monitoring.SILENT],
        silent_days=monitoring.silent_days(),
        ownerless=found[monitoring.OWNERLESS],
        unmeasured=found[monitoring.UNMEASURED],
        without_means=found[monitoring.WITHOUT_MEANS],
    )


def _about(one: ThemeNumber, circle: Circle) -> AboutNumber:
    """The number and what its test says, without a word on whether that is good."""
    number = one.number
    assert number is not None
    plain = replace(number, verdict=Verdict.NO_COMPARISON)
    if one.turn == Turn.WORSE:
        name = circle.name_in(number.area, number.period_end)
        sentence = trend_finding(replace(plain, reference=None), one.indicator, area=name)
    else:
        sentence = against_country(plain, one.indicator)
    value = shown_value(number.value, one.indicator)
    period = shown_period(number.period_start, number.period_end)
    return AboutNumber(one.indicator.key, f"{one.indicator}: {value} ({period})", sentence)

"""The council's page of an area: made of what every visitor may see, so that it is the same for every reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
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
from hyte.planning.budgets.models import Budget
from hyte.planning.plans.models import Plan
from hyte.planning.plans.queries import monitoring
from hyte.planning.reports.models import Report
from hyte.workbench.choices import ThemeState, Turn
from hyte.workbench.models import HiddenQuestion
from hyte.workbench.queries.coming import Coming, coming_days, newest_report
from hyte.workbench.queries.money import Spent, themes_money
from hyte.workbench.queries.numbers import ThemeNumber, numbers_by_theme
from hyte.workbench.queries.own_counts import OwnCount, in_order, own_counts_of
from hyte.workbench.queries.promises import Promise, last_plan, plans_in_force, promises_of
from hyte.workbench.queries.theme_rows import ThemeRow, each_once, lines_for
from hyte.workbench.questions import AboutNumber, Facts, Question, asked, candidates
from hyte.workbench.states import Judged, judge

VISITOR = AnonymousUser()


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
    budget: Budget | None = None
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
        shown += [one for row in rows for one in row.counts] + [one.phenomenon for row in rows for one in row.spent]
        shown += [one for one in (self.budget, self.report) if one is not None]
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
    counts = own_counts_of(promises, user=VISITOR, day=day)
    money = themes_money(area, by_theme, met_by=met_by, user=VISITOR, day=day)
    rest = [one for one in promises if not any(one in held for held in by_theme.values())]
    room = lines_for(len(themes) + bool(rest))
    rows = [
        _row(theme, by_theme[theme.key], numbers[theme.key], counts, money.by_theme.get(theme.key, []), room)
        for theme in themes
    ]
    others = _row(None, rest, [], counts, [], room) if rest else None
    every = [*rows, *([others] if others else [])]
    return CouncilPage(
        area=area,
        day=day,
        themes_of=themes_of,
        themes=rows,
        plans=plans,
        found=candidates(_facts(circle, every, plans, day)),
        coming=coming_days(area, plans=plans, promises=promises, numbers=each_once(rows), user=VISITOR, day=day),
        report=newest_report(area, user=VISITOR),
        silent_days=monitoring.silent_days(),
        county=circle.county if themes_of and themes_of.home != area else None,
        budget=money.budget,
        others=others,
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


def _row(
    theme: Theme | None,
    promises: list[Promise],
    numbers: list[ThemeNumber],
    counts: Mapping[str, OwnCount],
    spent: list[Spent],
    room: tuple[int, bool],
) -> ThemeRow:
    own = in_order(
        counts[key] for key in dict.fromkeys(key for one in promises for key in one.own_measures) if key in counts
    )
    row = ThemeRow(theme, Judged(ThemeState.UNKNOWN), numbers, promises, own, spent, *room)
    return replace(row, judged=judge([one.turn for one in numbers], actions=row.pursued))


def _facts(circle: Circle, rows: list[ThemeRow], plans: list[Plan], day: date) -> Facts:
    """What the rules of the questions are asked of; the row of no theme is none of the themes."""
    area = circle.area
    numbers = each_once(rows)
    found = monitoring.counted(area, user=VISITOR, day=day)
    ended = None if plans else last_plan(area, user=VISITOR, day=day)
    actions = {one.key: one for row in rows for one in row.actions}
    behind = {one.key: one for row in rows for one in row.behind}
    themes = [row for row in rows if row.theme]
    return Facts(
        has_plan=bool(plans),
        last_plan=str(ended or ""),
        last_ended=ended.ends if ended else None,
        worsened=tuple(_about(one, circle) for one in numbers if one.turn == Turn.WORSE),
        behind=tuple(_about(one, circle) for one in numbers if one.is_behind and one.turn != Turn.WORSE),
        themes_without_action=tuple(str(row.theme) for row in themes if not row.pursued),
        themes_unseen=tuple(str(row.theme) for row in themes if not row.better + row.worse + row.unchanged),
        late=found[monitoring.LATE],
        off_path=tuple(AboutNumber(one.key, one.name, one.told) for one in behind.values()),
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

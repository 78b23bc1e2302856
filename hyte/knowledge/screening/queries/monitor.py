"""Programmes and their compiled figures as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area, worker_areas
from hyte.core.areas.text import finnish
from hyte.knowledge.screening.ages import shown_ages
from hyte.knowledge.screening.choices import Sex, TargetMeasure
from hyte.knowledge.screening.figures import MEASURES, TOTAL, Share, Sums, shares
from hyte.knowledge.screening.models import (
    Base,
    Compilation,
    Programme,
    PublishedFigure,
    RuleLine,
    RuleSet,
    Target,
)
from hyte.knowledge.screening.thresholds import limits_for

MOST_ENDS = 5  # sites at the top and at the bottom


def programmes_of(area: Area, *, user: Any, day: date) -> list[Programme]:
    """The area's programmes in force; a municipality also has those of its county."""
    homes = Q(home=area)
    if area.kind == AreaKind.MUNICIPALITY:
        homes |= Q(home__in=area.periods.at(day).values("county"))
    rows = Programme.objects.visible_to(user).live().filter(homes).at(day).select_related("home")
    return list(rows.order_by(finnish("name_fi"), "pk"))


def newest_compilations(programmes: Sequence[Programme], *, user: Any) -> dict[int, Compilation]:
    """The newest compiled figures of each programme by the rule set that it uses by default."""
    rows = Compilation.objects.visible_to(user).filter(programme__in=programmes, rule_set__is_default=True)
    return {row.programme_id: row for row in rows.select_related("base").order_by("last", "first", "pk")}


def rule_sets_of(programme: Programme, *, user: Any) -> list[RuleSet]:
    """A programme's rule sets with their lines, the one used by default first and those of research last."""
    rows = RuleSet.objects.visible_to(user).live().filter(programme=programme).prefetch_related("lines")
    return list(rows.order_by("-is_default", "is_research", finnish("name_fi"), "pk"))


@dataclass(frozen=True)
class GroupLine:
    """One group of compiled or entered figures: its words, its numbers and its shares."""

    words: str
    sums: Sums
    risk: Share | None
    brief: Share | None
    group: str = TOTAL

    @property
    def hides(self) -> bool:
        """Whether the number screened or of those at or above the limit is not shown."""
        return self.sums.screened is None or self.sums.at_or_above is None


@dataclass(frozen=True)
class Monitor:
    """The figures of one period by one rule set."""

    lines: list[GroupLine]
    coverage: float | None
    screening_sites: int
    site_count: int
    base: Base | None
    targets: list[TargetLine] = field(default_factory=list)
    silent_sites: int = 0  # of those at zero, the ones of which nothing has been entered

    @property
    def total(self) -> GroupLine:
        return self.lines[0]

    @property
    def zero_sites(self) -> int:
        return self.site_count - self.screening_sites

    @property
    def has_hidden(self) -> bool:
        return any(getattr(line.sums, measure) is None for line in self.lines for measure in MEASURES[:2])


@dataclass(frozen=True)
class TargetLine:
    """A target beside what has come true; the difference in percentage points."""

    target: Target
    value: float | None

    @property
    def difference(self) -> float | None:
        return None if self.value is None else round(self.value * 100 - float(self.target.percent), 1)


def group_words(group: str) -> str:
    """A group of the figures in words."""
    kind, _colon, code = group.partition(":")
    if kind == "sex":
        return str(Sex(code).label) if code != Sex.ALL else _("sex not given")
    if kind == "age":
        return shown_ages(code, everyone=_("age not given"))
    return _("all together")


def lines_of(groups: dict[str, Sums]) -> list[GroupLine]:
    sums = list(groups.values())
    risks = shares([(one.at_or_above, one.screened) for one in sums])
    briefs = shares([(one.brief_interventions, one.at_or_above) for one in sums])
    return [
        GroupLine(group_words(group), one, risk, brief, group)
        for (group, one), risk, brief in zip(groups.items(), risks, briefs, strict=True)
    ]


def _monitor(
    groups: dict[str, Sums], *, base: Base | None, screening: int, sites: int, silent: int, targets: Iterable[Target]
) -> Monitor:
    lines = lines_of(groups)
    total = lines[0]
    coverage = total.sums.screened / base.number if base is not None and total.sums.screened is not None else None
    values = {TargetMeasure.COVERAGE: coverage, TargetMeasure.BRIEF: total.brief.value if total.brief else None}
    compared = [TargetLine(target, values[TargetMeasure(target.measure)]) for target in targets]
    return Monitor(lines, coverage, screening, sites, base, compared, silent)


def compiled_monitor(compilation: Compilation, *, user: Any) -> Monitor:
    """Compiled figures as they were frozen, with their shares and the programme's targets."""
    figures = compilation.figures
    groups = {
        row["group"]: Sums(**{measure: row[measure] for measure in MEASURES}) for row in figures.get("groups", [])
    }
    targets = targets_of(compilation.programme, user=user)
    return _monitor(
        groups,
        base=compilation.base,
        screening=figures["screening_sites"],
        sites=figures["site_count"],
        silent=figures.get("silent_sites", 0),  # figures frozen before this was told
        targets=targets,
    )


def targets_of(programme: Programme, *, user: Any) -> list[Target]:
    """The newest target of each measure."""
    rows = Target.objects.visible_to(user).live().filter(programme=programme).order_by("day", "pk")
    return list({row.measure: row for row in rows}.values())


def compilations_of_programme(programme: Programme, *, user: Any) -> list[Compilation]:
    """What has been compiled of a programme by any rule set, the newest period first."""
    rows = Compilation.objects.visible_to(user).filter(programme=programme)
    return list(rows.select_related("base", "programme", "home").order_by("-last", "-first", "-pk"))


@dataclass(frozen=True)
class TrendRow:
    """One compiled period: the total's numbers and shares."""

    compilation: Compilation
    line: GroupLine
    coverage: float | None
    has_new_base: bool


def trend(compilations: Sequence[Compilation]) -> list[TrendRow]:
    """Compiled periods from the oldest, each with its shares; a base that differs from the one before it is told."""
    ordered = list(reversed(compilations))
    totals = [Sums(**{measure: one.figures["groups"][0][measure] for measure in MEASURES}) for one in ordered]
    lines = lines_of({str(number): sums for number, sums in enumerate(totals)}) if totals else []
    found: list[TrendRow] = []
    for one, line in zip(ordered, lines, strict=True):
        screened = line.sums.screened
        coverage = screened / one.base.number if one.base is not None and screened is not None else None
        before = found[-1].compilation.base_id if found else one.base_id
        found.append(TrendRow(one, line, coverage, before != one.base_id))
    return found


def bases_of(programme: Programme, *, user: Any) -> list[Base]:
    """A programme's bases, the newest first."""
    return list(Base.objects.visible_to(user).live().filter(programme=programme).order_by("-day", "-pk"))


def changed_base(compilation: Compilation, bases: Sequence[Base]) -> Base | None:
    """The base now in force, where the figures were compiled with another one."""
    newest = bases[0] if bases else None
    return newest if newest is not None and newest.pk != compilation.base_id else None


def published_figures(programme: Programme, *, user: Any) -> list[PublishedFigure]:
    rows = PublishedFigure.objects.visible_to(user).live().filter(programme=programme)
    return list(rows.order_by("-confirmed_on", "pk"))


@dataclass(frozen=True)
class SiteLine:
    """A site in compiled figures; None where its number is hidden."""

    key: str
    name: str
    screened: int | None
    is_silent: bool = False


@dataclass(frozen=True)
class SiteTable:
    """Sites of a compiled period: those that screened most and least of the ones shown, and those that screened nobody."""

    top: list[SiteLine]
    bottom: list[SiteLine]
    zero: list[SiteLine]
    hidden: list[SiteLine]
    shown: list[SiteLine]


def sees_sites(area: Area, *, user: Any) -> bool:
    """Figures of single sites are never public: they are for the area's workers."""
    return area.pk in worker_areas(user)


def compiled_sites(compilation: Compilation) -> SiteTable | None:
    """The sites of a compiled period, where it tells of them."""
    rows = compilation.figures.get("sites")
    if rows is None:
        return None
    lines = sorted((SiteLine(**row) for row in rows), key=lambda line: (-(line.screened or 0), line.name))
    shown = [line for line in lines if line.screened]
    return SiteTable(
        top=shown[:MOST_ENDS],
        bottom=shown[MOST_ENDS:][-MOST_ENDS:],
        zero=[line for line in lines if line.screened == 0],
        hidden=[line for line in lines if line.screened is None],
        shown=shown,
    )


@dataclass(frozen=True)
class HeldAgainst:
    """Points beside the limits of one rule set: the lowest limit, the highest one that is reached; none where the set has none."""

    rule_set: RuleSet
    lowest: RuleLine | None
    reached: RuleLine | None


def held_against(
    area: Area, *, kind: str, points: int, sex: str, age: int, is_pregnant: bool, user: Any, day: date
) -> list[HeldAgainst]:
    """Points beside the published limits of the area's rule sets of a kind, the one used by default first."""
    programmes = [row for row in programmes_of(area, user=user, day=day) if row.kind == kind]
    rows = RuleSet.objects.visible_to(user).live().filter(programme__in=programmes).prefetch_related("lines")
    found = []
    for rule_set in rows.order_by("-is_default", "is_research", finnish("name_fi"), "pk"):
        live = [line for line in rule_set.lines.all() if line.withdrawn_on is None]
        lines = limits_for(live, sex=sex, age=age, is_pregnant=is_pregnant)
        reached = [line for line in lines if points >= line.at_least]
        found.append(HeldAgainst(rule_set, lines[0] if lines else None, reached[-1] if reached else None))
    return found

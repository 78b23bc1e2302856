"""What the pages of the incentive read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area, AreaPeriod
from hyte.knowledge.incentive.choices import WAITING
from hyte.knowledge.incentive.models import (
    Answering,
    AreaScore,
    IncentiveAct,
    IncentiveSet,
    OfficialResult,
    PublishedFigure,
    Round,
    RoundPopulation,
    SetIndicator,
)


def homes_for(area: Area, day: date) -> list[int]:
    """Whose records an area relies on: its own, its county's and the country's; never a stranger's."""
    county = AreaPeriod.objects.at(day).filter(area=area, county__isnull=False).values("county")
    return list(
        Area.objects.filter(Q(pk=area.pk) | Q(pk__in=county) | Q(kind=AreaKind.COUNTRY)).values_list("pk", flat=True)
    )


def sets_for(area: Area, homes: Iterable[int], *, user: Any) -> list[IncentiveSet]:
    """Lists of indicators for such areas, the newest first."""
    rows = IncentiveSet.objects.visible_to(user).live().filter(target=area.kind, home__in=homes)
    return list(rows.select_related("home", "official_by").order_by(F("valid_from").desc(nulls_last=True), "pk"))


def rounds_for(area: Area, homes: Iterable[int], *, user: Any) -> list[Round]:
    """Rounds of the incentive for such areas, the newest first; of the same year the real before the invented."""
    rows = Round.objects.visible_to(user).live().filter(of__target=area.kind, home__in=homes)
    return list(
        rows.filter(of__withdrawn_on__isnull=True)
        .select_related("home", "of__home", "of__official_by")
        .order_by("is_example", "-year", "pk")
    )


def indicators_of(found: IncentiveSet, *, user: Any) -> list[SetIndicator]:
    rows = SetIndicator.objects.visible_to(user).live().filter(of=found)
    return list(rows.select_related("home", "of__home", "indicator__home").order_by("-part", "order", "pk"))


def results_for(area: Area, homes: Iterable[int], *, user: Any) -> list[OfficialResult]:
    """The area's official results, the newest first; its own entry before others' of the same year."""
    rows = OfficialResult.objects.visible_to(user).live().filter(area=area, home__in=homes)
    found = sorted(rows.select_related("home", "area"), key=lambda row: (-row.year, row.home_id != area.pk))
    years: dict[int, OfficialResult] = {}
    for row in found:
        years.setdefault(row.year, row)
    return list(years.values())


def others_results(area: Area, homes: Iterable[int], *, user: Any) -> QuerySet[OfficialResult]:
    """Official results of other such areas that the same keepers have entered."""
    rows = OfficialResult.objects.visible_to(user).live().filter(area__kind=area.kind, home__in=homes)
    return rows.exclude(area=area).select_related("home", "area").order_by("-year", "pk")


def figures_for(area: Area, homes: Iterable[int], *, user: Any) -> QuerySet[PublishedFigure]:
    rows = PublishedFigure.objects.visible_to(user).live().filter(target=area.kind, home__in=homes)
    return rows.select_related("home").order_by("order", "pk")


@dataclass(frozen=True)
class Standing:
    """An indicator's figure of an area in a round, and in the round before where it was there too."""

    indicator: SetIndicator
    figure: AreaScore | None
    earlier: AreaScore | None = None

    @property
    def change(self) -> float | None:
        """How many points own work has gained since the round before, or how much an outcome's newest value has changed."""
        name = "score" if self.indicator.is_process else "now"
        newest, earlier = getattr(self.figure, name, None), getattr(self.earlier, name, None)
        return None if newest is None or earlier is None else newest - earlier

    @property
    def weight_before(self) -> float | None:
        """The weight in the list of the round before, where it was another."""
        weight = self.earlier.indicator.weight if self.earlier else None
        return weight if weight != self.indicator.weight else None


def figures_of(round_: Round, area: Area, *, user: Any) -> dict[int, AreaScore]:
    """The area's figures in a round, by indicator."""
    rows = AreaScore.objects.visible_to(user).filter(round=round_, area=area)
    return {row.indicator_id: row for row in rows.select_related("home", "indicator")}


def standings(
    area: Area, round_: Round, indicators: list[SetIndicator], *, before: Round | None, user: Any
) -> list[Standing]:
    """Each indicator of a round's list with the area's figure, now and in the round before; lists match by name."""
    figures = figures_of(round_, area, user=user)
    past = figures_of(before, area, user=user) if before else {}
    named = {row.indicator.name_fi.casefold(): row for row in past.values()}
    return [
        Standing(
            indicator, figures.get(indicator.pk), past.get(indicator.pk) or named.get(indicator.name_fi.casefold())
        )
        for indicator in indicators
    ]


def dropped_since(round_: Round, indicators: list[SetIndicator], *, before: Round | None, user: Any) -> list[str]:
    """Names of indicators that the list of the round before had and this one has not."""
    if before is None or before.of_id == round_.of_id:
        return []
    names = {indicator.name_fi.casefold() for indicator in indicators}
    return [str(row) for row in indicators_of(before.of, user=user) if row.name_fi.casefold() not in names]


def all_figures(round_: Round) -> list[tuple[int, int, float | None, float | None, float | None]]:
    """Every area's figures in a round: area, indicator, points, before, now."""
    rows = AreaScore.objects.filter(round=round_)
    return list(rows.values_list("area_id", "indicator_id", "score", "before", "now"))


def populations_of(round_: Round) -> dict[int, int]:
    return dict(RoundPopulation.objects.filter(round=round_).values_list("area_id", "population"))


def acts_of(area: Area, *, user: Any) -> list[IncentiveAct]:
    """The area's acts to try out, with their indicators."""
    indicators = SetIndicator.objects.visible_to(user).live().select_related("of__home", "home")
    rows = IncentiveAct.objects.visible_to(user).live().of(area).select_related("home")
    return list(rows.prefetch_related(Prefetch("indicators", queryset=indicators)).order_by("title", "pk"))


def answerings_of(area: Area, round_: Round, *, user: Any) -> list[Answering]:
    """The area's answers of a round with their posts, as the list of indicators goes."""
    rows = Answering.objects.visible_to(user).live().of(area).filter(round=round_)
    related = ("home", "round__of", "indicator__of__home", "post__home", "post__organisation")
    return list(rows.select_related(*related).order_by("indicator__order", "pk"))


def late_answerings(day: date) -> QuerySet[Answering]:
    """Answers of any area that should have come before the day."""
    rows = Answering.objects.live().filter(due__lt=day, step__in=WAITING)
    return rows.select_related("home", "indicator", "round", "post__holder__user")

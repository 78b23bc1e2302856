"""Sets of indicators as an area sees them: what belongs to each on a day, what has a number, what was left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.knowledge.indicators.models import Indicator, IndicatorSet, Omission, SetMember, SetVersion
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.indicators.queries.newest import newest_of
from hyte.knowledge.stats.store.reading import Latest


@dataclass(frozen=True)
class MemberRow:
    """An indicator's place in a set as an area sees it."""

    member: SetMember
    number: Latest | None = None
    omission: Omission | None = None

    @property
    def has_number(self) -> bool:
        return self.number is not None and self.number.value is not None

    @property
    def is_unexplained(self) -> bool:
        """Whether the area neither has a number nor has said why the indicator does not concern it."""
        return not self.has_number and self.omission is None


@dataclass(frozen=True)
class SetInArea:
    """A set with its version of the day and its members by group."""

    set: IndicatorSet
    version: SetVersion | None
    rows: tuple[MemberRow, ...] = ()

    @property
    def groups(self) -> list[tuple[str, list[MemberRow]]]:
        """The members by their group, in the order of the set."""
        found: dict[str, list[MemberRow]] = {}
        for row in self.rows:
            found.setdefault(row.member.group, []).append(row)
        return list(found.items())

    @property
    def with_number(self) -> int:
        return sum(row.has_number for row in self.rows)

    @property
    def left_out(self) -> int:
        return sum(row.omission is not None for row in self.rows)

    @property
    def unexplained(self) -> int:
        return sum(row.is_unexplained for row in self.rows)


def sets_seen_from(circle: Circle, *, user: Any) -> QuerySet[IndicatorSet]:
    """Sets of the area and of what it is a part of: a municipality uses its county's and the country's sets."""
    return IndicatorSet.objects.visible_to(user).live().filter(home__in=circle.homes).select_related("home")


def sets_in_area(area: Area, *, user: Any, day: date) -> list[SetInArea]:
    """Every set that concerns the area, by order and name, each with its members of the day."""
    rows = list(sets_seen_from(circle_of(area, day=day), user=user))
    rows.sort(key=lambda one: (one.order, finnish_key(one.name)))
    return shown_in_area(rows, area, user=user, day=day)


def set_in_area(area: Area, key: str, *, user: Any, day: date) -> SetInArea | None:
    """A set as the area sees it on a day; none when it does not concern the area."""
    rows = list(sets_seen_from(circle_of(area, day=day), user=user).filter(key=key))
    return shown_in_area(rows, area, user=user, day=day)[0] if rows else None


def versions_of(one: IndicatorSet, *, user: Any) -> list[SetVersion]:
    """All versions of a set, the newest first; those whose first day is not known come last."""
    rows = SetVersion.objects.visible_to(user).live().filter(of=one)
    return sorted(rows, key=lambda row: (row.valid_from or row.attested_on or date.min, row.pk), reverse=True)


def shown_in_area(sets: Sequence[IndicatorSet], area: Area, *, user: Any, day: date) -> list[SetInArea]:
    """Chosen sets in their order, each with its members of the day, in a fixed number of queries."""
    versions = _versions_on(sets, user=user, day=day)
    members = [member for version in versions.values() for member in version.shown_members]
    newest = newest_of(area, (member.indicator for member in members))
    omissions = _omissions(members, area)
    found = []
    for one in sets:
        version = versions.get(one.pk)
        rows = tuple(
            MemberRow(member, newest.get(member.indicator.key), omissions.get(member.pk))
            for member in (version.shown_members if version else ())
        )
        found.append(SetInArea(one, version, rows))
    return found


def _versions_on(sets: Sequence[IndicatorSet], *, user: Any, day: date) -> Mapping[int, Any]:
    """The version of each set in force on the day, with the members whose indicators were not withdrawn."""
    members = SetMember.objects.filter(indicator__in=Indicator.objects.live()).select_related(
        "indicator__home", "indicator__dataset"
    )
    rows = (
        SetVersion.objects.visible_to(user)
        .live()
        .at(day)
        .filter(of__in=[one.pk for one in sets])
        .prefetch_related(Prefetch("members", members.order_by("order", "pk"), to_attr="shown_members"))
    )
    # Of two versions in force, the one that began last.
    ordered = sorted(rows, key=lambda row: (row.valid_from or row.attested_on or date.min, row.pk))
    return {row.of_id: row for row in ordered}


def _omissions(members: Iterable[SetMember], area: Area) -> Mapping[int, Omission]:
    rows = Omission.objects.live().filter(home=area, member__in=[member.pk for member in members])
    return {row.member_id: row for row in rows}


def member_in_area(area: Area, key: str, number: int, *, user: Any, day: date) -> MemberRow | None:
    """One member of a set as the area sees it, by the number of its row."""
    found = set_in_area(area, key, user=user, day=day)
    return next((row for row in found.rows if row.member.pk == number), None) if found else None

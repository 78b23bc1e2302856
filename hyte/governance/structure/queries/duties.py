"""Provisions, the duties they set, who carries them, and the newest evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from hyte.core.areas.models import Area
from hyte.core.areas.text import finnish_key
from hyte.core.thread.facts import Fact, latest_evidence
from hyte.governance.structure.choices import EVIDENCE_DAYS, ProvisionKind
from hyte.governance.structure.models import Duty, Provision
from hyte.governance.structure.queries.named import live_body, named_unit


@dataclass
class DutyLine:
    """A duty in its place under a provision or another duty, with the newest evidence the reader may see."""

    duty: Duty
    evidence: Fact | None
    is_evidence_old: bool
    is_match: bool = True
    children: list[DutyLine] = field(default_factory=list)


@dataclass
class ProvisionGroup:
    """A provision, or none, with the duties that stand directly on it."""

    provision: Provision | None
    lines: list[DutyLine]


@dataclass(frozen=True)
class DutyFilter:
    """What a list of duties is narrowed to; `carrier` is a kind and a key such as body:hyte-lautakunta."""

    carrier: str = ""
    provision: str = ""
    without_evidence: bool = False

    def __bool__(self) -> bool:
        return bool(self.carrier or self.provision or self.without_evidence)


def duties_with_carriers(user: Any, *, day: date) -> QuerySet[Duty]:
    """Duties in force on a day, read with what their lines show."""
    return (
        Duty.objects.visible_to(user)
        .live()
        .at(day)
        .select_related("provision__home", "organisation", "home", "parent__home")
        .prefetch_related(live_body(day), named_unit(day))
        .order_by("order", "pk")
    )


def provisions_of(area: Area, *, user: Any, day: date) -> list[Provision]:
    """The area's provisions in force on a day: laws first, then by act and section."""
    rows = Provision.objects.visible_to(user).live().of(area).at(day).select_related("home")
    return sorted(rows, key=provision_order)


def provision_order(provision: Provision) -> tuple[Any, ...]:
    return (
        provision.kind != ProvisionKind.LAW,
        finnish_key(provision.act),
        finnish_key(provision.number),
        finnish_key(provision.section),
    )


def duty_groups(area: Area, *, user: Any, day: date, only: DutyFilter) -> list[ProvisionGroup]:
    """The area's duties as trees under their provisions; with a filter, what matches and what stands above it."""
    duties = list(duties_with_carriers(user, day=day).of(area))
    lines = lines_of(duties, user=user, day=day)
    for line in lines:
        line.is_match = _matches(line, only)
    roots = _kept(_as_tree(lines)) if only else _as_tree(lines)
    by_provision: dict[int | None, list[DutyLine]] = {}
    for line in roots:
        by_provision.setdefault(line.duty.provision_id, []).append(line)
    provisions = {provision.pk: provision for provision in provisions_of(area, user=user, day=day)}
    # A municipality's duty may stand on a provision whose home is the county.
    for line in roots:
        if line.duty.provision and line.duty.provision_id not in provisions:
            provisions[line.duty.provision_id] = line.duty.provision
    groups = [
        ProvisionGroup(provision, by_provision.get(provision.pk, []))
        for provision in sorted(provisions.values(), key=provision_order)
        if provision.pk in by_provision or not only
    ]
    if None in by_provision:
        groups.append(ProvisionGroup(None, by_provision[None]))
    return groups


def lines_of(duties: Iterable[Duty], *, user: Any, day: date) -> list[DutyLine]:
    """Each duty with its newest evidence."""
    rows = list(duties)
    evidence = latest_evidence(user, Duty._meta.label_lower, [duty.pk for duty in rows])
    return [_line(duty, evidence.get(duty.pk), day) for duty in rows]


def _line(duty: Duty, fact: Fact | None, day: date) -> DutyLine:
    days = EVIDENCE_DAYS.get(duty.frequency)
    return DutyLine(duty, fact, bool(fact and days and (day - fact.day).days > days))


def _as_tree(lines: list[DutyLine]) -> list[DutyLine]:
    by_id = {line.duty.pk: line for line in lines}
    roots = []
    for line in lines:
        above = by_id.get(line.duty.parent_id or 0)
        if above is not None:
            above.children.append(line)
        else:
            roots.append(line)
    return roots


def _matches(line: DutyLine, only: DutyFilter) -> bool:
    duty = line.duty
    if only.provision and (duty.provision is None or duty.provision.key != only.provision):
        return False
    if only.without_evidence and line.evidence is not None:
        return False
    return not only.carrier or only.carrier in carrier_words(duty)


def _kept(lines: list[DutyLine]) -> list[DutyLine]:
    kept = []
    for line in lines:
        line.children = _kept(line.children)
        if line.is_match or line.children:
            kept.append(line)
    return kept


def carrier_words(duty: Duty) -> dict[str, str]:
    """Who carries a duty: the filter's word and the name."""
    carriers = {"body": duty.body, "unit": duty.unit, "organisation": duty.organisation}
    return {f"{kind}:{carrier.key}": str(carrier) for kind, carrier in carriers.items() if carrier is not None}


def carriers_of(area: Area, *, user: Any, day: date) -> list[tuple[str, str]]:
    """Everyone who carries a duty of the area, for the filter; in Finnish order."""
    found: dict[str, str] = {}
    for duty in duties_with_carriers(user, day=day).of(area):
        found |= carrier_words(duty)
    return sorted(found.items(), key=lambda carrier: finnish_key(carrier[1]))


def children_of(duty: Duty, *, user: Any, day: date) -> list[DutyLine]:
    """The duties directly under a duty."""
    return lines_of(duties_with_carriers(user, day=day).filter(parent=duty), user=user, day=day)


def duties_on(provision: Provision, *, user: Any, day: date) -> list[DutyLine]:
    """The duties a provision sets, in whichever area."""
    return lines_of(duties_with_carriers(user, day=day).filter(provision=provision), user=user, day=day)

"""Programmes and rule sets themselves: add and change them. What counts were made by stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.knowledge.screening.choices import SENSITIVE_KINDS, SourceStatus
from hyte.knowledge.screening.limit_lines import Limit, limit_of
from hyte.knowledge.screening.models import Programme, RuleLine, RuleSet, SiteCount
from hyte.knowledge.screening.operations.keys import free_key
from hyte.knowledge.screening.rules import MAINTAIN


@transaction.atomic
def add_programme(
    area: Area,
    *,
    name: str,
    kind: str,
    counted: str,
    description: str = "",
    by_group: bool = False,
    is_sensitive: bool = False,
    source: str = "",
    by: Principal,
    today: date,
) -> Programme:
    """Add a screening programme of the area; one about alcohol or violence is always sensitive."""
    require(by, MAINTAIN, area)
    if Programme.objects.live().of(area).filter(name_fi__iexact=name).exists():
        raise Refused(_("There is already a programme of this name."))
    programme = Programme(
        key=free_key(Programme, f"{area.key}-{name}"),
        home=area,
        name_fi=name,
        description_fi=description,
        kind=kind,
        counted=counted,
        by_group=by_group,
        is_sensitive=is_sensitive or kind in SENSITIVE_KINDS,
        source=source,
        valid_from=today,
        confirmed_on=today,
    )
    with record(programme, verb="programme added", by=by) as recording:
        recording.add(programme)
    return programme


@transaction.atomic
def change_programme(
    programme: Programme,
    *,
    version: int,
    name: str,
    kind: str,
    counted: str,
    description: str,
    by_group: bool,
    is_sensitive: bool,
    source: str,
    by: Principal,
) -> Programme:
    """Change a programme; what its counts count stays once there are any."""
    require(by, MAINTAIN, programme)
    programme = lock(programme, version=version)
    if programme.withdrawn_on:
        raise Refused(_("The programme has been withdrawn."))
    if counted != programme.counted and SiteCount.objects.filter(rule_set__programme=programme).exists():
        raise Refused(_("Counts have been entered already, so what is counted cannot change. Add another programme."))
    with record(programme, verb="programme changed", by=by) as recording:
        recording.change(
            programme,
            name_fi=name,
            description_fi=description,
            kind=kind,
            counted=counted,
            by_group=by_group,
            is_sensitive=is_sensitive or kind in SENSITIVE_KINDS,
            source=source,
        )
    return programme


@transaction.atomic
def add_rule_set(
    programme: Programme,
    *,
    name: str,
    source: str,
    is_checked: bool,
    is_research: bool,
    limits: Sequence[Limit] = (),
    by: Principal,
    today: date,
) -> RuleSet:
    """Add a rule set with its limits; it is used by default only when somebody chooses so."""
    require(by, MAINTAIN, programme)
    _refuse_limits(limits, source)
    rule_set = RuleSet(
        key=free_key(RuleSet, f"{programme.key}-{name}"),
        home_id=programme.home_id,
        programme=programme,
        name_fi=name,
        status=_status(is_checked=is_checked),
        is_research=is_research,
        source=source,
        valid_from=today,
        confirmed_on=today,
        is_example=programme.is_example,
    )
    with record(rule_set, verb="rule set added", by=by) as recording:
        recording.add(rule_set)
        for limit in limits:
            recording.add(_line(rule_set, limit))
    return rule_set


@transaction.atomic
def change_rule_set(
    rule_set: RuleSet,
    *,
    version: int,
    name: str,
    source: str,
    is_checked: bool,
    is_research: bool,
    limits: Sequence[Limit],
    by: Principal,
    today: date,
) -> RuleSet:
    """Change a rule set and its limits; limits stay as they are once counts have been made by them."""
    require(by, MAINTAIN, rule_set)
    rule_set = lock(rule_set, version=version)
    if rule_set.withdrawn_on:
        raise Refused(_("The rule set has been withdrawn."))
    if is_research and rule_set.is_default:
        raise Refused(
            _("The rule set is used by default, and limits of research never are. Choose another default first.")
        )
    _refuse_limits(limits, source)
    lines = list(rule_set.lines.all())
    before = {limit_of(line) for line in lines if line.withdrawn_on is None}
    if before != set(limits) and rule_set.counts.exists():
        raise Refused(_("Counts have been made by these limits, so they cannot change. Add another rule set."))
    with record(rule_set, verb="rule set changed", by=by) as recording:
        recording.change(
            rule_set, name_fi=name, source=source, status=_status(is_checked=is_checked), is_research=is_research
        )
        _change_lines(recording, rule_set, lines, limits, today=today)
    return rule_set


def _change_lines(
    recording: Recording, rule_set: RuleSet, lines: Sequence[RuleLine], limits: Sequence[Limit], *, today: date
) -> None:
    """Bring the lines to what is wanted: a line that was taken away before comes back rather than stands twice."""
    known = {limit_of(line).place: line for line in lines}
    for limit in limits:
        line = known.pop(limit.place, None)
        if line is None:
            recording.add(_line(rule_set, limit))
        elif limit_of(line) != limit or line.withdrawn_on is not None:
            values: dict[str, Any] = {"age_to": limit.age_to, "words": limit.words}
            recording.change(line, withdrawn_on=None, withdrawn_reason="", **values)
    for line in known.values():
        if line.withdrawn_on is None:
            recording.change(line, withdrawn_on=today, withdrawn_reason=_("the limits were changed"))


def _line(rule_set: RuleSet, limit: Limit) -> RuleLine:
    return RuleLine(
        key=free_key(RuleLine, f"{rule_set.key}-{limit.sex}-{limit.age_from}-{limit.at_least}"),
        home_id=rule_set.home_id,
        rule_set=rule_set,
        sex=limit.sex,
        age_from=limit.age_from,
        age_to=limit.age_to,
        at_least=limit.at_least,
        words=limit.words,
        source=rule_set.source,
        is_example=rule_set.is_example,
    )


def _status(*, is_checked: bool) -> SourceStatus:
    return SourceStatus.READ if is_checked else SourceStatus.UNCHECKED


def _refuse_limits(limits: Sequence[Limit], source: str) -> None:
    if not source:
        raise Refused(_("Say where the limits come from."))
    places = [limit.place for limit in limits]
    if len(set(places)) < len(places):
        raise Refused(_("Two limits are of the same sex, age and points."))

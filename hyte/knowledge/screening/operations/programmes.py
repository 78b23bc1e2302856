"""Bases, targets, the rule set used by default, and sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.models import Unit
from hyte.knowledge.screening.models import Base, Programme, RuleSet, Site, Target
from hyte.knowledge.screening.operations.keys import free_key
from hyte.knowledge.screening.rules import MAINTAIN


@transaction.atomic
def name_base(
    programme: Programme, *, name: str, number: int, day: date, source: str, by: Principal, today: date
) -> Base:
    """Give a programme a base for its coverage: whom it counts, how many, as on a day, from a source."""
    require(by, MAINTAIN, programme)
    if not source:
        raise Refused(_("Say where the number comes from."))
    if day > today:
        raise Refused(_("The day is in the future."))
    base = Base(
        key=free_key(Base, f"{programme.key}-{name}-{day.isoformat()}"),
        home_id=programme.home_id,
        programme=programme,
        name_fi=name,
        number=number,
        day=day,
        source=source,
        confirmed_on=today,
        is_example=programme.is_example,
    )
    with record(programme, verb="base of coverage given", by=by) as recording:
        recording.add(base)
    return base


@transaction.atomic
def set_target(
    programme: Programme, *, measure: str, percent: Decimal, day: date, source: str = "", by: Principal, today: date
) -> Target:
    """Say what a programme aims at by a day."""
    require(by, MAINTAIN, programme)
    target = Target(
        key=free_key(Target, f"{programme.key}-{measure}-{day.isoformat()}"),
        home_id=programme.home_id,
        programme=programme,
        measure=measure,
        percent=percent,
        day=day,
        source=source,
        confirmed_on=today,
        is_example=programme.is_example,
    )
    with record(programme, verb="target set", by=by) as recording:
        recording.add(target)
    return target


@transaction.atomic
def use_by_default(rule_set: RuleSet, *, version: int, by: Principal) -> RuleSet:
    """Use a rule set by default from now on; counts already entered keep the set they were made by."""
    require(by, MAINTAIN, rule_set)
    rule_set = lock(rule_set, version=version)
    if rule_set.is_research:
        raise Refused(_("Limits of research are no advice for treatment, so they cannot be used by default."))
    if rule_set.is_default:
        raise Refused(_("The rule set is used by default already."))
    if rule_set.withdrawn_on:
        raise Refused(_("The rule set has been withdrawn."))
    others = list(RuleSet.objects.live().filter(programme=rule_set.programme_id, is_default=True))
    with record(rule_set, verb="rule set made default", by=by, also=others) as recording:
        for other in others:
            recording.change(other, is_default=False)
        recording.change(rule_set, is_default=True)
    return rule_set


@transaction.atomic
def add_site(
    area: Area,
    *,
    name: str,
    programmes: Iterable[Programme],
    unit: Unit | None = None,
    day: date,
    by: Principal,
    today: date,
) -> Site:
    """Add a site that screens in one programme or several from a day on."""
    require(by, MAINTAIN, area)
    programmes = list(programmes)
    if not programmes:
        raise Refused(_("Choose at least one programme."))
    if any(programme.home_id != area.pk for programme in programmes):
        raise Refused(_("The programme belongs to another area."))
    if Site.objects.live().of(area).filter(name__iexact=name).exists():
        raise Refused(_("There is already a site of this name."))
    site = Site(
        key=free_key(Site, f"{area.key}-{name}"),
        home=area,
        name=name,
        unit=unit,
        valid_from=day,
        confirmed_on=today,
    )
    with record(site, verb="site added", by=by) as recording:
        recording.add(site)
        recording.tie(site, "programmes", programmes)
    return site


@transaction.atomic
def end_site(site: Site, *, version: int, day: date, by: Principal) -> Site:
    """End a site on its last day; its counts stay."""
    require(by, MAINTAIN, site)
    site = lock(site, version=version)
    if site.valid_until is not None:
        raise Refused(_("The site has ended already."))
    if site.counts.filter(last__gt=day).exists():
        raise Refused(_("The site has counts after that day."))
    with record(site, verb="site ended", by=by) as recording:
        recording.change(site, valid_until=day)
    return site

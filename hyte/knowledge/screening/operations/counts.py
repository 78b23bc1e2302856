"""Enter and remove the counts of a site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.knowledge.screening.ages import ALL
from hyte.knowledge.screening.checks import fault_of_breakdown, fault_of_group, fault_of_numbers, periods_clash
from hyte.knowledge.screening.choices import Sex
from hyte.knowledge.screening.models import RuleSet, Site, SiteCount
from hyte.knowledge.screening.rules import ENTER


@dataclass(frozen=True)
class Entered:
    """One group's counts as they are entered."""

    screened: int
    at_or_above: int
    brief_interventions: int | None = None
    refused: int | None = None
    sex: str = Sex.ALL
    age_group: str = ALL


@transaction.atomic
def enter_counts(
    site: Site,
    *,
    version: int,
    rule_set: RuleSet,
    first: date,
    last: date,
    rows: Sequence[Entered],
    by: Principal,
    today: date,
) -> list[SiteCount]:
    """Enter how many were screened at a site in a period; what was entered of the period before is replaced."""
    require(by, ENTER, site)
    site = lock(site, version=version)
    _refuse_site(site, rule_set, first, last, today)
    _refuse_rows(rows, rule_set)
    old = {(row.sex, row.age_group): row for row in _of_period(site, rule_set, first, last)}
    made = []
    with record(site, verb="counts entered", by=by) as recording:
        for entered in rows:
            row = old.pop((str(entered.sex), entered.age_group), None)
            if row is not None:
                made.append(recording.change(row, **asdict(entered)))
                continue
            made.append(
                recording.add(
                    SiteCount(
                        home_id=site.home_id,
                        site=site,
                        rule_set=rule_set,
                        first=first,
                        last=last,
                        is_example=site.is_example,
                        **asdict(entered),
                    )
                )
            )
        for row in old.values():
            recording.remove(row)
    return made


@transaction.atomic
def remove_counts(
    site: Site, *, version: int, rule_set: RuleSet, first: date, last: date, reason: str, by: Principal
) -> None:
    """Take away what was entered by mistake of a site's period, with the reason; it can be undone."""
    require(by, ENTER, site)
    site = lock(site, version=version)
    if not reason:
        raise Refused(_("Say why the counts are taken away."))
    rows = list(_of_period(site, rule_set, first, last))
    if not rows:
        raise Refused(_("The site has no counts of this period."))
    with record(site, verb="counts removed", by=by, reason=reason) as recording:
        for row in rows:
            recording.remove(row)


def _of_period(site: Site, rule_set: RuleSet, first: date, last: date) -> list[SiteCount]:
    return list(SiteCount.objects.filter(site=site, rule_set=rule_set, first=first, last=last))


def _refuse_site(site: Site, rule_set: RuleSet, first: date, last: date, today: date) -> None:
    if site.withdrawn_on or rule_set.withdrawn_on:
        raise Refused(_("The site or the rule set has been withdrawn."))
    if not site.programmes.filter(pk=rule_set.programme_id).exists():
        raise Refused(_("The site does not take part in this programme."))
    if last < first:
        raise Refused(_("The last day is before the first day."))
    if first > today:
        raise Refused(_("The period is still to come."))
    if (site.valid_from and last < site.valid_from) or (site.valid_until and first > site.valid_until):
        raise Refused(_("The site was not in use in that period."))
    for other in SiteCount.objects.filter(site=site, rule_set=rule_set, first__lte=last, last__gte=first):
        if periods_clash(first, last, other.first, other.last):
            raise Refused(_("The site already has counts of a period that shares days with this one."))


def _refuse_rows(rows: Sequence[Entered], rule_set: RuleSet) -> None:
    lines = list(rule_set.lines.filter(withdrawn_on__isnull=True))
    for row in rows:
        fault = fault_of_numbers(row)[1] or fault_of_group(row, lines)
        if fault:
            raise Refused(fault)
    fault = fault_of_breakdown([(str(row.sex), row.age_group) for row in rows])
    if fault:
        raise Refused(fault)

"""Compile a period's figures with what has to be hidden left out, publish them, take them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.tasks.jobs import start_job
from hyte.core.tasks.models import Job
from hyte.knowledge.screening.figures import TOTAL, Sums, by_groups
from hyte.knowledge.screening.hiding import Earlier, hide_groups, hide_sites
from hyte.knowledge.screening.models import Base, Compilation, Programme, RuleSet, Site, SiteCount
from hyte.knowledge.screening.operations.keys import free_key
from hyte.knowledge.screening.operations.sums import start_release
from hyte.knowledge.screening.rules import COMPILE
from hyte.knowledge.stats.refusals import InputRefused

COMPILE_WORK = "screening.compile"
Progress = Callable[[int, int], None]


def start_compiling(
    programme: Programme,
    *,
    rule_set: RuleSet,
    first: date,
    last: date,
    base: Base | None = None,
    by: Principal,
    today: date,
) -> Job:
    """Have the worker compile a period; what can be refused at once is."""
    require(by, COMPILE, programme)
    _refuse_period(programme, rule_set, base, first, last, today)
    _counts(rule_set, first, last)
    title = _("Compiling figures: %(programme)s") % {"programme": programme}
    return start_job(
        COMPILE_WORK,
        title=title[:200],
        by=by,
        area=programme.home,
        programme=programme.pk,
        rule_set=rule_set.pk,
        base=base.pk if base else None,
        period=[first.isoformat(), last.isoformat()],
    )


def compile_figures(
    programme: Programme,
    *,
    rule_set: RuleSet,
    first: date,
    last: date,
    base: Base | None = None,
    by: Principal,
    today: date,
    progress: Progress | None = None,
) -> Compilation:
    """Freeze the figures of a period by one rule set, as everybody but the area's analysts will see them.

    What has to be hidden is worked out before the transaction: it depends on what was shown before, which must be the same
    when the figures are saved.
    """
    require(by, COMPILE, programme)
    _refuse_period(programme, rule_set, base, first, last, today)
    rows = _counts(rule_set, first, last)
    earlier = _earlier(programme)
    figures = _figures(programme, rows, earlier, first, last, progress=progress or _no_progress)
    with transaction.atomic():
        programme = lock(programme)
        if [one.pk for one in _earlier(programme)] != [one.pk for one in earlier]:
            raise Refused(_("Other figures of the programme were compiled meanwhile. Compile again."))
        compilation = Compilation(
            key=free_key(Compilation, f"{programme.key}-{first.isoformat()}-{last.isoformat()}"),
            home_id=programme.home_id,
            programme=programme,
            rule_set=rule_set,
            base=base,
            first=first,
            last=last,
            made_on=today,
            figures=figures,
            is_example=any(row.is_example for row in rows),
        )
        with record(programme, verb="figures compiled", by=by) as recording:
            recording.add(compilation)
    return compilation


def _no_progress(done: int, total: int) -> None:
    pass


def _counts(rule_set: RuleSet, first: date, last: date) -> list[SiteCount]:
    rows = list(SiteCount.objects.filter(rule_set=rule_set).inside(first, last))
    if not rows:
        raise Refused(_("No counts by this rule set are recorded of the period."))
    return rows


def _earlier(programme: Programme) -> list[Compilation]:
    """What has been shown: what was taken back has been seen too, and the same people may be counted by another rule set."""
    return list(Compilation.objects.filter(programme=programme).order_by("pk"))


def _refuse_period(
    programme: Programme, rule_set: RuleSet, base: Base | None, first: date, last: date, today: date
) -> None:
    if rule_set.programme_id != programme.pk or (base is not None and base.programme_id != programme.pk):
        raise Refused(_("The rule set or the base belongs to another programme."))
    if last < first:
        raise Refused(_("The last day is before the first day."))
    if last > today:
        raise Refused(_("The period has not ended yet."))
    partly = SiteCount.objects.filter(rule_set=rule_set, first__lte=last, last__gte=first)
    if partly.exclude(first__gte=first, last__lte=last).exists():
        raise Refused(_("Some counts are of periods that go beyond these days. Choose days that hold them whole."))


def _figures(
    programme: Programme,
    rows: list[SiteCount],
    earlier: list[Compilation],
    first: date,
    last: date,
    *,
    progress: Progress,
) -> dict[str, Any]:
    """The numbers that may be shown, and the sites; raises Refused where not even the number screened may be."""
    groups = by_groups(rows)
    progress(0, 2)
    try:
        shown = hide_groups(
            groups,
            first=first,
            last=last,
            earlier=[_as_earlier(one) for one in earlier],
            threshold=programme.threshold,
            hide_zeros=programme.is_sensitive,
        )
    except InputRefused:
        raise Refused(_TOO_SMALL()) from None
    if shown[TOTAL].screened is None:
        raise Refused(_TOO_SMALL())
    progress(1, 2)
    has_sites = not any(one.figures.get("sites") and one.first <= last and first <= one.last for one in earlier)
    return {
        "threshold": programme.threshold,
        "groups": [{"group": group, **sums.as_dict()} for group, sums in shown.items()],
        **_sites(programme, rows, first, last, is_shown=has_sites),
    }


def _TOO_SMALL() -> str:  # noqa: N802 - a sentence, made in the language of the reader
    return _(
        "The numbers are so small, or differ so little from what has been compiled before, that they cannot be shown."
        " Compile a longer period."
    )


def _as_earlier(one: Compilation) -> Earlier:
    groups = {row["group"]: Sums(**{k: v for k, v in row.items() if k != "group"}) for row in one.figures["groups"]}
    return Earlier(one.key, one.first, one.last, groups)


def _sites(programme: Programme, rows: list[SiteCount], first: date, last: date, *, is_shown: bool) -> dict[str, Any]:
    """How many sites there were, how many of them screened, of how many nothing is known, and, once for each day, each one's."""
    screened: dict[int, int] = {}
    for row in rows:
        screened[row.site_id] = screened.get(row.site_id, 0) + row.screened
    own = Site.objects.live().filter(programmes=programme).exclude(valid_from__gt=last).exclude(valid_until__lt=first)
    names = dict(own.values_list("pk", "name")) | dict(Site.objects.filter(pk__in=screened).values_list("pk", "name"))
    numbers = {str(pk): screened.get(pk, 0) for pk in names}
    silent = names.keys() - screened.keys()
    screening = sum(1 for number in numbers.values() if number)
    found: dict[str, Any] = {"site_count": len(names), "screening_sites": screening, "silent_sites": len(silent)}
    if not is_shown:
        return found
    shown = hide_sites(numbers, threshold=programme.threshold)
    keys = dict(Site.objects.filter(pk__in=names).values_list("pk", "key"))
    told = [
        {"key": keys[pk], "name": name, "screened": shown[str(pk)], "is_silent": pk in silent}
        for pk, name in names.items()
    ]
    return found | {"sites": told}


@transaction.atomic
def publish_figures(compilation: Compilation, *, version: int, is_public: bool = True, by: Principal) -> Compilation:
    """Show compiled figures to everyone, or only to the area's workers again; never the figures of single sites."""
    require(by, COMPILE, compilation)
    compilation = lock(compilation, version=version)
    if compilation.withdrawn_on:
        raise Refused(_("The figures have been taken back."))
    if is_public and not compilation.may_be_public:
        raise Refused(_("Figures are published of whole months, a quarter of a year or longer."))
    with record(compilation, verb="figures published" if is_public else "figures hidden", by=by) as recording:
        recording.change(compilation, is_public=is_public)
    start_release(compilation.programme)
    return compilation


@transaction.atomic
def withdraw_figures(compilation: Compilation, *, version: int, reason: str, by: Principal, today: date) -> Compilation:
    """Take compiled figures back with the reason, because the counts behind them were wrong."""
    require(by, COMPILE, compilation)
    compilation = lock(compilation, version=version)
    if compilation.withdrawn_on:
        raise Refused(_("The figures have been taken back."))
    if not reason:
        raise Refused(_("Say why the figures are taken back."))
    with record(compilation, verb="figures withdrawn", by=by, reason=reason) as recording:
        recording.change(compilation, withdrawn_on=today, withdrawn_reason=reason)
    if compilation.is_public:
        start_release(compilation.programme)
    return compilation

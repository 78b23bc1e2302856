"""Every change of the incentive's records that people make on its pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import cut_key, slug
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations import create_task
from hyte.core.tasks.operations.tasks import is_member
from hyte.governance.structure.models import Post
from hyte.knowledge.incentive.choices import NEXT, Part, Step, Target
from hyte.knowledge.incentive.models import (
    Answering,
    IncentiveAct,
    IncentiveSet,
    OfficialResult,
    Round,
    SetIndicator,
)
from hyte.knowledge.incentive.rules import APPROVE, EDIT, FOLLOW, TRY

# What is withdrawn when it was entered by mistake, and whose rule is asked.
WITHDRAWN_BY = {Answering: FOLLOW, IncentiveAct: TRY, IncentiveSet: APPROVE, OfficialResult: EDIT, Round: EDIT}


def free_key(model: type[Any], base: str) -> str:
    """The base as a key, with a number where it is taken."""
    base = slug(base)[:105].strip("-")
    key, number = base, 2
    while model._base_manager.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return key


def _refuse_withdrawn(row: Any) -> None:
    if row.withdrawn_on:
        raise Refused(_("The record has been withdrawn."))


@transaction.atomic
def approve_list(
    found: IncentiveSet, *, version: int, official_list: str, address: str = "", by: Principal, today: date
) -> IncentiveSet:
    """Say that a list is the same as the official one, by which list that was checked, and who says so."""
    require(by, APPROVE, found)
    found = lock(found, version=version)
    _refuse_withdrawn(found)
    indicators = list(SetIndicator.objects.live().filter(of=found))
    if found.is_example or any(indicator.is_example for indicator in indicators):
        raise Refused(_("The list is an invented example, so it cannot be the official one."))
    if not indicators:
        raise Refused(_("The list has no indicators. Load the official list first."))
    if not official_list.strip():
        raise Refused(_("Say against which official list this was checked."))
    owner = Organisation.objects.live().filter(home=found.home_id, kind__in=AUTHORITIES).order_by("pk").first()
    if owner is None:
        raise Refused(_("The area has no organisation that could say so."))
    with record(found, verb="incentive list checked", by=by) as recording:
        recording.change(
            found,
            official_list=official_list.strip(),
            official_address=address,
            official_on=today,
            official_by=owner,
            confirmed_on=today,
        )
    return found


@transaction.atomic
def add_result(area: Area, *, year: int, source: str, by: Principal, today: date, **figures: Any) -> OfficialResult:
    """Enter what the area officially got in a year, with its source."""
    require(by, EDIT, area)
    if area.kind not in Target.values:
        raise Refused(_("Only municipalities and wellbeing services counties have results."))
    if OfficialResult.objects.live().filter(area=area, home=area, year=year).exists():
        raise Refused(_("The result of %(year)s has already been entered. Withdraw it first.") % {"year": year})
    result = OfficialResult(
        key=free_key(OfficialResult, f"{area.key}-hyte-kerroin-{year}"),
        home=area,
        area=area,
        year=year,
        source=source,
        confirmed_on=today,
        **figures,
    )
    with record(result, verb="incentive result entered", by=by) as recording:
        recording.add(result)
    return result


@transaction.atomic
def begin_follow_up(round_: Round, *, area: Area, due: date, by: Principal, today: date) -> int:
    """Begin to follow each process indicator of a round that the area does not follow yet; who answered last time answers now.

    Returns how many were begun.
    """
    require(by, FOLLOW, area)
    _refuse_withdrawn(round_)
    if area.kind != round_.of.target:
        raise Refused(_("The round is for other areas."))
    if due < today:
        raise Refused(_("The due day is already past."))
    followed = Answering.objects.live().filter(round=round_, home=area).values("indicator")
    indicators = SetIndicator.objects.live().filter(of=round_.of_id, part=Part.PROCESS).exclude(pk__in=followed)
    posts = _posts_of_last_time(round_, area)
    made = [_new_answering(round_, indicator, area=area, due=due, posts=posts, today=today) for indicator in indicators]
    if not made:
        raise Refused(_("Every indicator of the round is followed already, or its list is empty."))
    with record(made[0], verb="incentive follow-up begun", by=by, also=made[1:]) as recording:
        for answering in made:
            recording.add(answering)
    return len(made)


def _posts_of_last_time(round_: Round, area: Area) -> dict[str, Post]:
    """Who answered an indicator last, by the indicator's name: lists change, names mostly stay."""
    earlier = Answering.objects.live().filter(home=area, round__year__lt=round_.year, post__isnull=False)
    rows = earlier.filter(post__withdrawn_on__isnull=True).select_related("indicator", "post").order_by("round__year")
    return {row.indicator.name_fi.casefold(): row.post for row in rows}


def _new_answering(
    round_: Round, indicator: SetIndicator, *, area: Area, due: date, posts: dict[str, Post], today: date
) -> Answering:
    return Answering(
        key=free_key(Answering, f"{cut_key(area.key, 30)}-{round_.year}-{cut_key(indicator.key, 60)}"),
        home=area,
        round=round_,
        indicator=indicator,
        post=posts.get(indicator.name_fi.casefold()),
        due=due,
        step_on=today,
        confirmed_on=today,
        is_example=round_.is_example or indicator.is_example,
    )


@transaction.atomic
def assign(
    answering: Answering,
    *,
    version: int,
    post: Post | None,
    due: date | None,
    note: str = "",
    by: Principal,
    today: date,
) -> Answering:
    """Say which post answers, and by when."""
    require(by, FOLLOW, answering)
    answering = lock(answering, version=version)
    _refuse_withdrawn(answering)
    with record(answering, verb="incentive answer assigned", by=by) as recording:
        recording.change(answering, post=post, due=due, note=note, confirmed_on=today)
    return answering


@transaction.atomic
def take_step(answering: Answering, *, version: int, step: str, by: Principal, today: date, now: datetime) -> Answering:
    """Move an answer on: asking gives a task to whoever holds the post, an answer that has come ends it."""
    require(by, FOLLOW, answering)
    answering = lock(answering, version=version)
    _refuse_withdrawn(answering)
    if step not in NEXT[Step(answering.step)]:
        raise Refused(_("The answer cannot go from “%(old)s” to “%(new)s”.") % _steps_in_words(answering.step, step))
    with record(answering, verb="incentive answer moved on", by=by) as recording:
        recording.change(answering, step=Step(step), step_on=today, confirmed_on=today)
        if step == Step.ASKED:
            ask(answering, by=by, today=today, recording=recording)
        else:
            _end_tasks(answering, by=by, now=now, recording=recording)
    return answering


def _steps_in_words(old: str, new: str) -> dict[str, Any]:
    labels = dict(Step.choices)
    return {"old": labels.get(old, old), "new": labels.get(new, new)}


def ask(answering: Answering, *, by: Principal, today: date, recording: Recording | None = None) -> Task:
    """Give the task of answering to the post's holder, or to the coordinators where the holder has no account here."""
    person = answering.post.holder.user if answering.post and answering.post.holder else None
    if person is not None and not (person.is_active and is_member(person, answering.home, today)):
        person = None
    due = answering.due if answering.due and answering.due >= today else None
    return create_task(
        _("Answer the incentive's indicator: %(indicator)s") % {"indicator": str(answering.indicator)[:180]},
        area=answering.home,
        by=by,
        today=today,
        person=person,
        role="" if person else Role.COORDINATOR,
        due=due,
        about=answering,
        is_example=answering.is_example,
        recording=recording,
    )


def _end_tasks(answering: Answering, *, by: Principal, now: datetime, recording: Recording) -> None:
    tasks = Task.objects.filter(model=Answering._meta.label_lower, object_id=answering.pk, done_at__isnull=True)
    for task in tasks:
        recording.change(task, done_at=now, done_by=by.user)


@transaction.atomic
def add_act(
    area: Area,
    *,
    title: str,
    description: str = "",
    indicators: Iterable[SetIndicator],
    effort: float | None = None,
    by: Principal,
    today: date,
) -> IncentiveAct:
    """Write down something that could be done, and which indicators' answers it would make true."""
    require(by, TRY, area)
    indicators = _process_only(indicators)
    act = IncentiveAct(
        key=free_key(IncentiveAct, f"{cut_key(area.key, 40)}-{title}"),
        home=area,
        title=title,
        description=description,
        effort=effort,
        confirmed_on=today,
        is_example=any(indicator.is_example for indicator in indicators),
    )
    with record(act, verb="incentive act added", by=by) as recording:
        recording.add(act)
        recording.tie(act, "indicators", indicators)
    return act


@transaction.atomic
def change_act(
    act: IncentiveAct, *, version: int, indicators: Iterable[SetIndicator], by: Principal, today: date, **values: Any
) -> IncentiveAct:
    """Correct an act's words, its indicators or its weight of effort."""
    require(by, TRY, act)
    act = lock(act, version=version)
    _refuse_withdrawn(act)
    indicators = _process_only(indicators)
    with record(act, verb="incentive act changed", by=by) as recording:
        recording.change(act, confirmed_on=today, **values)
        recording.tie(act, "indicators", indicators)
    return act


def _process_only(indicators: Iterable[SetIndicator]) -> list[SetIndicator]:
    chosen = list(indicators)
    if not chosen:
        raise Refused(_("Choose the indicators whose answer the act would make true."))
    if any(not indicator.is_process for indicator in chosen):
        raise Refused(_("Outcomes are not predicted: choose indicators of own work."))
    return chosen


@transaction.atomic
def withdraw(row: Any, *, version: int, reason: str, by: Principal, today: date, now: datetime) -> Any:
    """Withdraw what was entered by mistake, with the reason; nobody is asked for the answer any more."""
    require(by, WITHDRAWN_BY[type(row)], row)
    row = lock(row, version=version)
    _refuse_withdrawn(row)
    if not reason.strip():
        raise Refused(_("Say why it is withdrawn."))
    with record(row, verb="withdrawn", by=by, reason=reason) as recording:
        recording.change(row, withdrawn_on=today, withdrawn_reason=reason)
        if isinstance(row, Answering):
            _end_tasks(row, by=by, now=now, recording=recording)
    return row

"""Meetings, matters, decisions and evidence as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Max, Prefetch, Q, QuerySet

from hyte.core.areas.models import Area, worker_areas
from hyte.core.areas.text import finnish
from hyte.core.files.models import StoredFile
from hyte.core.thread.facts import Fact
from hyte.governance.meetings.choices import MatterState, MeetingState
from hyte.governance.meetings.models import Decision, Evidence, Matter, Meeting
from hyte.governance.structure.models import Body, Duty, SteeringDocument
from hyte.governance.structure.queries.named import in_finnish_order, live_body, named_body, with_names

# What evidence can be about: the word in addresses, the model, its name.
EVIDENCED: dict[str, type[models.Model]] = {
    "tehtava": Duty,
    "toimielin": Body,
    "asiakirja": SteeringDocument,
    "asia": Matter,
}


@dataclass(frozen=True)
class MeetingFilter:
    """What a list of meetings is narrowed to; `time` is 'coming', 'past' or empty."""

    body: str = ""
    state: str = ""
    time: str = ""

    def __bool__(self) -> bool:
        return bool(self.body or self.state or self.time)


@dataclass(frozen=True)
class MatterFilter:
    """What a list of matters is narrowed to."""

    body: str = ""
    state: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.body or self.state or self.text)


def listed_meetings(area: Area, *, user: Any, day: date, only: MeetingFilter) -> QuerySet[Meeting]:
    """The area's meetings: the coming ones from the nearest, otherwise the newest first."""
    rows = (
        Meeting.objects.visible_to(user)
        .live()
        .of(area)
        .select_related("home")
        .prefetch_related(named_body(day))
        .annotate(decision_count=Count("decisions", filter=Q(decisions__withdrawn_on__isnull=True)))
    )
    if only.body:
        rows = rows.filter(body__key=only.body)
    if only.state:
        rows = rows.filter(state=only.state)
    if only.time == "coming":
        return rows.filter(day__gte=day).exclude(state=MeetingState.HELD).order_by("day", "pk")
    if only.time == "past":
        rows = rows.filter(day__lt=day)
    return rows.order_by("-day", "-pk")


def listed_matters(area: Area, *, user: Any, day: date, only: MatterFilter) -> QuerySet[Matter]:
    """The area's matters, open ones first, then in the order they were given."""
    rows = Matter.objects.visible_to(user).live().of(area).select_related("home").prefetch_related(live_body(day))
    rows = rows.annotate(
        last_decision=Max("decisions__day", filter=Q(decisions__in=Decision.objects.visible_to(user).live()))
    )
    if only.body:
        rows = rows.filter(body__key=only.body)
    if only.state:
        rows = rows.filter(state=only.state)
    if only.text:
        rows = rows.filter(Q(title__icontains=only.text) | Q(case_number__icontains=only.text))
    return rows.order_by("-state", "order", "-opened", finnish("title_fi"), "pk")  # 'open' comes after 'closed'


def listed_decisions(area: Area, *, user: Any, day: date) -> QuerySet[Decision]:
    """The area's decisions, the newest first."""
    return _decisions(user, day=day).of(area).order_by("-day", "-pk")


def _decisions(user: Any, *, day: date) -> QuerySet[Decision]:
    meetings = Meeting.objects.select_related("home").prefetch_related(named_body(day))
    return (
        Decision.objects.visible_to(user)
        .live()
        .filter(matter__in=Matter.objects.visible_to(user).live(), meeting__in=Meeting.objects.visible_to(user).live())
        .select_related("home", "matter__home")
        .prefetch_related(Prefetch("meeting", meetings))
    )


def decisions_in(matter: Matter, *, user: Any, day: date) -> list[Decision]:
    return list(_decisions(user, day=day).filter(matter=matter).order_by("-day", "-pk"))


def decisions_of_meeting(meeting: Meeting, *, user: Any, day: date) -> list[Decision]:
    return list(_decisions(user, day=day).filter(meeting=meeting).order_by("pk"))


def bodies_with(model: type[models.Model], area: Area, *, user: Any, day: date) -> list[Body]:
    """Bodies that have a meeting or a matter in the area, for the filter."""
    ids = model._default_manager.filter(home=area, body__isnull=False).values("body")
    return in_finnish_order(with_names(Body.objects.visible_to(user).live().filter(pk__in=ids), day))


def meeting_days(body: Body, *, user: Any, day: date) -> dict[str, Meeting | None]:
    """When a body last met and when it meets next, as far as is recorded."""
    rows = Meeting.objects.visible_to(user).live().filter(body=body).select_related("home")
    return {
        "last": rows.filter(state=MeetingState.HELD, day__lte=day).order_by("-day").first(),
        "next": rows.filter(state=MeetingState.PLANNED, day__gte=day).order_by("day").first(),
    }


def open_matters(body: Body, *, user: Any) -> list[Matter]:
    rows = Matter.objects.visible_to(user).live().filter(body=body, state=MatterState.OPEN).select_related("home")
    return list(rows.order_by("order", "-opened", "pk"))


def open_matters_for(meeting: Meeting, *, user: Any) -> list[Matter]:
    """Matters a meeting may decide in: open ones of its body, then those of the area without a body."""
    rows = Matter.objects.visible_to(user).live().filter(home=meeting.home, state=MatterState.OPEN)
    rows = rows.filter(Q(body=meeting.body_id) | Q(body__isnull=True))
    return list(rows.select_related("home").order_by(models.F("body").asc(nulls_last=True), "order", "pk"))


def meetings_for(matter: Matter, *, user: Any, today: date) -> list[Meeting]:
    """Held meetings, the newest first, in which a matter may have been decided."""
    rows = Meeting.objects.visible_to(user).live().filter(home=matter.home, state=MeetingState.HELD, day__lte=today)
    if matter.body_id:
        rows = rows.filter(body=matter.body_id)
    return list(rows.select_related("home").prefetch_related(named_body(today)).order_by("-day", "-pk")[:50])


def evidence_of(record: models.Model, *, user: Any) -> list[Evidence]:
    """A record's evidence, the newest first; a file is shown only to those who may open it."""
    rows = list(
        Evidence.objects.visible_to(user)
        .filter(model=record._meta.label_lower, object_id=record.pk)
        .select_related("home", "file__home", "decision__matter__home")
        .order_by("-day", "-pk")
    )
    hide_closed_files(rows, user)
    return rows


def hide_closed_files(rows: Iterable[Evidence], user: Any) -> None:
    """Take away from each row the file that the reader may not open."""
    rows = list(rows)
    ids = [row.file_id for row in rows if row.file_id]
    if not ids:
        return
    seen = set(StoredFile.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    for row in rows:
        if row.file_id and row.file_id not in seen:
            row.file = None


def newest_evidence(user: Any, label: str, ids: list[int]) -> dict[int, Fact]:
    """The newest evidence of each record that the user may see."""
    rows = list(
        Evidence.objects.visible_to(user)
        .filter(model=label, object_id__in=ids)
        .select_related("file__home")
        .order_by("day", "pk")
    )
    newest = {row.object_id: row for row in rows}
    hide_closed_files(newest.values(), user)
    return {pk: Fact(row.day, row.title, row.url, row.is_example) for pk, row in newest.items()}


def evidenced_record(word: str, area: Area, key: str, *, user: Any) -> models.Model | None:
    """The record a form on evidence is about; none when the user may not see it."""
    model = EVIDENCED.get(word)
    if model is None:
        return None
    rows: Any = model._default_manager
    return rows.visible_to(user).live().of(area).filter(key=key).select_related("home").first()


def word_of(record: models.Model) -> str:
    """The word in addresses for a kind of record."""
    return next((word for word, model in EVIDENCED.items() if isinstance(record, model)), "")


def may_see_state(area_id: int, user: Any) -> bool:
    """Whether the state of evidence is for this user: the area's own workers."""
    return area_id in worker_areas(user)

"""The open data of assessments of effects: what decisions were assessed to do, and what was decided on, as it was hashed."""

import json
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Path, Query

from hyte.planning.assessments.choices import AssessmentState, Depth, TemplateKind
from hyte.planning.assessments.models import Assessment, AssessmentSnapshot, AssessmentTemplate
from hyte.planning.assessments.queries.content import content_of
from hyte.portal.api.addresses import answers_at
from hyte.portal.api.asking import KEY, NotFound, Paged, Spoken, of_area, page_of, spoken
from hyte.portal.api.columns import said, told
from hyte.portal.api.rows import Named, RecordRow, pages_of
from hyte.portal.api.showing import Shower, named

Answer = dict[str, Any]
# One that is being made is its own area's: here even its workers read what everyone may.
VISITOR = AnonymousUser()


class AssessmentRow(RecordRow):
    title: str = told(Assessment, "title")
    subject: str = told(Assessment, "subject")
    template: Named | None = told(Assessment, "template")
    kind: TemplateKind = told(AssessmentTemplate, "kind")
    kind_name: str = said(gettext_lazy("kind in words"))
    depth: Depth = told(Assessment, "depth")
    matter: Named | None = told(Assessment, "matter")
    state: AssessmentState = told(Assessment, "state")
    state_name: str = said(gettext_lazy("state in words"))
    begun_on: date = told(Assessment, "begun_on")
    decided_on: date | None = told(Assessment, "decided_on")
    decision: str | None = said(gettext_lazy("key of the decision; null where none is recorded"))
    chosen: Named | None = told(Assessment, "chosen")
    sha256: str | None = said(gettext_lazy("SHA-256 of what was decided on; null before the decision"))


class AssessmentPage(AssessmentRow):
    content: dict[str, Any] = said(
        gettext_lazy(
            "alternatives, effects, hearings and predictions, each text by language: as decided on, or as it stands before that"
        )
    )


class AskAssessments(Paged):
    area: str | None = said(
        gettext_lazy("key of an area, such as paijat-hame"), default=None, pattern=KEY, max_length=80
    )
    kind: TemplateKind | None = said(gettext_lazy("kind of assessment"), default=None)
    state: AssessmentState | None = said(gettext_lazy("state"), default=None)


class AskAssessment(Spoken):
    """One assessment."""


@answers_at("/assessments", pages_of(AssessmentRow), gettext_lazy("Assessments of effects"))
@spoken
def assessments(request: HttpRequest, asked: Query[AskAssessments]) -> Answer:
    """Assessments that are ready for their decision or decided on."""
    found = of_area(_assessments(), asked.area)
    if asked.kind:
        found = found.filter(template__kind=asked.kind)
    if asked.state:
        found = found.filter(state=asked.state)
    shower = Shower(request)
    return page_of(found, asked, request, lambda one: _row(one, shower))


@answers_at("/assessments/{key}", AssessmentPage, gettext_lazy("One assessment of effects"))
@spoken
def assessment(request: HttpRequest, key: Path[str], asked: Query[AskAssessment]) -> Answer:
    """What an assessment says; one that was decided on as it was then, under its hash."""
    found = _assessments().filter(key=key.replace("\x00", "")[:200]).first()
    if found is None:
        raise NotFound(_("There is no published assessment with the key %(key)s.") % {"key": key[:120]})
    kept = _kept(found)
    content = json.loads(kept.content) if kept else content_of(found).model_dump(mode="json")
    return _row(found, Shower(request)) | {"content": content}


def _assessments() -> QuerySet[Assessment]:
    rows: Any = Assessment.objects
    found: QuerySet[Assessment] = rows.visible_to(VISITOR).live()
    snapshots = AssessmentSnapshot.objects.live().defer("content").order_by("-number")
    related = ("home", "template", "matter", "post", "decision", "chosen")
    return (
        found.select_related(*related)
        .prefetch_related(Prefetch("snapshots", snapshots, to_attr="shown_snapshots"))
        .order_by("key")
    )


def _kept(one: Any) -> AssessmentSnapshot | None:
    """What was decided on; an earlier one that was taken back is not told of."""
    return one.shown_snapshots[0] if one.is_decided and one.shown_snapshots else None


def _row(one: Assessment, shower: Shower) -> Answer:
    kept = _kept(one)
    decision = one.decision
    return shower.record(one) | {
        "title": one.title,
        "subject": one.subject,
        "template": named(one.template),
        "kind": one.template.kind,
        "kind_name": one.template.get_kind_display(),
        "depth": one.depth,
        "matter": named(one.matter),
        "state": one.state,
        "state_name": one.get_state_display(),
        "begun_on": one.begun_on,
        "decided_on": one.decided_on,
        "decision": decision.key if decision and decision.withdrawn_on is None else None,
        "chosen": named(one.chosen),
        "sha256": kept.sha256 if kept else None,
    }

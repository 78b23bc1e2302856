"""Assessments on the thread: the matter and decision that they are of, who was heard, and the numbers that show what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.meetings.models import Decision, Matter
from hyte.governance.structure.models import Body, Post
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.assessments.models import Assessment, Hearing, Prediction


def _assessments(user: Any, ids: list[int]) -> Iterable[Any]:
    return Assessment.objects.visible_to(user).live().filter(pk__in=ids).select_related("home")


def _predictions(user: Any, ids: list[int]) -> Iterable[Any]:
    rows = Prediction.objects.visible_to(user).live().filter(pk__in=ids)
    return rows.select_related("home", "indicator", "assessment__home")


register_kind(Assessment, _assessments)
register_kind(Prediction, _predictions)
register_edge(
    Matter,
    Assessment,
    label=_("has its effects assessed in"),
    back_label=_("assesses the effects of"),
    pairs=columns(Assessment, "matter_id", "pk"),
)
register_edge(
    Assessment,
    Decision,
    label=_("was decided on in"),
    back_label=_("was made on the grounds of"),
    pairs=columns(Assessment, "pk", "decision_id"),
)
register_edge(
    Body,
    Assessment,
    label=_("was heard in"),
    back_label=_("heard"),
    pairs=columns(Hearing, "body_id", "assessment_id", withdrawn_on=None),
)
register_edge(
    Post,
    Assessment,
    label=_("prepares"),
    back_label=_("is prepared by"),
    pairs=columns(Assessment, "post_id", "pk"),
)
register_edge(
    Assessment,
    Prediction,
    label=_("predicts"),
    back_label=_("was predicted in"),
    pairs=columns(Prediction, "assessment_id", "pk", withdrawn_on=None),
)
register_edge(
    Prediction,
    Indicator,
    label=_("is read from"),
    back_label=_("shows what became of"),
    pairs=columns(Prediction, "pk", "indicator_id"),
)

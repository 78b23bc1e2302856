"""Reports on the thread: what stood before, the post that answers, and the bodies that handle it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hyte.core.thread.graph import columns, register_edge, register_kind
from hyte.governance.meetings.models import Decision, Matter
from hyte.governance.structure.models import Body, Post
from hyte.planning.reports.models import HandlingStep, Report


def _reports(user: Any, ids: list[int]) -> Iterable[Any]:
    return Report.objects.visible_to(user).live().filter(pk__in=ids).select_related("home")


register_kind(Report, _reports)
register_edge(
    Report,
    Report,
    label=_("is followed by"),
    back_label=_("follows"),
    pairs=columns(Report, "previous_id", "pk"),
)
register_edge(
    Post,
    Report,
    label=_("answers for"),
    back_label=_("is answered for by"),
    pairs=columns(Report, "post_id", "pk"),
)
register_edge(
    Matter,
    Report,
    label=_("handles"),
    back_label=_("is handled in"),
    pairs=columns(HandlingStep, "matter_id", "report_id", withdrawn_on=None),
)
register_edge(
    Report,
    Body,
    label=_("is handled by"),
    back_label=_("handles"),
    pairs=columns(HandlingStep, "report_id", "body_id", withdrawn_on=None),
)
register_edge(
    Decision,
    Report,
    label=_("decides of"),
    back_label=_("is decided by"),
    pairs=columns(HandlingStep, "decision_id", "report_id", withdrawn_on=None),
)

"""What changed in an area's structure between two days, or since a draft."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Query

from hyte.core.areas.models import Area
from hyte.governance.structure.changes.comparison import Comparison
from hyte.governance.structure.changes.words import as_dict
from hyte.governance.structure.drafts import DraftFaulty, DraftNotFound, draft_named
from hyte.governance.structure.queries.changes import changes_between, changes_since_draft
from hyte.portal.api import rows
from hyte.portal.api.addresses import answers_at
from hyte.portal.api.asking import KEY, NotFound, Paged, Refused, area_named, paged, spoken
from hyte.portal.api.columns import said

KINDS = ("began", "ended", "renamed", "moved", "aliases")


class AskChanges(Paged):
    area: str = said(gettext_lazy("key of an area, such as paijat-hame"), pattern=KEY, max_length=80)
    since: date | None = said(gettext_lazy("the earlier day, as 2022-05-31; a draft brings its own"), default=None)
    until: date | None = said(gettext_lazy("the later day; today without it"), default=None)
    draft: str | None = said(gettext_lazy("key of a draft to compare with"), default=None, pattern=KEY, max_length=120)


@answers_at("/structure-changes", rows.pages_of(rows.ChangeRow), gettext_lazy("Changes of the structure"))
@spoken
def structure_changes(request: HttpRequest, asked: Query[AskChanges]) -> dict[str, Any]:
    """What began, ended, was renamed and moved between two days, or between a draft and a day."""
    area = area_named(asked.area)
    assert area is not None
    until = asked.until or timezone.localdate()
    if asked.draft:
        source, comparison = _since_draft(area, asked.draft, until, request.user)
    elif asked.since is None:
        raise Refused("since", _("Give the earlier day, or a draft."))
    elif until < asked.since:
        raise Refused("until", _("The later day is before the earlier day."))
    else:
        source, comparison = "", changes_between(area, start=asked.since, end=until, user=request.user)
    found = as_dict(comparison)
    changes = [_row(kind, item, source) for kind in KINDS for item in found[kind]]
    start = (asked.page - 1) * asked.limit
    return paged(changes[start : start + asked.limit], len(changes), asked, request)


def _since_draft(area: Area, name: str, until: date, user: Any) -> tuple[str, Comparison]:
    try:
        draft = draft_named(area.key, name)
        return draft.source, changes_since_draft(area, draft=draft, end=until, user=user)
    except (DraftNotFound, DraftFaulty) as error:
        raise NotFound(str(error)) from error


def _row(kind: str, item: dict[str, Any], source: str) -> dict[str, Any]:
    start = item.get("start")
    return {
        "change": kind,
        "type": item["type"],
        "key": item["key"],
        "name": item["name"],
        "before": item.get("from"),
        "after": item.get("to"),
        "start": None if start == "unknown" else start,
        "first_known": item.get("first_known"),
        "ended_on": item.get("ended_on"),
        "became": item.get("became", []),
        "is_example": item.get("is_example", False),
        "source": source or _("comparison of the register on two days"),
        "licence": settings.DATA_LICENCE,
    }

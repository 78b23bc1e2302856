"""Work that the worker does: opening the links of steering documents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.accounts.rules import SYSTEM, Principal
from hyte.core.areas.models import Area
from hyte.core.tasks.duties import register_duty
from hyte.core.tasks.jobs import register_work, start_job
from hyte.core.tasks.models import Job
from hyte.governance.structure.link_checker.fetching import Checker
from hyte.governance.structure.operations.link_checks import check_links
from hyte.governance.structure.queries.documents import links_on

CHECK_LINKS = "structure.check_links"
ROUND = 7  # days between two rounds of the checker
ROUND_TITLE = "Links of every area"


def open_links(*, progress: Callable[[int, int], None], by: Principal, day: str, area_key: str = "") -> dict[str, Any]:
    """Open the links of one area's documents, or of every area's."""
    area = Area.objects.get(key=area_key) if area_key else None
    with Checker() as checker:
        report = check_links(area, by=by, today=date.fromisoformat(day), checker=checker, progress=progress)
    summary = ngettext(
        "%(checked)s link was checked, %(faulty)s of them with a fault.",
        "%(checked)s links were checked, %(faulty)s of them with a fault.",
        report.checked,
    )
    result = {"summary": summary % vars(report)}
    if area is not None:
        from django.urls import reverse

        result |= {"address": reverse("structure:documents", args=[area]), "address_label": _("Documents")}
    return result


def start_round(day: date) -> int:
    """Queue a round over every area's links when some have not been opened for a week; once in that time."""
    since = day - timedelta(days=ROUND)
    old = links_on(day).filter(Q(checked_on__isnull=True) | Q(checked_on__lte=since))
    recent = Job.objects.filter(
        title=ROUND_TITLE, owner__isnull=True, created_at__gte=timezone.now() - timedelta(days=ROUND)
    )
    if not old.exists() or recent.exists():
        return 0
    start_job(CHECK_LINKS, title=ROUND_TITLE, by=SYSTEM, day=day.isoformat())
    return 1


register_work(CHECK_LINKS, open_links)
register_duty("links of documents", start_round)

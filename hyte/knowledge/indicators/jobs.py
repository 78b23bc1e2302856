"""Work of numbers that takes longer than a second, and what the worker does for them by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.accounts.rules import SYSTEM, Principal
from hyte.core.areas.text import shown_number
from hyte.core.audit.recording import Refused
from hyte.core.tasks.duties import register_duty
from hyte.core.tasks.jobs import register_work
from hyte.knowledge.indicators.lost_years import Way
from hyte.knowledge.indicators.models import CauseList, Dataset, DeathTable, OwnTable, Release
from hyte.knowledge.indicators.numbers import derive_numbers, releases_in_force
from hyte.knowledge.indicators.operations.due import FETCH_WORK, due_datasets, start_fetch
from hyte.knowledge.indicators.operations.fetching import Renewal, fetch_dataset
from hyte.knowledge.indicators.operations.loading import APPLY_WORK, CHECK_WORK, apply_table, check_table
from hyte.knowledge.indicators.operations.lost_years import PUBLISH_WORK, publish_lost_years
from hyte.knowledge.indicators.operations.releases import DERIVE
from hyte.knowledge.stats.store.releases import ReleaseBroken


def derive(*, progress: Any, by: Principal) -> dict[str, Any]:
    """Make what pages read from the releases in force."""
    try:
        derived = derive_numbers()
    except ReleaseBroken as fault:
        raise Refused(fault.sentence(_)) from fault
    if derived is None:
        return {"summary": _("There are no numbers yet.")}
    count = len(releases_in_force())
    told = ngettext(
        "The pages show the numbers of %(count)s data set.", "The pages show the numbers of %(count)s data sets.", count
    )
    return {"summary": told % {"count": count}}


def fetch(*, progress: Any, by: Principal, dataset: int) -> dict[str, Any]:
    """Fetch a data set; the job's page says what came."""
    found = Dataset.objects.select_related("home").get(pk=dataset)
    renewal = fetch_dataset(found, by=by, now=timezone.now(), progress=progress)
    return {
        "summary": " ".join([summary_of(renewal), *renewal.notes[:5]]),
        "address": found.get_absolute_url(),
        "address_label": str(found),
    }


def summary_of(renewal: Renewal) -> str:
    """What a fetch came to, in a sentence."""
    if not renewal.is_new:
        return _("The source had nothing new; the numbers stay as they were.")
    told = _("New numbers: %(rows)s rows.") % {"rows": shown_number(renewal.release.rows)}
    if not renewal.described:
        return told
    new = ngettext("%(count)s indicator is new.", "%(count)s indicators are new.", renewal.described)
    return f"{told} {new % {'count': renewal.described}}"


def check_own_table(*, progress: Any, by: Principal, table: int) -> dict[str, Any]:
    """Check a long file of own figures; the job's page leads to the preview."""
    found = OwnTable.objects.select_related("dataset__home", "home").get(pk=table)
    report = check_table(found, by=by, progress=progress)
    return {
        "summary": _("Checked: %(errors)s faults.") % {"errors": report["error_count"]},
        "address": found.get_absolute_url(),
        "address_label": _("Look at the preview"),
    }


def apply_own_table(*, progress: Any, by: Principal, table: int) -> dict[str, Any]:
    """Save a long file of own figures."""
    found = OwnTable.objects.select_related("dataset__home", "home").get(pk=table)
    release, is_new = apply_table(found, by=by, now=timezone.now(), progress=progress)
    return {
        "summary": summary_of_table(release, is_new=is_new),
        "address": release.get_absolute_url(),
        "address_label": _("Look at the release"),
    }


def summary_of_table(release: Release, *, is_new: bool) -> str:
    """What a file of own figures came to, in a sentence."""
    if not is_new:
        return _("The file has nothing new; the numbers stay as they were.")
    return _("The numbers were saved: %(rows)s rows. The pages show them in a moment.") % {
        "rows": shown_number(release.rows)
    }


def publish(
    *, progress: Any, by: Principal, table: int, period: list[str], way: list[Any], causes: int | None
) -> dict[str, Any]:
    """Publish lost years; to hide small counts among many areas and causes takes its time."""
    found = DeathTable.objects.live().select_related("home").get(pk=table)
    published = publish_lost_years(
        found,
        period=(date.fromisoformat(period[0]), date.fromisoformat(period[1])),
        way=Way(*way),
        causes=CauseList.objects.live().filter(pk=causes).first() if causes else None,
        by=by,
        today=timezone.localdate(),
    )
    return {
        "summary": _("The lost years of %(published)s were published.") % {"published": published},
        "address": published.get_absolute_url(),
        "address_label": _("Look at the figures"),
    }


def _derive_when_different(day: date) -> str:
    """Make the pages' numbers anew where releases or readings differ from those they were made of."""
    derived = derive_numbers()
    return derived.hash[:12] if derived else ""


def _fetch_due(day: date) -> int:
    """Fetch what is due, where the installation lets the worker do so."""
    if not settings.FETCH_DUE:
        return 0
    due = due_datasets(today=day, now=timezone.now())
    for dataset in due:
        start_fetch(dataset, by=SYSTEM)
    return len(due)


register_work(DERIVE, derive)
register_work(PUBLISH_WORK, publish)
register_work(FETCH_WORK, fetch)
register_work(CHECK_WORK, check_own_table)
register_work(APPLY_WORK, apply_own_table)
register_duty("numbers for the pages", _derive_when_different)
register_duty("numbers that are due", _fetch_due)

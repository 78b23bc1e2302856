"""Where an action stands: reported by who carries it out, from its page, by a signed link or in bulk."""

from __future__ import annotations

from datetime import date

from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.accounts.signed_links import issue_link
from hyte.core.areas.text import cut_key
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.meetings.models import Evidence
from hyte.governance.structure.operations.keys import numbered_key
from hyte.planning.plans.choices import STATUS_NEXT, Forecast, Status
from hyte.planning.plans.models import Action, Progress
from hyte.planning.plans.rules import ASK, REPORT

DAYS_OPEN = 30


@transaction.atomic
def report_progress(
    action: Action,
    *,
    version: int | None = None,
    day: date,
    status: str,
    forecast: str = Forecast.UNKNOWN,
    stands: str = "",
    done: str = "",
    proof_title: str = "",
    proof_link: str = "",
    by: Principal,
    today: date,
) -> Progress:
    """Record where an action stands on a day; the newest report is the action's status. A day's report is replaced."""
    require(by, REPORT, action)
    action = lock(action, version=version)
    row = _refuse_report(action, day=day, status=status, by=by, today=today)
    if proof_link and not proof_title.strip():
        raise Refused(_("Say what the evidence shows."))
    values = {
        "status": Status(status),
        "forecast": Forecast(forecast),
        "stands": stands.strip(),
        "done": done.strip(),
        "author": by.user,
        "is_verified": by.link is None,
    }
    with record(action, verb="progress reported", by=by) as recording:
        if proof_title.strip():
            values["proof"] = _add_proof(recording, action, day, proof_title.strip(), proof_link, today)
        if row is not None:
            return recording.change(row, **values)
        return recording.add(
            Progress(action=action, home_id=action.home_id, day=day, is_example=action.is_example, **values)
        )


def _refuse_report(action: Action, *, day: date, status: str, by: Principal, today: date) -> Progress | None:
    """Refuse what makes no sense; gives the report of the same day that this one replaces."""
    if action.withdrawn_on:
        raise Refused(_("The action has been withdrawn."))
    if day > today:
        raise Refused(_("The day is in the future."))
    reports = list(action.progress.order_by("-day")[:2])
    same = next((report for report in reports if report.day == day), None)
    if reports and reports[0].day > day:
        raise Refused(_("A later day has been reported already."))
    if same is not None and same.is_verified and by.link is not None:
        raise Refused(_("The action has been reported today already by someone signed in."))
    # What a day's report is replaced by follows the day before it, not the report that is replaced.
    earlier = [report for report in reports if report.day < day]
    now = Status(earlier[0].status) if earlier else Status.PLANNED
    if status not in STATUS_NEXT[now]:
        raise Refused(
            _("An action that is %(now)s cannot become %(next)s.")
            % {"now": now.label, "next": Status(status).label if status in Status.values else status}
        )
    return same


def _add_proof(recording: Recording, action: Action, day: date, title: str, link: str, today: date) -> Evidence:
    return recording.add(
        Evidence(
            key=numbered_key(f"naytto-{cut_key(action.key, 80)}", model=Evidence),
            home_id=action.home_id,
            model=action._meta.label_lower,
            object_id=action.pk,
            record_key=action.key,
            day=day,
            title=title[:250],
            link=link,
            confirmed_on=today,
            is_example=action.is_example,
        )
    )


@transaction.atomic
def issue_progress_link(action: Action, *, email: str, by: Principal, today: date) -> str:
    """A link by which one person may report once where one action stands; the caller sends it."""
    require(by, ASK, action)
    asked_as = str(action.in_charge or "")[:120]
    address = issue_link(REPORT, action, email=email, asked_as=asked_as, by=by, today=today, days=DAYS_OPEN)
    with record(action, verb="progress asked", by=by):
        pass
    return address


@transaction.atomic
def ask_progress(action: Action, *, email: str, by: Principal, today: date) -> str:
    """Ask by e-mail where an action stands; returns the link, which the mail carries."""
    address = issue_progress_link(action, email=email, by=by, today=today)
    message = _(
        "Hello,\n\nwhere does this stand: %(action)s?\n"
        "Tell it on this page in two minutes; opening it changes nothing and no account is needed:\n\n%(address)s\n\n"
        "The link works once and for %(days)s days.\n"
    ) % {"action": action, "address": address, "days": DAYS_OPEN}
    subject = _("Where does it stand: %(action)s") % {"action": str(action)[:120]}
    transaction.on_commit(lambda: send_mail(subject, message, None, [email]))
    return address

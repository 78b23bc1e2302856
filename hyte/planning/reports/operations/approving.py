"""Approval freezes: what a report said on the day is kept under its hash with its PDF, and nothing later alters it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.search.index import index_rows
from hyte.core.tasks.jobs import start_job
from hyte.governance.meetings.models import Decision
from hyte.governance.structure.operations.keys import part_key
from hyte.planning.reports.choices import ReportState, SectionState
from hyte.planning.reports.models import Report, ReportSnapshot
from hyte.planning.reports.queries.freezing import content_to_freeze, deciding_steps, invented_in
from hyte.planning.reports.rules import LEAD

PDF_WORK = "reports.keep_pdf"


@transaction.atomic
def approve_report(
    report: Report, *, version: int, decision: Decision, remove_on: date | None = None, by: Principal, today: date
) -> ReportSnapshot:
    """Freeze what a report says, by the decision of the body that decides of it; its PDF is made right after."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    _refuse_state(report)
    _refuse_decision(report, decision)
    _refuse_removal(remove_on, after=max(decision.day, today))
    content = content_to_freeze(report, today=today)
    invented = [] if report.is_example else invented_in(report, content)
    if invented:
        raise Refused(
            _("The report tells of invented examples, so it cannot be approved: %(names)s.")
            % {"names": ", ".join(invented)}
        )
    snapshot = ReportSnapshot(
        key=part_key(report.key, "hyvaksytty", report.snapshots.count() + 1, model=ReportSnapshot),
        report=report,
        home_id=report.home_id,
        number=(report.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1,
        day=decision.day,
        decision=decision,
        content=content.canonical,
        sha256=content.sha256,
        is_example=report.is_example,
    )
    with record(report, verb="report approved", by=by) as recording:
        recording.add(snapshot)
        recording.change(
            report,
            state=ReportState.APPROVED,
            approved_on=decision.day,
            remove_on=remove_on,
            confirmed_on=today,
        )
    index_rows(report.sections.live())
    start_job(
        PDF_WORK, title=_("PDF of %(report)s") % {"report": report}, by=by, area=report.home, snapshot=snapshot.pk
    )
    return snapshot


def _refuse_state(report: Report) -> None:
    if report.withdrawn_on or not report.may_become(ReportState.APPROVED):
        raise Refused(_("Only a report in handling can be approved."))
    left = report.sections.live().filter(state__in=[SectionState.TO_WRITE, SectionState.DRAFT]).count()
    if left:
        raise Refused(
            _("%(number)s sections are not ready. Finish them or leave them out with a reason.") % {"number": left}
        )


def _refuse_decision(report: Report, decision: Decision) -> None:
    if not deciding_steps(report).filter(decision=decision).exists():
        raise Refused(
            _(
                "A report is approved by a decision of the body that decides of it on its path. "
                "Tie the body's matter and its decision, which approves or notes, to the path first."
            )
        )


def _refuse_removal(remove_on: date | None, *, after: date) -> None:
    if remove_on is not None and remove_on <= after:
        raise Refused(_("The day of removal from the net has to be later than today and the decision."))


@transaction.atomic
def set_removal_day(report: Report, *, version: int, remove_on: date | None, by: Principal, today: date) -> Report:
    """Say from which day an approved report is no longer on the net; its hash stays there. None keeps it for good."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    if report.state != ReportState.APPROVED:
        raise Refused(_("Only an approved report is on the net."))
    if remove_on is not None and remove_on < today:
        raise Refused(_("The day of removal from the net is past."))
    with record(report, verb="removal of report set", by=by) as recording:
        recording.change(report, remove_on=remove_on)
    return report


@transaction.atomic
def withdraw_approval(
    snapshot: ReportSnapshot, *, version: int, reason: str, by: Principal, today: date
) -> ReportSnapshot:
    """Take back an approval that was recorded by mistake: the report returns to handling, what was frozen stays for workers."""
    require(by, LEAD, snapshot)
    report = lock(snapshot.report, version=version)
    snapshot = lock(snapshot)
    if report.state != ReportState.APPROVED or snapshot.withdrawn_on or report.snapshot != snapshot:
        raise Refused(_("Only the newest approval can be withdrawn, and only once."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    with record(report, verb="report approval withdrawn", by=by, reason=reason) as recording:
        recording.change(snapshot, withdrawn_on=today, withdrawn_reason=reason.strip()[:300])
        recording.change(report, state=ReportState.HANDLING, approved_on=None, remove_on=None)
    index_rows(report.sections.live())
    return snapshot

"""Beginning a report, writing its sections, and sending it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area
from hyte.core.areas.text import slug
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.structure.models import Post
from hyte.planning.reports.choices import ReportState, SectionKind, SectionState
from hyte.planning.reports.models import Report, ReportLayout, ReportTemplate, Section, TemplateSection
from hyte.planning.reports.rules import LEAD, WRITE

# The sections that are drawn from elsewhere are never empty, so nobody has to write in them.
DRAWN = {
    SectionKind.INDICATORS,
    SectionKind.CONCERNS,
    SectionKind.OBJECTIVES,
    SectionKind.SHARED,
    SectionKind.MONEY,
    SectionKind.HANDLING,
}


@transaction.atomic
def begin_report(
    area: Area,
    *,
    template: ReportTemplate,
    title: str,
    first: date,
    last: date,
    due: date | None = None,
    previous: Report | None = None,
    is_bilingual: bool = False,
    by: Principal,
    today: date,
) -> Report:
    """Begin a report with its template's sections; last year's sections lend theirs what was chosen then."""
    require(by, LEAD, area)
    if previous is not None and (previous.home_id != area.pk or previous.withdrawn_on):
        raise Refused(_("The report before this one is one of %(area)s.") % {"area": area})
    if template.withdrawn_on:
        raise Refused(_("The template has been withdrawn."))
    asked = list(template.sections.live().order_by("order", "pk"))
    if not asked:
        raise Refused(_("The template has no sections yet."))
    report = Report(
        key=_free_key(f"{area.key}-{slug(title)}"),
        home=area,
        template=template,
        kind=template.kind,
        title=title,
        first=first,
        last=last,
        due=due,
        previous=previous,
        is_bilingual=is_bilingual,
        begun_on=today,
        confirmed_on=today,
        is_example=bool(template.is_example or (previous and previous.is_example)),
    )
    with record(report, verb="report begun", by=by) as recording:
        recording.add(report)
        for order, one in enumerate(asked, start=1):
            _add_section(recording, report, one, order, previous)
    return report


def _add_section(
    recording: Recording, report: Report, asked: TemplateSection, order: int, previous: Report | None
) -> None:
    before = _section_before(previous, asked)
    recording.add(
        Section(
            key=f"{report.key[:90]}-{order}",
            home_id=report.home_id,
            report=report,
            asked=asked,
            kind=asked.kind,
            order=order,
            title_fi=asked.title_fi,
            title_sv=asked.title_sv,
            title_en=asked.title_en,
            indicator_set=before.indicator_set if before else asked.indicator_set,
            shared=before.shared if before else None,
            post=before.post if before else None,
            state=SectionState.READY if asked.kind in DRAWN else SectionState.TO_WRITE,
            is_example=report.is_example,
        )
    )


def _section_before(previous: Report | None, asked: TemplateSection) -> Section | None:
    """The section of last year's report that answered the same heading."""
    if previous is None:
        return None
    return previous.sections.live().filter(asked=asked).first()


def _free_key(base: str) -> str:
    base = base[:100].strip("-")
    key, number = base, 2
    while Report.objects.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return key


@transaction.atomic
def write_section(section: Section, *, version: int, words: Mapping[str, str], by: Principal) -> Section:
    """Save the words of one section, in the languages given; an autosave and the button do the same."""
    section = _open_section(section, version=version, by=by)
    unknown = set(words) - {"title_fi", "title_sv", "title_en", "text_fi", "text_sv", "text_en"}
    if unknown:
        raise Refused(_("A section has no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    state = SectionState.DRAFT if section.state == SectionState.TO_WRITE else section.state
    with record(section, verb="report section written", by=by) as recording:
        recording.change(section, state=state, **words)
    return section


@transaction.atomic
def finish_section(section: Section, *, version: int, is_ready: bool = True, by: Principal) -> Section:
    """Say that a section is ready, or that it is not after all."""
    section = _open_section(section, version=version, by=by)
    if is_ready and section.kind not in DRAWN and not section.text:
        raise Refused(_("The section is empty. Write it, or leave it out with a reason."))
    with record(section, verb="report section ready" if is_ready else "report section opened", by=by) as recording:
        recording.change(section, state=SectionState.READY if is_ready else SectionState.DRAFT, left_out_reason="")
    return section


@transaction.atomic
def leave_section_out(section: Section, *, version: int, reason: str, by: Principal) -> Section:
    """Leave a section out of the report, with the reason, which the report shows."""
    section = _open_section(section, version=version, by=by)
    if not reason.strip():
        raise Refused(_("Say why the section is left out."))
    with record(section, verb="report section left out", by=by, reason=reason) as recording:
        recording.change(section, state=SectionState.LEFT_OUT, left_out_reason=reason.strip())
    return section


@transaction.atomic
def assign_section(section: Section, *, version: int, post: Post | None, due: date | None, by: Principal) -> Section:
    """Give a section its writer and its due day."""
    require(by, LEAD, section.report)
    section = lock(section, version=version)
    _refuse_closed(section.report)
    if post is not None and post.home_id != section.home_id:
        raise Refused(_("The post belongs to another area."))
    with record(section, verb="report section assigned", by=by) as recording:
        recording.change(section, post=post, due=due)
    return section


def _open_section(section: Section, *, version: int, by: Principal) -> Section:
    require(by, WRITE, section)
    section = lock(section, version=version)
    _refuse_closed(section.report)
    return section


def _refuse_closed(report: Report) -> None:
    if not report.is_open:
        raise Refused(_("The report has been approved or withdrawn, so it is not written any more."))


@transaction.atomic
def choose_layout(report: Report, *, version: int, layout: ReportLayout | None, by: Principal) -> Report:
    """Choose the document in whose look the report is given out."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    _refuse_closed(report)
    if layout is not None and (layout.home_id != report.home_id or layout.withdrawn_on):
        raise Refused(_("The layout belongs to another area or has been withdrawn."))
    with record(report, verb="report layout chosen", by=by) as recording:
        recording.change(report, layout=layout)
    return report


@transaction.atomic
def send_to_handling(report: Report, *, version: int, by: Principal) -> Report:
    """Send a report to the bodies on its path; what is not written yet is told."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    if not report.may_become(ReportState.HANDLING):
        raise Refused(_("Only a report that is being written can be sent on."))
    left = report.sections.live().filter(state__in=[SectionState.TO_WRITE, SectionState.DRAFT]).count()
    if left:
        raise Refused(
            _("%(number)s sections are not ready. Finish them or leave them out with a reason.") % {"number": left}
        )
    if not report.steps.live().exists():
        raise Refused(_("Choose first the bodies that handle the report."))
    with record(report, verb="report sent to handling", by=by) as recording:
        recording.change(report, state=ReportState.HANDLING)
    return report


@transaction.atomic
def take_back_to_writing(report: Report, *, version: int, reason: str, by: Principal) -> Report:
    """Take a report back to be written, because a body returned it or something is amiss."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    if not report.may_become(ReportState.DRAFT):
        raise Refused(_("Only a report in handling can be taken back to be written."))
    if not reason.strip():
        raise Refused(_("Say why the report is written again."))
    with record(report, verb="report returned", by=by, reason=reason) as recording:
        recording.change(report, state=ReportState.DRAFT)
    return report


@transaction.atomic
def withdraw_report(report: Report, *, version: int, reason: str, by: Principal, today: date) -> Report:
    """Withdraw a report that was begun by mistake; an approved one stays and is taken from the net on its day."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    _refuse_closed(report)
    if not reason.strip():
        raise Refused(_("Say why the report is withdrawn."))
    with record(report, verb="report withdrawn", by=by, reason=reason) as recording:
        recording.change(report, withdrawn_on=today, withdrawn_reason=reason.strip())
    return report

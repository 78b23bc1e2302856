"""Beginning a report, writing its sections, and sending it on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.choices import AreaKind
from hyte.core.areas.models import Area
from hyte.core.areas.text import cut_key, slug
from hyte.core.audit.recording import Recording, Refused, lock, record
from hyte.governance.structure.operations.keys import numbered_key, part_key
from hyte.knowledge.indicators.models import IndicatorSet
from hyte.knowledge.indicators.queries.sets import sets_in_area
from hyte.planning.plans.models import SharedText
from hyte.planning.plans.queries.content import in_languages
from hyte.planning.reports.choices import ReportKind, ReportState, SectionKind, SectionState
from hyte.planning.reports.models import Report, ReportLayout, ReportTemplate, Section, TemplateSection
from hyte.planning.reports.operations.assigning import end_tasks
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
WORDS = {f"{field}_{code}" for field in ("title", "text") for code in ("fi", "sv", "en")}
SITTING = timedelta(minutes=10)  # saves of one writer within this are one entry of the history
BEFORE, BROUGHT = "before", "brought"  # where words are taken over from


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
    is_example: bool = False,
    by: Principal,
    today: date,
) -> Report:
    """Begin a report with its template's sections; last year's sections lend theirs what was chosen then.

    A section of numbers without a set of its own gets the first set that has indicators in the area.
    """
    require(by, LEAD, area)
    if previous is not None and (previous.home_id != area.pk or previous.withdrawn_on):
        raise Refused(_("The report before this one is one of %(area)s.") % {"area": area})
    _refuse_template(template, area)
    asked = list(template.sections.live().order_by("order", "pk"))
    if not asked:
        raise Refused(_("The template has no sections yet."))
    report = Report(
        key=_free_key(f"{area.key}-{slug(title)}"),
        home=area,
        template=template,
        kind=template.kind,
        title_fi=title,
        first=first,
        last=last,
        due=due,
        previous=previous,
        is_bilingual=is_bilingual,
        begun_on=today,
        confirmed_on=today,
        is_example=bool(is_example or template.is_example or (previous and previous.is_example)),
    )
    usual = _usual_set(area, by=by, today=today)
    with record(report, verb="report begun", by=by) as recording:
        recording.add(report)
        for order, one in enumerate(asked, start=1):
            _add_section(recording, report, one, order, before=_section_before(previous, one), usual=usual)
    return report


def _refuse_template(template: ReportTemplate, area: Area) -> None:
    """The country's templates serve every area, others their own; the region's report is made by the county."""
    if template.withdrawn_on:
        raise Refused(_("The template has been withdrawn."))
    if template.home_id != area.pk and template.home.kind != AreaKind.COUNTRY:
        raise Refused(_("The template belongs to another area."))
    if template.kind == ReportKind.REGIONAL and area.kind == AreaKind.MUNICIPALITY:
        raise Refused(_("The region's report is made by the county."))


def _usual_set(area: Area, *, by: Principal, today: date) -> IndicatorSet | None:
    return next((one.set for one in sets_in_area(area, user=by.user, day=today) if one.rows), None)


def _add_section(
    recording: Recording,
    report: Report,
    asked: TemplateSection,
    order: int,
    *,
    before: Section | None,
    usual: IndicatorSet | None,
) -> None:
    chosen = before.indicator_set if before else asked.indicator_set
    if asked.kind == SectionKind.INDICATORS:
        chosen = chosen or usual
    recording.add(
        Section(
            key=part_key(report.key, order, model=Section),
            home_id=report.home_id,
            report=report,
            asked=asked,
            kind=asked.kind,
            order=order,
            title_fi=asked.title_fi,
            title_sv=asked.title_sv,
            title_en=asked.title_en,
            indicator_set=chosen,
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
    require(by, WRITE, section)
    unknown = set(words) - WORDS
    if unknown:
        raise Refused(_("A section has no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    now = lock(section)
    if all((getattr(now, name) or "") == text for name, text in words.items()):
        return now  # saved already, maybe by the page itself a moment ago: nobody's words differ
    section = _open_section(section, version=version, by=by)
    state = SectionState.DRAFT if section.state == SectionState.TO_WRITE else section.state
    with in_language_of(section), record(section, verb="report section written", by=by, joins=SITTING) as recording:
        recording.change(section, state=state, **words)
    return section


@transaction.atomic
def take_over_words(section: Section, *, version: int, source: str, by: Principal) -> Section:
    """Put last year's words, or those brought from an earlier document, after what the section says already."""
    section = _open_section(section, version=version, by=by)
    added = words_before(section) if source == BEFORE else {"fi": section.brought}
    added = {code: text.strip() for code, text in added.items() if text and text.strip()}
    if not added:
        raise Refused(_("There are no earlier words to take over."))
    words = {f"text_{code}": joined(getattr(section, f"text_{code}"), text) for code, text in added.items()}
    state = SectionState.DRAFT if section.state == SectionState.TO_WRITE else section.state
    emptied = {} if source == BEFORE else {"brought": ""}
    with in_language_of(section), record(section, verb="report section words taken over", by=by) as recording:
        recording.change(section, state=state, **words, **emptied)
    return section


def words_before(section: Section) -> dict[str, str]:
    """What the report before this one said under the same heading, by language."""
    previous = section.report.previous
    if previous is None:
        return {}
    rows = list(previous.sections.live().exclude(state=SectionState.LEFT_OUT).order_by("order", "pk"))
    titles = set(in_languages(section, "title").items())
    same = [one for one in rows if section.asked_id and one.asked_id == section.asked_id]
    # Last year's report may have had another template.
    same = same or [one for one in rows if titles & set(in_languages(one, "title").items())]
    return in_languages(same[0], "text") if same else {}


def joined(there: str | None, added: str) -> str:
    """Added words after those that are there; what is there already is not said twice."""
    there = (there or "").strip()
    if not there or added in there:
        return there or added
    return f"{there}\n\n{added}"


def in_language_of(section: Section) -> Any:
    """A section in one language is whole in that language, whichever the page is in."""
    written = next(iter(in_languages(section, "title")), None)
    return translation.override(written) if written else nullcontext()


@transaction.atomic
def choose_source(
    section: Section,
    *,
    version: int,
    indicator_set: IndicatorSet | None = None,
    shared: SharedText | None = None,
    by: Principal,
) -> Section:
    """Choose the set whose numbers a section tells, or the shared text that stands in it."""
    section = _open_section(section, version=version, by=by)
    for chosen in (indicator_set, shared):
        if chosen is not None and chosen.withdrawn_on:
            raise Refused(_("%(record)s has been withdrawn.") % {"record": chosen})
    if shared is not None and shared.home_id != section.home_id and not shared.is_shared:
        raise Refused(_("Its area does not offer it to others."))
    with in_language_of(section), record(section, verb="report section source chosen", by=by) as recording:
        recording.change(section, indicator_set=indicator_set, shared=shared)
    return section


@transaction.atomic
def finish_section(section: Section, *, version: int, is_ready: bool = True, by: Principal) -> Section:
    """Say that a section is ready, which ends the task of writing it, or that it is not after all."""
    section = _open_section(section, version=version, by=by)
    if is_ready and section.kind not in DRAWN and not in_languages(section, "text"):
        raise Refused(_("The section is empty. Write it, or leave it out with a reason."))
    verb = "report section ready" if is_ready else "report section opened"
    with in_language_of(section), record(section, verb=verb, by=by) as recording:
        recording.change(section, state=SectionState.READY if is_ready else SectionState.DRAFT, left_out_reason="")
        if is_ready:
            end_tasks(section, recording=recording, by=by)
    return section


@transaction.atomic
def leave_section_out(section: Section, *, version: int, reason: str, by: Principal) -> Section:
    """Leave a section out of the report, with the reason, which the report shows."""
    section = _open_section(section, version=version, by=by)
    if not reason.strip():
        raise Refused(_("Say why the section is left out."))
    with in_language_of(section), record(section, verb="report section left out", by=by, reason=reason) as recording:
        recording.change(section, state=SectionState.LEFT_OUT, left_out_reason=reason.strip())
        end_tasks(section, recording=recording, by=by)
    return section


@transaction.atomic
def put_section_back(section: Section, *, version: int, by: Principal) -> Section:
    """Take a section that was left out back into the report, with the words that it had."""
    section = _open_section(section, version=version, by=by)
    if section.state != SectionState.LEFT_OUT:
        raise Refused(_("The section is in the report already."))
    written = SectionState.DRAFT if in_languages(section, "text") else SectionState.TO_WRITE
    state = SectionState.READY if section.kind in DRAWN else written
    with in_language_of(section), record(section, verb="report section put back", by=by) as recording:
        recording.change(section, state=state, left_out_reason="")
    return section


def _open_section(section: Section, *, version: int, by: Principal) -> Section:
    require(by, WRITE, section)
    section = lock(section, version=version)
    refuse_closed(section.report)
    return section


def refuse_closed(report: Report) -> None:
    if not report.is_open:
        raise Refused(_("The report has been approved or withdrawn, so it is not written any more."))


@transaction.atomic
def add_section(report: Report, *, version: int, title: str, by: Principal) -> Section:
    """Add a section that the template does not have, after the others."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    refuse_closed(report)
    section = Section(
        key=numbered_key(f"{cut_key(report.key, 90)}-oma", model=Section),
        home_id=report.home_id,
        report=report,
        order=(report.sections.aggregate(last=Max("order"))["last"] or 0) + 1,
        title=title,
        is_example=report.is_example,
    )
    with record(report, verb="report section added", by=by) as recording:
        recording.add(section)
    return section


@transaction.atomic
def describe_report(
    report: Report,
    *,
    version: int,
    title: str,
    first: date,
    last: date,
    due: date | None,
    is_bilingual: bool,
    by: Principal,
) -> Report:
    """Change what a report is called, of when it tells and by when it is to be ready."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    refuse_closed(report)
    with record(report, verb="report described", by=by) as recording:
        recording.change(report, title=title, first=first, last=last, due=due, is_bilingual=is_bilingual)
    return report


@transaction.atomic
def choose_layout(report: Report, *, version: int, layout: ReportLayout | None, by: Principal) -> Report:
    """Choose the document in whose look the report is given out."""
    require(by, LEAD, report)
    report = lock(report, version=version)
    refuse_closed(report)
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
    refuse_closed(report)
    if not reason.strip():
        raise Refused(_("Say why the report is withdrawn."))
    with record(report, verb="report withdrawn", by=by, reason=reason) as recording:
        recording.change(report, withdrawn_on=today, withdrawn_reason=reason.strip())
    return report

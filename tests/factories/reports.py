"""Reports for tests: a template with sections, a report begun by it, and a body on its path."""

from datetime import date

from hyte.core.accounts.rules import SYSTEM
from hyte.governance.meetings.operations import decide, hold_meeting, open_matter, plan_meeting
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.models import Report, ReportSnapshot, ReportTemplate, TemplateSection
from hyte.planning.reports.operations import approving, handling, writing
from tests.factories import DAY, AreaFactory, BodyFactory, MunicipalityFactory

TODAY = date(2026, 5, 1)
DECIDED = date(2026, 4, 20)


def template_of(*kinds, **values):
    """A template of the country with one section of each kind."""
    number = ReportTemplate.objects.count()
    country = AreaFactory(kind="country")
    template = ReportTemplate.objects.create(
        **{"key": f"pohja-{number}", "home": country, "name_fi": "Vuosiraportti", "kind": "yearly", **values}
    )
    for order, kind in enumerate(kinds or ["text"], start=1):
        TemplateSection.objects.create(
            key=f"pohja-{number}-{order}",
            home=country,
            template=template,
            kind=kind,
            title_fi=f"Osa {order}",
            title_sv=f"Avsnitt {order}",
            order=order,
            confirmed_on=DAY,
        )
    return template


def report_of(area=None, *, kinds=("text",), **values):
    """A report that was begun by a template with sections of these kinds."""
    return writing.begin_report(
        area or MunicipalityFactory(),
        **{
            "template": values.pop("template", None) or template_of(*kinds),
            "title": "Hyvinvointiraportti 2025",
            "first": date(2025, 1, 1),
            "last": date(2025, 12, 31),
            "by": SYSTEM,
            "today": TODAY,
            **values,
        },
    )


def decided(report, *, verb="approved", by=SYSTEM, role="decides"):
    """A report sent on to a council of its area, which has decided of it; gives the report and the decision."""
    body = BodyFactory(home=report.home, is_example=report.is_example, period__name_fi="Valtuusto")
    report = reread(report)
    step = handling.add_step(report, version=report.version, body=body, role=role, by=by, today=TODAY)
    report.sections.filter(state__in=["to_write", "draft"]).update(state="ready")
    report = reread(report)
    report = writing.send_to_handling(report, version=report.version, by=by)
    matter = open_matter(
        report.home, title=report.title, body=body, opened=DECIDED, case_number=f"{body.pk}/2026", by=by, today=TODAY
    )
    meeting = plan_meeting(body, day=DECIDED, by=by, today=DECIDED)
    meeting = hold_meeting(meeting, version=meeting.version, by=by, today=TODAY)
    decision = decide(matter, version=matter.version, meeting=meeting, verb=verb, by=by, today=TODAY)
    step = reread(step)
    handling.tie_to_case(step, version=step.version, matter=matter, decision=decision, by=by)
    return reread(report), decision


def approved_report(area=None, *, by=SYSTEM, remove_on=None, **values):
    """A report that its council has approved, frozen; gives the snapshot."""
    report, decision = decided(report_of(area, **values), by=by)
    return approving.approve_report(
        report, version=report.version, decision=decision, remove_on=remove_on, by=by, today=TODAY
    )


def published_row(area, key):
    """A published report as plain rows, for lists of many: nobody handled it, and it says nothing."""
    template = ReportTemplate.objects.first() or template_of("text")
    report = Report.objects.create(
        key=key,
        home=area,
        template=template,
        kind="yearly",
        title_fi=f"Raportti {key}",
        first=date(2025, 1, 1),
        last=date(2025, 12, 31),
        state="approved",
        begun_on=TODAY,
        approved_on=DECIDED,
    )
    content = ReportContent(
        key=key,
        kind="yearly",
        title={"fi": report.title},
        area=area.key,
        area_name={"fi": area.name},
        first=report.first,
        last=report.last,
        is_example=False,
        sections=[],
    )
    ReportSnapshot.objects.create(
        key=f"{key}-hyvaksytty-1",
        home=area,
        report=report,
        day=DECIDED,
        content=content.canonical,
        sha256=content.sha256,
    )
    return report


def reread(row):
    """The row as it is in the database now."""
    return type(row)._base_manager.get(pk=row.pk)

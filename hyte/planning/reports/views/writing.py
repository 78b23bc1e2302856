"""The area's reports, beginning one, and what is left to do in it."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.choices import AreaKind
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.planning.reports.choices import ReportState
from hyte.planning.reports.forms import writing as forms
from hyte.planning.reports.models import Report, ReportTemplate
from hyte.planning.reports.queries import writing as queries
from hyte.planning.reports.queries.freezing import invented_now
from hyte.planning.reports.rules import LEAD, WRITE

BEGIN = RecordAct(
    "uusi",
    LEAD,
    forms.NewReportForm,
    _("Begin a report"),
    _("Begin"),
    _("The report was begun. Numbers and sentences about them are in their places."),
    _("The sections come from the template. Any of them can be left out with a reason, and you can add your own."),
    opens_made=True,
)
DESCRIBE = RecordAct(
    "tiedot",
    LEAD,
    forms.DescribeReportForm,
    _("Change the title and the days"),
    _("Save"),
    _("The report was changed."),
)
ADD_SECTION = RecordAct(
    "lisaa-osa",
    LEAD,
    forms.AddSectionForm,
    _("Add a section"),
    _("Add"),
    _("The section was added."),
    opens_made=True,
)
SEND = RecordAct(
    "laheta",
    LEAD,
    forms.SendForm,
    _("Send to handling"),
    _("Send"),
    _("The report is now with the bodies on its path."),
    _("Every section must be ready or left out, and the bodies that handle the report chosen."),
)
WITHDRAW = RecordAct(
    "peru",
    LEAD,
    forms.WithdrawReportForm,
    _("Withdraw the report"),
    _("Withdraw"),
    _("The report was withdrawn."),
    _("Only for a report that was begun by mistake."),
    is_grave=True,
)


def acts_on(report: Report) -> tuple[RecordAct, ...]:
    """What can be done with a whole report in its state."""
    if not report.is_open:
        return ()
    sending = (SEND,) if report.state == ReportState.DRAFT else ()
    return (*sending, ADD_SECTION, DESCRIBE, WITHDRAW)


def show_reports(request: HttpRequest, area: Area) -> HttpResponse:
    """The area's reports: those being made for its workers, those approved for everybody."""
    day = day_of(request)
    reports = queries.listed_reports(area, user=request.user)
    context = {
        "open_reports": [(report, queries.is_late(report, day=day)) for report in reports if report.is_open],
        "approved": [report for report in reports if not report.is_open],
        "may_begin": may(request.principal, LEAD, area),
        "day": day,
    }
    return render(request, "reports/list.html", context)


def begin(request: HttpRequest, area: Area) -> HttpResponse:
    back = reverse("reports:reports", args=[area])
    return perform_act(request, BEGIN, area, back=back, list_title=_("Wellbeing reports"))


def show_template(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """What the sections of a template are, what belongs to each and where that is asked for."""
    rows = ReportTemplate.objects.visible_to(request.user).filter(Q(home=area) | Q(home__kind=AreaKind.COUNTRY))
    template = get_object_or_404(rows.select_related("home"), key=key)
    sections = template.sections.live().order_by("order", "pk")
    return render(request, "reports/template.html", {"template": template, "sections": sections})


def find_report(request: HttpRequest, area: Area, key: str) -> Report:
    """A report that the reader writes or looks at from inside its area."""
    if area.pk not in worker_areas(request.user):
        raise Http404
    rows = Report.objects.visible_to(request.user).of(area).select_related("home", "template__home", "previous__home")
    return get_object_or_404(rows, key=key)


def show_writing(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The sections of a report: who writes each by when, how it stands, and how many are left."""
    report, day = find_report(request, area, key), day_of(request)
    sections = list(queries.sections_of(report, user=request.user))
    left = sum(section.state in queries.UNFINISHED for section in sections)
    # Read whole, which takes a moment, when it is about to be sent on.
    is_written = report.state == ReportState.DRAFT and not left
    context = {
        "report": report,
        "rows": [(section, queries.is_late(section, day=day)) for section in sections],
        "left": left,
        "unread": sum(section.unread for section in sections),
        "is_late": queries.is_late(report, day=day),
        "usual_days": queries.usual_days(report),
        "invented": invented_now(report, today=day) if is_written else [],
        "imports": queries.imports_of(report, user=request.user),
        "may_bring": report.is_open and all(may(request.principal, rule, report) for rule in (WRITE, "files.store")),
        "acts": offered(request, acts_on(report), report),
        "day": day,
    }
    return render(request, "reports/writing.html", context)


def act_on_report(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    report = find_report(request, area, key)
    act = next((act for act in acts_on(report) if act.word == word), None)
    if act is None:
        raise Http404
    back = reverse("reports:reports", args=[area]) if act is WITHDRAW else report.writing_url
    return perform_act(request, act, report, back=back)

"""A report's path: the bodies on it in order, what came of each, and how the municipalities have handled the region's report."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.planning.reports.choices import ReportState, StepRole
from hyte.planning.reports.forms import handling as forms
from hyte.planning.reports.models import HandlingStep, Report
from hyte.planning.reports.queries import handling as queries
from hyte.planning.reports.queries import reading
from hyte.planning.reports.queries.freezing import invented_now
from hyte.planning.reports.rules import HANDLE, LEAD
from hyte.planning.reports.views.reading import find_report

ADD = RecordAct(
    "lisaa", HANDLE, forms.AddStepForm, _("Add a body to the path"), _("Add"), _("The body is on the path.")
)
TAKE_BACK = RecordAct(
    "takaisin",
    LEAD,
    forms.TakeBackForm,
    _("Take back to be written"),
    _("Take back"),
    _("The report is being written again."),
    _("When a body has returned the report, or something in it has to change."),
)
APPROVE = RecordAct(
    "hyvaksy",
    LEAD,
    forms.ApproveForm,
    _("Record the approval"),
    _("Record"),
    _("The approval was recorded, and what the report says was frozen. Its PDF is being made."),
    _("What the report says now, with its numbers, is kept as it is and published. Nothing later alters it."),
)
REMOVAL = RecordAct(
    "poistopaiva",
    LEAD,
    forms.RemovalForm,
    _("Set the day of removal from the net"),
    _("Save"),
    _("The day was saved."),
    _("From that day the page says that the report was taken from the net, and keeps its hash."),
)
WITHDRAW_APPROVAL = RecordAct(
    "peru-hyvaksynta",
    LEAD,
    forms.WithdrawApprovalForm,
    _("Withdraw the approval"),
    _("Withdraw"),
    _("The approval was withdrawn."),
    _("Only for an approval that was recorded by mistake. The report returns to its handling."),
    is_grave=True,
)
BRING_LAYOUT = RecordAct(
    "asettelu",
    LEAD,
    forms.BringLayoutForm,
    _("Bring a layout for Word documents"),
    _("Bring"),
    _("The layout was brought, and the report is given out in it."),
    _(
        "A Word document in your own look. Write {{ contents }} on a line of its own where the report comes; {{ title }}, "
        "{{ area }}, {{ kind }}, {{ period }} and {{ state }} may stand anywhere, also in the header and the footer."
    ),
)
CHOOSE_LAYOUT = RecordAct(
    "valitse-asettelu",
    LEAD,
    forms.ChooseLayoutForm,
    _("Choose the layout of Word documents"),
    _("Choose"),
    _("The layout was chosen."),
)

ASK = RecordAct("kysy", HANDLE, forms.AskForm, _("Note that it was asked"), _("Save"), _("It was noted."))
WHY_NOT = RecordAct(
    "ei-kysytty", HANDLE, forms.WhyNotForm, _("Say why it was not asked"), _("Save"), _("The reason was saved.")
)
STATEMENT = RecordAct(
    "lausunto", HANDLE, forms.StatementForm, _("Write down what it stated"), _("Save"), _("The statement was saved.")
)
CASE = RecordAct(
    "asia",
    HANDLE,
    forms.CaseForm,
    _("Tie to its matter and decision"),
    _("Save"),
    _("The handling was tied to its case."),
)
DECIDE = RecordAct(
    "paatos",
    HANDLE,
    forms.DecisionForm,
    _("Write down what it decided"),
    _("Save"),
    _("The decision was written down, and it is among the area's decisions."),
    _("The meeting and the matter come into the register with the decision, if they are not there yet."),
)
REMOVE = RecordAct(
    "poista",
    HANDLE,
    forms.RemoveStepForm,
    _("Take off the path"),
    _("Take off"),
    _("The body is no longer on the path."),
    is_grave=True,
)


def acts_on(report: Report) -> tuple[RecordAct, ...]:
    """What can be done with the handling of a report in its state."""
    layouts = (CHOOSE_LAYOUT, BRING_LAYOUT)
    if report.withdrawn_on:
        return ()
    if report.state == ReportState.DRAFT:
        return (ADD, *layouts)
    if report.state == ReportState.HANDLING:
        return (APPROVE, ADD, TAKE_BACK, *layouts)
    adding = (ADD,) if queries.is_regional(report) else ()
    return (*adding, REMOVAL, WITHDRAW_APPROVAL)


def acts_on_step(step: HandlingStep) -> tuple[RecordAct, ...]:
    """What can be noted of a body's part."""
    if step.withdrawn_on or not (step.report.is_open or step.home_id != step.report.home_id):
        return ()
    unasked = (WHY_NOT,) if step.role == StepRole.HEARD and not step.asked_on else ()
    answering = (STATEMENT,) if step.asked_on else ()
    deciding = (DECIDE,) if step.role in {StepRole.HANDLES, StepRole.DECIDES} else ()
    removing = () if step.asked_on or step.decision_id else (REMOVE,)
    return (*deciding, *answering, ASK, *unasked, CASE, *removing)


def show_handling(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The path in order, with what came of each body; of a regional report each municipality on one line."""
    report, day, user = find_report(request, area, key), day_of(request), request.user
    if reading.read_report(report, user=user, today=day) is None:
        raise Http404
    steps = reading.steps_of(report, user=user)
    context = {
        "report": report,
        "rows": [
            (step, offered(request, acts_on_step(step), step), queries.is_late(step, day=day))
            for step in own(steps, report)
        ],
        "municipalities": queries.by_municipality(report, steps, day=day),
        "summary": queries.summary_of(report, steps, day=day),
        "acts": offered(request, acts_on(report), report),
        "invented": invented_now(report, today=day) if report.state == ReportState.HANDLING else [],
        "may_found": report.is_open and may(request.principal, "structure.found_body", area),
        "returned": report.state == ReportState.HANDLING and queries.returned_by(steps),
        "day": day,
    }
    return render(request, "reports/handling.html", context)


def own(steps: list[HandlingStep], report: Report) -> list[HandlingStep]:
    """The steps of the report's own area."""
    return [step for step in steps if step.home_id == report.home_id]


def show_municipality(request: HttpRequest, area: Area, key: str, municipality: str) -> HttpResponse:
    """How one municipality has handled the region's report, with what its workers may note."""
    report, day, user = find_report(request, area, key), day_of(request), request.user
    if reading.read_report(report, user=user, today=day) is None:
        raise Http404
    steps = [step for step in reading.steps_of(report, user=user) if step.home.key == municipality]
    if not steps or municipality == area.key:
        raise Http404
    context = {
        "report": report,
        "municipality": steps[0].home,
        "rows": [(step, offered(request, acts_on_step(step), step), queries.is_late(step, day=day)) for step in steps],
        "day": day,
    }
    return render(request, "reports/municipality.html", context)


def act_on_handling(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    report = find_report(request, area, key)
    act = next((act for act in acts_on(report) if act.word == word), None)
    if act is None:
        raise Http404
    back = report.get_absolute_url() if act is APPROVE else reverse("reports:handling", args=[area, key])
    return perform_act(request, act, report, back=back)


def act_on_step(request: HttpRequest, area: Area, key: str, step: str, word: str) -> HttpResponse:
    report = find_report(request, area, key)
    rows = HandlingStep.objects.visible_to(request.user).filter(report=report)
    found = get_object_or_404(rows.select_related("home", "report__home", "body__home"), key=step)
    act = next((act for act in acts_on_step(found) if act.word == word), None)
    if act is None:
        raise Http404
    if found.home_id == report.home_id:
        back = reverse("reports:handling", args=[area, key])
    else:
        back = reverse("reports:municipality", args=[area, key, found.home.key])
    return perform_act(request, act, found, back=back)

"""The area's budgets, the page of one where its lines are tagged, and acts on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.exchange.reading import write_xlsx
from hyte.core.exchange.views import XLSX
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings
from hyte.planning.budgets.choices import LineKind, Step
from hyte.planning.budgets.forms import lines as line_forms
from hyte.planning.budgets.forms import records as forms
from hyte.planning.budgets.incoming import tag_table
from hyte.planning.budgets.models import Budget, BudgetLine
from hyte.planning.budgets.operations.tagging import tag_lines, untag_lines
from hyte.planning.budgets.queries import lines as queries
from hyte.planning.budgets.queries.classes import class_names
from hyte.planning.budgets.queries.division import division_of
from hyte.planning.budgets.queries.markers import setting_of
from hyte.planning.budgets.queries.summary import checks_of, summary_of
from hyte.planning.budgets.rules import EDIT, SET_MARKERS, TAG

LINES_A_PAGE = 200
STEPS_TO_THE_LAW = 7  # phenomenon, action, objective, plan, body, duty, provision
MOST_DIGITS = 16  # a longer number is no id of a line
STATES = (
    ("", _("all")),
    ("merkitsemattomat", _("untagged")),
    ("merkityt", _("tagged")),
    ("poistuneet", _("no longer in the file")),
)
BEGIN = RecordAct(
    "uusi",
    EDIT,
    forms.NewBudgetForm,
    _("Begin a budget"),
    _("Begin"),
    _("The budget was begun. Bring its lines as a file next."),
    _("The area's workers see it as a proposal until it is approved."),
    opens_made=True,
)
LINES = RecordAct(
    "rivit",
    EDIT,
    line_forms.LinesForm,
    _("Bring the lines from a file"),
    _("Look at what it would change"),
    _("The file was read. Look at what it would change, then save."),
    _(
        "The package KTAS as the state publishes it, or a table of your own: code, name, kind, and planned, amended and "
        "actual. Lines of the same code are changed, new ones added, and those that the file no longer has leave the sums. "
        "When you give totals of the ledger, the file must come to them to the cent."
    ),
    opens_made=True,
)
TAGS = RecordAct(
    "merkinnat",
    TAG,
    line_forms.TagFileForm,
    _("Bring tags from a spreadsheet"),
    _("Look at what it would change"),
    _("The file was read. Look at what it would change, then save."),
    _(
        "Take the tags out as a spreadsheet, fill in the rows, and bring it back. Rows without a phenomenon are passed over."
    ),
    opens_made=True,
)
LEDGER_ACT = RecordAct(
    "loppusummat",
    EDIT,
    forms.LedgerForm,
    _("Note the ledger's totals"),
    _("Save"),
    _("The totals were noted. The page holds the lines against them."),
)
DESCRIBE = RecordAct(
    "muuta", EDIT, forms.DescribeBudgetForm, _("Change the budget"), _("Save"), _("The budget was changed.")
)
MOVE = RecordAct("vaihe", EDIT, forms.MoveBudgetForm, _("Move on"), _("Move"), _("The budget was moved on."))
WITHDRAW = RecordAct(
    "peru",
    EDIT,
    forms.WithdrawForm,
    _("Withdraw the budget"),
    _("Withdraw"),
    _("The budget was withdrawn."),
    _("Only for a budget that was recorded by mistake."),
    is_grave=True,
)
ACTS = (LINES, TAGS, LEDGER_ACT, DESCRIBE, MOVE, WITHDRAW)


def show_budgets(request: HttpRequest, area: Area) -> HttpResponse:
    """The phenomena that the area looks at money by, its budgets, and what markers count."""
    setting = setting_of(area)
    context = {
        "phenomena": queries.phenomena_for(area, user=request.user),
        "budgets": queries.budgets_in(area, user=request.user),
        "markers": [(step.label, setting.percents[step.value]) for step in Step],
        "may_edit": may(request.principal, EDIT, area),
        "may_set": may(request.principal, SET_MARKERS, area),
    }
    return render(request, "budgets/budgets.html", context)


def open_phenomena(request: HttpRequest, area: Area) -> HttpResponse:
    """The list of phenomena is a part of the area's page of money."""
    return redirect(reverse("budgets:budgets", args=[area]) + "#phenomena")


def begin(request: HttpRequest, area: Area) -> HttpResponse:
    back = reverse("budgets:budgets", args=[area])
    return perform_act(request, BEGIN, area, back=back, list_title=_("Money by phenomenon"))


def find_budget(request: HttpRequest, area: Area, key: str) -> Budget:
    rows = Budget.objects.visible_to(request.user).of(area).select_related("home")
    return get_object_or_404(rows, key=key)


def act_on_budget(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    budget = find_budget(request, area, key)
    act = next((act for act in ACTS if act.word == word and not budget.withdrawn_on), None)
    if act is None:
        raise Http404
    back = reverse("budgets:budgets", args=[area]) if act is WITHDRAW else budget.get_absolute_url()
    return perform_act(request, act, budget, back=back)


def show_budget(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """One budget: beside the ledger, by phenomenon, and line by line, where the lines are tagged."""
    budget = find_budget(request, area, key)
    filters = queries.Filters.of(request.GET)
    form, status = _tag_form(request, budget), 200
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(request.principal, TAG, budget):
            raise NotAllowed(TAG)
        if form.is_valid() and _tag(request, budget, form, filters):
            return redirect(f"{request.get_full_path()}#lines")
        status = 422
    return render(request, "budgets/budget.html", _budget_context(request, budget, filters, form), status=status)


def show_line(request: HttpRequest, area: Area, key: str, line: str) -> HttpResponse:
    """One line: how it is divided to the cent, and the thread from it through phenomena to what the money is for."""
    budget, day = find_budget(request, area, key), day_of(request)
    rows = BudgetLine.objects.visible_to(request.user).filter(budget=budget).select_related("home", "budget__home")
    found = get_object_or_404(rows, key=line)
    context = {
        "budget": budget,
        "line": found,
        "division": division_of(found),
        "class_name": class_names(area).get(found.service_class, ""),
        "markers": setting_of(area).percents,
        "is_area_worker": budget.home_id in worker_areas(request.user),
        **surroundings(found, user=request.user, day=day, steps=STEPS_TO_THE_LAW),
        "day": day,
    }
    return render(request, "budgets/line.html", context)


def _tag_form(request: HttpRequest, budget: Budget) -> line_forms.TagForm:
    given = request.POST if request.method == "POST" else None
    return line_forms.TagForm(
        given,
        phenomena=queries.phenomena_for(budget.home, user=request.user),
        markers=setting_of(budget.home).percents,
        is_removal="poista" in request.POST,
        initial={"phenomenon": request.GET.get("ilmio", "")},
    )


def _chosen(request: HttpRequest) -> dict[int, int | None]:
    """The lines that were ticked, each with the version that was shown."""
    found: dict[int, int | None] = {}
    for value in request.POST.getlist("line"):
        line, _colon, version = value.partition(":")
        if line.isdecimal() and version.isdecimal() and max(len(line), len(version)) < MOST_DIGITS:
            found[int(line)] = int(version)
    return found


def _tag(request: HttpRequest, budget: Budget, form: line_forms.TagForm, filters: queries.Filters) -> bool:
    """Tag what was chosen, or say on the form why not."""
    lines = _chosen(request)
    if request.POST.get("mitka") == "kaikki":
        if request.POST.get("version") != str(budget.version):
            raise Conflict(budget)
        lines = dict.fromkeys(queries.lines_shown(budget, filters).values_list("pk", flat=True))
    values: dict[str, Any] = {"lines": lines, "phenomenon": form.chosen, "by": request.principal}
    try:
        if form.is_removal:
            count = untag_lines(budget, **values)
        else:
            count = len(tag_lines(budget, tag=form.tag, today=timezone.localdate(), **values))
    except Conflict:
        raise  # the page on conflicts says who was first
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if form.is_removal:
        said = ngettext("The tag was taken off %(count)s line.", "The tag was taken off %(count)s lines.", count)
    else:
        said = ngettext("%(count)s line was tagged.", "%(count)s lines were tagged.", count)
    messages.success(request, said % {"count": count})
    return True


def _budget_context(
    request: HttpRequest, budget: Budget, filters: queries.Filters, form: line_forms.TagForm
) -> dict[str, Any]:
    day, user = day_of(request), request.user
    summary = summary_of(budget)
    phenomena = list(form.phenomena.values())
    may_tag = may(request.principal, TAG, budget) and not budget.withdrawn_on and bool(phenomena)
    lines = queries.with_shares(queries.lines_shown(budget, filters))
    return {
        "budget": budget,
        "summary": summary,
        "checks": checks_of(budget, {(part.kind.value,): part.total for part in summary}),
        "filters": filters,
        "kinds": LineKind.choices,
        "classes": queries.classes_of(budget),
        "units": queries.units_of(budget),
        "states": STATES,
        "phenomena": phenomena,
        "markers": setting_of(budget.home).percents,
        "guidance": [one for one in phenomena if one.principal_means or one.significant_means],
        "page": Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "chosen": set(_chosen(request)) if request.method == "POST" else set(),
        "scope": request.POST.get("mitka", "valitut"),
        "may_tag": may_tag,
        "is_area_worker": budget.home_id in worker_areas(user),
        "acts": offered(request, () if budget.withdrawn_on else ACTS, budget),
        **surroundings(budget, user=user, day=day),
        "day": day,
    }


def download_tags(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Every line with its tags as XLSX, those without any to be filled in; for the area's workers."""
    budget = find_budget(request, area, key)
    if budget.home_id not in worker_areas(request.user):
        raise Http404
    sheet, rows = tag_table(budget, user=request.user)
    response = HttpResponse(write_xlsx(sheet, rows, title=gettext("Tags")), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{budget.key}-merkinnat.xlsx"'
    return response

"""The page of one section that is being written, acts on it and on the sentences in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import may, require
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.planning.reports.choices import STATEMENT_NEXT, SectionKind, SectionState, StatementState
from hyte.planning.reports.forms import sections as forms
from hyte.planning.reports.models import Section, Statement
from hyte.planning.reports.operations.writing import BEFORE, BROUGHT, finish_section, take_over_words, words_before
from hyte.planning.reports.queries import writing as queries
from hyte.planning.reports.rules import LEAD, WRITE
from hyte.planning.reports.views.writing import find_report

OPEN_AGAIN = RecordAct(
    "avaa", WRITE, forms.OpenAgainForm, _("Open it again"), _("Open again"), _("The section is open again.")
)
LEAVE_OUT = RecordAct(
    "jata-pois", WRITE, forms.LeaveOutForm, _("Leave out"), _("Leave out"), _("The section was left out.")
)
PUT_BACK = RecordAct(
    "palauta", WRITE, forms.PutBackForm, _("Put back"), _("Put back"), _("The section is in the report again.")
)
ASSIGN = RecordAct(
    "kirjoittaja",
    LEAD,
    forms.AssignForm,
    _("Choose the writer and the day"),
    _("Save"),
    _("The writer and the day were saved."),
    _("Whoever holds the post gets a task, which the desk and the weekly letter tell of."),
)
SOURCE = RecordAct(
    "lahde", WRITE, forms.SourceForm, _("Choose what it is filled from"), _("Save"), _("The choice was saved.")
)
RENAME = RecordAct(
    "otsikko", WRITE, forms.RenameForm, _("Change the heading"), _("Save"), _("The heading was changed.")
)
MAKE = RecordAct(
    "lauseet",
    WRITE,
    forms.MakeForm,
    _("Make the missing sentences"),
    _("Make the missing sentences"),
    _("The sentences were made. Read each of them."),
)

ACCEPT = RecordAct(
    "hyvaksy", WRITE, forms.AcceptForm, _("Accept the sentence"), _("Accept"), _("The sentence was accepted.")
)
REWRITE = RecordAct(
    "kirjoita",
    WRITE,
    forms.RewriteForm,
    _("Write the sentence in your own words"),
    _("Save"),
    _("The sentence was saved."),
)
SILENCE = RecordAct(
    "jata-pois",
    WRITE,
    forms.SilenceForm,
    _("Leave the sentence out"),
    _("Leave out"),
    _("The sentence was left out. The number stays."),
)
RENEW = RecordAct(
    "uudista",
    WRITE,
    forms.RenewForm,
    _("Make the sentence anew"),
    _("Make anew"),
    _("The sentence was made anew from today’s number."),
)


def acts_on(section: Section) -> tuple[RecordAct, ...]:
    """What can be done with a section in its state, besides writing it."""
    if not section.report.is_open:
        return ()
    if section.state == SectionState.LEFT_OUT:
        return (PUT_BACK, ASSIGN)
    again = (OPEN_AGAIN,) if section.state == SectionState.READY else ()
    source = (SOURCE,) if section.kind in {SectionKind.INDICATORS, SectionKind.SHARED} else ()
    sentences = (MAKE,) if section.kind == SectionKind.INDICATORS else ()
    return (*again, *sentences, *source, ASSIGN, RENAME, LEAVE_OUT)


def statement_acts(statement: Statement, *, has_changed: bool) -> tuple[RecordAct, ...]:
    """What can be done with a sentence in its state."""
    following = STATEMENT_NEXT[StatementState(statement.state)]
    if statement.state == StatementState.GENERATED and has_changed:
        return (RENEW, REWRITE, SILENCE)
    steps = {StatementState.ACCEPTED: ACCEPT, StatementState.REWRITTEN: REWRITE, StatementState.LEFT_OUT: SILENCE}
    return tuple(act for state, act in steps.items() if state in following)


def find_section(request: HttpRequest, area: Area, key: str, section: str) -> Section:
    report = find_report(request, area, key)
    return get_object_or_404(queries.sections_of(report, user=request.user), key=section)


def show_section(request: HttpRequest, area: Area, key: str, section: str) -> HttpResponse:
    """A section with its words to be written; it saves itself while it is written, and by its button."""
    found = find_section(request, area, key, section)
    if request.method == "POST":
        return _write(request, found)
    return _page(request, found, forms.SectionForm(section=found))


def _write(request: HttpRequest, section: Section) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    require(request.principal, WRITE, section)
    form = forms.SectionForm(request.POST, section=section)
    try:
        if form.is_valid():
            section = form.perform(by=request.principal)
            said = _do_next(request, section)
    except Conflict as conflict:
        if not request.htmx:
            raise  # the page on conflicts shows both versions
        return _told(request, section, refusal=str(conflict), is_conflict=True)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    if request.htmx:
        return _told(request, section, refusal=" ".join(error for errors in form.errors.values() for error in errors))
    if form.errors:
        return _page(request, section, form, status=422)
    messages.success(request, said)
    return redirect(section.report.writing_url if request.POST.get("then") == "ready" else section.writing_url)


def _do_next(request: HttpRequest, section: Section) -> Any:
    """What the pressed button asks for once the words are saved; tells what was done."""
    then, by = request.POST.get("then"), request.principal
    if then == "ready":
        finish_section(section, version=section.version, by=by)
        return _("The section is ready.")
    if then in {BEFORE, BROUGHT}:
        take_over_words(section, version=section.version, source=then, by=by)
        return _("The earlier words are now in the text. Change what has changed.")
    return _("The section was saved.")


def _told(request: HttpRequest, section: Section, *, refusal: str = "", is_conflict: bool = False) -> HttpResponse:
    """What the page is told after saving itself."""
    context = {"section": section, "refusal": refusal, "is_conflict": is_conflict, "now": timezone.localtime()}
    return render(request, "reports/_saved.html", context)


def _page(request: HttpRequest, section: Section, form: Any, *, status: int = 200) -> HttpResponse:
    day, user = day_of(request), request.user
    before = words_before(section)
    page = queries.section_page(section, before=before, user=user, today=day)
    may_write = section.report.is_open and may(request.principal, WRITE, section)
    context = {
        "report": section.report,
        "section": section,
        "page": page,
        "form": form,
        "may_write": may_write,
        "is_written": may_write and section.state != SectionState.LEFT_OUT,
        "told_rows": [(row, _acts_on_row(row) if may_write else ()) for row in page.rows],
        "acts": [act for act in offered(request, acts_on(section), section) if act is not MAKE],
        "is_late": queries.is_late(section, day=day),
        "day": day,
    }
    return render(request, "reports/section.html", context, status=status)


def _acts_on_row(row: queries.ToldRow) -> tuple[RecordAct, ...]:
    return statement_acts(row.statement, has_changed=row.has_changed) if row.statement else ()


def act_on_section(request: HttpRequest, area: Area, key: str, section: str, word: str) -> HttpResponse:
    found = find_section(request, area, key, section)
    act = next((act for act in acts_on(found) if act.word == word), None)
    if act is None:
        raise Http404
    return perform_act(request, act, found, back=found.writing_url)


def act_on_statement(request: HttpRequest, area: Area, key: str, number: int, word: str) -> HttpResponse:
    report = find_report(request, area, key)
    rows = Statement.objects.visible_to(request.user).live().filter(section__report=report)
    statement = get_object_or_404(rows.select_related("section__report__home", "home", "indicator"), pk=number)
    act = next((act for act in (ACCEPT, REWRITE, SILENCE, RENEW) if act.word == word), None)
    if act is None or not report.is_open:
        raise Http404
    return perform_act(request, act, statement, back=f"{statement.section.writing_url}#luku-{statement.indicator.key}")

"""Counts as they were entered, and the form that takes a month of a site."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.views.acts import RecordAct, perform_act
from hyte.knowledge.screening.forms import counts as forms
from hyte.knowledge.screening.models import Programme, Site, SiteCount
from hyte.knowledge.screening.queries import entered as queries
from hyte.knowledge.screening.queries.monitor import GroupLine, bases_of, rule_sets_of
from hyte.knowledge.screening.rules import ENTER
from hyte.knowledge.screening.views.programmes import chosen_set

REMOVE = RecordAct(
    "poista",
    ENTER,
    forms.RemoveForm,
    gettext_lazy("Take counts away"),
    gettext_lazy("Take away"),
    gettext_lazy("The counts were taken away. You can undo this in the history."),
    is_grave=True,
)


@login_required
def show_entered(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """What has been entered, unhidden: for the area's analysts and each site's own enterer."""
    rows = Programme.objects.visible_to(request.user).of(area).select_related("home")
    programme = get_object_or_404(rows, key=key)
    if not queries.sees_counts(programme, user=request.user):
        raise Http404
    rule_sets = rule_sets_of(programme, user=request.user)
    rule_set = chosen_set(request, rule_sets)
    span = queries.span_of(queries.counts_seen(programme, rule_set, user=request.user)) if rule_set else None
    context = {"programme": programme, "rule_sets": rule_sets, "rule_set": rule_set}
    if rule_set is not None and span is not None:
        first = day_of(request, "alku") if request.GET.get("alku") else span[0]
        last = day_of(request, "loppu") if request.GET.get("loppu") else span[1]
        bases = bases_of(programme, user=request.user)
        base = next((base for base in bases if base.day <= last), bases[0] if bases else None)
        found = queries.entered_monitor(programme, rule_set, first=first, last=last, base=base, user=request.user)
        context |= {"first": first, "last": last, "entered": found, "tables": _tables(found) if found else []}
    response = render(request, "screening/entered.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _tables(found: queries.Entered) -> list[tuple[str, list[tuple[str, str, GroupLine]]]]:
    """The page's three tables: their titles, and rows of words, address and figures."""
    groups = [(line.words, "", line) for line in found.monitor.lines]
    sites = [(str(site), site.get_absolute_url(), line) for site, line in found.sites]
    periods = [(f"{shown_day(first)}–{shown_day(last)}", "", line) for first, last, line in found.periods]
    return [(_("Group"), groups), (_("Period"), periods), (_("Site"), sites)]


def _month(request: HttpRequest) -> date:
    """The month that the address asks for, as 2026-10; the one that was last over without one."""
    given = request.GET.get("kuukausi", "")
    if not given:
        return queries.month_of(queries.month_of(timezone.localdate())[0] - timedelta(days=1))[0]
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        raise BadRequest(_("The address asks for a month that is none. Give it as 2026-10.")) from None


@login_required
def enter_month(request: HttpRequest, area: Area, key: str, programme: str) -> HttpResponse:
    """A month of a site in two minutes."""
    sites = Site.objects.visible_to(request.user).live().of(area).select_related("home")
    site = get_object_or_404(sites, key=key)
    if not may(request.principal, ENTER, site):
        raise NotAllowed(ENTER)
    chosen = get_object_or_404(site.programmes.visible_to(request.user).live(), key=programme)
    rule_set = next((row for row in rule_sets_of(chosen, user=request.user) if row.is_default), None)
    month = _month(request)
    context = {"site": site, "programme": chosen, "rule_set": rule_set, "month": month}
    if rule_set is None:
        return render(request, "screening/enter.html", context)
    known = [row for row in queries.counts_of_site(site, user=request.user) if row.rule_set_id == rule_set.pk]
    form = forms.MonthForm(request.POST or None, site=site, rule_set=rule_set, month=month, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            form.perform(by=request.principal)
        except Conflict:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The month was saved. Thank you."))
            return redirect(site)
    context |= {
        "form": form,
        "before": queries.month_of(month - timedelta(days=1))[0],
        "missing": [row for row in queries.missing_months(known, today=timezone.localdate()) if row != month],
    }
    return render(request, "screening/enter.html", context, status=422 if form.is_bound else 200)


@login_required
def remove(request: HttpRequest, area: Area, key: str, number: int) -> HttpResponse:
    """Take away a period's counts that were entered by mistake."""
    rows = SiteCount.objects.visible_to(request.user).filter(site__key=key, site__home=area)
    count = get_object_or_404(rows.select_related("site__home", "rule_set"), pk=number)
    return perform_act(request, REMOVE, count.site, back=count.site.get_absolute_url(), count=count)

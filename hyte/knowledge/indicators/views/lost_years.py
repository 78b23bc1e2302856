"""Lost years of life: the figures of a table and period, what stands out, findings, answers and checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import may
from hyte.core.areas.models import Area
from hyte.core.audit.kept import kept
from hyte.core.tasks.jobs import start_job
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import thread_of
from hyte.knowledge.indicators.choices import SexChoice
from hyte.knowledge.indicators.forms import lost_years as forms
from hyte.knowledge.indicators.lost_years import (
    ALL_CAUSES,
    Lost,
    Period,
    Way,
    cause_words,
    lost_years_of,
    standards_for,
)
from hyte.knowledge.indicators.models import DeathTable, FindingAnswer, LostYears
from hyte.knowledge.indicators.operations.lost_years import ANSWER, FETCH, PUBLISH, PUBLISH_WORK, WRITE
from hyte.knowledge.indicators.queries import lost_years as queries
from hyte.knowledge.indicators.queries.circle import Circle, circle_of
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.standards import STANDARDS

SEE = "indicators.see_deaths"
COUNT_DEATHS = RecordAct(
    "lahde",
    FETCH,
    forms.DeathSourceForm,
    gettext_lazy("Take deaths from a data set"),
    gettext_lazy("Take them"),
    gettext_lazy("The table was added. It has the numbers of the data set's newest release."),
    gettext_lazy("A table of Statistics Finland, for example, that has been fetched here as a data set."),
    opens_made=True,
)
WRITE_FINDING = RecordAct(
    "havainto",
    WRITE,
    forms.FindingForm,
    gettext_lazy("Write a finding"),
    gettext_lazy("Sign and save"),
    gettext_lazy("The finding was saved. The county and the municipalities that it concerns are asked to answer."),
    gettext_lazy("Say what stands out in the lost years and why. The figure is kept beside your words."),
    opens_made=True,
)
WITHDRAW_FINDING = RecordAct(
    "peru",
    WRITE,
    forms.WithdrawFindingForm,
    gettext_lazy("Withdraw the finding"),
    gettext_lazy("Withdraw"),
    gettext_lazy("The finding was withdrawn."),
    is_grave=True,
)
ANSWER_FINDING = RecordAct(
    "vastaa",
    ANSWER,
    forms.AnswerForm,
    gettext_lazy("Answer the finding"),
    gettext_lazy("Save the answer"),
    gettext_lazy("The answer was saved."),
    gettext_lazy("What your area does and when that is checked, or why it does nothing. The answer is public."),
)
ANSWER_ACTS = (
    RecordAct(
        "tarkista",
        ANSWER,
        forms.CheckAnswerForm,
        gettext_lazy("Check"),
        gettext_lazy("Save the check"),
        gettext_lazy("The check was saved."),
        gettext_lazy("Was it done, and what came of it."),
    ),
    RecordAct(
        "peru",
        ANSWER,
        forms.WithdrawAnswerForm,
        gettext_lazy("Withdraw the answer"),
        gettext_lazy("Withdraw"),
        gettext_lazy("The answer was withdrawn. The finding waits for another."),
        is_grave=True,
    ),
)
WITHDRAW_PUBLISHED = RecordAct(
    "peru",
    PUBLISH,
    forms.WithdrawPublishedForm,
    gettext_lazy("Withdraw the published figures"),
    gettext_lazy("Withdraw"),
    gettext_lazy("The figures were withdrawn."),
    gettext_lazy("The figures are shown no more. Findings written of them stay."),
    is_grave=True,
)


@dataclass(frozen=True)
class Chosen:
    """What the page shows: the table, the period, the way of counting, and whether the figures are the published ones."""

    table: DeathTable
    period: Period
    way: Way
    figures: list[Lost]
    published: LostYears | None
    periods: list[Period]
    standards: list[str]
    fault: str = ""
    releases: tuple[str, ...] = ()


def show_lost_years(request: HttpRequest, area: Area) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    circle = circle_of(area, day=today)
    tables = queries.tables_seen_from(circle, user=user)
    table = next((one for one in tables if one.key == request.GET.get("taulukko")), tables[0] if tables else None)
    context: dict[str, Any] = {
        "tables": tables,
        "table": table,
        "findings": queries.findings_seen_from(area, user=user, day=today),
        "may_load": may(request.principal, FETCH, area),
        "sexes": SexChoice.choices,
    }
    if table is not None:
        sees = may(request.principal, SEE, table)
        as_counted = sees and request.GET.get("nakyma") != "julkaistu"
        chosen = _counted_now(request, table, circle) if as_counted else _as_published(request, table)
        context |= {"chosen": chosen, "sees_counts": sees, "may_publish": may(request.principal, PUBLISH, table)}
        if chosen is not None:
            context |= _shown(request, chosen, circle)
    return render(request, "indicators/lost_years.html", context)


def _shown(request: HttpRequest, chosen: Chosen, circle: Circle) -> dict[str, Any]:
    """The figures of the chosen sex and cause, and the forms that choose."""
    sex = request.GET.get("sukupuoli", "total")
    cause = request.GET.get("syy", "")
    causes = list(dict.fromkeys(one.cause for one in chosen.figures))
    if cause not in causes:
        cause = ALL_CAUSES if ALL_CAUSES in causes else (causes[0] if causes else "")
    first = {"raja": chosen.way.limit, "alaika": chosen.way.lower_age, "vakio": chosen.way.standard}
    published = chosen.published
    return {
        "view": queries.view_of(chosen.figures, circle, sex=sex, cause=cause),
        "sex": sex,
        "cause": cause,
        "way_form": None if published else forms.WayForm(first, standards=chosen.standards),
        "directions": _directions(request, chosen, circle),
        "releases": queries.releases_named(chosen.releases, user=request.user),
        "may_write": published is not None and may(request.principal, WRITE, circle.area),
        "is_rolling": queries.do_overlap(chosen.periods),
        "cause_lists": queries.cause_lists_seen_from(circle, user=request.user),
    }


def _directions(request: HttpRequest, chosen: Chosen, circle: Circle) -> Any:
    """Trends are shown only to those who see the counts: what is published of a period stands alone."""
    if chosen.published is not None or chosen.fault:
        return None
    table, way = chosen.table, chosen.way
    what = ("lost years' trends", table.pk, way, circle.area.pk)
    return kept(what, lambda: queries.directions_of(table, chosen.periods, way, circle), user=request.user)


def _counted_now(request: HttpRequest, table: DeathTable, circle: Circle) -> Chosen | None:
    """The table counted as the reader chooses, nothing hidden: for those who may see deaths as they were counted."""
    periods = queries.periods_of(table)
    if not periods:
        return None
    period = next((one for one in periods if _name(one) == request.GET.get("jakso")), periods[0])
    asked = (_number(request, "raja", 75), _number(request, "alaika", 0), _standard(request))
    causes = _list_named(request, circle)
    return kept(
        ("lost years", table.pk, period, asked, causes and causes.pk, circle.area.pk),
        lambda: _count(table, periods, period, asked, circle, causes),
        user=request.user,
    )


def _count(
    table: DeathTable, periods: list[Period], period: Period, asked: tuple[int, int, str], circle: Circle, causes: Any
) -> Chosen:
    """The figures counted as asked; a standard that the bands do not fit gives way to the first that they do."""
    deaths = queries.deaths_in(table, period, circle, causes=causes)
    limit, lower, named = asked
    standards = standards_for({row.band for row in deaths.rows}, limit=limit, lower_age=lower)
    way = Way(limit, lower, named if named in standards else (standards[0] if standards else Way.standard))
    figures, fault = [], ""
    try:
        figures = lost_years_of(deaths.rows, way)
    except InputRefused as refusal:
        fault = refusal.sentence(_)
    return Chosen(table, period, way, figures, None, periods, standards, fault, deaths.releases)


def _as_published(request: HttpRequest, table: DeathTable) -> Chosen | None:
    """What was published of a period, the newest unless another is asked for."""
    published = queries.published_of(table, user=request.user)
    if not published:
        return None
    periods = [(one.period_start, one.period_end) for one in published]
    wanted = request.GET.get("jakso")
    one = next((row for row, period in zip(published, periods, strict=True) if _name(period) == wanted), published[0])
    way = Way(one.limit, one.lower_age, one.standard)
    figures = queries.figures_in(one)
    period = (one.period_start, one.period_end)
    return Chosen(table, period, way, figures, one, periods, [], releases=tuple(one.releases))


def _name(period: Period) -> str:
    return f"{period[0].year}-{period[1].year}"


def _number(request: HttpRequest, name: str, default: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 4 else default


def _standard(request: HttpRequest) -> str:
    named = request.GET.get("vakio", "")
    return named if named in STANDARDS else ""


def _list_named(request: HttpRequest, circle: Circle, *, where: str = "GET") -> Any:
    named = getattr(request, where).get("lista", "")
    lists = queries.cause_lists_seen_from(circle, user=request.user) if named else []
    return next((one for one in lists if one.key == named), None)


def take_deaths(request: HttpRequest, area: Area) -> HttpResponse:
    """Take the deaths of lost years from a fetched data set."""
    back = reverse("indicators:lost-years", args=[area])
    return perform_act(request, COUNT_DEATHS, area, back=back, list_title=_("Lost years of life"))


@login_required
@require_POST
def publish(request: HttpRequest, area: Area) -> HttpResponse:
    """Ask the worker to publish a period as it was looked at."""
    table = get_object_or_404(
        DeathTable.objects.visible_to(request.user).live().select_related("home"),
        key=request.POST.get("taulukko", ""),
        home=area,
    )
    if not may(request.principal, PUBLISH, table):
        raise PermissionDenied
    circle = circle_of(area, day=timezone.localdate())
    periods = queries.periods_of(table)
    period = next((one for one in periods if _name(one) == request.POST.get("jakso")), None)
    numbers = [request.POST.get(name, "") for name in ("raja", "alaika")]
    if period is None or not all(one.isdecimal() and len(one) < 4 for one in numbers):
        raise Http404
    causes = _list_named(request, circle, where="POST")
    job = start_job(
        PUBLISH_WORK,
        title=_("Lost years of %(table)s") % {"table": table},
        by=request.principal,
        area=area,
        table=table.pk,
        period=[day.isoformat() for day in period],
        way=[*map(int, numbers), request.POST.get("vakio", "")[:20]],
        causes=causes.pk if causes else None,
    )
    messages.info(request, _("The figures are being published: small counts are hidden first."))
    return redirect(reverse("tasks:job", args=[job.pk]))


def _published(request: HttpRequest, area: Area, key: str) -> LostYears:
    rows = LostYears.objects.visible_to(request.user).live().select_related("home", "table__home")
    homes = circle_of(area, day=timezone.localdate()).homes
    return get_object_or_404(rows.filter(home__in=homes), key=key)


def unpublish(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    published = _published(request, area, key)
    return perform_act(request, WITHDRAW_PUBLISHED, published, back=published.get_absolute_url())


def write(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """Write a finding of a published figure."""
    published = _published(request, area, key)
    circle = circle_of(area, day=timezone.localdate())
    areas = [area, *circle.municipalities] if queries.is_county(circle) else [area]
    figures = queries.figures_in(published)
    first = {
        name: request.GET.get(word, "") for name, word in (("area", "alue"), ("cause", "syy"), ("sex", "sukupuoli"))
    }
    return perform_act(
        request,
        WRITE_FINDING,
        area,
        back=f"{reverse('indicators:lost-years', args=[area])}?taulukko={published.table.key}",
        list_title=_("Lost years of life"),
        published=published,
        figures=figures,
        areas=areas,
        causes=[(cause, cause_words(cause)) for cause in dict.fromkeys(one.cause for one in figures)],
        initial=first,
    )


def _finding(request: HttpRequest, area: Area, key: str) -> Any:
    finding = queries.finding_concerning(area, key, user=request.user, day=timezone.localdate())
    if finding is None:
        raise Http404
    return finding


def show_finding(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """A finding with the answers it has and waits for."""
    finding = _finding(request, area, key)
    expected = queries.expected_answers(finding, day=timezone.localdate())
    own = next((one.answer for one in expected if one.area == area), None)
    circle = circle_of(area, day=timezone.localdate())
    context = {
        "finding": finding,
        "expected": expected,
        "own": own,
        "own_acts": offered(request, ANSWER_ACTS, own) if own else [],
        "may_answer": queries.awaits_answer_of(finding, area, circle=circle) and may(request.principal, ANSWER, area),
        "may_withdraw": finding.home_id == area.pk and may(request.principal, WRITE, finding),
        "indicators": queries.indicators_of(finding, user=request.user),
        "thread": kept(
            ("thread", finding._meta.label_lower, finding.pk),
            lambda: thread_of(finding, user=request.user),
            user=request.user,
        ),
    }
    return render(request, "indicators/finding.html", context)


def withdraw(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    finding = _finding(request, area, key)
    back = reverse("indicators:lost-years", args=[area])
    return perform_act(request, WITHDRAW_FINDING, finding, back=back)


def answer(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    """The area's own answer to a finding."""
    finding = _finding(request, area, key)
    back = reverse("indicators:finding", args=[area, key])
    return perform_act(request, ANSWER_FINDING, finding, back=back, subject=area, area=area)


def act_on_answer(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = next((act for act in ANSWER_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    rows = FindingAnswer.objects.visible_to(request.user).live().of(area).select_related("home", "finding__home")
    row = get_object_or_404(rows, key=key)
    return perform_act(request, act, row, back=reverse("indicators:finding", args=[area, row.finding.key]))

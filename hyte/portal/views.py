"""Front pages, ways to take part, the accessibility statement and feedback."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hyte.core.accounts.personal_data import declarations
from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.recording import Conflict, Refused
from hyte.portal import operations, queries
from hyte.portal.api.asking import MOST
from hyte.portal.api.description import lists
from hyte.portal.choices import ANSWER_DAYS, SUPERVISOR
from hyte.portal.forms import AccessibilityForm, AnswerForm, FeedbackForm
from hyte.portal.jobs import send_answer
from hyte.portal.navigation import address_of
from hyte.portal.rules import ANSWER, STATE_ACCESSIBILITY


def show_installation(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/installation.html", {"counties": queries.open_counties(day=timezone.localdate())})


def show_area(request: HttpRequest, area: Area) -> HttpResponse:
    day = day_of(request)
    front = queries.front_page(area, user=request.user, day=day)
    return render(
        request,
        "portal/area.html",
        {
            "front": front,
            "day": day,
            "counts": _counted(front.counts, area),
            "look": address_of("structure:picture", front.county or area) or "#who",
            "matters_address": address_of("meetings:matters", area),
            "answer_days": ANSWER_DAYS,
        },
    )


def _counted(counts: queries.BodyCounts, area: Area) -> list[dict[str, Any]]:
    """Numbers of bodies with the list that shows them."""
    bodies = address_of("structure:bodies", area)
    said = [
        (counts.networks, ngettext("network", "networks", counts.networks), bodies and f"{bodies}?laji=network"),
        (counts.organs, ngettext("organ that decides", "organs that decide", counts.organs), bodies),
        (
            counts.participation,
            ngettext(
                "council or forum where people are heard",
                "councils and forums where people are heard",
                counts.participation,
            ),
            bodies,
        ),
        (
            counts.others,
            ngettext("working group or other body", "working groups and other bodies", counts.others),
            bodies,
        ),
    ]
    return [{"number": number, "label": label, "address": address} for number, label, address in said]


def show_ways_to_take_part(request: HttpRequest, area: Area) -> HttpResponse:
    day = day_of(request)
    county = queries.county_of(area, day=day)
    homes = [area] if county is None or county == area else [area, county]
    bodies = [(home, queries.participation_bodies(home, user=request.user, day=day)) for home in homes]
    return render(
        request,
        "portal/take_part.html",
        {"bodies": bodies, "organisation": queries.organisation_of(area), "answer_days": ANSWER_DAYS},
    )


def show_privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is kept, whose, why and how long; read from the models' own declarations."""
    return render(
        request,
        "portal/privacy.html",
        {"declarations": [(model._meta.verbose_name, declared) for model, declared in declarations()]},
    )


def show_open_data(request: HttpRequest) -> HttpResponse:
    """What can be read as data: the lists, their columns and how to ask."""
    return render(
        request,
        "portal/open_data.html",
        {
            "lists": lists(),
            "most": MOST,
            "licence": settings.DATA_LICENCE,
            "description": reverse("api:openapi-json"),
            "areas": queries.open_counties(day=timezone.localdate()),
        },
    )


def show_accessibility(request: HttpRequest, area: Area) -> HttpResponse:
    organisation = queries.organisation_of(area)
    return render(
        request,
        "portal/accessibility.html",
        {
            "organisation": organisation,
            "statement": queries.statement_of(organisation),
            "supervisor": SUPERVISOR,
            "answer_days": ANSWER_DAYS,
            "may_edit": organisation is not None and may(request.principal, STATE_ACCESSIBILITY, organisation),
        },
    )


@login_required
def edit_accessibility(request: HttpRequest, area: Area) -> HttpResponse:
    organisation = queries.organisation_of(area)
    if organisation is None:
        raise Http404
    if not may(request.principal, STATE_ACCESSIBILITY, organisation):
        raise PermissionDenied
    statement = queries.statement_of(organisation)
    start = {"version": statement.version if statement else None, "assessed_on": timezone.localdate()}
    if statement:
        start["assessed_on"] = statement.assessed_on
    form = AccessibilityForm(request.POST or None, instance=statement, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            operations.state_accessibility(
                organisation, version=form.cleaned_data["version"], by=request.principal, **form.values
            )
        except Conflict:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The accessibility statement was saved."))
            return redirect("portal:accessibility", area)
    return render(request, "portal/accessibility_edit.html", {"form": form, "organisation": organisation})


def give_feedback(request: HttpRequest, area: Area) -> HttpResponse:
    form = FeedbackForm(request.POST or None, initial={"page": request.GET.get("sivu", "")[:300]})
    if request.method == "POST":
        if form.is_from_a_robot:
            return redirect("portal:area", area)
        if form.is_valid():
            values = {name: form.cleaned_data[name] for name in ("subject", "text", "page", "email")}
            given = operations.give_feedback(area, by=request.principal, now=timezone.now(), **values)
            return render(request, "portal/feedback_given.html", {"feedback": given})
    return render(request, "portal/feedback.html", {"form": form, "answer_days": ANSWER_DAYS})


@login_required
def list_feedback(request: HttpRequest, area: Area) -> HttpResponse:
    if area.pk not in worker_areas(request.user):
        raise PermissionDenied
    pages = Paginator(queries.feedback_of(area, user=request.user), 50)
    page = pages.get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [(feedback, feedback.days_left(today)) for feedback in page]
    return render(request, "portal/feedback_list.html", {"page": page, "rows": rows})


@login_required
def show_feedback(request: HttpRequest, area: Area, number: int) -> HttpResponse:
    """One piece of feedback; whoever may answer it does so here."""
    feedback = get_object_or_404(queries.feedback_of(area, user=request.user), pk=number)
    form = AnswerForm(request.POST or None, initial={"version": feedback.version})
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_feedback(feedback, by=request.principal, now=timezone.now(), **form.cleaned_data)
        except Conflict:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if feedback.email:
                send_answer.enqueue(feedback.pk, get_language() or "fi")
            messages.success(request, _("The answer was saved."))
            return redirect("portal:feedback-list", area)
    context = {
        "feedback": feedback,
        "form": form,
        "days_left": feedback.days_left(timezone.localdate()),
        "may_answer": may(request.principal, ANSWER, feedback) and feedback.answered_at is None,
    }
    return render(request, "portal/feedback_answer.html", context)


def say_healthy(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers and its database is there."""
    Area.objects.order_by("pk").values_list("pk", flat=True).first()
    return HttpResponse("ok", content_type="text/plain")


def guide_robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be read by anyone; accounts, forms and search results are not worth a robot's time."""
    closed = ["/tili/", "/oma-tyo/", "/haku/", "/*/haku/", "/*/palaute/"]
    lines = ["User-agent: *", *(f"Disallow: {address}" for address in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")

"""The open tasks of an area, for its workers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hyte.core.accounts.requests import Request
from hyte.core.accounts.rules import may, require
from hyte.core.areas.models import Area, worker_areas
from hyte.core.audit.recording import Refused
from hyte.core.tasks.forms import PassOnForm, TaskForm
from hyte.core.tasks.models import Task
from hyte.core.tasks.operations import create_task, hand_over
from hyte.core.tasks.queries import tasks_of_area


@login_required
@require_GET
def tasks(request: Request, area: Area) -> HttpResponse:
    if area.pk not in worker_areas(request.user):
        raise PermissionDenied
    page = Paginator(tasks_of_area(area, by=request.principal), 30).get_page(request.GET.get("page"))
    rights = {
        "may_give": may(request.principal, "tasks.create", area),
        "may_lead": may(request.principal, "tasks.hand_over", area),
    }
    return render(request, "tasks/tasks.html", {"page": page, **rights})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: Request, area: Area) -> HttpResponse:
    require(request.principal, "tasks.create", area)
    today = timezone.localdate()
    # A link may give the words already, such as what a gap asks to find out.
    words = {"title": request.GET.get("otsikko", "")[:250]}
    form = TaskForm(request.POST if request.method == "POST" else None, area=area, day=today, initial=words)
    if request.method == "POST" and form.is_valid():
        try:
            create_task(area=area, by=request.principal, today=today, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The task was given."))
            return redirect("tasks:tasks", area)
    return render(request, "tasks/give.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: Request, area: Area, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.visible_to(request.user).filter(home=area, done_at__isnull=True), pk=pk)
    require(request.principal, "tasks.hand_over", task)
    today = timezone.localdate()
    form = PassOnForm(request.POST if request.method == "POST" else None, area=area, day=today, but=task.person)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over([task], to=form.cleaned_data["to"], area=area, by=request.principal, today=today)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The task was handed over."))
            return redirect("tasks:tasks", area)
    return render(request, "tasks/pass_on.html", {"form": form, "task": task}, status=422 if form.errors else 200)

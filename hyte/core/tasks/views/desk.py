"""The worker's first screen, and the page that follows a job."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hyte.core.accounts.requests import Request
from hyte.core.tasks.models import Job, Task
from hyte.core.tasks.operations import complete_task, reopen_task
from hyte.core.tasks.progress import read_progress
from hyte.core.tasks.queries import desk_of


@login_required
@require_GET
def desk(request: Request) -> HttpResponse:
    return render(request, "tasks/desk.html", {"desk": desk_of(request.user, day=timezone.localdate())})


def _back(request: Request) -> HttpResponse:
    """To the page the button was on, when it is one of ours."""
    address = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(address if own else reverse("tasks:desk"))


def _version(request: Request) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else None


@login_required
@require_POST
def complete(request: Request, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.visible_to(request.user) | Task.objects.mine(request.user), pk=pk)
    complete_task(task, version=_version(request), by=request.principal, now=timezone.now())
    messages.success(request, _("Done: %(task)s") % {"task": task})
    return _back(request)


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    tasks = Task.objects.visible_to(request.user) | Task.objects.filter(done_by=request.user)
    task = get_object_or_404(tasks, pk=pk)
    reopen_task(task, version=_version(request), by=request.principal)
    messages.success(request, _("Open again: %(task)s") % {"task": task})
    return _back(request)


@login_required
@never_cache
@require_GET
def job(request: Request, pk: int) -> HttpResponse:
    """How far a job is; a part of the page asks again every two seconds until it is over."""
    row = read_progress(get_object_or_404(Job.objects.visible_to(request.user), pk=pk))
    template = "tasks/_job.html" if request.headers.get("HX-Request") else "tasks/job.html"
    return render(request, template, {"job": row})

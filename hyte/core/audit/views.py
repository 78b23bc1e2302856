"""History of a record, and undo."""

from __future__ import annotations

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hyte.core.accounts.rules import may
from hyte.core.areas.models import Area, Record, worker_areas
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo, undo_blockers
from hyte.core.audit.queries import described, history_of
from hyte.core.audit.recording import Refused
from hyte.core.audit.words import verb_words


@login_required
def show_history(request: HttpRequest, area: Area, model: str, key: str) -> HttpResponse:
    """Who did what to a record; for the workers of its area, since a history names people."""
    if area.pk not in worker_areas(request.user):
        raise Http404
    try:
        kind = apps.get_model(model)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(kind, Record):
        raise Http404
    record = get_object_or_404(kind.objects.visible_to(request.user).filter(home=area), key=key)
    page = Paginator(history_of(record), 20).get_page(request.GET.get("page"))
    rows = [
        {
            "entry": entry,
            "verb": verb_words(entry.verb),
            "changes": described(entry, record, user=request.user),
            "row_count": len(entry.changes.all()),
            "may_undo": may(request.principal, "audit.undo", entry) and not undo_blockers(entry),
        }
        for entry in page
    ]
    return render(request, "audit/history.html", {"record": record, "model": model, "rows": rows, "page": page})


@login_required
@require_POST
def undo_entry(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Undo an act of this area."""
    entry = get_object_or_404(AuditEntry, pk=pk, area=area)
    try:
        undo(entry, by=request.principal)
    except Refused as refusal:
        messages.error(request, _("This could not be undone. %(reason)s") % {"reason": refusal})
    else:
        messages.success(request, _("The act was undone: everything is as it was before it."))
    return redirect(_still_there(request.POST.get("record", ""), area) or area)


def _still_there(named: str, area: Area) -> Record | None:
    """The record whose history it was, unless the act that was undone had made it."""
    model, _colon, key = named.partition(":")
    try:
        kind = apps.get_model(model)
    except (LookupError, ValueError):
        return None
    return kind._base_manager.filter(home=area, key=key).first() if issubclass(kind, Record) else None

"""Steering documents and their links."""

from __future__ import annotations

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
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.core.tasks.jobs import start_job
from hyte.governance.structure.choices import DocumentKind, LinkFault
from hyte.governance.structure.forms import documents as forms
from hyte.governance.structure.jobs import CHECK_LINKS
from hyte.governance.structure.models import DocumentLink, SteeringDocument
from hyte.governance.structure.queries.documents import (
    DocumentFilter,
    address_faults,
    bodies_of_document,
    document_themes,
    documents_read,
    links_on,
    listed_documents,
    superseded_by_document,
)
from hyte.governance.structure.queries.named import freshest, live_body
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.surroundings import surroundings

EDIT = "structure.edit_document"
ADD = RecordAct(
    "uusi",
    EDIT,
    forms.AddDocumentForm,
    gettext_lazy("Add a steering document"),
    gettext_lazy("Add"),
    gettext_lazy("The document was added. Add the address where it can be read next."),
    gettext_lazy("A name and a kind are enough to begin with. An approval needs both the body and the day."),
    opens_made=True,
)
ACTS = (
    RecordAct(
        "muuta",
        EDIT,
        forms.ChangeDocumentForm,
        gettext_lazy("Correct"),
        gettext_lazy("Save and confirm"),
        gettext_lazy("Saved."),
        gettext_lazy("Mend what was recorded wrong or is missing. Saving says that the record is right as of today."),
    ),
    RecordAct(
        "hyvaksy",
        EDIT,
        forms.ApproveForm,
        gettext_lazy("Record an approval"),
        gettext_lazy("Record the approval"),
        gettext_lazy("The approval was recorded."),
        gettext_lazy("Which body approved the document, and when."),
    ),
    RecordAct(
        "korvaa",
        EDIT,
        forms.SupersedeForm,
        gettext_lazy("A newer document supersedes this one"),
        gettext_lazy("Save"),
        gettext_lazy("Saved."),
        gettext_lazy("The older document stays in the history with its links."),
        is_grave=True,
    ),
    RecordAct(
        "linkki",
        EDIT,
        forms.AddLinkForm,
        gettext_lazy("Add a link"),
        gettext_lazy("Add the link"),
        gettext_lazy("The link was added."),
    ),
)
LINK_ACTS = {
    "muuta": RecordAct(
        "muuta",
        EDIT,
        forms.ChangeLinkForm,
        gettext_lazy("Correct the link"),
        gettext_lazy("Save"),
        gettext_lazy("The link was corrected."),
    ),
    "poista": RecordAct(
        "poista",
        EDIT,
        forms.EndLinkForm,
        gettext_lazy("Take the link away"),
        gettext_lazy("Take away"),
        gettext_lazy("The link was taken away. It stays in the history."),
        is_grave=True,
    ),
}


def show_documents(request: HttpRequest, area: Area) -> HttpResponse:
    day, user = day_of(request), request.user
    get = request.GET.get
    only = DocumentFilter(
        theme=get("karki", ""), kind=get("laji", ""), in_period=get("kausi", ""), fault=get("vika", "")
    )
    documents = listed_documents(area, user=user, day=day, only=only)
    is_worker = area.pk in worker_areas(user)
    context = {
        "documents": documents,
        "only": only,
        "day": day,
        "themes": document_themes(area, user=user),
        "kinds": DocumentKind.choices,
        "faults": [choice for choice in LinkFault.choices if choice[0]],
        "address_faults": address_faults(area, user=user, day=day) if is_worker else [],
        "may_edit": may(request.principal, EDIT, area),
        "freshest": freshest(documents),
    }
    is_part = getattr(request, "htmx", None) and not request.htmx.boosted
    return render(request, f"structure/documents{'_list' if is_part else ''}.html", context)


def show_document(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    rows = SteeringDocument.objects.visible_to(user).of(area)
    found = get_object_or_404(
        rows.select_related("home", "owner", "superseded_by__home").prefetch_related(live_body(day, "approved_by")),
        key=key,
    )
    document = documents_read(user, day=day).filter(pk=found.pk).first() or found
    context = {
        "document": document,
        "is_in_force": document is not found,
        "is_past_period": bool(document.period_end and document.period_end < day),
        "links": links_on(day).filter(document=document),
        "themes": document.themes.visible_to(user).live().select_related("home").order_by("order"),
        "focus_areas": document.focus_areas.visible_to(user).live().select_related("home").order_by("order"),
        "bodies": bodies_of_document(document, user=user, day=day),
        "supersedes": superseded_by_document(document, user=user),
        "acts": offered(request, ACTS, document),
        "may_edit": may(request.principal, EDIT, document),
        **surroundings(document, user=user, day=day),
        "day": day,
    }
    return render(request, "structure/document.html", context)


def add(request: HttpRequest, area: Area) -> HttpResponse:
    """Add a document to the register."""
    back, title = reverse("structure:documents", args=[area]), _("Steering documents")
    return perform_act(request, ADD, area, back=back, list_title=title)


def act_on_document(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = next((act for act in ACTS if act.word == word), None)
    if act is None:
        raise Http404
    rows = SteeringDocument.objects.visible_to(request.user).of(area).select_related("home")
    document = get_object_or_404(rows, key=key)
    return perform_act(request, act, document, back=document.get_absolute_url())


def act_on_link(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = LINK_ACTS.get(word)
    if act is None:
        raise Http404
    rows = DocumentLink.objects.visible_to(request.user).of(area).select_related("home", "document__home")
    link = get_object_or_404(rows, key=key)
    return perform_act(request, act, link, back=link.document.get_absolute_url())


@login_required
@require_POST
def start_link_check(request: HttpRequest, area: Area) -> HttpResponse:
    """Ask the worker to open every link of the area's documents."""
    principal = request.principal
    if not may(principal, EDIT, area):
        raise PermissionDenied
    job = start_job(
        CHECK_LINKS,
        title=_("Links of %(area)s") % {"area": area},
        by=principal,
        area=area,
        area_key=area.key,
        day=timezone.localdate().isoformat(),
    )
    messages.info(request, _("The links are being checked. You can go on working meanwhile."))
    return redirect(reverse("tasks:job", args=[job.pk]))

"""People for signed-in workers; posts and units for everyone."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hyte.core.accounts.rules import may
from hyte.core.areas.days import day_of
from hyte.core.areas.models import Area, worker_areas
from hyte.governance.structure.forms.contacts import PostContactForm
from hyte.governance.structure.forms.people import AddPersonForm, ChangePersonForm, ContactForm
from hyte.governance.structure.models import Person, Post, Unit
from hyte.governance.structure.operations import contacts
from hyte.governance.structure.operations.people import EDIT
from hyte.governance.structure.queries.named import freshest, with_names
from hyte.governance.structure.queries.people import (
    counterparts_of,
    holder_for,
    listed_people,
    posts_of_person,
    posts_read,
    presented_bodies,
    seats_of_person,
    seats_of_post,
    show_seats,
    unit_page,
)
from hyte.governance.structure.views.acts import RecordAct, offered, perform_act
from hyte.governance.structure.views.corrections import CORRECT
from hyte.governance.structure.views.surroundings import sheet_of, surroundings

PAGE_SIZE = 100
ADD = RecordAct(
    "uusi",
    EDIT,
    AddPersonForm,
    gettext_lazy("Add a person"),
    gettext_lazy("Add"),
    gettext_lazy("The person was added and can now be appointed to a seat."),
    gettext_lazy("Only those who hold a seat or a post, or whom others contact about shared work."),
    opens_made=True,
)
PERSON_ACTS = {
    "muuta": RecordAct(
        "muuta",
        EDIT,
        ChangePersonForm,
        gettext_lazy("Correct"),
        gettext_lazy("Save and confirm"),
        gettext_lazy("Saved."),
        gettext_lazy("Mend what was recorded wrong or is missing. Saving says that the record is right as of today."),
    ),
    "yhteystiedot": RecordAct(
        "yhteystiedot",
        EDIT,
        ContactForm,
        gettext_lazy("Contact details"),
        gettext_lazy("Save"),
        gettext_lazy("Saved."),
        gettext_lazy("Contact details of work only. Leave e-mail and phone empty to remove them."),
    ),
}

POST_ACTS = (
    CORRECT,
    RecordAct(
        "yhteystieto",
        contacts.EDIT,
        PostContactForm,
        gettext_lazy("Public contact"),
        gettext_lazy("Save and confirm"),
        gettext_lazy("The contact is confirmed as of today."),
        gettext_lazy("Where anyone reaches this post. Saving confirms it as of today; empty fields take it away."),
    ),
)


def _sign_in_first(request: HttpRequest) -> HttpResponse | None:
    """People's pages are for those signed in; whom each of them sees, the query decides."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())


def show_people(request: HttpRequest, area: Area) -> HttpResponse:
    refusal = _sign_in_first(request)
    if refusal:
        return refusal
    day, text = day_of(request), request.GET.get("q", "").strip()[:200]
    page = Paginator(listed_people(area, user=request.user, day=day, text=text), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [(person, show_seats(person, request.user)) for person in page]
    context = {
        "page": page,
        "rows": rows,
        "text": text,
        "day": day,
        "freshest": freshest(page),
        "may_add": may(request.principal, EDIT, area),
    }
    is_part = getattr(request, "htmx", None) and not request.htmx.boosted
    return render(request, f"structure/people{'_list' if is_part else ''}.html", context)


def show_person(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    refusal = _sign_in_first(request)
    if refusal:
        return refusal
    day, user = day_of(request), request.user
    rows = Person.objects.visible_to(user).of(area).select_related("home", "organisation")
    person = get_object_or_404(rows, key=key)
    areas = worker_areas(user)
    context = {
        "person": person,
        "posts": posts_of_person(person, user=user, day=day),
        "seats": seats_of_person(person, user=user, day=day),
        "counterparts": counterparts_of(day=day, user=user, person=person),
        # A contact is for the colleagues of the home area and, of a counterpart, for those it is the counterpart of.
        "has_contact": bool(person.email or person.phone)
        and (person.home_id in areas or (areas and person.counterparts.live().exists()))
        and (person.contact_expires_on is None or person.contact_expires_on >= day),
        "is_expired": bool(person.contact_expires_on and person.contact_expires_on < day),
        "may_edit": may(request.principal, EDIT, person),
        "sheet": sheet_of(person, user=user),
        # The thread leads to the posts that a person holds, which those who work somewhere may know.
        **(surroundings(person, user=user, day=day) if areas else {}),
        "day": day,
    }
    return render(request, "structure/person.html", context)


def add(request: HttpRequest, area: Area) -> HttpResponse:
    """Add a person to the register."""
    back, title = reverse("structure:people", args=[area]), _("People")
    return perform_act(request, ADD, area, back=back, list_title=title)


def act_on_person(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    refusal = _sign_in_first(request)
    if refusal:
        return refusal
    if word not in PERSON_ACTS:
        raise Http404
    person = get_object_or_404(Person.objects.visible_to(request.user).of(area).select_related("home"), key=key)
    return perform_act(request, PERSON_ACTS[word], person, back=person.get_absolute_url())


def show_post(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    found = get_object_or_404(
        Post.objects.visible_to(user).of(area).select_related("home", "organisation", "holder__home"), key=key
    )
    post = posts_read(user, day=day).filter(pk=found.pk).first()
    context = {
        "post": post or found,
        "is_in_force": post is not None,
        "days_left": (found.valid_until - day).days if found.valid_until and found.valid_until >= day else None,
        "holder": holder_for(found, user),
        "is_worker_somewhere": bool(worker_areas(user)),
        "seats": seats_of_post(found, user=user, day=day),
        "presents": presented_bodies(found, user=user, day=day),
        "counterparts": counterparts_of(day=day, user=user, post=found),
        "acts": offered(request, POST_ACTS, found),
        **surroundings(found, user=user, day=day),
        "day": day,
    }
    return render(request, "structure/post.html", context)


def act_on_post(request: HttpRequest, area: Area, key: str, word: str) -> HttpResponse:
    act = next((act for act in POST_ACTS if act.word == word), None)
    if act is None:
        raise Http404
    post = get_object_or_404(Post.objects.visible_to(request.user).of(area).select_related("home"), key=key)
    return perform_act(request, act, post, back=post.get_absolute_url())


def show_unit(request: HttpRequest, area: Area, key: str) -> HttpResponse:
    day, user = day_of(request), request.user
    rows = Unit.objects.visible_to(user).of(area).select_related("home", "organisation", "merged_into__home")
    unit = get_object_or_404(with_names(rows, day), key=key)
    context = {
        "unit": unit,
        "is_in_force": unit.period_at(day) is not None,
        "unit_page": unit_page(unit, user=user, day=day),
        **surroundings(unit, user=user, day=day),
        "day": day,
    }
    return render(request, "structure/unit.html", context)

"""One page for every act on a record: its form, its refusal in words, and back to the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hyte.core.accounts.rules import NotAllowed, may
from hyte.core.audit.recording import Conflict, Refused


@dataclass(frozen=True)
class RecordAct:
    """An act's words, its rule and its form; a grave one is shown apart, and one that makes a record may open it."""

    word: str
    operation: str
    form: type[Any]
    title: Any
    button: Any
    done: Any
    lead: Any = ""
    is_grave: bool = False
    opens_made: bool = False


def offered(request: HttpRequest, acts: tuple[RecordAct, ...], record: Any) -> list[RecordAct]:
    """The acts that the reader may do on a record; each rule is asked once."""
    allowed = {operation: may(request.principal, operation, record) for operation in {a.operation for a in acts}}
    return [act for act in acts if allowed[act.operation]]


def perform_act(
    request: HttpRequest,
    act: RecordAct,
    record: Any,
    *,
    back: str,
    subject: Any = None,
    list_title: Any = "",
    **values: Any,
) -> HttpResponse:
    """Show an act's form; when it is sent and sound, do it. `subject` is what the rule is asked of, the record by default.

    A new record has no record yet: then it is the area, and `list_title` names the list that it goes to.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    principal = request.principal
    if not may(principal, act.operation, record if subject is None else subject):
        raise NotAllowed(act.operation)
    form = act.form(request.POST or None, request.FILES or None, record=record, user=request.user, **values)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.perform(by=principal)
        except Conflict:
            raise  # the page on conflicts shows both versions
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            _add(form, error)
        else:
            messages.success(request, form.said(act) if hasattr(form, "said") else act.done)
            return redirect(made if act.opens_made else back)
    context = {"form": form, "act": act, "record": record, "back": back, "list_title": list_title}
    return render(request, "structure/act.html", context, status=422 if form.is_bound else 200)


def _add(form: Any, error: ValidationError) -> None:
    """What the record itself refuses is said beside the field, or above the form."""
    for name, sentences in getattr(error, "message_dict", {NON_FIELD_ERRORS: error.messages}).items():
        form.add_error(name if name in form.fields else None, sentences)

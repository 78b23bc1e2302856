"""Forms about steering documents and their links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area
from hyte.governance.structure.forms.bodies import ActForm, DayField
from hyte.governance.structure.forms.duties import chosen
from hyte.governance.structure.models import DocumentLink, SteeringDocument
from hyte.governance.structure.operations.documents import (
    add_link,
    approve_document,
    change_link,
    end_link,
    supersede_document,
)
from hyte.governance.structure.operations.link_checks import check_links
from hyte.governance.structure.queries.named import bodies_alive, in_finnish_order


class ApproveForm(ActForm):
    body = forms.ChoiceField(label=_("Approved by"))
    day = DayField(label=_("Approved on"))

    def set_choices(self, area: Area) -> None:
        self.bodies = bodies_alive(area, user=self.user, day=timezone.localdate())
        self.fields["body"].choices = [(body.key, str(body)) for body in self.bodies]

    def perform(self, *, by: Principal) -> SteeringDocument:
        values = self.cleaned_data | {"body": chosen(self.bodies, self.cleaned_data["body"])}
        return approve_document(self.record, by=by, today=timezone.localdate(), **values)


class SupersedeForm(ActForm):
    new = forms.ChoiceField(label=_("Newer document"))
    day = DayField(help_text=_("The older document's last day is the day before."))

    def set_choices(self, area: Area) -> None:
        rows = SteeringDocument.objects.visible_to(self.user).live().of(area).exclude(pk=self.record.pk)
        self.documents = in_finnish_order(rows)
        self.fields["new"].choices = [(row.key, str(row)) for row in self.documents]

    def perform(self, *, by: Principal) -> SteeringDocument:
        values = self.cleaned_data | {"new": chosen(self.documents, self.cleaned_data["new"])}
        return supersede_document(self.record, by=by, today=timezone.localdate(), **values)


class LinkForm(ActForm):
    """What adding and correcting a link share."""

    url = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    text = forms.CharField(label=_("Text of the link"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def checked(self, link: DocumentLink, by: Principal) -> DocumentLink:
        """What shows in the address itself is said at once, without waiting for the next round of the checker."""
        check_links(link.home, by=by, today=timezone.localdate())
        return link


class AddLinkForm(LinkForm):
    def perform(self, *, by: Principal) -> DocumentLink:
        return self.checked(add_link(self.record, by=by, today=timezone.localdate(), **self.cleaned_data), by)


class ChangeLinkForm(LinkForm):
    def __init__(self, *args: Any, record: DocumentLink, **values: Any) -> None:
        first = {"url": record.url, "text": record.text, "language": record.language}
        super().__init__(*args, record=record, initial=first, **values)

    def perform(self, *, by: Principal) -> DocumentLink:
        return self.checked(change_link(self.record, by=by, today=timezone.localdate(), **self.cleaned_data), by)


class EndLinkForm(ActForm):
    def perform(self, *, by: Principal) -> DocumentLink:
        return end_link(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)

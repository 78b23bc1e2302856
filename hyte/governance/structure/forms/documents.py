"""Forms about steering documents and their links."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, Organisation
from hyte.governance.structure.choices import DocumentKind
from hyte.governance.structure.forms.acts import (
    ActForm,
    DayField,
    LinesField,
    NewForm,
    SeveralField,
    WebField,
    chosen,
    organisations_in,
    to_choose,
)
from hyte.governance.structure.forms.bodies import bodies_in
from hyte.governance.structure.models import Body, DocumentLink, FocusArea, SteeringDocument, Theme
from hyte.governance.structure.operations.documents import (
    add_document,
    add_link,
    approve_document,
    change_document,
    change_link,
    end_link,
    supersede_document,
)
from hyte.governance.structure.operations.link_checks import check_links
from hyte.governance.structure.queries.alike import documents_named
from hyte.governance.structure.queries.named import bodies_alive, in_finnish_order


class DocumentFields(forms.Form):
    """What adding and correcting a document share."""

    name = forms.CharField(label=_("Name"), max_length=250)
    name_sv = forms.CharField(label=_("Name in Swedish"), max_length=250, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=to_choose(DocumentKind.choices))
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Owner"), required=False)
    period_start = DayField(label=_("Period from"), required=False)
    period_end = DayField(label=_("Period until"), required=False)
    edition = forms.CharField(label=_("Version"), max_length=40, required=False)
    approved_by = forms.ModelChoiceField(Body.objects.none(), label=_("Approved by"), required=False)
    approved_by_name = forms.CharField(
        label=_("Approved by, in words"),
        max_length=200,
        required=False,
        help_text=_("When the body is not in the register."),
    )
    approved_on = DayField(label=_("Approved on"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )
    aliases = LinesField(label=_("Other names, one on a line"), required=False)
    themes = SeveralField(Theme.objects.none(), label=_("Themes"), widget=forms.CheckboxSelectMultiple, required=False)
    focus_areas = SeveralField(
        FocusArea.objects.none(), label=_("Focus areas"), widget=forms.CheckboxSelectMultiple, required=False
    )
    RELATED = ("themes", "focus_areas")

    def set_choices(self, area: Area) -> None:
        user: Any = self.user  # type: ignore[attr-defined]
        rows = {
            "owner": organisations_in(area, user),
            "approved_by": bodies_in(area, user),
            "themes": Theme.objects.visible_to(user).live().of(area).order_by("order"),
            "focus_areas": FocusArea.objects.visible_to(user).live().of(area).order_by("order"),
        }
        for name, found in rows.items():
            self.choose(name, found)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("approved_by") and cleaned.get("approved_by_name"):
            self.add_error("approved_by_name", _("Give the body or its name, not both."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the operations take: the ties apart, the name by its language."""
        values = dict(self.cleaned_data)
        values["related"] = {name: list(values.pop(name)) for name in self.RELATED}
        return {**values, "name_fi": values.pop("name"), "name_sv": values["name_sv"] or None}


class AddDocumentForm(DocumentFields, NewForm):
    day = DayField(label=_("In use from"))

    def find_alike(self, name: str) -> list[SteeringDocument]:
        return documents_named(name, area=self.area, user=self.user)

    def perform(self, *, by: Principal) -> SteeringDocument:
        return add_document(self.area, by=by, today=timezone.localdate(), **self.values())


class ChangeDocumentForm(DocumentFields, ActForm):
    def __init__(self, *args: Any, record: SteeringDocument, **values: Any) -> None:
        first = model_to_dict(record, fields=[*self.base_fields]) | {"name": record.name_fi}
        super().__init__(*args, record=record, initial=first, **values)

    def perform(self, *, by: Principal) -> SteeringDocument:
        return change_document(self.record, by=by, today=timezone.localdate(), **self.values())


class ApproveForm(ActForm):
    body = forms.ChoiceField(label=_("Approved by"))
    day = DayField(label=_("Approved on"))

    def set_choices(self, area: Area) -> None:
        self.bodies = bodies_alive(area, user=self.user, day=timezone.localdate())
        self.fields["body"].choices = to_choose([(body.key, str(body)) for body in self.bodies])

    def perform(self, *, by: Principal) -> SteeringDocument:
        values = self.cleaned_data | {"body": chosen(self.bodies, self.cleaned_data["body"])}
        return approve_document(self.record, by=by, today=timezone.localdate(), **values)


class SupersedeForm(ActForm):
    new = forms.ChoiceField(label=_("Newer document"))
    day = DayField(help_text=_("The older document's last day is the day before."))

    def set_choices(self, area: Area) -> None:
        rows = SteeringDocument.objects.visible_to(self.user).live().of(area).exclude(pk=self.record.pk)
        self.documents = in_finnish_order(rows)
        self.fields["new"].choices = to_choose([(row.key, str(row)) for row in self.documents])

    def perform(self, *, by: Principal) -> SteeringDocument:
        values = self.cleaned_data | {"new": chosen(self.documents, self.cleaned_data["new"])}
        return supersede_document(self.record, by=by, today=timezone.localdate(), **values)


class LinkForm(ActForm):
    """What adding and correcting a link share."""

    url = WebField(label=_("Address"), max_length=500)
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

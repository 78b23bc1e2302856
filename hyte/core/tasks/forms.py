"""What the pages of tasks and accesses ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.limits import limit_choices
from hyte.core.accounts.models import Membership, User
from hyte.core.areas.days import check_year
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish
from hyte.core.tasks.operations.accesses import grantable
from hyte.core.tasks.queries import successors


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, widget=DayInput(), validators=[check_year], help_text=help_text
    )


class LimitedForm(forms.Form):
    """A form that may limit an access to one record."""

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = limit_choices(area)
        if choices:
            self.fields["limit"] = forms.ChoiceField(
                label=_("Only for"),
                required=False,
                choices=[("", _("no limit")), *choices],
                help_text=_("Leave empty to give the role in the whole area."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            cleaned["limit_model"], _colon, cleaned["limit_key"] = cleaned.pop("limit", "").partition(":")
        return cleaned


class InvitationForm(LimitedForm):
    email = forms.EmailField(label=_("E-mail"))
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Organisation"), queryset=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    valid_until = _day(_("Last day"), help_text=_("Leave empty when the end is not known."))
    field_order = ("email", "organisation", "role", "limit", "valid_until")

    def __init__(self, *args: Any, area: Area, day: date, **kwargs: Any) -> None:
        super().__init__(*args, area=area, **kwargs)
        rows: Any = Organisation.objects.live().of(area).exclude(valid_until__lt=day)
        self.fields["organisation"].queryset = rows.order_by(finnish("name"))  # type: ignore[attr-defined]
        governing = next((row for row in rows if row.governs), None)
        self.fields["organisation"].initial = governing.pk if governing else None
        self.order_fields(self.field_order)


class MembershipForm(LimitedForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    valid_until = _day(_("Last day"), help_text=_("Leave empty when the end is not known."))

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        limit = f"{membership.limit_model}:{membership.limit_key}" if membership.limit_model else ""
        kwargs["initial"] = {"version": membership.version, "valid_until": membership.valid_until, "limit": limit}
        super().__init__(*args, area=membership.organisation.home, **kwargs)


class EndAccessForm(forms.Form):
    """When a person's access ends and who takes over."""

    last_day = _day(
        _("Last day with access"),
        help_text=_("Leave empty to end the access at once: the person is then signed out everywhere."),
    )
    successor: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Who takes over the open tasks"),
        queryset=None,
        required=False,
        empty_label=_("the area's coordinators"),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, area: Area, person: User, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors(area, day=day, but=person)  # type: ignore[attr-defined]


class RightForm(forms.Form):
    operation = forms.ChoiceField(label=_("What it may do"), choices=grantable)
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(label=_("To whom"), queryset=None)
    valid_from = _day(_("First day"), required=True)
    valid_until = _day(_("Last day"), required=True)

    def __init__(self, *args: Any, area: Area, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.live().exclude(home=area).exclude(valid_until__lt=day)
        open_ones = rows.filter(Q(home__is_open=True) | Q(memberships__isnull=False)).distinct()
        self.fields["organisation"].queryset = open_ones.order_by(finnish("name"))  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = day


class TaskForm(forms.Form):
    """A task for a person or for whoever has a role."""

    title = forms.CharField(label=_("What to do"), max_length=250)
    person: forms.ModelChoiceField = forms.ModelChoiceField(label=_("Person"), queryset=None, required=False)
    role = forms.ChoiceField(
        label=_("Or whoever is"),
        required=False,
        choices=[("", "—"), *Role.choices],
        help_text=_("Used without a person."),
    )
    due = _day(_("Due"))

    def __init__(self, *args: Any, area: Area, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = successors(area, day=day)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("person"):
            cleaned["role"] = ""
        elif not cleaned.get("role"):
            self.add_error("person", _("Choose a person or a role."))
        return cleaned


class PassOnForm(forms.Form):
    to: forms.ModelChoiceField = forms.ModelChoiceField(label=_("To whom"), queryset=None)

    def __init__(self, *args: Any, area: Area, day: date, but: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = successors(area, day=day, but=but)  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    """Erasing an account asks for its e-mail, so that nobody does it by accident."""

    email = forms.EmailField(label=_("Write your e-mail to confirm"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email.lower() != self.person.email.lower():
            raise forms.ValidationError(_("This is not the e-mail of your account."))
        return email

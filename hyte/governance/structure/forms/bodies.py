"""Forms about bodies: each knows the operation that it is for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import finnish, shown_day
from hyte.governance.structure import choices
from hyte.governance.structure.forms.acts import (
    ActForm,
    DayField,
    LinesField,
    NamingForm,
    NewForm,
    SeveralField,
    Styled,
    WebField,
    organisations_in,
)
from hyte.governance.structure.models import (
    Body,
    BodyPeriod,
    FocusArea,
    Person,
    Post,
    Provision,
    Seat,
    Term,
    Theme,
    Unit,
)
from hyte.governance.structure.operations import bodies as operations
from hyte.governance.structure.operations.merging import merge_bodies
from hyte.governance.structure.operations.questions import ask_chair
from hyte.governance.structure.operations.seats import appoint, replace, resign
from hyte.governance.structure.queries.alike import bodies_named


def bodies_in(area: Area, user: Any) -> QuerySet[Body]:
    """The area's bodies to choose from, in Finnish order of their newest names."""
    newest = BodyPeriod.objects.filter(of=OuterRef("pk")).order_by("-valid_from", "-pk").values("name_fi")[:1]
    bodies = Body.objects.visible_to(user).live().of(area).annotate(newest_name=Subquery(newest))
    return bodies.order_by(finnish("newest_name")).prefetch_related("periods")


class RenameForm(ActForm, NamingForm):
    name = forms.CharField(label=_("New name"), max_length=250)
    name_sv = forms.CharField(label=_("New name in Swedish"), max_length=250, required=False)
    day = DayField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.show_alike()
        self.style()

    def find_alike(self, name: str) -> list[Body]:
        found = bodies_named(name, area=self.record.home, user=self.user, day=timezone.localdate())
        return [body for body in found if body != self.record]

    def perform(self, *, by: Principal) -> Body:
        return operations.rename_body(self.record, by=by, **self.cleaned_data)

    def said(self, act: Any) -> Any:
        day = self.cleaned_data["day"]
        if day <= timezone.localdate():
            return act.done
        return _("The body has its new name from %(day)s on.") % {"day": shown_day(day)}


class ChangeForm(ActForm):
    """What holds from a day on: mandate, owner, parent and the rest of a period."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices.BodyKind.choices)
    mandate_fi = forms.CharField(label=_("Mandate"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    provision = forms.ModelChoiceField(Provision.objects.none(), label=_("Provision that mandates it"), required=False)
    founding_act = forms.CharField(
        label=_("Founding act"), max_length=300, required=False, help_text=_("Who founded it, when, case number.")
    )
    aim_fi = forms.CharField(label=_("Aim"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    parent = forms.ModelChoiceField(Body.objects.none(), label=_("Under which body"), required=False)
    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Owner"), required=False)
    owner_unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Owner unit"), required=False)
    presenter = forms.ModelChoiceField(Post.objects.none(), label=_("Presenting official"), required=False)
    permanence = forms.ChoiceField(label=_("Permanence"), choices=choices.Permanence.choices)
    ends_on = DayField(label=_("Appointed until"), required=False)
    meets = forms.CharField(label=_("Rhythm of meetings"), max_length=200, required=False)
    rules_url = WebField(label=_("Rules of procedure (address)"), required=False)
    day = DayField(help_text=_("On the period's own first day this corrects it; later it begins a new period."))

    PERIOD = (
        "kind",
        "mandate_fi",
        "provision",
        "founding_act",
        "aim_fi",
        "parent",
        "owner",
        "owner_unit",
        "presenter",
        "permanence",
        "ends_on",
        "meets",
        "rules_url",
    )

    def __init__(self, *args: Any, record: Any, **values: Any) -> None:
        period = record.period
        values["initial"] = {name: getattr(period, name) for name in self.PERIOD} if period else {}
        super().__init__(*args, record=record, **values)

    def set_choices(self, area: Area) -> None:
        self.choose("provision", Provision.objects.visible_to(self.user).live().of(area))
        self.choose("parent", bodies_in(area, self.user).exclude(pk=self.record.pk))
        self.choose("owner", organisations_in(area, self.user))
        self.choose("owner_unit", Unit.objects.visible_to(self.user).live().of(area).prefetch_related("periods"))
        self.choose("presenter", Post.objects.visible_to(self.user).live().of(area))

    def perform(self, *, by: Principal) -> Body:
        return operations.change_body(self.record, by=by, **self.cleaned_data)


class DescribeForm(ActForm):
    """What does not depend on a day: other names, parties, themes, focus areas, areas covered."""

    aliases = LinesField(label=_("Other names, one on a line"), required=False)
    themes = SeveralField(Theme.objects.none(), label=_("Themes"), required=False)
    focus_areas = SeveralField(FocusArea.objects.none(), label=_("Focus areas"), required=False)
    areas = SeveralField(Area.objects.none(), label=_("Municipalities covered"), required=False)
    parties = SeveralField(Organisation.objects.none(), label=_("Parties"), required=False)
    party_names = LinesField(label=_("Other parties, one on a line"), required=False)
    RELATED = ("themes", "focus_areas", "areas", "parties")

    def __init__(self, *args: Any, record: Any, **values: Any) -> None:
        values["initial"] = {
            "aliases": record.aliases,
            "party_names": record.party_names,
            **{name: list(getattr(record, name).all()) for name in self.RELATED},
        }
        super().__init__(*args, record=record, **values)
        for name in self.RELATED:
            self.fields[name].widget = forms.CheckboxSelectMultiple(choices=self.fields[name].widget.choices)
            self.fields[name].widget.attrs["class"] = "ds-input"

    def set_choices(self, area: Area) -> None:
        self.choose("themes", Theme.objects.visible_to(self.user).live().of(area).order_by("order"))
        self.choose("focus_areas", FocusArea.objects.visible_to(self.user).live().of(area).order_by("order"))
        self.choose("areas", Area.objects.within(area, timezone.localdate()).order_by("name_fi"))
        self.choose("parties", organisations_in(area, self.user))

    def perform(self, *, by: Principal) -> Body:
        values = dict(self.cleaned_data)
        related = {name: list(values.pop(name)) for name in self.RELATED}
        return operations.describe_body(self.record, by=by, related=related, **values)


class EndForm(ActForm):
    day = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def perform(self, *, by: Principal) -> Body:
        return operations.end_body(self.record, by=by, **self.cleaned_data)

    def said(self, act: Any) -> Any:
        """Nothing has ended before its last day is over."""
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            return act.done
        return _("The body ends on %(day)s.") % {"day": shown_day(day)}


class SplitForm(ActForm):
    names = LinesField(label=_("Names of the new bodies, one on a line"))
    day = DayField()

    def __init__(self, *args: Any, record: Any, **values: Any) -> None:
        values["initial"] = {"names": [part.strip() for part in str(record).split(",")]}
        super().__init__(*args, record=record, **values)

    def perform(self, *, by: Principal) -> list[Body]:
        return operations.split_body(self.record, by=by, **self.cleaned_data)


class MergeForm(ActForm):
    merged = forms.ModelChoiceField(
        Body.objects.none(),
        label=_("The body that is merged into this one"),
        help_text=_("Its seats, documents, duties and links move here. The merge can be undone."),
    )
    day = DayField()

    def set_choices(self, area: Area) -> None:
        self.choose("merged", bodies_in(area, self.user).exclude(pk=self.record.pk))

    def perform(self, *, by: Principal) -> Body:
        return merge_bodies(self.record, by=by, **self.cleaned_data)


class WithdrawForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> Body:
        return operations.withdraw_body(self.record, by=by, day=timezone.localdate(), **self.cleaned_data)


class AppointForm(ActForm):
    role = forms.ChoiceField(label=_("Role"), choices=choices.SeatRole.choices, initial="member")
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Person"),
        required=False,
        help_text=_("Without a person or a post the seat is vacant."),
    )
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"), required=False)
    represents = forms.ModelChoiceField(Organisation.objects.none(), label=_("Represents"), required=False)
    deputy_of = forms.ModelChoiceField(Seat.objects.none(), label=_("Deputy of"), required=False)
    term = forms.ModelChoiceField(Term.objects.none(), label=_("Term of office"), required=False)
    publicity = forms.ChoiceField(
        label=_("Publicity"),
        choices=[("", _("By the kind of body")), *choices.SeatPublicity.choices],
        required=False,
        help_text=_("Names are public in statutory organs; elsewhere a seat starts as a role only."),
    )
    day = DayField()
    until = DayField(label=_("Last day"), required=False)

    def set_choices(self, area: Area) -> None:
        self.choose("person", Person.objects.visible_to(self.user).live())
        self.choose("post", Post.objects.visible_to(self.user).live().of(area))
        self.choose("represents", organisations_in(area, self.user))
        self.choose(
            "deputy_of", Seat.objects.visible_to(self.user).live().filter(body=self.record).select_related("person")
        )
        self.choose("term", Term.objects.visible_to(self.user).live().of(area))

    def perform(self, *, by: Principal) -> Seat:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return appoint(self.record, by=by, **values)


class ResignForm(ActForm):
    day = DayField(label=_("Last day"))
    leave_vacant = forms.BooleanField(label=_("The place stays as a vacant seat"), required=False, initial=True)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def perform(self, *, by: Principal) -> Seat:
        return resign(self.record, by=by, **self.cleaned_data)


class ReplaceForm(ActForm):
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Person"), required=False)
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"), required=False)
    day = DayField()

    def set_choices(self, area: Area) -> None:
        self.choose("person", Person.objects.visible_to(self.user).live())
        self.choose("post", Post.objects.visible_to(self.user).live().of(area))

    def perform(self, *, by: Principal) -> Seat:
        return replace(self.record, by=by, **self.cleaned_data)


class FoundForm(NewForm):
    """A new body: its name and kind are enough; the rest can be completed later."""

    name = forms.CharField(label=_("Name"), max_length=250)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices.BodyKind.choices, initial="network")
    mandate_fi = forms.CharField(label=_("Mandate"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    founding_act = forms.CharField(label=_("Founding act"), max_length=300, required=False)
    day = DayField(label=_("Works from"))

    def find_alike(self, name: str) -> list[Body]:
        return bodies_named(name, area=self.area, user=self.user, day=timezone.localdate())

    def perform(self, *, by: Principal) -> Body:
        return operations.found_body(self.area, by=by, **self.cleaned_data)


class AskForm(ActForm):
    email = forms.EmailField(label=_("E-mail of the chair"))
    asked_as = forms.CharField(label=_("Asked as"), max_length=200, initial=_("chair"))

    def perform(self, *, by: Principal) -> str:
        return ask_chair(
            self.record,
            email=self.cleaned_data["email"],
            asked_as=self.cleaned_data["asked_as"],
            by=by,
            today=timezone.localdate(),
        )


class AnswerForm(Styled, forms.Form):
    """The chair's answer."""

    answer = forms.ChoiceField(label=_("How is it?"), choices=choices.Answer.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What has changed"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.style()

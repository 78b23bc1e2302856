"""Forms about meetings, matters, decisions and evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.rules import Principal
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Area, Organisation
from hyte.core.audit.recording import Refused
from hyte.core.files.models import Publicity
from hyte.core.files.operations import store_file
from hyte.core.links.operations import connect
from hyte.governance.meetings import operations
from hyte.governance.meetings.choices import Verb
from hyte.governance.meetings.models import Decision, Evidence, Matter, Meeting
from hyte.governance.meetings.queries import meetings_for
from hyte.governance.meetings.ties import chosen_end, tie_choices
from hyte.governance.structure.forms.acts import WebField
from hyte.governance.structure.forms.bodies import ActForm, DayField
from hyte.governance.structure.forms.duties import chosen, none_or
from hyte.governance.structure.queries.named import bodies_alive


class AreaForm(forms.Form):
    """A form that begins something new in an area."""

    def __init__(self, *args: Any, record: Area, user: Any, body: str = "", **values: Any) -> None:
        self.area, self.user = record, user
        today = timezone.localdate()
        super().__init__(*args, initial={"day": today, "opened": today, "body": body}, **values)
        self.bodies = bodies_alive(record, user=user, day=today)


class PlanForm(AreaForm):
    body = forms.ChoiceField(label=_("Body"))
    day = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["body"].choices = [(row.key, str(row)) for row in self.bodies]

    def perform(self, *, by: Principal) -> Meeting:
        data = self.cleaned_data
        body = chosen(self.bodies, data["body"])
        return operations.plan_meeting(body, day=data["day"], place=data["place"], by=by, today=timezone.localdate())


class OpenMatterForm(AreaForm):
    title = forms.CharField(label=_("Matter"), max_length=300)
    body = forms.ChoiceField(label=_("Body"), required=False)
    opened = DayField(label=_("Opened"))
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False)
    description = forms.CharField(label=_("Description"), widget=forms.Textarea(attrs={"rows": 4}), required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["body"].choices = none_or(self.bodies)

    def perform(self, *, by: Principal) -> Matter:
        values = self.cleaned_data | {"body": chosen(self.bodies, self.cleaned_data["body"])}
        return operations.open_matter(self.area, by=by, today=timezone.localdate(), **values)


class HoldForm(ActForm):
    def perform(self, *, by: Principal) -> Meeting:
        return operations.hold_meeting(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class CancelForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def perform(self, *, by: Principal) -> Meeting:
        return operations.cancel_meeting(self.record, by=by, **self.cleaned_data)


class ReplanForm(ActForm):
    day = DayField(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)

    def __init__(self, *args: Any, record: Meeting, **values: Any) -> None:
        super().__init__(*args, record=record, initial={"day": record.day, "place": record.place}, **values)

    def perform(self, *, by: Principal) -> Meeting:
        return operations.replan_meeting(self.record, by=by, **self.cleaned_data)


class DecideForm(ActForm):
    meeting = forms.ChoiceField(label=_("Meeting"), help_text=_("Only meetings that have been held are offered."))
    verb = forms.ChoiceField(label=_("Decision"), choices=Verb.choices)
    text = forms.CharField(label=_("Wording of the decision"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    remove_on = DayField(
        label=_("Removed from the net on"),
        required=False,
        help_text=_("From this day on only the area's workers see the decision."),
    )
    closes = forms.BooleanField(label=_("The matter ends here"), required=False)

    def set_choices(self, area: Area) -> None:
        self.meetings = meetings_for(self.record, user=self.user, today=timezone.localdate())
        self.fields["meeting"].choices = [(row.key, str(row)) for row in self.meetings]

    def perform(self, *, by: Principal) -> Decision:
        values = self.cleaned_data | {"meeting": chosen(self.meetings, self.cleaned_data["meeting"])}
        return operations.decide(self.record, by=by, today=timezone.localdate(), **values)


class CloseForm(ActForm):
    day = DayField(label=_("Closed on"))

    def perform(self, *, by: Principal) -> Matter:
        return operations.close_matter(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)


class ReopenForm(ActForm):
    reason = forms.CharField(label=_("Why the matter is opened again"), max_length=300)

    def perform(self, *, by: Principal) -> Matter:
        return operations.reopen_matter(self.record, by=by, **self.cleaned_data)


class EvidenceForm(forms.Form):
    """What was done, when, and where the proof is: a link or a file."""

    title = forms.CharField(label=_("What it shows"), max_length=250)
    day = DayField(label=_("Day on which it was done"))
    link = WebField(label=_("Link to the proof"), max_length=500, required=False)
    file = forms.FileField(
        label=_("File as proof"), required=False, help_text=_("Instead of a link. No data of clients or patients.")
    )
    is_public = forms.BooleanField(
        label=_("Show to everyone"), required=False, help_text=_("Otherwise only the area's workers see it.")
    )

    def __init__(self, *args: Any, record: Any, user: Any, **values: Any) -> None:
        self.record = record
        super().__init__(*args, initial={"day": timezone.localdate()}, **values)

    @transaction.atomic
    def perform(self, *, by: Principal) -> Evidence:
        values = dict(self.cleaned_data)
        upload = values.pop("file")
        if upload is not None:
            values["file"] = self._keep(upload, by=by, is_public=values["is_public"])
        return operations.record_evidence(self.record, by=by, today=timezone.localdate(), **values)

    def _keep(self, upload: Any, *, by: Principal, is_public: bool) -> Any:
        owner = Organisation.objects.live().filter(home=self.record.home_id, kind__in=AUTHORITIES).first()
        if owner is None:
            raise Refused(_("The area has no organisation that could own the file; give a link instead."))
        publicity = Publicity.PUBLIC if is_public else Publicity.INTERNAL
        return store_file(
            upload, home=self.record.home, owner=owner, by=by, today=timezone.localdate(), publicity=publicity
        )


class TieForm(ActForm):
    """What a record is tied to, among what was searched for."""

    end = forms.ChoiceField(label=_("Tie it to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, record: Any, user: Any, text: str = "", **values: Any) -> None:
        self.text = text
        super().__init__(*args, record=record, user=user, **values)

    def set_choices(self, area: Area) -> None:
        field: Any = self.fields["end"]
        field.choices = tie_choices(self.record, user=self.user, text=self.text)
        if not field.choices:
            field.help_text = _("Nothing was found. Go back and search with other words.")

    def perform(self, *, by: Principal) -> Any:
        kind, begins_here, other = chosen_end(self.cleaned_data["end"])
        source, target = (self.record, other) if begins_here else (other, self.record)
        return connect(source, kind, target, by=by)


class PublishForm(ActForm):
    def perform(self, *, by: Principal) -> Evidence:
        return operations.publish_evidence(self.record, by=by, **self.cleaned_data)


class HideForm(ActForm):
    def perform(self, *, by: Principal) -> Evidence:
        return operations.publish_evidence(self.record, is_public=False, by=by, **self.cleaned_data)


class WithdrawEvidenceForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def perform(self, *, by: Principal) -> Evidence:
        return operations.withdraw_evidence(self.record, by=by, today=timezone.localdate(), **self.cleaned_data)

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import (
    Area,
    DatedRecord,
    Organisation,
    Record,
    RecordQuerySet,
    ends_after_start,
    must_hold,
    worker_areas,
)
from hyte.governance.structure.choices import (
    STATUTORY,
    Answer,
    AppointmentAct,
    BodyKind,
    Permanence,
    Picture,
    SeatPublicity,
    SeatRole,
)
from hyte.governance.structure.models.periods import Identity, Period, attested
from hyte.governance.structure.models.units import Person, Post, Unit


class Body(Identity):
    """An organ, council, working group or network: the identity that keeps its key while the rest changes."""

    aliases = models.JSONField(_("other names"), default=list, blank=True)
    heading = models.CharField(_("heading on the list of networks"), max_length=120, blank=True)
    wording = models.CharField(_("wording in the source"), max_length=300, blank=True)
    is_plural = models.BooleanField(_("names several groups"), default=False)
    is_uncertain = models.BooleanField(_("uncertain"), default=False)
    uncertainty = models.CharField(_("what is uncertain"), max_length=400, blank=True)
    picture = models.CharField(_("place on the structure picture"), max_length=24, choices=Picture, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    party_names = models.JSONField(_("other parties"), default=list, blank=True)
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas covered"))
    parties = models.ManyToManyField(Organisation, blank=True, related_name="bodies", verbose_name=_("parties"))
    themes = models.ManyToManyField("structure.Theme", blank=True, related_name="bodies", verbose_name=_("themes"))
    focus_areas = models.ManyToManyField(
        "structure.FocusArea", blank=True, related_name="bodies", verbose_name=_("focus areas")
    )

    class Meta:
        verbose_name = _("body or network")
        verbose_name_plural = _("bodies and networks")
        indexes = [
            models.Index(fields=["home", "heading"]),
            models.Index(fields=["home", "picture"]),
            models.Index(fields=["home", "confirmed_on"]),
        ]

    def get_absolute_url(self) -> str:
        return reverse("structure:body", args=[self.home, self.key])


_KINDS = {kind.value: kind.label for kind in BodyKind}
_ROLES = {role.value: role.label for role in SeatRole}


class BodyPeriod(Period):
    of = models.ForeignKey(Body, models.CASCADE, related_name="periods")
    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=24, choices=BodyKind)
    parent = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="child_periods")
    mandate = models.TextField(_("mandate"), blank=True)
    provision = models.ForeignKey(
        "structure.Provision", models.PROTECT, null=True, blank=True, related_name="mandated_bodies"
    )
    founding_act = models.CharField(_("founding act"), max_length=300, blank=True)
    aim = models.TextField(_("aim"), blank=True)
    permanence = models.CharField(_("permanence"), max_length=12, choices=Permanence, default=Permanence.UNKNOWN)
    ends_on = models.DateField(_("appointed until"), null=True, blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="owned_body_periods")
    owner_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="owned_body_periods")
    presenter = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="presented_body_periods")
    meets = models.CharField(_("rhythm of meetings"), max_length=200, blank=True)
    rules_url = models.URLField(_("rules of procedure"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("body's period")
        verbose_name_plural = _("bodies' periods")
        constraints = [
            ends_after_start("body_period_ends_after_start"),
            attested("body_period_attested"),
            models.UniqueConstraint(fields=["of", "valid_from"], name="body_period_once"),
        ]
        indexes = [models.Index(fields=["kind"]), models.Index(fields=["valid_from", "valid_until"])]

    def __str__(self) -> str:
        return self.name

    def get_kind_display(self) -> str:
        """The kind in words. Django's own would put every kind into words for each row of a list."""
        return str(_KINDS.get(self.kind, self.kind))

    def clean(self) -> None:
        """A fixed-term body says until when it is appointed, unless it has ended already."""
        fault = term_fault(self.permanence, self.valid_from, self.ends_on, self.valid_until)
        if fault:
            raise ValidationError({"ends_on": fault})


def term_fault(permanence: str, start: date | None, ends_on: date | None, last_day: date | None) -> str:
    """A sentence when the days of an appointment make no sense; empty when they do. Loads ask it too."""
    if permanence == Permanence.FIXED_TERM and not (ends_on or last_day):
        return _("Give the day until which the fixed-term body is appointed.")
    if start and ends_on and ends_on < start:
        return _("The body would be appointed until a day before it begins.")
    return ""


class Term(DatedRecord):
    """A council's or another body's term of office."""

    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="terms")

    class Meta:
        verbose_name = _("term of office")
        verbose_name_plural = _("terms of office")
        constraints = [ends_after_start("term_ends_after_start")]

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seats for signed-in users only are hidden from visitors; names are decided seat by seat in `name_for`."""
        seats = super().visible_to(user)
        if getattr(user, "is_authenticated", False):
            return seats
        return seats.exclude(publicity=SeatPublicity.SIGNED_IN)


class Seat(DatedRecord):
    """A place in a body: its role, its holder or none, whom it represents, who appointed it, and how public it is."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    role = models.CharField(_("role"), max_length=12, choices=SeatRole, default=SeatRole.MEMBER)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="seats")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="seats")
    represents = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="seats")
    deputy_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="deputies")
    appointed_by = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="appointed_seats")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="seats")
    publicity = models.CharField(_("publicity"), max_length=10, choices=SeatPublicity, default=SeatPublicity.ROLE)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            ends_after_start("seat_ends_after_start"),
            must_hold(
                "seat_not_own_deputy",
                Q(deputy_of__isnull=True) | ~Q(deputy_of=models.F("pk")),
                _("A seat cannot be its own deputy."),
            ),
        ]
        indexes = [models.Index(fields=["body", "valid_until"])]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.body}"

    def get_role_display(self) -> str:
        """The role in words. Django's own would put every role into words for each row of a list."""
        return str(_ROLES.get(self.role, self.role))

    def get_absolute_url(self) -> str:
        return self.body.get_absolute_url()

    @property
    def limit_target(self) -> Body:
        """A membership limited to the body covers its seats."""
        return self.body

    @property
    def is_vacant(self) -> bool:
        return self.person_id is None and (self.post_id is None or self.post.holder_id is None)

    def name_for(self, user: Any) -> str:
        """The holder's name as far as the user may see it; empty when not, or when the seat is vacant.

        A name that is public reaches everyone; otherwise the workers of the seat's area. A minor's name never leaves it.
        """
        holder = self.person or (self.post.holder if self.post_id else None)
        if holder is None:
            return ""
        if self.home_id in worker_areas(user):
            return holder.name
        if holder.is_minor:
            return ""
        if self.publicity == SeatPublicity.NAME:
            return holder.name
        if self.publicity == SeatPublicity.SIGNED_IN and getattr(user, "is_authenticated", False):
            return holder.name
        return ""


class AppointmentStep(DatedRecord):
    """One step of the chain by which a body comes to be: who proposes, who appoints, who accepts its rules."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="appointment_steps")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    act = models.CharField(_("act"), max_length=24, choices=AppointmentAct)
    by_body = models.ForeignKey(Body, models.PROTECT, related_name="acts_of_appointment")
    provision = models.ForeignKey("structure.Provision", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of appointment")
        verbose_name_plural = _("steps of appointment")

    def __str__(self) -> str:
        return f"{self.by_body} {self.get_act_display()}"


class Succession(Record):
    """One body grew into another."""

    predecessor = models.ForeignKey(Body, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Body, models.PROTECT, related_name="predecessions")
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Confirmation(models.Model):
    """A chair's answer to the yearly question, by signed link: unverified until the owner acts on it."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="confirmations")
    home = models.ForeignKey(Area, models.CASCADE, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    note = models.TextField(_("what has changed"), blank=True, max_length=2000)
    day = models.DateField(_("answered on"))
    handled_on = models.DateField(_("handled on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    personal_data = PersonalData(
        fields=("note",),
        whose=_("chairs of bodies"),
        purpose=_("knowing whether a body still works"),
        retention=_("two years"),
        of=lambda user: Confirmation.objects.none(),
        erase=lambda row: Confirmation.objects.filter(pk=row.pk).update(note=""),
        expired=lambda day: Confirmation.objects.exclude(note="").filter(
            day__lt=date.fromordinal(day.toordinal() - 730)
        ),
    )

    class Meta:
        verbose_name = _("chair's answer")
        verbose_name_plural = _("chairs' answers")

    def __str__(self) -> str:
        return f"{self.body}: {self.get_answer_display()}"


class OverlapDecision(models.Model):
    """Two things that look alike and are both kept, with the reason; known by the keys of the finding."""

    home = models.ForeignKey(Area, models.CASCADE, related_name="+")
    a_key = models.CharField(max_length=250)
    b_key = models.CharField(max_length=250, blank=True)
    names = models.CharField(max_length=600)
    reason = models.CharField(_("reason"), max_length=300)
    day = models.DateField()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("decision to keep both")
        verbose_name_plural = _("decisions to keep both")
        constraints = [models.UniqueConstraint(fields=["home", "a_key", "b_key"], name="overlap_decided_once")]

    def __str__(self) -> str:
        return self.names


def default_publicity(kind: str) -> SeatPublicity:
    """Names are public in statutory organs; elsewhere a seat starts as a role only."""
    return SeatPublicity.NAME if kind in STATUTORY else SeatPublicity.ROLE

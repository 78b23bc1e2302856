"""When a body met, what is open, what was decided, and what proves that something was done."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import DatedRecord, Record, RecordQuerySet, worker_areas
from hyte.core.areas.text import shown_day
from hyte.core.files.models import StoredFile
from hyte.governance.meetings.choices import MatterState, MeetingState, Verb
from hyte.governance.structure.models import Body


class MeetingQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A meeting of a body recorded by mistake is seen, as the body is, only by the workers of the area."""
        return super().visible_to(user).filter(Q(body__withdrawn_on__isnull=True) | Q(home__in=worker_areas(user)))

    def live(self) -> Self:
        """A meeting goes with its body."""
        return super().live().filter(body__withdrawn_on__isnull=True)


class Meeting(Record):
    """A body's meeting on a day."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    place = models.CharField(_("place"), max_length=200, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [models.Index(fields=["body", "-day"]), models.Index(fields=["home", "-day"])]

    def __str__(self) -> str:
        return f"{self.body} {shown_day(self.day)}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.home, self.key])

    @property
    def limit_target(self) -> Body:
        """A secretary whose membership is limited to a body keeps that body's meetings."""
        return self.body


class Matter(DatedRecord):
    """A matter under way or ended; its number in the case register, if it has one."""

    title = models.CharField(_("matter"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="matters")
    opened = models.DateField(_("opened"), null=True, blank=True)
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MatterState, default=MatterState.OPEN)
    closed = models.DateField(_("closed"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("matter")
        verbose_name_plural = _("matters")
        indexes = [models.Index(fields=["home", "state"]), models.Index(fields=["body", "state"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:matter", args=[self.home, self.key])

    @property
    def limit_target(self) -> models.Model:
        """A matter goes with its body; one without a body stands by itself."""
        return self.body or self


class DecisionQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A decision leaves the public net on its removal day; the area's workers still see it."""
        from django.utils import timezone

        return (
            super()
            .visible_to(user)
            .filter(Q(remove_on__isnull=True) | Q(remove_on__gt=timezone.localdate()) | Q(home__in=worker_areas(user)))
        )

    def live(self) -> Self:
        """A decision goes with its meeting and its matter."""
        return (
            super()
            .live()
            .filter(
                meeting__withdrawn_on__isnull=True,
                meeting__body__withdrawn_on__isnull=True,
                matter__withdrawn_on__isnull=True,
            )
        )


class Decision(Record):
    """What a meeting decided in a matter."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="decisions")
    verb = models.CharField(_("decision"), max_length=10, choices=Verb)
    text = models.TextField(_("text"), blank=True)
    day = models.DateField(_("day"))
    remove_on = models.DateField(_("removed from the net on"), null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["matter", "-day"])]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.matter}"

    @property
    def limit_target(self) -> Body:
        return self.meeting.body

    def get_absolute_url(self) -> str:
        return self.matter.get_absolute_url()


# The pages of what evidence may be about.
PAGES = {
    "structure.duty": "structure:duty",
    "structure.body": "structure:body",
    "structure.steeringdocument": "structure:document",
    "meetings.matter": "meetings:matter",
}


class EvidenceQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The state of evidence is for the home area's workers until its owner publishes it."""
        return self.filter(withdrawn_on__isnull=True).filter(Q(is_public=True) | Q(home__in=worker_areas(user)))


class Evidence(Record):
    """Proof about any record: what was done on a day, with a link or an attachment."""

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    # Keys never change, so the record's own is kept here for lists and files.
    record_key = models.CharField(max_length=120)
    day = models.DateField(_("day"))
    title = models.CharField(_("what it shows"), max_length=250)
    link = models.URLField(_("link"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="evidence")
    is_public = models.BooleanField(_("published"), default=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = [models.Index(fields=["model", "object_id", "-day"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Evidence is read on the page of what it shows."""
        return reverse(PAGES[self.model], args=[self.home, self.record_key])

    @property
    def record(self) -> models.Model | None:
        """The record that the evidence is about."""
        return apps.get_model(self.model)._base_manager.filter(pk=self.object_id).first()

    @property
    def limit_target(self) -> models.Model:
        return getattr(self.record, "limit_target", self.record) or self

    @property
    def url(self) -> str:
        """Where the proof itself is; empty when only its words are kept."""
        return self.link or (self.file.get_absolute_url() if self.file_id else "")

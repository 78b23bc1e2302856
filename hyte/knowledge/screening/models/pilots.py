"""Pilots: what is tried where, how many came through it, and what was decided."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, DatedRecord, ends_after_start, must_hold
from hyte.core.areas.text import shown_day
from hyte.knowledge.screening.choices import PilotDecision
from hyte.knowledge.screening.models.counts import counts_seen_by
from hyte.knowledge.screening.models.programmes import Programme, Site

STEPS = ("identified", "referred", "started", "completed", "changed")


class Pilot(DatedRecord):
    """A way of guidance that is tried at a site for a time; it ends in a decision to spread it or to stop."""

    name = models.CharField(_("name"), max_length=200)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="pilots")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="pilots")
    way = models.CharField(_("what is tried"), max_length=300)
    decision = models.CharField(_("decision"), max_length=8, choices=PilotDecision, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_reason = models.CharField(_("reason for the decision"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        indexes = [models.Index(fields=["home", "valid_until"])]
        constraints = [
            ends_after_start("screening_pilot_ends_after_start"),
            must_hold(
                "screening_pilot_decided",
                Q(decision="", decided_on__isnull=True)
                | (~Q(decision="") & Q(decided_on__isnull=False) & ~Q(decision_reason="")),
                _("A decision has its day and its reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("screening:pilot", args=[self.home, self.key])

    def is_undecided(self, day: date) -> bool:
        """Whether the pilot is past its end without a decision."""
        return not self.decision and self.valid_until is not None and self.valid_until < day


class PilotCountQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The numbers as they were entered are for the site's own enterer and the area's analysts."""
        return self.filter(counts_seen_by(user, site="pilot__site", programme="pilot__programme"))


class PilotCount(models.Model):
    """How many had come how far in a pilot by a day. Never anything of a person."""

    is_told_apart: ClassVar[bool] = True

    home = models.ForeignKey(Area, models.PROTECT, related_name="+")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="counts")
    day = models.DateField(_("by the day"))
    identified = models.PositiveIntegerField(_("identified"))
    referred = models.PositiveIntegerField(_("referred"))
    started = models.PositiveIntegerField(_("started"))
    completed = models.PositiveIntegerField(_("completed"))
    changed = models.PositiveIntegerField(_("changed their habits"))
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PilotCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of a pilot")
        verbose_name_plural = _("counts of pilots")
        indexes = [models.Index(fields=["pilot", "-day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "day"],
                name="screening_pilot_count_once",
                violation_error_message=_("The pilot already has counts of that day."),
            ),
            must_hold(
                "screening_pilot_funnel",
                Q(referred__lte=F("identified"))
                & Q(started__lte=F("referred"))
                & Q(completed__lte=F("started"))
                & Q(changed__lte=F("completed")),
                _("A later step has more people than the one before it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pilot} {shown_day(self.day)}"

    @property
    def limit_target(self) -> models.Model:
        return self.pilot.site or self.pilot

"""A plan, the family it was made in, whom it goes through, and what was approved of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, Record, RecordQuerySet, must_hold, worker_areas
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Refused
from hyte.governance.meetings.models import Decision
from hyte.governance.structure.models import Body, FocusArea, SteeringDocument, Theme
from hyte.planning.plans.choices import PlanKind, PlanState


class PlanFamily(Record):
    """Plans that an area makes at once and reads together."""

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("family of plans")
        verbose_name_plural = _("families of plans")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:family", args=[self.home, self.key])


def published(prefix: str = "") -> Q:
    """Plans that have left their drafting; one that is being revised stays, as it was approved."""
    return ~Q(**{f"{prefix}state": PlanState.DRAFT}) | Q(**{f"{prefix}approved_on__isnull": False})


def published_placing(prefix: str = "") -> Q:
    """What stands in published plans; of a plan that is being revised only what was approved of it."""
    return ~Q(**{f"{prefix}plan__state": PlanState.DRAFT}) | Q(**{f"{prefix}is_approved": True})


class PlanQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A draft is for the workers of its home area; from its handling on, a plan is public."""
        return super().visible_to(user).filter(published() | Q(home__in=worker_areas(user)))


class Plan(Record):
    """What an area aims at for a period; what was approved of it is kept in its snapshots."""

    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=14, choices=PlanKind)
    summary = models.TextField(_("summary"), blank=True)
    plain_summary = models.TextField(_("summary in plain language"), blank=True)
    starts = models.DateField(_("first day of the period"), null=True, blank=True)
    ends = models.DateField(_("last day of the period"), null=True, blank=True)
    family = models.ForeignKey(
        PlanFamily, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("family of plans")
    )
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("plan before it")
    )
    document = models.ForeignKey(
        SteeringDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("steering document"),
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="plans", verbose_name=_("themes"))
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="plans", verbose_name=_("focus areas"))
    state = models.CharField(_("state"), max_length=8, choices=PlanState, default=PlanState.DRAFT)
    # The day of the newest approval here; it stays while the plan is revised.
    approved_on = models.DateField(_("approved on"), null=True, blank=True, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = [models.Index(fields=["home", "state"])]
        constraints = [
            must_hold(
                "plan_ends_after_start",
                Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                _("The plan's period ends before it starts."),
            ),
            must_hold(
                "plan_not_before_itself",
                Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")),
                _("A plan cannot follow itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.home, self.key])

    @property
    def is_open(self) -> bool:
        """Whether its contents may be changed: a draft, or one in use that was never handled here."""
        return self.state in {PlanState.DRAFT, PlanState.IN_USE}

    def has_ended(self, day: date) -> bool:
        """Whether the plan's period was over before the day."""
        return self.ends is not None and self.ends < day


class StepQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the plan is."""
        return self.filter(plan__in=Plan.objects.visible_to(user).values("pk"))


class ApprovalStep(models.Model):
    """A body that the plan goes through, in order."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="steps", verbose_name=_("plan"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("body or network"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of approval")
        verbose_name_plural = _("steps of approval")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "body"],
                name="plan_step_once",
                violation_error_message=_("The plan already goes through this body."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.body}"


class SnapshotQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the plan is; one taken back only by the workers of the area."""
        seen = Plan.objects.visible_to(user).values("pk")
        return self.filter(plan__in=seen).filter(Q(withdrawn_on__isnull=True) | Q(home__in=worker_areas(user)))

    def live(self) -> Self:
        return self.filter(withdrawn_on__isnull=True)


class PlanSnapshot(models.Model):
    """A plan as it was approved: its content as canonical JSON under a hash. Nothing of it changes afterwards."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="snapshots", verbose_name=_("plan"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    number = models.PositiveSmallIntegerField(_("number of the approval"))
    day = models.DateField(_("approved on"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )
    decided_by = models.CharField(_("who approved, in words"), max_length=300, blank=True)
    content = models.JSONField(_("content"))
    hash = models.CharField("SHA-256", max_length=64)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("reason for withdrawal"), max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved version of a plan")
        verbose_name_plural = _("approved versions of plans")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_snapshot_number_once"),
            must_hold(
                "plan_snapshot_decided",
                Q(decision__isnull=False) | ~Q(decided_by=""),
                _("Say who approved the plan: a decision, or in words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {shown_day(self.day)}"

    def get_absolute_url(self) -> str:
        return reverse("plans:version", args=[self.home, self.plan.key, self.number])

    def delete(self, *args: Any, **values: Any) -> Any:
        """What was approved is never deleted; an approval made by mistake is withdrawn with a reason."""
        raise Refused(gettext("An approved version of a plan stays. Withdraw the approval with a reason instead."))

"""What is done for an objective, and where it stands."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Area, Organisation, Record, RecordQuerySet, must_hold, worker_areas
from hyte.core.areas.text import shown_day
from hyte.governance.meetings.models import Evidence as Proof
from hyte.governance.structure.models import Body, Post, Unit
from hyte.planning.plans.choices import FOLLOWED, OPEN, Evidence, Forecast, Phase, Status
from hyte.planning.plans.models.objectives import Objective
from hyte.planning.plans.models.placings import PlanObjective
from hyte.planning.plans.models.plans import published_placing


class ActionQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen when a published plan of the same area holds the objective, or by the area's workers."""
        held = self._placings().filter(published_placing(), plan__withdrawn_on__isnull=True)
        return super().visible_to(user).filter(Q(home__in=worker_areas(user)) | Exists(held))

    def followed(self) -> Self:
        """Actions of plans that are in force: it is asked how these go."""
        return self.filter(Exists(self._placings().filter(plan__state__in=FOLLOWED, plan__withdrawn_on__isnull=True)))

    def with_status(self) -> Self:
        """Each with what its newest report says: `status`, `forecast`, `stands` and `reported_on`."""
        newest = Progress.objects.filter(action=OuterRef("pk")).order_by("-day")
        return self.annotate(
            status=Coalesce(Subquery(newest.values("status")[:1]), Value(Status.PLANNED.value)),
            forecast=Coalesce(Subquery(newest.values("forecast")[:1]), Value(Forecast.UNKNOWN.value)),
            stands=Coalesce(Subquery(newest.values("stands")[:1]), Value(""), output_field=models.TextField()),
            reported_on=Subquery(newest.values("day")[:1]),
        )

    def unfinished(self) -> Self:
        """Actions that are neither done nor given up."""
        return self.with_status().filter(status__in=[status.value for status in OPEN])

    def _placings(self) -> models.QuerySet[PlanObjective]:
        """The places of an action's objective in plans of the action's own area."""
        return PlanObjective.objects.filter(objective=OuterRef("objective"), plan__home=OuterRef("home"))


class Action(Record):
    """What somebody does for an objective, with whom, when and with what. Its newest report tells where it stands."""

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="actions", verbose_name=_("objective"))
    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("post in charge")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("unit in charge")
    )
    partners = models.ManyToManyField(Organisation, blank=True, related_name="actions", verbose_name=_("partners"))
    bodies = models.ManyToManyField(
        Body, blank=True, related_name="actions", verbose_name=_("bodies and networks taking part")
    )
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("municipalities"))
    starts = models.DateField(_("begins"), null=True, blank=True)
    ends = models.DateField(_("ready by"), null=True, blank=True)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, blank=True)
    money = models.DecimalField(
        _("money, euros"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    work_months = models.DecimalField(
        _("work, person-months"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    grants = models.CharField(_("grants"), max_length=300, blank=True)
    premises = models.CharField(_("premises and other means"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence base"), max_length=8, choices=Evidence, default=Evidence.UNKNOWN)
    evidence_source = models.CharField(_("source of the evidence"), max_length=400, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        indexes = [models.Index(fields=["home", "ends"]), models.Index(fields=["objective", "home", "order"])]
        constraints = [
            must_hold(
                "action_ends_after_start",
                Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                _("The action ends before it begins."),
            ),
            must_hold(
                "action_evidence_has_its_source",
                ~Q(evidence__in=["strong", "some"]) | ~Q(evidence_source=""),
                _("Give the source of the evidence."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:action", args=[self.home, self.key])

    @property
    def in_charge(self) -> Post | Unit | None:
        """The post, or the unit where no post is named."""
        return self.post or self.unit

    @property
    def newest(self) -> Progress | None:
        """The newest report of where it stands."""
        return self.progress.order_by("-day").first()

    @property
    def has_means(self) -> bool:
        """Whether anything is said of what the action is done with."""
        return self.money is not None or self.work_months is not None or bool(self.grants or self.premises)


class ProgressQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the action is."""
        return self.filter(action__in=Action.objects.visible_to(user).values("pk"))


class Progress(models.Model):
    """Where an action stood on a day, as somebody told it; a day has one."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="progress", verbose_name=_("action"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    day = models.DateField(_("day"))
    status = models.CharField(_("status"), max_length=8, choices=Status)
    forecast = models.CharField(_("forecast"), max_length=8, choices=Forecast, default=Forecast.UNKNOWN)
    stands = models.TextField(_("where it stands"), max_length=2000, blank=True)
    done = models.TextField(_("what was done"), max_length=2000, blank=True)
    proof = models.ForeignKey(
        Proof, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )
    # Nobody signs an example, a load, an answer by link, or once the signer is erased.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_verified = models.BooleanField(_("by someone signed in"), default=True, editable=False)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgressQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("author",),
        whose=_("workers"),
        purpose=_("telling who reported where an action stands"),
        retention=_("as long as the report is kept; erasure leaves the report without a name"),
        of=lambda user: Progress.objects.filter(author=user),
        erase=lambda row: Progress.objects.filter(pk=row.pk).update(author=None),
    )

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "day"],
                name="progress_of_a_day_once",
                violation_error_message=_("The action has a report of this day already."),
            )
        ]
        indexes = [models.Index(fields=["action", "-day"]), models.Index(fields=["home", "-day"])]

    def __str__(self) -> str:
        return f"{self.action} {shown_day(self.day)}"

    def get_absolute_url(self) -> str:
        return self.action.get_absolute_url()

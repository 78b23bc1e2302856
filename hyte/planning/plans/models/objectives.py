"""What is aimed at, and texts that several plans share."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record, RecordQuerySet, worker_areas
from hyte.governance.structure.models import Body, FocusArea, Theme
from hyte.knowledge.indicators.models import Concern, Indicator
from hyte.planning.plans.choices import AgeGroup
from hyte.planning.plans.models.plans import published_placing


class PlacedQuerySet(RecordQuerySet):
    """Records that stand in plans: seen when a published plan holds them, by their area's workers, and when shared by all workers."""

    def visible_to(self, user: Any) -> Self:
        placings: Any = self.model._meta.get_field("placings")
        held = placings.related_model._base_manager.filter(
            published_placing(), plan__withdrawn_on__isnull=True, **{placings.field.name: OuterRef("pk")}
        )
        areas = worker_areas(user)
        offered = Q(is_shared=True) if areas else Q()
        return super().visible_to(user).filter(offered | Q(home__in=areas) | Exists(held))


class Objective(Record):
    """What is to change for whom; stands in plans by reference, in its own area's or, when shared, in others' too."""

    name = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="objectives", verbose_name=_("themes"))
    focus_areas = models.ManyToManyField(
        FocusArea, blank=True, related_name="objectives", verbose_name=_("focus areas")
    )
    age_groups = models.JSONField(_("age groups"), default=list, blank=True)
    owner = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="objectives", verbose_name=_("body in charge")
    )
    concerns = models.ManyToManyField(
        Concern, blank=True, related_name="objectives", verbose_name=_("joys and worries behind it")
    )
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="objectives", verbose_name=_("indicators behind it")
    )
    is_shared = models.BooleanField(_("offered to the plans of other areas"), default=False)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        indexes = [models.Index(fields=["home", "is_shared"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plans:objective", args=[self.home, self.key])

    @property
    def ages(self) -> list[Any]:
        """The age groups in words."""
        return [group.label for group in AgeGroup if group.value in self.age_groups]


class SharedText(Record):
    """A text that several plans or reports share: written once, placed by reference."""

    title = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"))
    plain_text = models.TextField(_("text in plain language"), blank=True)
    is_shared = models.BooleanField(_("offered to the plans of other areas"), default=True)

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared text")
        verbose_name_plural = _("shared texts")
        indexes = [models.Index(fields=["home", "is_shared"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:text", args=[self.home, self.key])

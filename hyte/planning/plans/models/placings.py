"""Where objectives and shared texts stand: a plan holds them by reference, with its own words beside."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, worker_areas
from hyte.planning.plans.models.objectives import Objective, SharedText
from hyte.planning.plans.models.plans import Plan, published_placing


class PlacingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the plan is; what a revision has added to an approved plan by its area's workers alone."""
        seen = self.filter(plan__in=Plan.objects.visible_to(user).values("pk"))
        return seen.filter(published_placing() | Q(home__in=worker_areas(user)))


class Placing(models.Model):
    """A shared thing's place in one plan, and up to which version of it the plan's area has looked."""

    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    local_words = models.TextField(_("local words"), blank=True)
    seen_version = models.PositiveIntegerField(_("version looked at"), default=0, editable=False)
    seen_at = models.DateTimeField(_("looked at"), null=True, blank=True, editable=False)
    # Follows the newest approved version, so that nobody reads out of a revision what it has added.
    is_approved = models.BooleanField(_("in the approved version"), default=False, editable=False)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlacingQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class PlanObjective(Placing):
    """An objective's place in a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="placings", verbose_name=_("plan"))
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="placings", verbose_name=_("objective"))

    class Meta(Placing.Meta):
        verbose_name = _("objective in a plan")
        verbose_name_plural = _("objectives in plans")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "objective"],
                name="objective_in_a_plan_once",
                violation_error_message=_("The objective is in the plan already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.objective}"

    @property
    def held(self) -> Objective:
        return self.objective


class PlanText(Placing):
    """A shared text's place in a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="texts", verbose_name=_("plan"))
    text = models.ForeignKey(SharedText, models.PROTECT, related_name="placings", verbose_name=_("shared text"))

    class Meta(Placing.Meta):
        verbose_name = _("text in a plan")
        verbose_name_plural = _("texts in plans")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "text"],
                name="text_in_a_plan_once",
                violation_error_message=_("The text is in the plan already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.text}"

    @property
    def held(self) -> SharedText:
        return self.text

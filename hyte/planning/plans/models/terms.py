"""What becomes of each objective and action when a plan's term is over."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, must_hold
from hyte.planning.plans.choices import Fate
from hyte.planning.plans.models.actions import Action
from hyte.planning.plans.models.objectives import Objective
from hyte.planning.plans.models.plans import Plan


class TermChoiceQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the plan is."""
        return self.filter(plan__in=Plan.objects.visible_to(user).values("pk"))


class TermChoice(models.Model):
    """Whether an objective, or an action under it, goes on, ends or is passed on after a plan, and why."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="term_choices", verbose_name=_("plan"))
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="term_choices", verbose_name=_("objective")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="term_choices", verbose_name=_("action")
    )
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    fate = models.CharField(_("what becomes of it"), max_length=7, choices=Fate)
    passed_to = models.CharField(_("to whom it is passed on"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TermChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice at the end of a term")
        verbose_name_plural = _("choices at the end of a term")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "objective"], condition=Q(objective__isnull=False), name="term_choice_of_objective_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "action"], condition=Q(action__isnull=False), name="term_choice_of_action_once"
            ),
            must_hold(
                "term_choice_of_one_thing",
                Q(objective__isnull=False, action__isnull=True) | Q(objective__isnull=True, action__isnull=False),
                _("A choice is about an objective or about an action."),
            ),
            must_hold(
                "term_choice_has_its_reason",
                Q(fate="carry") | ~Q(reason=""),
                _("Give the reason when something ends or is passed on."),
            ),
            must_hold(
                "term_choice_says_to_whom",
                ~Q(fate="pass_on") | ~Q(passed_to=""),
                _("Say to whom it is passed on."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objective or self.action}: {self.get_fate_display()}"

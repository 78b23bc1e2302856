"""What a plan answers to open matters, worries and findings: an objective or an action of it, or why nothing does."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, must_hold
from hyte.governance.meetings.models import Matter
from hyte.knowledge.indicators.models import Concern, LostYearsFinding
from hyte.planning.plans.models.actions import Action
from hyte.planning.plans.models.objectives import Objective
from hyte.planning.plans.models.plans import Plan

ASKED = ("matter", "concern", "finding")


def _one_of(*names: str) -> Q:
    """That one of the columns has a value and the others have none."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


class PlanAnswerQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the plan is."""
        return self.filter(plan__in=Plan.objects.visible_to(user).values("pk"))


class PlanAnswer(models.Model):
    """A plan's answer to one thing that asks for it: what answers it, or the reason why nothing of the plan does."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="answers", verbose_name=_("plan"))
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="plan_answers", verbose_name=_("matter")
    )
    concern = models.ForeignKey(
        Concern, models.PROTECT, null=True, blank=True, related_name="plan_answers", verbose_name=_("joy or worry")
    )
    finding = models.ForeignKey(
        LostYearsFinding,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_answers",
        verbose_name=_("finding of lost years"),
    )
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("objective")
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("action")
    )
    reason = models.CharField(_("why nothing in the plan answers it"), max_length=500, blank=True)
    day = models.DateField(_("answered on"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer in a plan")
        verbose_name_plural = _("answers in plans")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["plan", name], condition=Q(**{f"{name}__isnull": False}), name=f"plan_answers_{name}_once"
                )
                for name in ASKED
            ),
            must_hold(
                "plan_answer_to_one_thing",
                _one_of(*ASKED),
                _("An answer is to one matter, worry or finding."),
            ),
            must_hold(
                "plan_answer_is_one",
                Q(objective__isnull=False, action__isnull=True, reason="")
                | Q(objective__isnull=True, action__isnull=False, reason="")
                | (Q(objective__isnull=True, action__isnull=True) & ~Q(reason="")),
                _("Choose what answers it, or say why nothing in the plan does."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked}: {self.by or self.reason}"

    @property
    def asked(self) -> Any:
        """What asked for an answer."""
        return self.matter or self.concern or self.finding

    @property
    def by(self) -> Objective | Action | None:
        """What answers it; none where the answer is why nothing does."""
        return self.action or self.objective

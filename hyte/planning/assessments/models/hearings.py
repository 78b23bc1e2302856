"""Who was heard about a decision, what they said and what it changed; and which matters need an assessment at all."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record, RecordQuerySet, must_hold
from hyte.governance.meetings.models import Matter
from hyte.governance.structure.models import Body
from hyte.planning.assessments.choices import Verdict
from hyte.planning.assessments.models.assessments import Assessment, Part
from hyte.planning.assessments.models.templates import AssessmentTemplate


class Hearing(Part):
    """A body or a group of people on the way to a decision: heard, or not asked and why."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="hearings", verbose_name=_("assessment of effects")
    )
    body = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment_hearings",
        verbose_name=_("body or network"),
    )
    who = models.CharField(_("who, in words"), max_length=200, blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    due = models.DateField(_("answer due"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    statement = models.TextField(_("what they stated"), blank=True)
    effect = models.TextField(_("what that changed"), blank=True)
    not_asked_reason = models.CharField(_("why they were not asked"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("hearing about a decision")
        verbose_name_plural = _("hearings about decisions")
        indexes = [models.Index(fields=["assessment", "order"]), models.Index(fields=["body"])]
        constraints = [
            must_hold(
                "hearing_of_somebody",
                Q(body__isnull=False) | ~Q(who=""),
                _("Say who is heard: choose the body, or write the group in words."),
            ),
            must_hold(
                "hearing_asked_or_not",
                Q(asked_on__isnull=True) | Q(not_asked_reason=""),
                _("Those who were asked have no reason for not asking them."),
            ),
            must_hold(
                "hearing_answer_was_asked",
                Q(answered_on__isnull=True) | Q(asked_on__isnull=False),
                _("Say first when they were asked."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.body) if self.body else self.who


class NeedQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Seen as the matter is."""
        return super().visible_to(user).filter(matter__in=Matter.objects.visible_to(user).values("pk"))

    def live(self) -> Self:
        return super().live().filter(matter__withdrawn_on__isnull=True)


class AssessmentNeed(Record):
    """What was said of a matter before its decision: that its effects are assessed, or why they are not."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="assessment_needs", verbose_name=_("matter"))
    verdict = models.CharField(_("is an assessment made"), max_length=6, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    template = models.ForeignKey(
        AssessmentTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assessment template"),
    )
    day = models.DateField(_("said on"))
    due = models.DateField(_("needed by"), null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need of an assessment")
        verbose_name_plural = _("needs of assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(withdrawn_on__isnull=True),
                name="assessment_need_of_a_matter_once",
                violation_error_message=_("It has been said already whether the matter needs an assessment."),
            ),
            must_hold(
                "assessment_waived_with_reason",
                ~Q(verdict=Verdict.WAIVED) | ~Q(reason=""),
                _("Give the reason why no assessment is made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}: {self.get_verdict_display()}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:matter", args=[self.home, self.matter.key])

    @property
    def limit_target(self) -> models.Model:
        return self.matter.limit_target

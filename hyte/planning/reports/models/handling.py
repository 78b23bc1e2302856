"""The path of a report through real bodies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record, must_hold
from hyte.governance.meetings.models import Decision, Matter
from hyte.governance.structure.models import Body
from hyte.planning.reports.choices import StepRole
from hyte.planning.reports.models.reports import PartQuerySet, Report


class HandlingStep(Record):
    """A body on a report's path: asked when, what it stated and what that changed, or why it was not asked."""

    report_path = "report"

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps", verbose_name=_("report"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="report_steps", verbose_name=_("body or network"))
    role = models.CharField(_("part in handling"), max_length=10, choices=StepRole)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    due = models.DateField(_("answer due"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    statement = models.TextField(_("what it stated"), blank=True)
    effect = models.TextField(_("what that changed"), blank=True)
    not_asked_reason = models.CharField(_("why it was not asked"), max_length=300, blank=True)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="report_steps", verbose_name=_("matter")
    )
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="report_steps", verbose_name=_("decision")
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of handling")
        verbose_name_plural = _("steps of handling")
        indexes = [models.Index(fields=["report", "order"]), models.Index(fields=["body"])]
        constraints = [
            must_hold(
                "report_step_asked_or_not",
                Q(asked_on__isnull=True) | Q(not_asked_reason=""),
                _("A body that was asked has no reason for not asking it."),
            ),
            must_hold(
                "report_step_answer_was_asked",
                Q(answered_on__isnull=True) | Q(asked_on__isnull=False),
                _("Say first when the body was asked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.body}"

    def get_absolute_url(self) -> str:
        return f"{self.report.get_absolute_url()}#kasittely"

    @property
    def limit_target(self) -> Report:
        return self.report

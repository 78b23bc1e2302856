"""What was predicted, asked again and graded; and the assessment as it was when the decision was made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import must_hold
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Refused
from hyte.core.files.models import StoredFile
from hyte.governance.meetings.models import Decision
from hyte.knowledge.indicators.models import Indicator
from hyte.planning.assessments.choices import Expected, Grade
from hyte.planning.assessments.models.assessments import Assessment, Effect, Part


class Prediction(Part):
    """What is expected of an effect, how that is seen, and when it is asked again."""

    is_frozen_by_decision = False  # one that cannot be judged yet is asked again on a later day
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="predictions", verbose_name=_("assessment of effects")
    )
    effect = models.ForeignKey(
        Effect, models.PROTECT, related_name="predictions", verbose_name=_("effect of an alternative")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="predictions", verbose_name=_("indicator")
    )
    measure = models.CharField(_("what is looked at, in words"), max_length=300, blank=True)
    expected = models.CharField(_("expected direction"), max_length=5, choices=Expected)
    value = models.DecimalField(_("expected value"), max_digits=14, decimal_places=2, null=True, blank=True)
    ask_on = models.DateField(_("asked again on"))
    # The number of the day when the prediction was made: value, period, area and release.
    base = models.JSONField(_("number it was made from"), default=dict, blank=True)

    class Meta:
        verbose_name = _("prediction of an effect")
        verbose_name_plural = _("predictions of effects")
        indexes = [models.Index(fields=["home", "ask_on"]), models.Index(fields=["effect"])]

    def __str__(self) -> str:
        return f"{self.what}: {self.get_expected_display()}"

    def get_absolute_url(self) -> str:
        return f"{self.whole.get_absolute_url()}#ennusteet"

    @property
    def what(self) -> str:
        return self.measure or str(self.indicator)

    def clean(self) -> None:
        super().clean()
        if not self.measure and not self.indicator_id:
            raise ValidationError({"indicator": gettext("Choose the indicator, or say in words what is looked at.")})

    def is_due(self, day: date) -> bool:
        return self.ask_on <= day


class PredictionAnswer(Part):
    """What was seen when a prediction was asked again, and how a person judges it."""

    assessment_path = "prediction__assessment"
    is_frozen_by_decision = False

    prediction = models.ForeignKey(
        Prediction, models.PROTECT, related_name="answers", verbose_name=_("prediction of an effect")
    )
    day = models.DateField(_("day"))
    grade = models.CharField(_("how it turned out"), max_length=10, choices=Grade)
    note = models.TextField(_("what is seen now"))
    # What the indicator showed on the day: value, period, area and release.
    seen = models.JSONField(_("number of the day"), default=dict, blank=True)

    class Meta:
        verbose_name = _("answer about a prediction")
        verbose_name_plural = _("answers about predictions")
        indexes = [models.Index(fields=["prediction", "-day"])]

    def __str__(self) -> str:
        return f"{self.prediction}: {self.get_grade_display()}"

    def get_absolute_url(self) -> str:
        return self.prediction.get_absolute_url()

    def refuse_decided(self) -> None:
        """Answers come after the decision; one given by mistake is undone in the history."""


class AssessmentSnapshot(Part):
    """An assessment as it was when the decision was made: its content as canonical JSON under a hash, and the PDF."""

    is_frozen_by_decision = False  # it is written by the decision itself, and taken back with it

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="snapshots", verbose_name=_("assessment of effects")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    day = models.DateField(_("decided on"))
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment_snapshots",
        verbose_name=_("decision"),
    )
    # Canonical JSON as text, because its bytes are what the hash is of.
    content = models.TextField(_("content"))
    sha256 = models.CharField(max_length=64, editable=False)
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("PDF file")
    )

    class Meta:
        verbose_name = _("assessment as it was decided on")
        verbose_name_plural = _("assessments as they were decided on")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="assessment_snapshot_number_once"),
            must_hold(
                "assessment_snapshot_has_content",
                ~models.Q(content=""),
                _("What was decided on has its content."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}, {shown_day(self.day)}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:assessment", args=[self.home, self.assessment.key])

    def delete(self, *args: Any, **values: Any) -> Any:
        """What was decided on stays; a decision recorded by mistake is taken back with a reason."""
        raise Refused(gettext("What was decided on stays. Take the decision back with a reason instead."))

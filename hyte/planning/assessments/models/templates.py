"""What an assessment of a kind asks, as data: its perspectives with their guiding questions, its scale and its source."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import DatedRecord, Record, ends_after_start
from hyte.planning.assessments.choices import Scale, TemplateKind


class AssessmentTemplate(DatedRecord):
    """A way to assess effects; a new version is a row of its own, so that what was assessed keeps its questions."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=TemplateKind)
    description = models.TextField(_("description"), blank=True)
    scale = models.CharField(_("scale"), max_length=6, choices=Scale, default=Scale.FIVE)
    label = models.CharField(_("version"), max_length=80, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("version before this"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("assessment template")
        verbose_name_plural = _("assessment templates")
        indexes = [models.Index(fields=["home", "kind"])]
        constraints = [ends_after_start("assessment_template_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assessments:template", args=[self.home, self.key])


class Perspective(Record):
    """A side from which effects are looked at, with questions that help to see them, one on a line."""

    template = models.ForeignKey(
        AssessmentTemplate, models.PROTECT, related_name="perspectives", verbose_name=_("assessment template")
    )
    name = models.CharField(_("name"), max_length=120)
    questions = models.TextField(_("guiding questions"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("perspective of an assessment")
        verbose_name_plural = _("perspectives of assessments")
        indexes = [models.Index(fields=["template", "order"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.template.get_absolute_url()

    @property
    def question_lines(self) -> list[str]:
        return [line.strip() for line in (self.questions or "").splitlines() if line.strip()]

"""What a report of a kind is made of, as data."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import DatedRecord, Record, ends_after_start
from hyte.knowledge.indicators.models import IndicatorSet
from hyte.planning.reports.choices import ReportKind, SectionKind


class ReportTemplate(DatedRecord):
    """The sections of a report of one kind; the country's templates serve every area."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("report template")
        verbose_name_plural = _("report templates")
        indexes = [models.Index(fields=["home", "kind"])]
        constraints = [ends_after_start("report_template_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:template", args=[self.home, self.key])


class TemplateSection(Record):
    """A section that reports of a template have, with what belongs to it and where that is asked for."""

    template = models.ForeignKey(
        ReportTemplate, models.PROTECT, related_name="sections", verbose_name=_("report template")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=SectionKind, default=SectionKind.TEXT)
    title = models.CharField(_("heading"), max_length=200)
    guidance = models.TextField(_("what belongs here"), blank=True)
    # Headings of earlier reports under which the same things stood.
    aliases = models.JSONField(_("other headings"), default=list, blank=True)
    asked_by = models.CharField(_("asked for by"), max_length=300, blank=True)
    indicator_set = models.ForeignKey(
        IndicatorSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set of indicators")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("section of a template")
        verbose_name_plural = _("sections of templates")
        indexes = [models.Index(fields=["template", "order"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.template.get_absolute_url()

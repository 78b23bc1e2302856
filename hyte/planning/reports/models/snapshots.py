"""What was approved, as it was; and documents of earlier years that were brought in."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record
from hyte.core.files.models import StoredFile
from hyte.governance.meetings.models import Decision
from hyte.planning.reports.content import ReportContent
from hyte.planning.reports.models.reports import PartQuerySet, Report


class ReportSnapshot(Record):
    """An approved report: its words, its numbers with their releases and charts, frozen under one hash."""

    report_path = "report"

    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots", verbose_name=_("report"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    day = models.DateField(_("approved on"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="report_snapshots", verbose_name=_("decision")
    )
    # Canonical JSON (sorted keys, no spaces) as text, because its bytes are what the hash is of.
    content = models.TextField(_("content"))
    sha256 = models.CharField(max_length=64, editable=False)
    pdf = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("PDF file")
    )
    # Of a report that is written in Swedish too.
    pdf_sv = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("PDF file in Swedish")
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("approved report")
        verbose_name_plural = _("approved reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()

    @property
    def limit_target(self) -> Report:
        return self.report

    @property
    def is_intact(self) -> bool:
        """Whether the content still has the hash that it was approved under."""
        return hashlib.sha256(self.content.encode()).hexdigest() == self.sha256

    def read(self) -> ReportContent:
        """What was approved, as the page and every file read it."""
        return ReportContent.model_validate_json(self.content)

    def delete(self, *args: Any, **values: Any) -> Any:
        """What was approved stays: a published page can be taken from the net, its hash remains."""
        raise models.ProtectedError("approved reports are kept", {self})


class DocumentImport(Record):
    """A document of an earlier year: which heading went to which section, and what stayed as text."""

    report_path = "report"

    report = models.ForeignKey(Report, models.PROTECT, related_name="imports", verbose_name=_("report"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("name"), max_length=200)
    # [{"heading", "level", "section" (key or ""), "words"}], in the document's order.
    parts = models.JSONField(_("parts"), default=list)
    applied_on = models.DateField(_("taken in on"), null=True, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("document brought in")
        verbose_name_plural = _("documents brought in")
        indexes = [models.Index(fields=["report"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:import", args=[self.home, self.report.key, self.key])

    @property
    def limit_target(self) -> Report:
        return self.report

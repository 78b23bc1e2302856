from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import DatedRecord, Organisation, ends_after_start, must_hold
from hyte.governance.structure.choices import DocumentKind, LinkFault
from hyte.governance.structure.models.bodies import Body
from hyte.governance.structure.models.themes import FocusArea, Theme


class SteeringDocument(DatedRecord):
    """A plan, programme, strategy or report that steers the work; its period is not the record's own life."""

    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="documents")
    period_start = models.DateField(_("period from"), null=True, blank=True)
    period_end = models.DateField(_("period until"), null=True, blank=True)
    edition = models.CharField(_("version"), max_length=40, blank=True)
    approved_by = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="approved_documents")
    approved_by_name = models.CharField(_("approved by, in words"), max_length=200, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    themes = models.ManyToManyField(Theme, blank=True, related_name="documents", verbose_name=_("themes"))
    focus_areas = models.ManyToManyField(FocusArea, blank=True, related_name="documents", verbose_name=_("focus areas"))
    bodies = models.ManyToManyField(Body, blank=True, related_name="documents", verbose_name=_("bodies"))
    on_picture = models.BooleanField(_("on the structure picture"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("steering document")
        verbose_name_plural = _("steering documents")
        constraints = [
            ends_after_start("document_ends_after_start"),
            must_hold(
                "document_period_in_order",
                Q(period_start__isnull=True) | Q(period_end__isnull=True) | Q(period_end__gte=F("period_start")),
                _("The document's period ends before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("structure:document", args=[self.home, self.key])

    def clean(self) -> None:
        """An approval has someone who approved and a day."""
        fault = approval_fault(self.approved_by_id or self.approved_by_name, self.approved_on)
        if fault:
            raise ValidationError({"approved_by" if self.approved_on else "approved_on": fault})


def approval_fault(approver: Any, day: date | None) -> str:
    """A sentence when half of an approval is missing; empty when it is whole or not there. Loads ask it too."""
    if approver and day is None:
        return _("Give the day of the approval as well.")
    if day is not None and not approver:
        return _("Say as well who approved the document.")
    return ""


class DocumentLink(DatedRecord):
    """Where a document is on the net, what its link says, and what the link checker last found."""

    document = models.ForeignKey(SteeringDocument, models.CASCADE, related_name="links")
    url = models.URLField(_("address"), max_length=500)
    text = models.CharField(_("text of the link"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=5, default="fi")
    fault = models.CharField(_("fault"), max_length=12, choices=LinkFault, blank=True)
    fault_note = models.CharField(_("what was found"), max_length=300, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("link of a document")
        verbose_name_plural = _("links of documents")

    def __str__(self) -> str:
        return self.text or self.url

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hyte.core.areas.models import DatedRecord, Organisation, ends_after_start, must_hold
from hyte.governance.structure.choices import Frequency, ProvisionKind, ProvisionStatus
from hyte.governance.structure.models.bodies import Body
from hyte.governance.structure.models.units import Unit


class Provision(DatedRecord):
    """A section of a law or an administrative rule, and how well its text is known here."""

    act = models.CharField(_("act or rule"), max_length=200)
    number = models.CharField(_("number"), max_length=20, blank=True)
    section = models.CharField(pgettext_lazy("of an act", "section"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=ProvisionKind)
    status = models.CharField(_("status"), max_length=10, choices=ProvisionStatus, default=ProvisionStatus.CITED)
    status_on = models.DateField(_("status given on"), null=True, blank=True)
    status_by = models.CharField(_("in which role"), max_length=120, blank=True)
    link = models.URLField(_("link"), max_length=400, blank=True)
    subject = models.TextField(_("what it is about"), blank=True)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [ends_after_start("provision_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.act, f"({self.number})" if self.number else "", self.section) if part)

    def get_absolute_url(self) -> str:
        return reverse("structure:provision", args=[self.home, self.key])


class Duty(DatedRecord):
    """What a provision or a decision asks someone to do, and how often; its proof is linked evidence."""

    title = models.CharField(_("duty"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    provision = models.ForeignKey(Provision, models.PROTECT, null=True, blank=True, related_name="duties")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="duties")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="duties")
    frequency = models.CharField(_("how often"), max_length=20, choices=Frequency, default=Frequency.UNKNOWN)
    next_due = models.DateField(_("next due"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            ends_after_start("duty_ends_after_start"),
            must_hold(
                "duty_not_own_parent",
                Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
                _("A duty cannot be a part of itself."),
            ),
        ]
        indexes = [models.Index(fields=["home", "order"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("structure:duty", args=[self.home, self.key])

"""What people have said of numbers: interpretations, joys and worries, claims."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Record, must_hold
from hyte.governance.structure.models import Claim
from hyte.knowledge.indicators.choices import ConcernKind, Outcome
from hyte.knowledge.indicators.models.numbers import Indicator


class Interpretation(Record):
    """A coordinator's words on an area's number, and the number they were written of."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="interpretations")
    text = models.TextField(_("words on the number"), max_length=2000)
    day = models.DateField(_("written on"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    period_end = models.DateField(_("last day of the period"), null=True, blank=True)
    value = models.FloatField(_("value"), null=True, blank=True)
    release = models.CharField(_("release"), max_length=64, blank=True)

    personal_data = PersonalData(
        fields=("author",),
        whose=_("workers"),
        purpose=_("telling who stands behind the words on a number"),
        retention=_("as long as the words are shown; erasure leaves the words without a name"),
        of=lambda user: Interpretation.objects.filter(author=user),
        erase=lambda row: Interpretation.objects.filter(pk=row.pk).update(author=None),
    )

    class Meta:
        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretations")
        indexes = [models.Index(fields=["indicator", "home", "-day"])]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.home}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator", args=[self.home, self.indicator.key])


class Concern(Record):
    """A joy or a worry that somebody has raised, and what the numbers say of it."""

    kind = models.CharField(_("joy or worry"), max_length=5, choices=ConcernKind)
    text = models.CharField(_("what"), max_length=500)
    raised_by = models.CharField(_("who raised it"), max_length=200, blank=True)
    day = models.DateField(_("raised on"))
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="concerns", verbose_name=_("indicators"))
    outcome = models.CharField(_("what the numbers say"), max_length=13, choices=Outcome, default=Outcome.OPEN)
    outcome_on = models.DateField(_("checked on"), null=True, blank=True)
    outcome_note = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("joy or worry")
        verbose_name_plural = _("joys and worries")
        indexes = [models.Index(fields=["home", "outcome"])]
        constraints = [
            must_hold(
                "checked_concern_has_a_day",
                Q(outcome="open") | Q(outcome_on__isnull=False),
                _("Give the day on which it was checked."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("indicators:concern", args=[self.home, self.key])


class ClaimMeasureQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Measures as far as the claim and the indicator are seen."""
        return self.filter(claim__in=Claim.objects.visible_to(user), indicator__in=Indicator.objects.visible_to(user))


class ClaimMeasure(models.Model):
    """The indicator that shows what a claim about the area says."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="measures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="claims")
    home = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ClaimMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator of a claim")
        verbose_name_plural = _("indicators of claims")
        constraints = [models.UniqueConstraint(fields=["claim", "indicator"], name="claim_measured_once")]

    def __str__(self) -> str:
        return f"{self.claim}: {self.indicator}"

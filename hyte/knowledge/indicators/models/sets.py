"""Sets of indicators: what belongs to each from a day on, and what does not concern an area."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import DatedRecord, Record, ends_after_start
from hyte.knowledge.indicators.choices import SetKind
from hyte.knowledge.indicators.models.numbers import Indicator


class IndicatorSet(Record):
    """Indicators that are looked at together; what belongs to it is told by its versions."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=SetKind, default=SetKind.OTHER)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("set of indicators")
        verbose_name_plural = _("sets of indicators")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:set", args=[self.home, self.key])


class SetVersion(DatedRecord):
    """A set as it is from a day on."""

    of = models.ForeignKey(IndicatorSet, models.PROTECT, related_name="versions", verbose_name=_("set"))
    label = models.CharField(_("version"), max_length=80)

    class Meta:
        verbose_name = _("version of a set")
        verbose_name_plural = _("versions of sets")
        constraints = [
            ends_after_start("set_version_ends_after_start"),
            models.UniqueConstraint(fields=["of", "label"], name="set_version_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.label}"

    def get_absolute_url(self) -> str:
        return self.of.get_absolute_url()


class SetMemberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Members as far as the version and the indicator are seen."""
        return self.filter(
            set_version__in=SetVersion.objects.visible_to(user), indicator__in=Indicator.objects.visible_to(user)
        )


class SetMember(models.Model):
    """An indicator's place in a version of a set."""

    set_version = models.ForeignKey(SetVersion, models.CASCADE, related_name="members")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="memberships")
    home = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    group = models.CharField(_("group"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SetMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator in a set")
        verbose_name_plural = _("indicators in sets")
        constraints = [models.UniqueConstraint(fields=["set_version", "indicator"], name="indicator_in_a_set_once")]
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.set_version}: {self.indicator}"


class Omission(Record):
    """An area's word that an indicator of a set does not concern it, and why."""

    member = models.ForeignKey(SetMember, models.CASCADE, related_name="omissions")
    reason = models.CharField(_("reason"), max_length=400)

    class Meta:
        verbose_name = _("indicator left out")
        verbose_name_plural = _("indicators left out")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "home"], condition=Q(withdrawn_on__isnull=True), name="indicator_left_out_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member.indicator}: {self.reason}"

    def get_absolute_url(self) -> str:
        return self.member.indicator.get_absolute_url()

"""An area's own table on its way to become a release."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Area
from hyte.core.tasks.models import Job
from hyte.knowledge.indicators.models.numbers import Dataset

KEPT = timedelta(days=7)


class OwnTableQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """A file on its way is seen by the one who sent it."""
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()


class OwnTable(models.Model):
    """A file of figures: kept until it has become a release or a week has passed; nothing shows it before that."""

    home = models.ForeignKey(Area, models.CASCADE, related_name="+")
    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="tables")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="own_tables")
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    keeps_earlier = models.BooleanField(_("earlier figures that the file does not have stay"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    report = models.JSONField(null=True)
    applied_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = OwnTableQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("owner", "name"),
        whose=_("workers who load figures"),
        purpose=_("showing what a file of figures would change before it is saved"),
        retention=_("a week"),
        of=lambda user: OwnTable.objects.filter(owner=user),
        erase=lambda row: row.delete(),
        expired=lambda day: OwnTable.objects.filter(created_at__date__lt=_oldest(day)),
    )

    class Meta:
        verbose_name = _("file of own figures")
        verbose_name_plural = _("files of own figures")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:own-table", args=[self.home, self.pk])


def _oldest(day: date) -> date:
    return day - KEPT

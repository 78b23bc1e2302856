from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Area
from hyte.core.tasks.models import Job


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """An upload is seen by the one who sent it."""
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()


class Upload(models.Model):
    """A file on its way into the register: kept until it is applied or a week has passed."""

    home = models.ForeignKey(Area, models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    sheet = models.CharField(_("table"), max_length=40)
    name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    report = models.JSONField(null=True)
    applied_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = UploadQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("name", "content"),
        whose=_("people named in files that are being loaded"),
        purpose=_("showing what a file would change before it is saved"),
        retention=_("a week"),
        of=lambda user: Upload.objects.filter(owner=user),
        erase=lambda row: row.delete(),
        expired=lambda day: Upload.objects.filter(created_at__date__lt=date.fromordinal(day.toordinal() - 7)),
    )

    class Meta:
        verbose_name = _("file being loaded")
        verbose_name_plural = _("files being loaded")

    def __str__(self) -> str:
        return self.name

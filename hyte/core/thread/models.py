from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area


class GapAcceptance(models.Model):
    """A gap that the area lives with until a day, with the reason."""

    home = models.ForeignKey(Area, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateField(_("accepted until"))
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("accepted gap")
        verbose_name_plural = _("accepted gaps")
        constraints = [models.UniqueConstraint(fields=["kind", "model", "object_id"], name="gap_accepted_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}"

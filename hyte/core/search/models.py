from django.db import models
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area


class Entry(models.Model):
    """One record in one language as the search sees it: base forms first, parts of compounds second."""

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=5)
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+")
    audience = models.CharField(max_length=20, default="public")
    title = models.CharField(max_length=250)
    base = models.TextField()
    parts = models.TextField(blank=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [models.UniqueConstraint(fields=["model", "object_id", "language"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.title

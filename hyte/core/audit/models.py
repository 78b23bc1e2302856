"""Who did what and when; what changed; and the seals that show that nothing was altered afterwards."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Area


def new_salt() -> str:
    return secrets.token_hex(16)


class Actor(models.Model):
    """The opaque name under which a person acts; without its salt and user, nobody can tell who it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="actor")
    salt = models.CharField(max_length=32, default=new_salt)

    personal_data = PersonalData(
        fields=("user", "salt"),
        whose=_("everyone who has changed something"),
        purpose=_("showing who changed a record, as the law on information management asks"),
        retention=_("six years; erasure makes the person's entries anonymous without breaking the chain"),
        of=lambda user: Actor.objects.filter(user=user),
        erase=lambda row: Actor.objects.filter(pk=row.pk).update(user=None, salt=""),
    )

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")

    def __str__(self) -> str:
        return str(self.user) if self.user_id else str(_("(erased)"))


class Seal(models.Model):
    """A hash over entries and the seal before it."""

    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    entry_count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return self.hash[:12]


class AuditEntry(models.Model):
    """One act: an opaque who, when, verb, object and a salted hash of what changed."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, related_name="entries")
    via = models.CharField(max_length=20)
    verb = models.CharField(_("what was done"), max_length=80)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=250, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    content_hash = models.CharField(max_length=64)
    saves = models.PositiveIntegerField(_("saves joined into one act"), default=1)
    is_verified = models.BooleanField(default=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="entries")

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["model", "object_id"]), models.Index(fields=["area", "-at"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.title}"

    @property
    def home_id(self) -> int | None:
        return self.area_id

    @property
    def who(self) -> str:
        """The person's name as far as it is still known."""
        if self.actor_id:
            return str(self.actor)
        return str(_("by a signed link, unverified")) if self.via == "link" else str(_("the system"))


class Change(models.Model):
    """One row before and after an act: what history, undo and the conflict page read."""

    entry = models.ForeignKey(AuditEntry, models.CASCADE, related_name="changes")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    is_erased = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["model", "object_id"])]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"

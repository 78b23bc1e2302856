from __future__ import annotations

import hashlib
from datetime import date
from typing import Any, Self

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import WORKERS, Role
from hyte.core.areas.enumerations import TextChoices
from hyte.core.areas.models import KEY, Area, Organisation, must_hold, worker_areas


class Publicity(TextChoices):
    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("for the area's workers")
    SECRET = "secret", _("secret")


class StoredFileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Public files for all; the rest for the home area's workers and those it is shared with; secret by owner."""
        areas = worker_areas(user)
        organisations = [
            m.organisation_id
            for m in getattr(user, "active_memberships", [])
            if (m.role in WORKERS or m.role == Role.ASSOCIATION) and not m.limit_model
        ]
        return (
            self.filter(withdrawn_on__isnull=True)
            .filter(
                Q(publicity=Publicity.PUBLIC)
                | Q(publicity=Publicity.INTERNAL, home__in=areas)
                | Q(owner__in=organisations)
                | Q(shares__organisation__in=organisations)
            )
            .distinct()
        )


class StoredFile(models.Model):
    """A file stored under its own hash, with its publicity, owner and retention; served only through permission."""

    key = models.CharField(max_length=80, unique=True, validators=[KEY])
    home = models.ForeignKey(Area, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    publicity = models.CharField(_("publicity"), max_length=10, choices=Publicity, default=Publicity.INTERNAL)
    secrecy_ground = models.CharField(_("ground for secrecy"), max_length=200, blank=True)
    retain_until = models.DateField(_("kept until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    is_example = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            must_hold(
                "file_secret_has_ground",
                ~Q(publicity="secret") | ~Q(secrecy_ground=""),
                _("A secret file needs the ground for its secrecy."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("files:file", args=[self.home, self.key])

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"

    def open(self) -> File:
        return default_storage.open(self.path)

    def is_intact(self) -> bool:
        """Whether the stored bytes still have the hash they were stored under."""
        digest = hashlib.sha256()
        with self.open() as stored:
            for block in iter(lambda: stored.read(1 << 20), b""):
                digest.update(block)
        return digest.hexdigest() == self.sha256


class FileShare(models.Model):
    """An owner's permission for another organisation to reuse a file."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    given_on = models.DateField(default=date.today)

    class Meta:
        verbose_name = _("permission to reuse a file")
        verbose_name_plural = _("permissions to reuse files")
        constraints = [models.UniqueConstraint(fields=["file", "organisation"], name="file_share_once")]

    def __str__(self) -> str:
        return f"{self.file} → {self.organisation}"

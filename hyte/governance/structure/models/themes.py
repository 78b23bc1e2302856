from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area, DatedRecord, Organisation, ends_after_start, must_hold
from hyte.governance.structure.choices import MappingKind
from hyte.governance.structure.models.units import Person, Post


class NamedInSet(DatedRecord):
    """One of an area's set of themes or focus areas; a set is known by its name."""

    name = models.CharField(_("name"), max_length=160)
    set_name = models.CharField(_("set"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Theme(NamedInSet):
    """A spearhead theme (kärki) of an area's work for wellbeing and health."""

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            ends_after_start("theme_ends_after_start"),
        ]
        indexes = [models.Index(fields=["home", "order"])]

    def get_absolute_url(self) -> str:
        return reverse("structure:theme", args=[self.home, self.key])


class ThemeMapping(models.Model):
    """A theme follows or corresponds to a theme of another set."""

    home = models.ForeignKey(Area, models.PROTECT, related_name="+")
    source = models.ForeignKey(Theme, models.CASCADE, related_name="mappings")
    target = models.ForeignKey(Theme, models.CASCADE, related_name="mapped_from")
    kind = models.CharField(_("kind"), max_length=12, choices=MappingKind)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("mapping of themes")
        verbose_name_plural = _("mappings of themes")
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="theme_mapping_once"),
            must_hold(
                "theme_mapping_not_to_itself",
                ~Q(source=models.F("target")),
                _("A theme cannot be mapped to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"


class FocusArea(NamedInSet):
    """A focus area (painopiste) of the interfaces between municipalities, county and associations."""

    succeeds = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="succeeded_by")

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        constraints = [ends_after_start("focus_area_ends_after_start")]
        indexes = [models.Index(fields=["home", "order"])]

    def get_absolute_url(self) -> str:
        return reverse("structure:focus-area", args=[self.home, self.key])


class Counterpart(DatedRecord):
    """A municipality's contact (vastinpari) for a focus area: a post or a person."""

    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="counterparts")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="counterparts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="counterparts")

    class Meta:
        verbose_name = _("counterpart")
        verbose_name_plural = _("counterparts")
        constraints = [
            ends_after_start("counterpart_ends_after_start"),
            must_hold(
                "counterpart_is_someone",
                Q(post__isnull=False) | Q(person__isnull=False),
                _("Give the counterpart's post or person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.focus_area} – {self.home}"

    def get_absolute_url(self) -> str:
        return self.focus_area.get_absolute_url()


class CooperationLevel(DatedRecord):
    """A level of the model for cooperation with associations."""

    name = models.CharField(_("name"), max_length=160)
    order = models.PositiveSmallIntegerField(_("level"))
    is_funded = models.BooleanField(_("with a grant"), default=False)
    purpose = models.TextField(_("purpose"), blank=True)

    class Meta:
        verbose_name = _("level of cooperation")
        verbose_name_plural = _("levels of cooperation")

    def __str__(self) -> str:
        return self.name


class CooperationMeans(DatedRecord):
    """A means of a level: letters of intent, seats in steering groups, exchange of experts …"""

    level = models.ForeignKey(CooperationLevel, models.CASCADE, related_name="means")
    name = models.CharField(_("means"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("means of cooperation")
        verbose_name_plural = _("means of cooperation")

    def __str__(self) -> str:
        return self.name


class Claim(DatedRecord):
    """A fact about the area as a source stated it on a day."""

    text = models.CharField(_("claim"), max_length=300)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return self.text

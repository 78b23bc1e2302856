"""Areas, the organisations in them, and what every record of an area shares."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.choices import AUTHORITIES, AreaKind, OrganisationKind

KEY = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("lower-case letters a–z, digits and single hyphens"))


def in_force(day: date, prefix: str = "") -> Q:
    """Rows in force on `day`; one with an unknown first day counts only from the day it was attested."""
    return (
        Q(**{f"{prefix}valid_from__lte": day})
        | Q(**{f"{prefix}valid_from__isnull": True, f"{prefix}attested_on__lte": day})
    ) & (Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day}))


def worker_areas(user: Any) -> frozenset[int]:
    """Ids of the areas where the user works; none for a visitor."""
    return getattr(user, "worker_areas", frozenset())


class AreaQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Areas are public."""
        return self

    def in_county(self, county: Area, day: date) -> Self:
        """The municipalities of a county on a day."""
        return self.filter(
            Q(periods__valid_from__isnull=True) | Q(periods__valid_from__lte=day),
            Q(periods__valid_until__isnull=True) | Q(periods__valid_until__gte=day),
            periods__county=county,
        )

    def within(self, area: Area, day: date) -> Self:
        """The area itself and, for a county, its municipalities on that day."""
        if area.kind != "county":
            return self.filter(pk=area.pk)
        return self.filter(Q(pk=area.pk) | Q(pk__in=self.model.objects.in_county(area, day).values("pk")))


class DatedQuerySet(models.QuerySet):
    def at(self, day: date) -> Self:
        """Rows whose days cover `day`; an open end is always covered."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        )


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Records are public; a withdrawn one is seen only by the workers of its home area."""
        return self.filter(Q(withdrawn_on__isnull=True) | Q(home__in=worker_areas(user)))

    def live(self) -> Self:
        """Records that were not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)

    def of(self, area: Area) -> Self:
        """Records whose home is the area."""
        return self.filter(home=area)

    def at(self, day: date) -> Self:
        """Dated records in force on `day`."""
        return self.filter(in_force(day))


def must_hold(name: str, condition: Q, sentence: Any) -> models.CheckConstraint:
    """A check of the database with the sentence that a reader gets in place of its name."""
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=sentence)


def ends_after_start(name: str) -> models.CheckConstraint:
    """A row's last day is not before its first."""
    condition = Q(valid_from__isnull=True) | Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from"))
    return must_hold(name, condition, _("The last day is before the first day."))


class Area(models.Model):
    """A country, region, wellbeing services county or municipality; owns addresses."""

    key = models.CharField(_("key"), max_length=80, unique=True, validators=[KEY])
    kind = models.CharField(_("kind"), max_length=20, choices=AreaKind)
    code = models.CharField(_("official code with its type"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=120)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)
    succeeded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_open = models.BooleanField(_("has pages in this installation"), default=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [ends_after_start("area_ends_after_start")]
        indexes = [models.Index(fields=["kind", "is_open"])]

    def __str__(self) -> str:
        return self.name

    @property
    def home_id(self) -> int:
        return self.pk

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("portal:area", args=[self])


class AreaPeriod(models.Model):
    """Which region and county a municipality belonged to, and when."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="periods")
    region = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="region_periods")
    county = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="county_periods")
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("area's period")
        verbose_name_plural = _("areas' periods")
        constraints = [ends_after_start("area_period_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.area} {self.valid_from or ''}–{self.valid_until or ''}"


class Record(models.Model):
    """What every record of the field shares: a lasting key, a home, a source, and whether it was confirmed."""

    key = models.CharField(_("key"), max_length=120, unique=True, validators=[KEY])
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    attested_on = models.DateField(_("known to be so on"), null=True, blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("reason for withdrawal"), max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_confirmed(self, day: date) -> bool:
        """Whether someone has confirmed the record within the year before `day`."""
        return self.confirmed_on is not None and (day - self.confirmed_on).days <= 365


class DatedRecord(Record):
    """A record that is one row with a first and a last day; an unknown first day needs `attested_on` and a source."""

    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)

    class Meta:
        abstract = True


class Organisation(DatedRecord):
    """A county, municipality, association, company or state body; the controller of the records it owns."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    website = models.URLField(_("web site"), max_length=400, blank=True)
    hyte_page = models.URLField(_("page on wellbeing and health"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [ends_after_start("organisation_ends_after_start")]
        indexes = [models.Index(fields=["home", "kind"])]

    def __str__(self) -> str:
        return self.name

    @property
    def governs(self) -> int | None:
        """The id of the area this organisation governs, if it governs one."""
        return self.home_id if self.kind in AUTHORITIES else None

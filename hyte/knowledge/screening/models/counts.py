"""Counts of sites, what was compiled of them for others to see, and figures that somebody else has published."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.areas.models import Area, Record, RecordQuerySet, must_hold, worker_areas
from hyte.core.areas.text import shown_day
from hyte.knowledge.screening.ages import ALL, shown_ages
from hyte.knowledge.screening.choices import Sex
from hyte.knowledge.screening.models.programmes import Base, Programme, RuleSet, Site

ENTERERS = {Role.PROFESSIONAL, Role.OFFICIAL}


def counts_seen_by(user: Any, *, site: str, programme: str, home: str = "home") -> Q:
    """Whose small counts a user sees: an analyst those of the area or programme, an enterer those of the own site."""
    seen = Q(pk__in=[])
    for membership in getattr(user, "active_memberships", ()):
        here = Q(**{home: membership.area_id})
        is_analyst = membership.role == Role.ANALYST
        if membership.limit_model == "screening.site" and (is_analyst or membership.role in ENTERERS):
            seen |= here & Q(**{f"{site}__key": membership.limit_key})
        elif membership.limit_model == "screening.programme" and is_analyst:
            seen |= here & Q(**{f"{programme}__key": membership.limit_key})
        elif is_analyst and not membership.limit_model and membership.area_id:
            seen |= here
    return seen


class SiteCountQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Counts of single sites are for the site's own enterer and for the area's analysts."""
        return self.filter(counts_seen_by(user, site="site", programme="rule_set__programme"))

    def inside(self, first: date, last: date) -> Self:
        """Counts whose whole period lies between two days."""
        return self.filter(first__gte=first, last__lte=last)


class SiteCount(models.Model):
    """How many were screened at a site in a period, by one rule set. Never anything of a person."""

    # Its numbers are told on no other record's history: whoever reads that may not see them.
    is_told_apart: ClassVar[bool] = True

    home = models.ForeignKey(Area, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="counts")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="counts")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, default=Sex.ALL)
    age_group = models.CharField(_("age group"), max_length=8, default=ALL)
    screened = models.PositiveIntegerField(_("screened"))
    at_or_above = models.PositiveIntegerField(_("at or above the limit"))
    brief_interventions = models.PositiveIntegerField(_("brief interventions"), null=True, blank=True)
    refused = models.PositiveIntegerField(_("declined"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SiteCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of a site")
        verbose_name_plural = _("counts of sites")
        indexes = [models.Index(fields=["rule_set", "last"]), models.Index(fields=["home", "last"])]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "rule_set", "first", "last", "sex", "age_group"],
                name="screening_count_once",
                violation_error_message=_("The site already has these counts."),
            ),
            must_hold("screening_count_days", Q(last__gte=F("first")), _("The last day is before the first day.")),
            must_hold(
                "screening_count_at_most_screened",
                Q(at_or_above__lte=F("screened")),
                _("More are at or above the limit than were screened."),
            ),
            must_hold(
                "screening_count_brief_at_most_above",
                Q(brief_interventions__isnull=True) | Q(brief_interventions__lte=F("at_or_above")),
                _("There are more brief interventions than people at or above the limit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site} {shown_day(self.first)}–{shown_day(self.last)}"

    @property
    def limit_target(self) -> Site:
        return self.site

    @property
    def group_words(self) -> str:
        """The sex and the ages in words."""
        parts = [self.get_sex_display() if self.sex != Sex.ALL else "", shown_ages(self.age_group)]
        return " ".join(part for part in parts if part) or str(_("all"))


class CompilationQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Compiled figures are for the area's workers, and for everyone once published."""
        return self.filter(withdrawn_on__isnull=True).filter(Q(is_public=True) | Q(home__in=worker_areas(user)))


class Compilation(Record):
    """Figures of a period by one rule set, frozen as they were shown: what had to be hidden is not in them."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="compilations")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="compilations")
    base = models.ForeignKey(Base, models.PROTECT, null=True, blank=True, related_name="compilations")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    made_on = models.DateField(_("compiled on"))
    figures = models.JSONField(_("figures"), default=dict)
    is_public = models.BooleanField(_("published"), default=False)

    objects = CompilationQuerySet.as_manager()

    class Meta:
        verbose_name = _("compiled figures")
        verbose_name_plural = _("compiled figures")
        indexes = [models.Index(fields=["programme", "rule_set", "-last"])]
        constraints = [
            must_hold("screening_compiled_days", Q(last__gte=F("first")), _("The last day is before the first day."))
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.period}"

    @property
    def period(self) -> str:
        """The first and the last day in words."""
        return f"{shown_day(self.first)}–{shown_day(self.last)}"

    @property
    def may_be_public(self) -> bool:
        """Whether the period is whole months, a quarter of a year or longer."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        ends_month = date.fromordinal(self.last.toordinal() + 1).day == 1
        return self.first.day == 1 and ends_month and months >= 3

    def get_absolute_url(self) -> str:
        return reverse("screening:programme", args=[self.home, self.programme.key]) + f"?kooste={self.key}"

    def delete(self, *args: Any, **values: Any) -> Any:
        """What has been shown is remembered, so that later figures do not give away what it hid."""
        raise models.ProtectedError("compiled figures are taken back, not deleted", {self})


class PublishedFigure(Record):
    """Figures as a source gave them, with what it left unsaid."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="published_figures")
    told_on = models.CharField(_("day as the source gives it"), max_length=60)
    risk_percent = models.DecimalField(
        _("at or above the limit, %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    coverage_percent = models.DecimalField(_("coverage, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    screens = models.PositiveIntegerField(_("screens"), null=True, blank=True)
    sites = models.PositiveIntegerField(_("sites"), null=True, blank=True)
    base_words = models.CharField(_("base"), max_length=200, blank=True)
    limit_words = models.CharField(_("limit"), max_length=200, blank=True)
    period_words = models.CharField(_("period"), max_length=200, blank=True)
    year_words = models.CharField(_("year"), max_length=60, blank=True)
    unit_words = models.CharField(_("unit"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("published figures")
        verbose_name_plural = _("published figures")
        indexes = [models.Index(fields=["programme"])]

    def __str__(self) -> str:
        return f"{self.programme} {self.told_on}"

    def get_absolute_url(self) -> str:
        return self.programme.get_absolute_url()

"""Programmes, their rule sets of limits, their bases and targets, and the sites that screen."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import DatedRecord, Record, ends_after_start, must_hold
from hyte.governance.structure.models import Unit
from hyte.knowledge.screening.ages import OLDEST, code_of
from hyte.knowledge.screening.choices import (
    SENSITIVE_KINDS,
    Counted,
    ProgrammeKind,
    Sex,
    SourceStatus,
    TargetMeasure,
)

SENSITIVE_THRESHOLD = 10


class Programme(DatedRecord):
    """A screening programme of an area: what is asked, and how carefully its counts are shown."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=ProgrammeKind)
    description = models.TextField(_("description"), blank=True)
    counted = models.CharField(_("what is counted"), max_length=8, choices=Counted, default=Counted.FORMS)
    by_group = models.BooleanField(_("counted by sex and age group"), default=False)
    is_sensitive = models.BooleanField(_("about violence or substances"), default=False)

    class Meta:
        verbose_name = _("screening programme")
        verbose_name_plural = _("screening programmes")
        indexes = [models.Index(fields=["home", "kind"])]
        constraints = [
            ends_after_start("screening_programme_ends_after_start"),
            must_hold(
                "screening_programme_sensitive",
                ~Q(kind__in=SENSITIVE_KINDS) | Q(is_sensitive=True),
                _("Programmes about alcohol or violence are always sensitive."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("screening:programme", args=[self.home, self.key])

    @property
    def threshold(self) -> int:
        """Counts below this are hidden."""
        usual = settings.SMALL_COUNT_THRESHOLD
        return max(usual, SENSITIVE_THRESHOLD) if self.is_sensitive else usual


class RuleSet(DatedRecord):
    """Limits that belong together, with their source; counts made by different rule sets are never added up."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="rule_sets")
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=SourceStatus, default=SourceStatus.UNCHECKED)
    is_research = models.BooleanField(_("limits of research"), default=False)
    is_default = models.BooleanField(_("used by default"), default=False)

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        indexes = [models.Index(fields=["home"])]
        constraints = [
            ends_after_start("screening_rule_set_ends_after_start"),
            must_hold(
                "screening_research_never_default",
                Q(is_research=False) | Q(is_default=False),
                _("Limits of research are no advice for treatment, so they cannot be used by default."),
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(is_default=True, withdrawn_on__isnull=True),
                name="screening_one_default",
                violation_error_message=_("The programme already has a rule set that is used by default."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.programme.get_absolute_url()

    @property
    def shown_lines(self) -> list[RuleLine]:
        """The limits in force, from the youngest."""
        lines = [line for line in self.lines.all() if line.withdrawn_on is None]
        return sorted(lines, key=lambda line: (line.age_from, line.sex, line.at_least))


class RuleLine(Record):
    """From how many points on a person of a sex and an age is at or above a limit."""

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="lines")
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, default=Sex.ALL)
    age_from = models.PositiveSmallIntegerField(_("youngest age"), default=0, validators=[MaxValueValidator(OLDEST)])
    age_to = models.PositiveSmallIntegerField(
        _("oldest age"), null=True, blank=True, validators=[MaxValueValidator(OLDEST)]
    )
    at_least = models.PositiveSmallIntegerField(_("points from which on"))
    words = models.CharField(_("what it is called"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("line of a rule set")
        verbose_name_plural = _("lines of rule sets")
        constraints = [
            must_hold(
                "screening_line_ages",
                Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                _("The oldest age is below the youngest."),
            ),
            models.UniqueConstraint(
                fields=["rule_set", "sex", "age_from", "at_least"],
                name="screening_line_once",
                violation_error_message=_("The rule set already has this line."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.get_sex_display()} {self.ages}"

    @property
    def ages(self) -> str:
        """The code of the line's ages."""
        return code_of(self.age_from, self.age_to)

    def get_absolute_url(self) -> str:
        return self.rule_set.get_absolute_url()


class Base(Record):
    """The number that coverage is a share of: whom it counts, how many, from where, on which day."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="bases")
    name = models.CharField(_("whom it counts"), max_length=200)
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    day = models.DateField(_("as on"))

    class Meta:
        verbose_name = _("base of coverage")
        verbose_name_plural = _("bases of coverage")
        indexes = [models.Index(fields=["programme", "-day"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.programme.get_absolute_url()


class Target(Record):
    """What a programme aims at, in per cent, by a day."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="targets")
    measure = models.CharField(_("measure"), max_length=10, choices=TargetMeasure)
    percent = models.DecimalField(
        _("per cent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    day = models.DateField(_("by"))

    class Meta:
        verbose_name = _("target of a programme")
        verbose_name_plural = _("targets of programmes")
        indexes = [models.Index(fields=["programme", "-day"])]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.percent} %"

    def get_absolute_url(self) -> str:
        return self.programme.get_absolute_url()


class Site(DatedRecord):
    """Where screening is done: a reception, a clinic, a ward."""

    name = models.CharField(_("name"), max_length=200)
    programmes = models.ManyToManyField(Programme, related_name="sites", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="screening_sites")

    class Meta:
        verbose_name = _("site of screening")
        verbose_name_plural = _("sites of screening")
        indexes = [models.Index(fields=["home"])]
        constraints = [ends_after_start("screening_site_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("screening:site", args=[self.home, self.key])

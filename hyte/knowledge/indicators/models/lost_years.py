"""Lost years of life: tables of deaths, lists of avoidable causes, published figures, findings and their answers."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Area, Record, must_hold
from hyte.core.areas.text import shown_day
from hyte.knowledge.indicators.choices import AnswerKind, SexChoice
from hyte.knowledge.indicators.lost_years import cause_words
from hyte.knowledge.indicators.models.numbers import Indicator

CODE = RegexValidator(r"^[A-Z][0-9]{2}\Z", _("a code of ICD-10, a letter and two digits, for example I21"))
# Whose work needs deaths as they were counted; everybody else gets the published figures.
SEERS = (Role.COORDINATOR, Role.ANALYST, Role.ADMINISTRATOR)


class DeathTable(Record):
    """Deaths counted by one producer; figures of two producers are never in one series.

    They are counts of this table, or the numbers of an indicator whose data set is fetched from its source.
    """

    name = models.CharField(_("name"), max_length=200)
    producer = models.CharField(_("producer"), max_length=200)
    address = models.URLField(_("address"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    deaths = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="death_tables",
        verbose_name=_("indicator that counts deaths"),
    )
    people = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("indicator that counts people"),
    )

    class Meta:
        verbose_name = _("table of deaths")
        verbose_name_plural = _("tables of deaths")
        constraints = [
            must_hold(
                "people_only_beside_deaths",
                Q(people__isnull=True) | Q(deaths__isnull=False),
                _("Say which indicator counts deaths."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('indicators:lost-years', args=[self.home])}?taulukko={self.key}"


class DeathCountQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Counts as they came are for those whose work it is in the area that holds them."""
        memberships = getattr(user, "active_memberships", ())
        return self.filter(home__in={m.area_id for m in memberships if m.role in SEERS and not m.limit_model})


class DeathCount(models.Model):
    """Deaths of one cause in one area, period, sex and age band, and how many lived there. Never anything of a person."""

    table = models.ForeignKey(DeathTable, models.CASCADE, related_name="counts", verbose_name=_("table of deaths"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    sex = models.CharField(_("sex"), max_length=6, choices=SexChoice)
    age_from = models.PositiveSmallIntegerField(_("age from"))
    age_until = models.PositiveSmallIntegerField(_("age until"), null=True, blank=True)
    cause = models.CharField(_("cause of death"), max_length=120)
    deaths = models.PositiveIntegerField(_("deaths"))
    population = models.PositiveIntegerField(_("population"))
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DeathCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of deaths")
        verbose_name_plural = _("counts of deaths")
        constraints = [
            models.UniqueConstraint(
                fields=["table", "area", "period_start", "period_end", "sex", "age_from", "cause"],
                name="deaths_counted_once",
                violation_error_message=_("The table has this count already."),
            ),
            must_hold(
                "deaths_ages_in_order",
                Q(age_until__isnull=True) | Q(age_until__gte=F("age_from")),
                _("The last age of the band is before its first."),
            ),
            must_hold(
                "deaths_period_in_order",
                Q(period_end__gte=F("period_start")),
                _("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.area}, {self.cause}, {self.age_from}–{self.age_until or ''}"


class CauseList(Record):
    """A publisher's list of avoidable causes of death; none is built in."""

    name = models.CharField(_("name"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200)
    address = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("list of avoidable causes")
        verbose_name_plural = _("lists of avoidable causes")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:lost-years", args=[self.home])


class CauseShare(models.Model):
    """How much of the deaths from a range of causes is preventable and treatable, and up to which age."""

    of = models.ForeignKey(CauseList, models.CASCADE, related_name="shares", verbose_name=_("list of avoidable causes"))
    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    first = models.CharField(_("first cause"), max_length=3, validators=[CODE])
    last = models.CharField(_("last cause"), max_length=3, validators=[CODE])
    name = models.CharField(_("name"), max_length=200, blank=True)
    age_limit = models.PositiveSmallIntegerField(_("counted below the age"), default=75)
    preventable = models.DecimalField(
        _("preventable share"), max_digits=4, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    treatable = models.DecimalField(
        _("treatable share"), max_digits=4, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("avoidable cause")
        verbose_name_plural = _("avoidable causes")
        constraints = [models.UniqueConstraint(fields=["of", "first", "last"], name="cause_range_once")]

    def __str__(self) -> str:
        return f"{self.first}–{self.last} {self.name}"


class LostYears(Record):
    """Lost years of life as they were published: one way of counting for a table and period, small counts hidden."""

    table = models.ForeignKey(DeathTable, models.PROTECT, related_name="published", verbose_name=_("table of deaths"))
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    limit = models.PositiveSmallIntegerField(_("age limit"))
    lower_age = models.PositiveSmallIntegerField(_("lower age"), default=0)
    standard = models.CharField(_("standard population"), max_length=20)
    causes = models.ForeignKey(
        CauseList, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("list of avoidable causes")
    )
    threshold = models.PositiveSmallIntegerField(_("counts below this are hidden"))
    published_on = models.DateField(_("published on"))
    figures = models.JSONField(_("figures"), default=list)
    releases = models.JSONField(_("releases they were counted from"), default=list, blank=True)

    class Meta:
        verbose_name = _("published lost years")
        verbose_name_plural = _("published lost years")
        constraints = [
            models.UniqueConstraint(
                fields=["table", "period_start", "period_end"],
                condition=Q(withdrawn_on__isnull=True),
                name="lost_years_published_once",
                violation_error_message=_("The period has been published already; withdraw that first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.period_start.year}–{self.period_end.year}"

    def get_absolute_url(self) -> str:
        return self.table.get_absolute_url()


class LostYearsFinding(Record):
    """What stands out in an area's lost years and why, written by a person; the numbers it was written of are kept."""

    table = models.ForeignKey(DeathTable, models.PROTECT, related_name="findings", verbose_name=_("table of deaths"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area it tells of"))
    cause = models.CharField(_("cause of death"), max_length=120)
    sex = models.CharField(_("sex"), max_length=6, choices=SexChoice)
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    text = models.TextField(_("what stands out, and why"), max_length=2000)
    day = models.DateField(_("written on"))
    # Nobody signs an example, or once the signer is erased.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    figures = models.JSONField(_("figures it was written of"), default=dict, blank=True)
    indicators = models.ManyToManyField(
        Indicator, blank=True, related_name="findings_of_lost_years", verbose_name=_("indicators that tell of it")
    )

    personal_data = PersonalData(
        fields=("author",),
        whose=_("workers"),
        purpose=_("telling who stands behind a finding"),
        retention=_("as long as the finding is shown; erasure leaves the finding without a name"),
        of=lambda user: LostYearsFinding.objects.filter(author=user),
        erase=lambda row: LostYearsFinding.objects.filter(pk=row.pk).update(author=None),
    )

    class Meta:
        verbose_name = _("finding of lost years")
        verbose_name_plural = _("findings of lost years")
        indexes = [models.Index(fields=["home", "area"])]

    def __str__(self) -> str:
        return f"{self.area}: {cause_words(self.cause)}, {self.get_sex_display()}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:finding", args=[self.home, self.key])


class FindingAnswer(Record):
    """An area's own answer to a finding: what it does or why nothing, when it is checked, and what the check told."""

    finding = models.ForeignKey(
        LostYearsFinding, models.PROTECT, related_name="answers", verbose_name=_("finding of lost years")
    )
    kind = models.CharField(_("answer"), max_length=9, choices=AnswerKind)
    text = models.TextField(_("what is done, or why nothing is"), max_length=1000)
    day = models.DateField(_("answered on"))
    check_on = models.DateField(_("to be checked on"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    check_note = models.CharField(_("what the check told"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("answer to a finding")
        verbose_name_plural = _("answers to findings")
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "home"],
                condition=Q(withdrawn_on__isnull=True),
                name="finding_answered_once",
                violation_error_message=_("The area has answered this finding already."),
            ),
            must_hold(
                "action_has_its_check",
                ~Q(kind="action") | Q(check_on__isnull=False),
                _("Say when the action is checked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home}: {Truncator(self.text).chars(90)}{self._check_in_words()}"

    def _check_in_words(self) -> str:
        if self.checked_on is not None:
            return gettext(" (checked %(day)s)") % {"day": shown_day(self.checked_on)}
        if self.check_on is not None:
            return gettext(" (to be checked %(day)s)") % {"day": shown_day(self.check_on)}
        return ""

    def get_absolute_url(self) -> str:
        return self.finding.get_absolute_url()

    def is_unchecked(self, day: Any) -> bool:
        """Whether the day of the check has passed without one."""
        return self.check_on is not None and self.checked_on is None and self.check_on < day

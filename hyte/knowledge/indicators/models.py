"""What the numbers are: data sets and their releases, indicators, sets, and what people have said of them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import DatedRecord, Record, ends_after_start, must_hold
from hyte.governance.structure.models import Claim, FocusArea, Post, Theme
from hyte.knowledge.indicators.choices import (
    STALE_AFTER,
    ConcernKind,
    IndicatorKind,
    Outcome,
    PolarityChoice,
    Rhythm,
    SetKind,
    SourceKind,
)


class Dataset(Record):
    """Numbers that come from one place together; a release replaces all of them."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("how it comes here"), max_length=10, choices=SourceKind)
    address = models.URLField(_("address"), max_length=500, blank=True)
    query = models.JSONField(_("what is asked of the source"), default=dict, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200)
    licence = models.CharField(_("licence"), max_length=100)
    rhythm = models.CharField(_("how often it is renewed"), max_length=12, choices=Rhythm, default=Rhythm.UNKNOWN)
    next_due = models.DateField(_("next expected on"), null=True, blank=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="datasets", verbose_name=_("who fetches or answers")
    )
    tried_at = models.DateTimeField(_("last tried"), null=True, editable=False)
    fault = models.CharField(_("what went wrong last"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:dataset", args=[self.home, self.key])

    def is_stale(self, newest: date | None, today: date) -> bool:
        """Whether newer numbers should have come by now: a day that was promised, or the rhythm."""
        if self.next_due is not None:
            return self.next_due < today
        allowed = STALE_AFTER.get(Rhythm(self.rhythm))
        return newest is not None and allowed is not None and today - newest > allowed


class Release(models.Model):
    """One version of a whole data set: a file named by its hash, never changed, and where it came from."""

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="releases")
    hash = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    address = models.CharField(_("address"), max_length=1000, blank=True)
    source = models.CharField(_("source"), max_length=300)
    licence = models.CharField(_("licence"), max_length=100)
    published_at = models.DateTimeField(_("published by the source"), null=True, blank=True)
    made_at = models.DateTimeField(_("stored"))
    notes = models.JSONField(_("notes"), default=list, blank=True)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [models.UniqueConstraint(fields=["dataset", "hash"], name="release_of_a_dataset_once")]
        indexes = [models.Index(fields=["dataset", "-made_at"])]

    def __str__(self) -> str:
        return f"{self.dataset} {self.hash[:12]}"

    @property
    def home_id(self) -> int:
        return self.dataset.home_id

    @property
    def file_name(self) -> str:
        return f"{self.hash}.parquet"

    def get_absolute_url(self) -> str:
        return reverse("indicators:release", args=[self.dataset.home, self.hash])


class Indicator(Record):
    """A number that is followed: what it means, how it is read, and which data set gives it."""

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="indicators")
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=IndicatorKind, default=IndicatorKind.INDEX)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    polarity = models.CharField(
        _("which values are good"), max_length=4, choices=PolarityChoice, default=PolarityChoice.NONE
    )
    definition = models.TextField(_("definition"), blank=True)
    limits = models.TextField(_("what it does not tell"), blank=True)
    age_group = models.CharField(_("age group"), max_length=60, blank=True)
    is_standardised = models.BooleanField(_("age-standardised"), default=False)
    address = models.URLField(_("address at the source"), max_length=500, blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="indicators", verbose_name=_("themes"))
    focus_areas = models.ManyToManyField(
        FocusArea, blank=True, related_name="indicators", verbose_name=_("focus areas")
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        indexes = [models.Index(fields=["dataset", "key"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator", args=[self.home, self.key])

    @property
    def is_share(self) -> bool:
        """Whether its trend is tested as a share of persons."""
        return self.kind == IndicatorKind.PROPORTION


class IndicatorSet(Record):
    """Indicators that are looked at together; what belongs to it is told by its versions."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=SetKind, default=SetKind.OTHER)
    description = models.TextField(_("description"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("set of indicators")
        verbose_name_plural = _("sets of indicators")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicators:set", args=[self.home, self.key])


class SetVersion(DatedRecord):
    """A set as it is from a day on."""

    of = models.ForeignKey(IndicatorSet, models.PROTECT, related_name="versions", verbose_name=_("set"))
    label = models.CharField(_("version"), max_length=80)

    class Meta:
        verbose_name = _("version of a set")
        verbose_name_plural = _("versions of sets")
        constraints = [
            ends_after_start("set_version_ends_after_start"),
            models.UniqueConstraint(fields=["of", "label"], name="set_version_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.label}"

    def get_absolute_url(self) -> str:
        return self.of.get_absolute_url()


class SetMember(models.Model):
    """An indicator's place in a version of a set."""

    set_version = models.ForeignKey(SetVersion, models.CASCADE, related_name="members")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="memberships")
    home = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    group = models.CharField(_("group"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("indicator in a set")
        verbose_name_plural = _("indicators in sets")
        constraints = [models.UniqueConstraint(fields=["set_version", "indicator"], name="indicator_in_a_set_once")]
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.set_version}: {self.indicator}"


class Omission(Record):
    """An area's word that an indicator of a set does not concern it, and why."""

    member = models.ForeignKey(SetMember, models.CASCADE, related_name="omissions")
    reason = models.CharField(_("reason"), max_length=400)

    class Meta:
        verbose_name = _("indicator left out")
        verbose_name_plural = _("indicators left out")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "home"], condition=Q(withdrawn_on__isnull=True), name="indicator_left_out_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member.indicator}: {self.reason}"

    def get_absolute_url(self) -> str:
        return self.member.indicator.get_absolute_url()


class Interpretation(Record):
    """A coordinator's words on an area's number, and the number they were written of."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="interpretations")
    text = models.TextField(_("words on the number"), max_length=2000)
    day = models.DateField(_("written on"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    period_end = models.DateField(_("last day of the period"), null=True, blank=True)
    value = models.FloatField(_("value"), null=True, blank=True)
    release = models.CharField(_("release"), max_length=64, blank=True)

    personal_data = PersonalData(
        fields=("author",),
        whose=_("workers"),
        purpose=_("telling who stands behind the words on a number"),
        retention=_("as long as the words are shown; erasure leaves the words without a name"),
        of=lambda user: Interpretation.objects.filter(author=user),
        erase=lambda row: Interpretation.objects.filter(pk=row.pk).update(author=None),
    )

    class Meta:
        verbose_name = _("interpretation")
        verbose_name_plural = _("interpretations")
        indexes = [models.Index(fields=["indicator", "home", "-day"])]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.home}"

    def get_absolute_url(self) -> str:
        return reverse("indicators:indicator", args=[self.home, self.indicator.key])


class Concern(Record):
    """A joy or a worry that somebody has raised, and what the numbers say of it."""

    kind = models.CharField(_("joy or worry"), max_length=5, choices=ConcernKind)
    text = models.CharField(_("what"), max_length=500)
    raised_by = models.CharField(_("who raised it"), max_length=200, blank=True)
    day = models.DateField(_("raised on"))
    indicators = models.ManyToManyField(Indicator, blank=True, related_name="concerns", verbose_name=_("indicators"))
    outcome = models.CharField(_("what the numbers say"), max_length=13, choices=Outcome, default=Outcome.OPEN)
    outcome_on = models.DateField(_("checked on"), null=True, blank=True)
    outcome_note = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("joy or worry")
        verbose_name_plural = _("joys and worries")
        indexes = [models.Index(fields=["home", "outcome"])]
        constraints = [
            must_hold(
                "checked_concern_has_a_day",
                Q(outcome="open") | Q(outcome_on__isnull=False),
                _("Give the day on which it was checked."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("indicators:concern", args=[self.home, self.key])


class ClaimMeasure(models.Model):
    """The indicator that shows what a claim about the area says."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="measures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="claims")
    home = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("indicator of a claim")
        verbose_name_plural = _("indicators of claims")
        constraints = [models.UniqueConstraint(fields=["claim", "indicator"], name="claim_measured_once")]

    def __str__(self) -> str:
        return f"{self.claim}: {self.indicator}"

"""A report of an area, its sections, and the sentences that were made from numbers."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record, RecordQuerySet, must_hold, worker_areas
from hyte.core.files.models import StoredFile
from hyte.governance.structure.models import Post
from hyte.knowledge.indicators.models import Indicator, IndicatorSet
from hyte.planning.plans.models import SharedText
from hyte.planning.reports.choices import NEXT, ReportKind, ReportState, SectionKind, SectionState, StatementState
from hyte.planning.reports.models.templates import ReportTemplate, TemplateSection


class ReportLayout(Record):
    """A municipality's own document in the look that its reports are given out in."""

    name = models.CharField(_("name"), max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("report layout")
        verbose_name_plural = _("report layouts")
        indexes = [models.Index(fields=["home"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:reports", args=[self.home])


class ReportQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """A draft is for its area's workers, one in handling also for those who handle it; an approved one for all."""
        areas = worker_areas(user)
        handled = self.model.objects.filter(
            state=ReportState.HANDLING, steps__home__in=areas, steps__withdrawn_on__isnull=True
        ).values("pk")
        return super().visible_to(user).filter(Q(state=ReportState.APPROVED) | Q(home__in=areas) | Q(pk__in=handled))

    def readable_by(self, user: Any) -> Self:
        """Reports whose contents the user may read: one taken from the net only the workers of its area."""
        is_on_net = Q(remove_on__isnull=True) | Q(remove_on__gt=timezone.localdate())
        return self.visible_to(user).filter(is_on_net | Q(home__in=worker_areas(user)))


class Report(Record):
    """A wellbeing report of an area for a period: live while it is written, frozen when it is approved."""

    template = models.ForeignKey(
        ReportTemplate, models.PROTECT, related_name="reports", verbose_name=_("report template")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    title = models.CharField(_("title"), max_length=250)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.DRAFT)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_("report before this")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("post")
    )
    layout = models.ForeignKey(
        ReportLayout, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("report layout")
    )
    is_bilingual = models.BooleanField(_("also in Swedish"), default=False)
    begun_on = models.DateField(_("begun on"))
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    remove_on = models.DateField(_("removed from the net on"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("wellbeing report")
        verbose_name_plural = _("wellbeing reports")
        indexes = [models.Index(fields=["home", "state", "-last"])]
        constraints = [
            must_hold("report_ends_after_start", Q(last__gte=F("first")), _("The last day is before the first day.")),
            must_hold(
                "report_approved_has_day",
                ~Q(state=ReportState.APPROVED) | Q(approved_on__isnull=False),
                _("An approved report has the day of its approval."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.home, self.key])

    @property
    def writing_url(self) -> str:
        """Where it is written."""
        return reverse("reports:writing", args=[self.home, self.key])

    @property
    def snapshot(self) -> Any:
        """What was approved; none while nothing is."""
        return self.snapshots.live().order_by("-number").first()  # type: ignore[attr-defined]

    def is_removed(self, day: date) -> bool:
        """Whether it has been taken from the net by its day of removal."""
        return self.remove_on is not None and self.remove_on <= day

    @property
    def is_open(self) -> bool:
        """Whether it can still be written."""
        return self.state != ReportState.APPROVED and self.withdrawn_on is None

    def may_become(self, state: str) -> bool:
        return state in NEXT[ReportState(self.state)]


class PartQuerySet(RecordQuerySet):
    """Rows that are seen with their report."""

    def visible_to(self, user: Any) -> Self:
        reports = Report.objects.readable_by(user).values("pk")
        return super().visible_to(user).filter(**{f"{self.model.report_path}__in": reports})


class Section(Record):
    """A part of a report with a writer and a due day; its text is saved alone, so two writers do not meet by accident."""

    report_path = "report"

    report = models.ForeignKey(Report, models.PROTECT, related_name="sections", verbose_name=_("report"))
    asked = models.ForeignKey(
        TemplateSection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section of a template"),
    )
    kind = models.CharField(_("kind"), max_length=13, choices=SectionKind, default=SectionKind.TEXT)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="report_sections", verbose_name=_("who writes")
    )
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SectionState, default=SectionState.TO_WRITE)
    left_out_reason = models.CharField(_("reason for leaving out"), max_length=300, blank=True)
    indicator_set = models.ForeignKey(
        IndicatorSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set of indicators")
    )
    shared = models.ForeignKey(
        SharedText, models.PROTECT, null=True, blank=True, related_name="report_sections", verbose_name=_("shared text")
    )
    # What came in from last year's document and fitted no other place; nothing of it is lost.
    brought = models.TextField(_("brought from an earlier document"), blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of reports")
        indexes = [models.Index(fields=["report", "order"])]
        constraints = [
            must_hold(
                "report_section_left_out_says_why",
                ~Q(state=SectionState.LEFT_OUT) | ~Q(left_out_reason=""),
                _("Say why the section is left out."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.report.get_absolute_url()}#osa-{self.key}"

    @property
    def writing_url(self) -> str:
        """Where it is written."""
        return reverse("reports:section", args=[self.report.home, self.report.key, self.key])

    @property
    def limit_target(self) -> Report:
        return self.report


class Statement(Record):
    """A sentence about a number: made from tested facts, and marked so until a person accepts or rewrites it."""

    report_path = "section__report"

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="statements", verbose_name=_("section of a report")
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=StatementState, default=StatementState.GENERATED)
    text = models.TextField(_("text"))
    # What the sentence was made of: value, limits, period, comparator, verdict, trend; and the release they are in.
    facts = models.JSONField(_("facts"), default=dict)
    release = models.CharField(_("release"), max_length=64, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence about a number")
        verbose_name_plural = _("sentences about numbers")
        indexes = [models.Index(fields=["section", "order"])]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "indicator"],
                name="report_statement_once",
                violation_error_message=_("The section already has a sentence about this indicator."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return self.section.get_absolute_url()

    @property
    def limit_target(self) -> Report:
        return self.section.report

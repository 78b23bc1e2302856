"""What looks outwards belongs to the organisation itself: its accessibility statement and the feedback it gets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import Area, Organisation, worker_areas
from hyte.portal.choices import AssessmentMethod, Conformance, FeedbackSubject

ERASED = "–"  # what stands where a person's words were


class AccessibilityStatement(models.Model):
    """An organisation's statement on its pages here; self-assessed until a person's audit is entered."""

    home = models.ForeignKey(Area, models.PROTECT, related_name="+")
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="accessibility_statement")
    method = models.CharField(_("how it was assessed"), max_length=8, choices=AssessmentMethod, default="self")
    auditor = models.CharField(_("who audited"), max_length=200, blank=True)
    conformance = models.CharField(_("result"), max_length=8, choices=Conformance, default=Conformance.PARTIAL)
    assessed_on = models.DateField(_("assessed on"))
    faults = models.TextField(
        _("known faults"),
        blank=True,
        help_text=_("What does not work, for whom, why, and when it will be mended. One fault on each line."),
    )
    email = models.EmailField(_("e-mail for accessibility"), blank=True)
    contact = models.CharField(_("other contact"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")
        constraints = [
            models.CheckConstraint(
                name="audit_names_its_auditor",
                condition=~Q(method=AssessmentMethod.PERSON) | ~Q(auditor=""),
                violation_error_message=_("Say who audited the pages."),
            ),
            models.CheckConstraint(
                name="partial_conformance_names_faults",
                condition=Q(conformance=Conformance.FULL) | ~Q(faults=""),
                violation_error_message=_("Say what does not meet the requirements."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("portal:accessibility", args=[self.home])


def forget_writer(feedback: Feedback) -> None:
    """Forget who wrote and in which words; the count and the answer stay."""
    Feedback.objects.filter(pk=feedback.pk).update(email="", text=ERASED)


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Feedback is read by the workers of the area it was given to."""
        return self.filter(home__in=worker_areas(user))

    def of(self, area: Area) -> Self:
        return self.filter(home=area)

    def open(self) -> Self:
        return self.filter(answered_at__isnull=True)


class Feedback(models.Model):
    """What someone wrote about a page, and the answer; the clock runs from the day it came."""

    home = models.ForeignKey(Area, models.PROTECT, related_name="+")
    subject = models.CharField(_("what it is about"), max_length=16, choices=FeedbackSubject)
    page = models.CharField(_("page"), max_length=300, blank=True)
    text = models.TextField(_("feedback"), max_length=4000)
    email = models.EmailField(_("e-mail"), blank=True)
    created_at = models.DateTimeField(_("came"), editable=False)
    due = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = FeedbackQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("email", "text"),
        whose=_("people who give feedback"),
        purpose=_("answering feedback and mending what it tells of"),
        retention=_("two years after the answer"),
        of=lambda user: Feedback.objects.filter(email__iexact=user.email),
        erase=forget_writer,
        expired=lambda day: Feedback.objects.filter(answered_at__date__lt=day - timedelta(days=730)).exclude(
            email="", text=ERASED
        ),
    )

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [models.Index(fields=["home", "answered_at", "due"])]

    def __str__(self) -> str:
        # The title reaches the audit log and tasks, so it carries none of the writer's words.
        return f"{self._meta.verbose_name} {self.pk or ''}".strip()

    def get_absolute_url(self) -> str:
        return reverse("portal:feedback-answer", args=[self.home, self.pk])

    def days_left(self, day: date) -> int:
        return (self.due - day).days

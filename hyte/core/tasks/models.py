"""Work: tasks for people, jobs for the machine, and the digest that tells of tasks once a week."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import Role
from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.enumerations import TextChoices
from hyte.core.areas.models import Area, worker_areas


class TaskQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """A task is seen by its person and by the workers of its area."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(Q(person=user) | Q(home__in=worker_areas(user)))

    def mine(self, user: Any) -> Self:
        """Open tasks given to the user, or to a role the user has in the task's area."""
        roles = Q(person=user)
        for membership in getattr(user, "active_memberships", []):
            if membership.area_id:
                roles |= Q(person__isnull=True, role=membership.role, home=membership.area_id)
        return self.filter(roles, done_at__isnull=True)


class Task(models.Model):
    """Something to do about a record, for a person or for whoever has a role in the area."""

    home = models.ForeignKey(Area, models.CASCADE, related_name="+")
    title = models.CharField(_("what to do"), max_length=250)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="tasks")
    role = models.CharField(_("for the role"), max_length=20, choices=Role, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    model = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    record_title = models.CharField(max_length=250, blank=True)
    address = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_example = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("person", "done_by"),
        whose=_("workers"),
        purpose=_("knowing whose turn it is and who did it"),
        retention=_("two years after the task was done"),
        of=lambda user: Task.objects.filter(Q(person=user) | Q(done_by=user)),
        erase=lambda row: Task.objects.filter(pk=row.pk).update(person=None, done_by=None),
        expired=lambda day: Task.objects.filter(
            Q(person__isnull=False) | Q(done_by__isnull=False),
            done_at__date__lt=date.fromordinal(day.toordinal() - 730),
        ),
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [models.Index(fields=["home", "done_at", "due"]), models.Index(fields=["model", "object_id"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of what the task is about, in the reader's language; the desk where it has none."""
        if not self.address.startswith("/"):
            return reverse("tasks:desk")
        language = get_language() or settings.LANGUAGE_CODE
        return self.address if language == settings.LANGUAGE_CODE else f"/{language}{self.address}"


class Digest(models.Model):
    """The day up to which a person's weekly digest has been dealt with, sent or found empty."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest")
    handled_on = models.DateField()

    personal_data = PersonalData(
        fields=("user",),
        whose=_("everyone with an account"),
        purpose=_("sending the digest once a week"),
        retention=_("as long as the account"),
        of=lambda user: Digest.objects.filter(user=user),
        erase=lambda row: row.delete(),
    )

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")

    def __str__(self) -> str:
        return f"{self.user} {self.handled_on}"


class JobState(TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    REFUSED = "refused", _("nothing was saved")
    FAILED = "failed", _("failed")


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(owner=user) if getattr(user, "is_authenticated", False) else self.none()


class Job(models.Model):
    """Long work and how far it is; written outside the work's own transaction, so that it can be followed."""

    home = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="jobs")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("owner", "result"),
        whose=_("workers"),
        purpose=_("showing the person how far the work they started is"),
        retention=_("90 days after the work ended"),
        of=lambda user: Job.objects.filter(owner=user),
        erase=lambda row: row.delete(),
        expired=lambda day: Job.objects.filter(created_at__date__lt=date.fromordinal(day.toordinal() - 90)),
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["owner", "-created_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tasks:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.REFUSED, JobState.FAILED}

"""An assessment of a decision's effects, its alternatives, and what each does from each perspective."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record, RecordQuerySet, must_hold, worker_areas
from hyte.core.audit.recording import Refused
from hyte.governance.meetings.models import Decision, Matter
from hyte.governance.structure.models import Post
from hyte.planning.assessments.choices import (
    DECIDED,
    NEXT,
    SIZE_SIGNS,
    SIZE_WORDS,
    AssessmentState,
    Certainty,
    Depth,
    Group,
    Scale,
    Span,
)
from hyte.planning.assessments.models.templates import AssessmentTemplate, Perspective


class AssessmentQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One that is being made is for its area's workers; from the day it is ready for the decision it is public."""
        shown = ~Q(state=AssessmentState.DRAFT) | Q(home__in=worker_areas(user))
        return super().visible_to(user).filter(shown)


class Assessment(Record):
    """What a decision would do, assessed before it is made; frozen when it is, and asked again afterwards."""

    template = models.ForeignKey(
        AssessmentTemplate, models.PROTECT, related_name="assessments", verbose_name=_("assessment template")
    )
    title = models.CharField(_("name"), max_length=250)
    subject = models.TextField(_("what is decided"), blank=True)
    depth = models.CharField(_("how thorough"), max_length=5, choices=Depth, default=Depth.LIGHT)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("matter")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("who prepares")
    )
    state = models.CharField(_("state"), max_length=8, choices=AssessmentState, default=AssessmentState.DRAFT)
    recommendation = models.TextField(_("recommendation and why"), blank=True)
    begun_on = models.DateField(_("begun on"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name=_("decision")
    )
    decided_by = models.CharField(_("who decided, in words"), max_length=300, blank=True)
    chosen = models.ForeignKey(
        "assessments.Alternative",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("alternative that was decided"),
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment of effects")
        verbose_name_plural = _("assessments of effects")
        indexes = [models.Index(fields=["home", "state", "-decided_on"]), models.Index(fields=["matter"])]
        constraints = [
            must_hold(
                "assessment_decided_has_day_and_choice",
                ~Q(state__in=DECIDED) | Q(decided_on__isnull=False, chosen__isnull=False),
                _("A decided assessment has the day and the alternative that was decided."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:assessment", args=[self.home, self.key])

    @property
    def limit_target(self) -> models.Model:
        """An assessment goes with its matter, and so with the matter's body."""
        return self.matter.limit_target if self.matter else self

    @property
    def is_open(self) -> bool:
        """Whether what it says may be changed: until it is decided."""
        return self.state not in DECIDED and self.withdrawn_on is None

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    def may_become(self, state: str) -> bool:
        return state in NEXT[AssessmentState(self.state)]


class PartQuerySet(RecordQuerySet):
    """Rows that are seen with their assessment."""

    def visible_to(self, user: Any) -> Self:
        seen = Assessment.objects.visible_to(user).values("pk")
        return super().visible_to(user).filter(**{f"{self.model.assessment_path}__in": seen})


class Part(Record):
    """What every part of an assessment shares: it is seen, limited and found with it, and frozen when it is decided on."""

    assessment_path = "assessment"
    is_frozen_by_decision = True

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def whole(self) -> Assessment:
        """The assessment that this is a part of."""
        found: Any = self
        for name in self.assessment_path.split("__"):
            found = getattr(found, name)
        return found

    @property
    def limit_target(self) -> models.Model:
        return self.whole.limit_target

    def get_absolute_url(self) -> str:
        return self.whole.get_absolute_url()

    def clean(self) -> None:
        """Whoever changes it, an undo too: after the decision it stays as it was decided on."""
        super().clean()
        if self.is_frozen_by_decision:
            self.refuse_decided()

    def delete(self, *args: Any, **values: Any) -> Any:
        self.refuse_decided()
        return super().delete(*args, **values)

    def refuse_decided(self) -> None:
        """Refuse when the decision has been made."""
        if Assessment.objects.filter(pk=self.whole.pk, state__in=DECIDED).exists():
            raise Refused(gettext("The decision has been made, so what was decided on is not changed any more."))


class Alternative(Part):
    """A way to decide. One of them is always that nothing changes."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="alternatives", verbose_name=_("assessment of effects")
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    is_no_change = models.BooleanField(_("nothing changes"), default=False)
    is_recommended = models.BooleanField(_("recommended"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("alternative of a decision")
        verbose_name_plural = _("alternatives of decisions")
        indexes = [models.Index(fields=["assessment", "order"])]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(is_no_change=True),
                name="assessment_no_change_once",
                violation_error_message=_("The assessment already has the alternative that nothing changes."),
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(is_recommended=True, withdrawn_on__isnull=True),
                name="assessment_recommends_one",
                violation_error_message=_("One alternative is recommended at most."),
            ),
            must_hold(
                "assessment_no_change_stays",
                Q(is_no_change=False) | Q(withdrawn_on__isnull=True),
                _("The alternative that nothing changes cannot be taken away."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Effect(Part):
    """What an alternative does from one perspective: which way and how much, to whom, how surely and on what grounds."""

    assessment_path = "alternative__assessment"

    alternative = models.ForeignKey(
        Alternative, models.PROTECT, related_name="effects", verbose_name=_("alternative of a decision")
    )
    perspective = models.ForeignKey(
        Perspective, models.PROTECT, related_name="effects", verbose_name=_("perspective of an assessment")
    )
    size = models.SmallIntegerField(_("direction and size"), validators=[MinValueValidator(-2), MaxValueValidator(2)])
    certainty = models.CharField(_("how certain"), max_length=9, choices=Certainty, default=Certainty.UNKNOWN)
    span = models.CharField(_("time span"), max_length=7, choices=Span, default=Span.UNKNOWN)
    groups = models.JSONField(_("whom it meets"), default=list, blank=True)
    reason = models.TextField(_("why"), blank=True)
    grounds = models.CharField(_("what it is based on"), max_length=500, blank=True)
    # Numbers that the writer took in, as they were then: indicator, area, value, period and release.
    figures = models.JSONField(_("numbers taken in"), default=list, blank=True)

    class Meta:
        verbose_name = _("effect of an alternative")
        verbose_name_plural = _("effects of alternatives")
        indexes = [models.Index(fields=["alternative", "perspective"])]

    def __str__(self) -> str:
        return f"{self.alternative}, {self.perspective}: {self.size_words}"

    @property
    def size_words(self) -> str:
        """The size in the words of the template's scale."""
        words = SIZE_WORDS[Scale(self.perspective.template.scale)]
        return str(words.get(self.size, SIZE_WORDS[Scale.FIVE][self.size]))

    @property
    def sign(self) -> str:
        return SIZE_SIGNS[self.size]

    @property
    def group_words(self) -> list[str]:
        return [str(Group(group).label) for group in self.groups]


class Crossing(Part):
    """What effects from one perspective bring about from another: where they meet, strengthen or undo one another."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="crossings", verbose_name=_("assessment of effects")
    )
    first = models.ForeignKey(Perspective, models.PROTECT, related_name="+", verbose_name=_("from which perspective"))
    second = models.ForeignKey(Perspective, models.PROTECT, related_name="+", verbose_name=_("to which perspective"))
    note = models.TextField(_("what happens between them"))

    class Meta:
        verbose_name = _("crossing effect")
        verbose_name_plural = _("crossing effects")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "first", "second"],
                condition=Q(withdrawn_on__isnull=True),
                name="assessment_crossing_once",
                violation_error_message=_("These two perspectives have their note already."),
            ),
            must_hold(
                "assessment_crossing_of_two",
                ~Q(first=models.F("second")),
                _("A crossing effect is between two perspectives."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} → {self.second}"

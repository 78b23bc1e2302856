"""What an official has hidden of the council's page."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Area
from hyte.workbench.choices import Rule


class HiddenQuestionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """That something is hidden, and why, is public."""
        return self


class HiddenQuestion(models.Model):
    """A question that is left out of an area's council page, with the reason that stays in its place; one at a time."""

    home = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("home area"))
    rule = models.CharField(_("rule"), max_length=16, choices=Rule)
    # The key of the number that the question is about, where its rule asks of several.
    about = models.CharField(_("what it is about"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    hidden_on = models.DateField(_("hidden on"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = HiddenQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("hidden question")
        verbose_name_plural = _("hidden questions")
        constraints = [
            models.UniqueConstraint(
                fields=["home"],
                name="one_hidden_question_an_area",
                violation_error_message=_("One question is hidden already. Show it again first."),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_rule_display())

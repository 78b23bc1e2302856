"""A dated thing is an identity and its periods."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.models import Record, RecordQuerySet, in_force, must_hold


class IdentityQuerySet(RecordQuerySet):
    """Identities joined with the period in force on a day."""

    def at(self, day: date) -> Self:
        """Identities alive on `day`, not merged into another; each with its `period_id` of that day."""
        periods = self.model.period_model()._base_manager.filter(in_force(day), of=OuterRef("pk"))
        return self.annotate(period_id=Subquery(periods.order_by("-valid_from", "-pk").values("pk")[:1])).filter(
            period_id__isnull=False, merged_into__isnull=True
        )

    def with_period(self, day: date, *related: str) -> Self:
        """Read the period of the day with each identity, as `period`."""
        periods = self.model.period_model().objects.filter(in_force(day))
        if related:  # without names, select_related would follow every key there is
            periods = periods.select_related(*related)
        return self.at(day).prefetch_related(Prefetch("periods", queryset=periods, to_attr="periods_of_day"))

    def live(self) -> Self:
        return super().live().filter(merged_into__isnull=True)


class Identity(Record):
    """A thing that keeps its key while its name, parent and the rest change with time."""

    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")

    objects = IdentityQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def period_model(cls) -> type[models.Model]:
        return cls._meta.get_field("periods").related_model

    def __str__(self) -> str:
        period = self.period
        return period.name if period else self.key

    @property
    def period(self) -> Any:
        """The period read with `with_period`, or the newest one."""
        if hasattr(self, "periods_of_day"):
            return self.periods_of_day[0] if self.periods_of_day else None
        if not hasattr(self, "_newest"):
            # Sorted here, not in the database, so that prefetched periods serve a list without a query a row.
            periods = sorted(self.periods.all(), key=lambda p: (p.valid_from or date.min, p.pk))
            self._newest = periods[-1] if periods else None
        return self._newest

    def period_at(self, day: date) -> Any:
        """The period in force on a day, or none."""
        return self.periods.filter(in_force(day)).order_by("-valid_from", "-pk").first()


class Period(models.Model):
    """What holds of an identity between two days, both included; an unknown start needs a day it was attested."""

    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)
    attested_on = models.DateField(_("known to be so on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        abstract = True


def attested(name: str) -> models.CheckConstraint:
    """An unknown first day needs the day and the source that attest the row."""
    return must_hold(
        name,
        Q(valid_from__isnull=False) | (Q(attested_on__isnull=False) & ~Q(source="")),
        _("When the first day is not known, give the day and the source that attest it."),
    )

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices
from hyte.core.areas.models import Area
from hyte.core.links.declarations import tied_models


class LinkKind(TextChoices):
    MANDATES = "mandates", _("mandates")
    IMPLEMENTS = "implements", _("implements")
    MEASURES = "measures", _("measures")
    FUNDS = "funds", _("funds")
    DECIDES = "decides", _("decides")
    EVIDENCES = "evidences", _("is evidence of")
    ANSWERS = "answers", _("answers")
    REPLACES = "replaces", _("replaces")
    COUNTERPART = "counterpart", _("is the counterpart of")


# How a link reads from its far end.
BACK_LABELS = {
    LinkKind.MANDATES: _("is mandated by"),
    LinkKind.IMPLEMENTS: _("is implemented by"),
    LinkKind.MEASURES: _("is measured by"),
    LinkKind.FUNDS: _("is funded by"),
    LinkKind.DECIDES: _("is decided by"),
    LinkKind.EVIDENCES: _("is shown by"),
    LinkKind.ANSWERS: _("is answered by"),
    LinkKind.REPLACES: _("is replaced by"),
    LinkKind.COUNTERPART: _("has as its counterpart"),
}


def words_of(kind: str, *, forward: bool) -> Any:
    """A kind of link in words, as read from where it begins or from its far end."""
    return LinkKind(kind).label if forward else BACK_LABELS[LinkKind(kind)]


class LinkQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Links of which the reader may see both ends."""
        return self.filter(_seen("from", user), _seen("to", user))

    def with_keys(self) -> Self:
        """Each link with the keys of its ends, `from_key` and `to_key`."""
        return self.annotate(from_key=_key_of("from"), to_key=_key_of("to"))

    def naming(self, key: str) -> Self:
        """Links of which either end has the key."""
        named = Q(pk__in=[])
        for model in tied_models():
            ids = model._base_manager.filter(key=key).values("pk")
            for end in ("from", "to"):
                named |= Q(**{f"{end}_model": model._meta.label_lower, f"{end}_id__in": ids})
        return self.filter(named)


def _seen(end: str, user: Any) -> Q:
    """Links whose one end is among the records that the reader may see."""
    seen = Q(pk__in=[])
    for model in tied_models():
        rows: Any = model._default_manager
        ids = rows.visible_to(user).live().values("pk")
        seen |= Q(**{f"{end}_model": model._meta.label_lower, f"{end}_id__in": ids})
    return seen


def _key_of(end: str) -> Case:
    keys = {
        model._meta.label_lower: model._base_manager.filter(pk=OuterRef(f"{end}_id")).values("key")[:1]
        for model in tied_models()
    }
    return Case(*(When(**{f"{end}_model": label}, then=Subquery(rows)) for label, rows in keys.items()))


class Link(models.Model):
    """A tie sideways or upwards between two records; within a subject and downwards there are foreign keys."""

    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)
    from_model = models.CharField(max_length=60)
    from_id = models.BigIntegerField()
    to_model = models.CharField(max_length=60)
    to_id = models.BigIntegerField()
    home = models.ForeignKey(Area, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(fields=["from_model", "from_id", "kind", "to_model", "to_id"], name="link_once")
        ]
        indexes = [models.Index(fields=["to_model", "to_id", "kind"])]

    def __str__(self) -> str:
        return f"{self.from_model} {self.from_id} {self.kind} {self.to_model} {self.to_id}"

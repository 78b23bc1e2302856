"""Columns that name other records: one, several, or one of several kinds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from hyte.core.exchange.columns import SEPARATOR, CellFault, Column, KeyToId


@dataclass(frozen=True)
class Ref(Column):
    """The key of another record; resolved after all rows are read, since it may stand in the same load."""

    model: type[models.Model] | None = None

    def empty(self) -> None:
        return None

    def accepted(self) -> str:
        assert self.model is not None
        return _("the key of an existing record: %(kind)s") % {"kind": self.model._meta.verbose_name}

    def show(self, value: Any) -> str:
        return value or ""

    def references(self, value: Any) -> list[tuple[type[models.Model], str]]:
        assert self.model is not None
        return [(self.model, value)] if value else []

    def cell(self, holder: Any) -> str:
        return self.value_of(holder) or ""

    def value_of(self, holder: Any) -> Any:
        related = getattr(holder, self.field_name)
        return related.key if related else None

    def having(self, values: Iterable[Any]) -> Q:
        return Q(**{f"{self.field_name}__key__in": list(values)})

    def assign(self, holder: Any, value: Any, key_to_id: KeyToId) -> None:
        assert self.model is not None
        if value or self.name != "home":
            setattr(holder, f"{self.field_name}_id", key_to_id(self.model, value) if value else None)


@dataclass(frozen=True)
class Refs(Ref):
    """Keys of several other records."""

    def empty(self) -> tuple[str, ...]:  # type: ignore[override]
        return ()

    def accepted(self) -> str:
        assert self.model is not None
        return _("keys of existing records (%(kind)s), separated by a vertical bar |") % {
            "kind": self.model._meta.verbose_name
        }

    def read(self, text: str) -> tuple[str, ...]:
        return tuple(sorted({part.strip() for part in text.split(SEPARATOR) if part.strip()}))

    def show(self, value: Iterable[str] | None) -> str:
        return f" {SEPARATOR} ".join(value or ())

    def references(self, value: Any) -> list[tuple[type[models.Model], str]]:
        assert self.model is not None
        return [(self.model, key) for key in value or ()]

    def cell(self, holder: Any) -> str:
        return self.show(sorted(related.key for related in getattr(holder, self.field_name).all()))

    def stored_in(self) -> tuple[str, ...]:
        return ()

    def assign(self, holder: Any, value: Any, key_to_id: KeyToId) -> None:
        """Many-to-many rows are written after the record itself."""


@dataclass(frozen=True)
class AnyRef(Column):
    """A record of one of several kinds, as kind:key; the names of what holds its model, its number and its key."""

    kinds: Sequence[tuple[str, type[models.Model]]] = ()
    held_in: tuple[str, str, str] = ("model", "object_id", "record_key")

    def accepted(self) -> str:
        return _("kind:key, where the kind is one of: %(kinds)s") % {
            "kinds": ", ".join(kind for kind, _model in self.kinds)
        }

    def empty(self) -> None:
        return None

    def read(self, text: str) -> str:
        kind, colon, key = text.partition(":")
        if not colon or not key or kind not in dict(self.kinds):
            raise CellFault(_("“%(text)s” does not name a record") % {"text": text[:60]}, self.accepted())
        return text

    def references(self, value: Any) -> list[tuple[type[models.Model], str]]:
        kind, _colon, key = (value or "").partition(":")
        return [(dict(self.kinds)[kind], key)] if value else []

    def cell(self, holder: Any) -> str:
        return self.value_of(holder) or ""

    def value_of(self, holder: Any) -> Any:
        kinds = {model._meta.label_lower: kind for kind, model in self.kinds}
        label, _number, key = (getattr(holder, name) for name in self.held_in)
        return f"{kinds[label]}:{key}" if label in kinds else None

    def having(self, values: Iterable[Any]) -> Q:
        keys: dict[type[models.Model], list[str]] = {}
        for value in values:
            for model, key in self.references(value):
                keys.setdefault(model, []).append(key)
        found = Q(pk__in=[])
        for model, named in keys.items():
            ids = model._base_manager.filter(key__in=named).values("pk")
            found |= Q(**{self.held_in[0]: model._meta.label_lower, f"{self.held_in[1]}__in": ids})
        return found

    def stored_in(self) -> tuple[str, ...]:
        return self.held_in

    def assign(self, holder: Any, value: Any, key_to_id: KeyToId) -> None:
        for model, key in self.references(value):
            for name, part in zip(self.held_in, (model._meta.label_lower, key_to_id(model, key), key), strict=True):
                setattr(holder, name, part)

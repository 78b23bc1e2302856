"""Columns of the open data, described by the models' own words in the language that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise, lazy
from ninja import Field
from pydantic import BaseModel

from hyte.core.audit.field_words import field_word


def told(model: type[models.Model], field: str, **extra: Any) -> Any:
    """A column that the model's field describes."""
    return said(lazy(field_word, str)(model._meta.get_field(field)), **extra)


def said(words: str | Promise, **extra: Any) -> Any:
    """A column that the words describe; they are read when the description is, so they follow its language."""

    def describe(schema: dict[str, Any]) -> None:
        schema["description"] = str(words)

    return Field(json_schema_extra=describe, **extra)


@dataclass(frozen=True)
class Column:
    """A column as a page shows it: where it stands, and what it means."""

    name: str
    description: str


def columns_of(schema: type[BaseModel]) -> Iterator[Column]:
    """The columns of a row, those of its parts after them as `seats[].role`."""
    for name, field in schema.model_fields.items():
        shown: dict[str, Any] = {}
        if isinstance(field.json_schema_extra, Callable):  # type: ignore[arg-type]
            field.json_schema_extra(shown)  # type: ignore[operator, misc]
        yield Column(field.alias or name, shown.get("description", ""))

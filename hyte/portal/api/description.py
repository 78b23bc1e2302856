"""The lists of the open data as a page tells of them: address, what it holds, what it takes, its columns."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, get_args

from django.urls import reverse
from ninja import Schema
from pydantic import BaseModel

from hyte.portal.api.columns import Column, columns_of
from hyte.portal.api.interface import api


@dataclass(frozen=True)
class ListDescription:
    """One address of the open data."""

    anchor: str
    title: Any
    address: str
    columns: list[Column]
    parameters: list[Column]


def lists() -> list[ListDescription]:
    """Every address, in the order of the interface; read from what answers, so it cannot disagree with it."""
    root = reverse("api:api-root")
    described = []
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                row = _row_of(operation.response_models[200])
                described.append(
                    ListDescription(
                        anchor=operation.view_func.__name__.replace("_", "-"),
                        title=operation.summary,
                        address=f"{root.rstrip('/')}{path}",
                        columns=list(columns_of(row)),
                        parameters=_parameters(operation.view_func),
                    )
                )
    return described


def _row_of(answer: Any) -> type[BaseModel]:
    """The row of a list, or the answer itself; ninja keeps the answer's type in a field called response."""
    row: type[BaseModel] = answer.model_fields["response"].annotation
    items = row.model_fields.get("items")
    return get_args(items.annotation)[0] if items is not None else row


def _parameters(view: Any) -> list[Column]:
    asked = inspect.signature(view).parameters["asked"].annotation
    schema = next(part for part in (asked, *get_args(asked)) if inspect.isclass(part) and issubclass(part, Schema))
    return [
        Column(field.alias or name, column.description)
        for (name, field), column in zip(schema.model_fields.items(), columns_of(schema), strict=True)
    ]

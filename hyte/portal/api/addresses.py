"""The addresses of the open data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router
from pydantic import BaseModel

from hyte.portal.api.asking import Fault

router = Router()


def answers_at(path: str, row: type[BaseModel], title: Any) -> Callable[..., Any]:
    """Answer at an address with a list or a row; the title may be read in any language."""
    return router.get(path, response={200: row, 404: Fault, 422: Fault}, summary=title, by_alias=True)

"""Large libraries, loaded when something of them is first asked for: loading takes longer than most commands, and few use them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx as httpx
    import ibis as ibis
    import ibis.expr.types as ir
else:

    class _Library:
        """Stands for a library until something of it is asked for."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:
            found = getattr(importlib.import_module(self._name), name)
            setattr(self, name, found)
            return found

    httpx = _Library("httpx")
    ibis = _Library("ibis")
    ir = _Library("ibis.expr.types")

__all__ = ["httpx", "ibis", "ir"]

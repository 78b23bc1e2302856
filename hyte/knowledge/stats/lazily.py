"""Ibis, loaded when the first expression is made: loading it takes longer than most commands do, and few make expressions."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

    ibis = _Library("ibis")
    ir = _Library("ibis.expr.types")

__all__ = ["ibis", "ir"]

"""The mark of invented examples, which every sheet carries out and none takes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from hyte.core.exchange.columns import Column

EXAMPLE = "Esimerkki"  # the same in every language, so that a file can be sifted by it


@dataclass(frozen=True)
class ExampleMark(Column):
    """Whether a row tells of something invented: the record itself, or one of its `parents` without which it is not."""

    is_taken_in: ClassVar[bool] = False
    parents: tuple[str, ...] = ()

    def accepted(self) -> str:
        return _("nothing: the register writes “%(mark)s” here for invented examples and does not read the cell") % {
            "mark": EXAMPLE
        }

    def parse(self, cell: Any) -> str:
        """Whatever the cell holds, it says nothing."""
        return ""

    def cell(self, holder: Any) -> str:
        rows = [holder, *(getattr(holder, name) for name in self.parents)]
        return EXAMPLE if any(getattr(row, "is_example", False) for row in rows) else ""

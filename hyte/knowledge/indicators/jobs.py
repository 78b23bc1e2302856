"""Work of numbers that takes longer than a second."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.accounts.rules import Principal
from hyte.core.tasks.jobs import register_work
from hyte.knowledge.indicators.numbers import derive_numbers, releases_in_force
from hyte.knowledge.indicators.operations.releases import DERIVE


def derive(*, progress: Any, by: Principal) -> dict[str, Any]:
    """Make what pages read from the releases in force."""
    derived = derive_numbers()
    if derived is None:
        return {"summary": _("There are no numbers yet.")}
    count = len(releases_in_force())
    told = ngettext(
        "The pages show the numbers of %(count)s data set.", "The pages show the numbers of %(count)s data sets.", count
    )
    return {"summary": told % {"count": count}}


register_work(DERIVE, derive)

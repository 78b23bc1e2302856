"""Sets of themes that have ended and that nothing follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.thread.gaps import Finding, GapKind, Verb
from hyte.governance.structure.choices import MappingKind
from hyte.governance.structure.gaps.bodies import COORDINATOR
from hyte.governance.structure.models import ThemeMapping
from hyte.governance.structure.queries.themes import ThemeSet, theme_sets

WITHOUT_SUCCESSOR = GapKind("themes_without_successor", COORDINATOR, law=1, is_seen=True)


def theme_gaps(area: Area, day: date, user: Any) -> Iterator[Finding]:
    """Ended sets of which some theme has no follower in a later set."""
    ended = [one for one in theme_sets(area, user=user, day=day) if one.valid_until and one.valid_until < day]
    themes = [theme.pk for one in ended for theme in one.themes]
    followed = set(
        ThemeMapping.objects.filter(target__in=themes, kind=MappingKind.SUCCEEDS).values_list("target", flat=True)
    )
    for one in ended:
        left = [theme for theme in one.themes if theme.pk not in followed]
        if left:
            yield Finding(
                WITHOUT_SUCCESSOR,
                one.themes[0],
                Verb(_("Map the themes"), reverse("structure:theme-map", args=[area]), "structure.map_themes"),
                _why(one, len(left)),
                name=one.name,
                url=reverse("structure:themes", args=[area]),
                due=one.valid_until,
            )


def _why(one: ThemeSet, left: int) -> str:
    ended = shown_day(one.valid_until)
    if left == len(one.themes):
        return _("The set of themes ended on %(day)s and no theme is recorded to follow it.") % {"day": ended}
    return ngettext(
        "The set of themes ended on %(day)s and %(count)s of its themes has no follower.",
        "The set of themes ended on %(day)s and %(count)s of its themes have no follower.",
        left,
    ) % {"day": ended, "count": left}

from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from hyte.core.areas.commands import AreaCommand
from hyte.core.areas.models import Area
from hyte.governance.structure.choices import BodyKind
from hyte.governance.structure.models import Body
from hyte.governance.structure.queries.bodies import BodyFilter, listed_bodies, with_ties


class Command(AreaCommand):
    help = "List the bodies and networks of an area as a visitor may see them."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", default="", help="only this kind, such as network")

    def rows(self, area: Area, day: date, options: dict[str, Any]) -> list[dict[str, Any]]:
        kind = options["kind"]
        if kind and kind not in BodyKind.values:
            known = {"kind": kind, "kinds": ", ".join(BodyKind.values)}
            raise CommandError(_("--kind %(kind)s is not known. It is one of: %(kinds)s.") % known, returncode=2)
        listed = listed_bodies(area, user=None, day=day, chosen=BodyFilter(kind=kind))
        bodies = with_ties(listed, "themes", "focus_areas")
        above = Body.objects.filter(pk__in={body.period.parent_id for body in bodies} - {None})
        parents = dict(above.values_list("pk", "key"))
        return [
            {
                "key": body.key,
                "name": body.period.name,
                "kind": body.period.kind,
                "themes": [str(theme) for theme in body.tied_themes if theme.withdrawn_on is None],
                "focus_areas": [str(focus) for focus in body.tied_focus_areas if focus.withdrawn_on is None],
                "heading": body.heading or None,
                "parent": parents.get(body.period.parent_id),
                "owner": body.period.owner.name if body.period.owner else None,
                "home": body.home.key,
                "confirmed_on": body.confirmed_on.isoformat() if body.confirmed_on else None,
                "is_example": body.is_example,
            }
            for body in bodies
        ]

    def line(self, row: dict[str, Any]) -> str:
        return f"{row['key']}\t{row['name']}\t{row['kind']}"

"""The first word of every address is an area."""

from hyte.core.areas.models import Area

RESERVED = {"sv", "en", "fi", "api", "tili", "static", "media", "oma-tyo", "haku", "tietosuoja", "healthz"}


class AreaConverter:
    """`/<area:area>/…` gives the view an open Area; an unknown word is a missing page."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"

    def to_python(self, value: str) -> Area:
        if value in RESERVED:
            raise ValueError(value)
        area = Area.objects.filter(key=value, is_open=True).first()
        if area is None:
            raise ValueError(value)
        return area

    def to_url(self, area: Area | str) -> str:
        return area if isinstance(area, str) else area.key

"""The structure picture as a PNG, for slides and papers that take no SVG. Nothing is fetched."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from hyte.governance.structure.charts import KEPT_SECONDS, Chart

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
FAMILY, WEIGHTS = "Source Sans 3", (400, 600)
# Sharp on a slide and on A3 paper, yet no picture grows beyond what a slide program opens.
SHARPNESS, LONGEST_SIDE = 2.0, 6000


def picture_png(chart: Chart) -> bytes:
    """The picture in our own font on white."""
    key = f"structure-png-{chart.hash}"
    content = cache.get(key)
    if content is None:
        from resvg_py import svg_to_bytes

        content = bytes(
            svg_to_bytes(
                svg_string=chart.file,
                zoom=_zoom(chart.file),
                background="#ffffff",
                skip_system_fonts=True,
                font_files=[str(file) for file in font_files()],
                sans_serif_family=FAMILY,
                font_family=FAMILY,
            )
        )
        cache.set(key, content, KEPT_SECONDS)
    return content


def _zoom(svg: str) -> float:
    sides = [int(side) for side in re.findall(r' (?:width|height)="(\d+)"', svg[: svg.index(">", svg.index("<svg"))])]
    return min(SHARPNESS, LONGEST_SIDE / max(sides))


def font_files() -> list[Path]:
    """The pages' own fonts as the drawer reads them, a file for each weight; unpacked once in an installation."""
    folder = Path(settings.DATA_FOLDER) / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for packed in sorted(FONTS.glob("*-normal.woff2")):
        for weight in WEIGHTS:
            file = folder / f"{packed.stem}-{weight}.ttf"
            if not file.exists():
                _unpack(packed, weight, file)
            made.append(file)
    return made


def _unpack(packed: Path, weight: int, file: Path) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(packed)
    # How letters are drawn together is most of the work, and in a picture nobody sees the difference.
    del font["GPOS"]
    font = instantiateVariableFont(font, {"wght": weight}, inplace=True)
    # The drawer tells faces apart by the name of each (6) and draws with one face of the family (1, 16), so that the
    # letters of other languages are a family of their own, to which it turns for what the first one lacks.
    family = f"{FAMILY} Extended" if "-ext-" in packed.stem else FAMILY
    for number, name in ((1, family), (6, file.stem), (16, family), (17, str(weight))):
        font["name"].setName(name, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.flavor = None
    # Two processes may unpack at once: each writes a file of its own, and the last one moved stays.
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as half:
        font.save(half)
    Path(half.name).replace(file)

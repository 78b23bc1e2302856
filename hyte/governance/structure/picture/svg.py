"""Places → SVG: presentation attributes only, every text escaped, every link with its words."""

from __future__ import annotations

from html import escape

from hyte.governance.structure.picture.boxes import Box, Words
from hyte.governance.structure.picture.layout import Drawing, Panel
from hyte.governance.structure.picture.rows import StructureRow
from hyte.governance.structure.picture.widths import HYPHEN, REGULAR, width_of

FONT = "'Source Sans 3', 'Source Sans Pro', system-ui, sans-serif"
INK, QUIET, HEADING = "#262d30", "#565e62", "#013138"
# ground, border
TONES = {
    "left": ("#edf5fc", "#c7dcf3"),
    "middle": ("#ebf5f7", "#c4dfe4"),
    "right": ("#f2f3f4", "#d7dbdc"),
    "plain": ("#f2f3f4", "#d7dbdc"),
    "band": ("#f2f3f4", "#d7dbdc"),
    "panel": ("#ffffff", "#d7dbdc"),
}
TEXT = {"ink": INK, "quiet": QUIET, "heading": HEADING, "title": HEADING}


def render(drawing: Drawing, *, title: str, description: str, key: str = "kuva", is_file: bool = False) -> str:
    """The drawing as an SVG element; as a file of its own it says its name space and size."""
    margin = 1
    width, height = drawing.width + 2 * margin, drawing.height + 2 * margin
    size = f' width="{width:.0f}" height="{height:.0f}"' if is_file else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="structure-picture" role="group"{size}'
        f' viewBox="-{margin} -{margin} {width:.0f} {height:.0f}" font-family="{escape(FONT)}"'
        f' aria-labelledby="{escape(key)}-title" aria-describedby="{escape(key)}-desc">',
        f'<title id="{escape(key)}-title">{escape(title)}</title>',
        f'<desc id="{escape(key)}-desc">{escape(description)}</desc>',
        *(_panel(panel) for panel in drawing.panels),
        *(_arrow(*arrow) for arrow in drawing.arrows),
        "</svg>",
    ]
    return "".join(parts)


def _panel(panel: Panel) -> str:
    ground, border = TONES[panel.tone]
    radius = 4 if panel.tone == "panel" else 8
    words = "".join(_words(word) for word in panel.words)
    if panel.row and panel.row.url:
        words = f'<a href="{escape(panel.row.url)}" aria-label="{escape(panel.title)}"{_lang(panel.row)}>{words}</a>'
    return (
        f'<g role="group" aria-label="{escape(panel.title)}">'
        f'<rect x="{panel.x:.1f}" y="{panel.y:.1f}" width="{panel.width:.1f}" height="{panel.height:.1f}"'
        f' rx="{radius}" fill="{ground}" stroke="{border}"/>'
        f"{words}{_lines(panel)}{''.join(_box(box) for box in panel.boxes)}</g>"
    )


def _arrow(left: float, right: float, y: float) -> str:
    path = f"M{left:.1f} {y:.1f}H{right:.1f}M{left + 5:.1f} {y - 4:.1f}L{left:.1f} {y:.1f}l5 4"
    path += f"M{right - 5:.1f} {y - 4:.1f}L{right:.1f} {y:.1f}l-5 4"
    return f'<path d="{path}" fill="none" stroke="#046775" stroke-width="1.5" aria-hidden="true"/>'


def _lines(panel: Panel) -> str:
    if not panel.lines:
        return ""
    path = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for x1, y1, x2, y2 in panel.lines)
    return f'<path d="{path}" fill="none" stroke="#727a7e" stroke-width="1" aria-hidden="true"/>'


def _box(box: Box) -> str:
    ground, words = _ground(box), "".join(_words(word) for word in box.words)
    if not box.row.url:
        return f"<g{_lang(box.row)}>{ground}{words}</g>"
    # The label holds the whole name; the drawn words are broken into lines and hyphenated, which reads badly aloud.
    return f'<a href="{escape(box.row.url)}" aria-label="{escape(box.label)}"{_lang(box.row)}>{ground}{words}</a>'


def _lang(row: StructureRow) -> str:
    """Said where a name is not in the page's language."""
    return f' lang="{escape(row.language)}"' if row.language else ""


def _ground(box: Box) -> str:
    place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    if box.look in ("bullet", "post"):
        # The whole line answers to the pointer, and focus has something to outline.
        ground = f'<rect {place} rx="3" fill="#ffffff" fill-opacity="0"/>'
        if box.look == "bullet" and box.words:
            first = box.words[0]
            ground += (
                f'<circle cx="{box.x + 12:.1f}" cy="{first.y - 5:.1f}" r="2.5" fill="#046775" aria-hidden="true"/>'
            )
        return ground
    fill, stroke = ("#dbebef", "#2a8493") if box.look == "strong" else ("#ffffff", "#95c3cd")
    # Uncertainty is said in words and by the kind of line, never by colour.
    dashes = ' stroke-dasharray="5 3"' if box.row.is_uncertain else ""
    return f'<rect {place} rx="4" fill="{fill}" stroke="{stroke}"{dashes}/>'


def _words(word: Words) -> str:
    weight = f' font-weight="{word.style.weight}"' if word.style.weight != 400 else ""
    return (
        f'<text x="{word.x:.1f}" y="{word.y:.1f}" font-size="{word.style.size:g}"{weight}'
        f' fill="{TEXT[word.tone]}">{escape(word.text.removesuffix(HYPHEN))}</text>'
        f"{_hyphen(word) if word.text.endswith(HYPHEN) else ''}{'' if word.goes_on else ' '}"
    )


def _hyphen(word: Words) -> str:
    size, weight = word.style.size, word.style.weight
    x = word.x + width_of(word.text.removesuffix(HYPHEN), size, weight) + size * 0.05
    thick = size * (0.09 if weight > REGULAR else 0.07)
    return (
        f'<path d="M{x:.1f} {word.y - size * 0.24:.1f}h{size * 0.23:.1f}" stroke="{TEXT[word.tone]}"'
        f' stroke-width="{thick:.1f}" aria-hidden="true"/>'
    )

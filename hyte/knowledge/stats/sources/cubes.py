"""A table of many dimensions as its source gives it, and what its signs for missing and uncertain figures mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hyte.knowledge.stats.choices import Flag, MissingReason
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _

_NO_DIMENSION = _("The table has no dimension %(dimension)s; it has %(found)s.")
_OTHER_TABLE = _("The parts of the table do not have the same dimensions: %(first)s and %(second)s.")
_TWO_VALUES = _("The table gives two values of one cell: %(key)s.")
_SHOWN = 8
_LONGEST_MARK = 60  # letters; what is longer tells a story

# The dots of Statistics Finland's tables are as many as the number of their code; a dash is nothing of a size.
_CODES = dict(zip("1234567", MissingReason, strict=False))
_SYMBOLS = {"." * number: _CODES[str(number)] for number in range(1, 7)} | {
    **dict.fromkeys(("-", "–"), MissingReason.NIL),
    **dict.fromkeys((":", "n", "na"), MissingReason.NOT_AVAILABLE),
    **dict.fromkeys(("c", "x"), MissingReason.SECRET),
    "z": MissingReason.NOT_APPLICABLE,
}
_REASONS = (
    (r"salas|salat|sekret|secre|confident|suppress", MissingReason.SECRET),
    (r"ei sovellu|epälooginen|not applicable|ej tillämplig|logically impossible", MissingReason.NOT_APPLICABLE),
    (r"ei kysytty|not asked|inte frågat", MissingReason.NOT_ASKED),
    (r"ei saatu|ei saatav|ei ole saatav|not available|inte tillgäng|ej tillgäng", MissingReason.NOT_AVAILABLE),
    (r"magnitude nil|ei yhtään|suuruus nolla", MissingReason.NIL),
    (r"puuttu|missing|saknas", MissingReason.MISSING),
)
_FLAGS = (
    (r"ennakko|preliminär|preliminary|provisional", Flag.PRELIMINARY),
    (r"korjattu|corrected|korrigera|revised|reviderad", Flag.CORRECTED),
    (r"estimate|estimoitu|arvioitu|uppskatta|skattad", Flag.ESTIMATED),
    (r"aikasarjakatko|katkos|break in (the )?(time )?series|tidsseriebrott", Flag.BREAK),
)
_FLAG_CODES = {"p": Flag.PRELIMINARY, "e": Flag.ESTIMATED, "b": Flag.BREAK, "r": Flag.CORRECTED, "*": Flag.PRELIMINARY}


@dataclass(frozen=True)
class Dimension:
    """One side of a table: its categories in order, what each is called and what is remarked of it."""

    id: str
    label: str
    codes: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)

    def is_called(self, name: str) -> bool:
        return name.casefold() in (self.id.casefold(), self.label.casefold())

    def flags(self, code: str, *, is_period: bool = False) -> frozenset[Flag]:
        """What a category's remark says of all its figures; a star in a period's name is preliminary."""
        starred = is_period and self.labels.get(code, "").rstrip().endswith("*")
        return flags_of(self.comments.get(code, "")) | (frozenset({Flag.PRELIMINARY}) if starred else frozenset())


@dataclass(frozen=True)
class Cell:
    """A value, or the reason why there is none."""

    value: float | None
    reason: MissingReason | None = None
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Cube:
    """A table: its cells by the codes of their categories, in the order of the dimensions."""

    dimensions: tuple[Dimension, ...]
    cells: Mapping[tuple[str, ...], Cell]
    label: str = ""
    source: str = ""
    updated: datetime | None = None
    notes: tuple[str, ...] = ()

    def dimension(self, name: str) -> Dimension:
        """The dimension of this id or label; raises InputRefused where there is none."""
        for one in self.dimensions:
            if one.is_called(name):
                return one
        raise InputRefused(_NO_DIMENSION, dimension=name, found=listed(one.id for one in self.dimensions))


def reason_of(code: str, explanation: str = "") -> MissingReason | None:
    """Why a value is missing: what the source's own words say, otherwise what its code or symbol does."""
    for pattern, reason in _REASONS:
        if explanation and re.search(pattern, explanation, re.IGNORECASE):
            return reason
    code = code.strip().casefold()
    return _CODES.get(code) or _SYMBOLS.get(code)


def flags_of(text: str) -> frozenset[Flag]:
    """The flags that a remark means; none where it is about something else, as every long one is."""
    if len(text.strip()) > _LONGEST_MARK:
        return frozenset()
    return frozenset(flag for pattern, flag in _FLAGS if re.search(pattern, text, re.IGNORECASE))


def flag_of_code(code: str) -> frozenset[Flag]:
    """The flag of a status code that stands with a value."""
    flag = _FLAG_CODES.get(code.strip().casefold())
    return frozenset({flag}) if flag else frozenset()


def time_of(text: str) -> datetime | None:
    """A time stamp, with dots or colons between hours and minutes, in UTC; None where it is none."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d)[.:](\d\d)(?:[.:](\d\d)(?:[.,]\d+)?)?)?(Z|[+-]\d\d:\d\d)?", text
    )
    if found is None:
        return None
    day, hours, minutes, seconds, zone = found.groups()
    zone = "+00:00" if zone in (None, "Z") else zone
    try:
        at = datetime.fromisoformat(f"{day}T{hours or '00'}:{minutes or '00'}:{seconds or '00'}{zone}")
    except ValueError:
        return None
    return at.astimezone(UTC)


def merged(cubes: Sequence[Cube]) -> Cube:
    """The parts of one table as one; a cell that two parts hold is one, and InputRefused where they do not agree."""
    first = cubes[0]
    ids = [one.id for one in first.dimensions]
    cells: dict[tuple[str, ...], Cell] = {}
    for cube in cubes:
        others = [one.id for one in cube.dimensions]
        if others != ids:
            raise InputRefused(_OTHER_TABLE, first=listed(ids), second=listed(others))
        for key, cell in cube.cells.items():
            if cells.setdefault(key, cell) != cell:
                raise InputRefused(_TWO_VALUES, key=" / ".join(key))
    dimensions = tuple(_joined([cube.dimensions[place] for cube in cubes]) for place in range(len(ids)))
    return Cube(
        dimensions=dimensions,
        cells=cells,
        label=first.label,
        source=first.source,
        updated=max((cube.updated for cube in cubes if cube.updated), default=None),
        notes=tuple(dict.fromkeys(note for cube in cubes for note in cube.notes)),
    )


def _joined(parts: Sequence[Dimension]) -> Dimension:
    return Dimension(
        parts[0].id,
        parts[0].label,
        tuple(dict.fromkeys(code for part in parts for code in part.codes)),
        {code: label for part in parts for code, label in part.labels.items()},
        {code: comment for part in parts for code, comment in part.comments.items()},
    )


def listed(names: Iterable[str]) -> str:
    """The first of the names, for a sentence."""
    found = list(names)
    return ", ".join(found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")

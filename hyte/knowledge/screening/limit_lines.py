"""Limits of rule sets as they are given, and as people write them on a line: women; 20–64; 5; raised."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hyte.knowledge.screening.ages import ALL, OLDEST, bounds, code_of, parse_ages, shown_ages
from hyte.knowledge.screening.choices import Sex
from hyte.knowledge.screening.models import RuleLine

MOST_POINTS = 1000
# The words that are written for whom a limit is of, in each language of the product.
_WORDS = {
    Sex.WOMEN: ("women", "woman", "naiset", "nainen", "kvinnor", "kvinna"),
    Sex.MEN: ("men", "man", "miehet", "mies", "män"),
    Sex.ALL: ("all", "everyone", "kaikki", "alla"),
}


@dataclass(frozen=True)
class Limit:
    """A line of a rule set as it is given."""

    sex: str
    age_from: int
    age_to: int | None
    at_least: int
    words: str = ""

    @property
    def place(self) -> tuple[str, int, int]:
        """What tells a line from the others of its set."""
        return str(self.sex), self.age_from, self.at_least

    @property
    def ages(self) -> str:
        return code_of(self.age_from, self.age_to)


def limit_of(line: RuleLine) -> Limit:
    """A line of the register as it was given."""
    return Limit(line.sex, line.age_from, line.age_to, line.at_least, line.words)


def read_limit(text: str) -> Limit:
    """The limit that a line tells; raises ValueError with a sentence for the user."""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) not in (3, 4):
        raise ValueError(_("“%(line)s”: write who, ages and points with a semicolon between.") % {"line": text[:60]})
    who, ages, points = parts[:3]
    sex = next((sex for sex, words in _WORDS.items() if who.casefold() in words), None)
    if sex is None:
        raise ValueError(_("“%(line)s”: who is women, men or all.") % {"line": text[:60]})
    try:
        code = parse_ages(ages)
    except ValueError:
        raise ValueError(_("“%(line)s”: ages are as 20–64, 65+ or all.") % {"line": text[:60]}) from None
    if not (points.isascii() and points.isdecimal()) or not 0 < int(points) <= MOST_POINTS:
        raise ValueError(_("“%(line)s”: points are a whole number from 1.") % {"line": text[:60]})
    low, high = bounds(code)
    return Limit(str(sex), low, None if code == ALL or high == OLDEST else high, int(points), "".join(parts[3:])[:120])


def written_limit(limit: Limit) -> str:
    """A limit as it is written on a line, so that reading it gives the same."""
    ages = shown_ages(limit.ages)
    who = {Sex.WOMEN: _("women"), Sex.MEN: _("men")}.get(Sex(limit.sex), _("all"))
    return "; ".join(part for part in (who, ages, str(limit.at_least), limit.words) if part)

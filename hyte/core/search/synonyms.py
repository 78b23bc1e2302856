"""What else the field calls a thing: the table `synonyms.csv`, asked when someone searches.

A row says that a search for `word` also finds texts with one of `also`, which may be in another language where the
register's own words are Finnish. `source` tells where the row comes from: the decks' wording, the glossary, ordinary language.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word that people search with, and the words of the register that answer it."""

    language: str
    word: str
    also: tuple[str, ...]
    also_language: str


def table_of(language: str) -> list[Synonym]:
    """The table's rows for searches in a language."""
    return [row for row in _table() if row.language == language]


@lru_cache(maxsize=1)
def _table() -> tuple[Synonym, ...]:
    text = files(__package__).joinpath("synonyms.csv").read_text(encoding="utf-8")
    return tuple(
        Synonym(
            language=row["language"],
            word=row["word"],
            also=tuple(word.strip() for word in row["also"].split("|")),
            also_language=row["also_language"] or row["language"],
        )
        for row in csv.DictReader(text.splitlines())
    )

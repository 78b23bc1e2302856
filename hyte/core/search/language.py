"""Words to base forms and compound parts, so that an inflected or joined word is found by its plain form.

Finnish is analysed by Voikko where the library and its dictionary are installed, by simplemma otherwise;
Swedish and English by simplemma. Text and query go through the same door, so they always agree.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import simplemma

from .finnish import Analysis, analyse_with_voikko, voikko_answers
from .synonyms import table_of

# Longest alternative first: a number with its separators ("611/2021", "12,4"), then a word with inner hyphens.
# A trailing hyphen is kept: it says that the last part comes with a later word ("liikunta- ja vapaa-aikapalvelut").
_TOKEN = re.compile(r"\d+(?:[/.,]\d+)*(?![^\W\d_])|[^\W_]+(?:[-'’:][^\W_]+)*-?")
_CASE_ENDING = re.compile(r":[a-zåäö]+$")
_SECTION_SIGN = re.compile(r"§+(?::\w+)?")
_CONJUNCTIONS = {
    "fi": frozenset({"ja", "sekä", "tai", "eli"}),
    "sv": frozenset({"och", "samt", "eller"}),
    "en": frozenset({"and", "or"}),
}
# Words that only make a question of a search, which no record needs to hold.
_QUESTIONS = {
    "fi": frozenset(
        {
            "kuka",
            "ketkä",
            "kenen",
            "keneltä",
            "kenelle",
            "keneen",
            "kenestä",
            "ketä",
            "mikä",
            "mitkä",
            "mitä",
            "mistä",
            "mihin",
        }
        | {"missä", "miten", "milloin", "miksi", "joka", "jotka", "on"}
    ),
    "sv": frozenset(
        {"vem", "vems", "vilka", "vilken", "vilket", "vad", "var", "vart", "hur", "när", "varför", "som", "är"}
    ),
    "en": frozenset(
        {"who", "whom", "whose", "which", "what", "where", "how", "when", "why"}
        | {"that", "is", "are", "the", "of", "for", "in", "to"}
    ),
}
_LEMMATISED = frozenset({"fi", "sv", "en"})
_CACHED_WORDS = 65_536
_LONGEST_WORD = 80
_LONGEST_SPLIT = 40
_SHORTEST_PART = 4

# simplemma fills its dictionaries on first use and is not written for several threads at once.
_simplemma_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text as space-joined lowercase words: `base` holds base forms, `parts` the parts of compounds."""

    base: str
    parts: str


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its possible base forms, the parts a search may hit, and its smallest parts in order."""

    surface: str
    bases: tuple[str, ...]
    parts: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a query: any of `forms` is a hit, one of `related` is a weaker one; `prefix` hits what begins with it."""

    forms: frozenset[str]
    prefix: str = ""
    related: frozenset[str] = frozenset()

    def hits(self, words: Iterable[str]) -> bool:
        """Say whether any of the words answers this term itself, not only by a related word."""
        return any(word in self.forms or (self.prefix and word.startswith(self.prefix)) for word in words)


def engine() -> str:
    """Name what analyses Finnish on this machine: "voikko" or "simplemma"."""
    return "voikko" if voikko_answers() else "simplemma"


def normalise(text: str, *, language: str = "fi") -> Normalised:
    """Give the base forms and compound parts of a text, each once, in the order they appear."""
    base: dict[str, None] = {}
    parts: dict[str, None] = {}
    found = words(text, language=language)
    for word in found:
        base.update(dict.fromkeys(word.bases))
        parts.update(dict.fromkeys(word.parts))
    parts.update(dict.fromkeys(_completed(found, language)))
    return Normalised(base=" ".join(base), parts=" ".join(part for part in parts if part not in base))


def query_terms(text: str, language: str = "fi", *, prefix: bool = False) -> list[QueryTerm]:
    """Give what each word of a query may be found by; `prefix` lets the last one hit by its beginning."""
    found = _asked_words(text, language)
    terms = [QueryTerm(forms=frozenset(word.bases), related=_related(word, language)) for word in found]
    if prefix and terms and not text[-1:].isspace():
        terms[-1] = replace(terms[-1], prefix=found[-1].surface.lower())
    return terms


def _related(word: Word, language: str) -> frozenset[str]:
    """What else the field calls a word: "rahapeliriippuvuus" is what a group for "pelihaitat" works on."""
    known = _related_forms(language)
    return frozenset().union(*(known.get(base, frozenset()) for base in word.bases)) - set(word.bases)


@lru_cache(maxsize=len(_LEMMATISED))
def _related_forms(language: str) -> dict[str, frozenset[str]]:
    """The table of synonyms in base forms, so that any form of a word finds its row."""
    found: dict[str, frozenset[str]] = {}
    for row in table_of(language):
        forms = frozenset(base for also in row.also for base in analyse(also, row.also_language).bases)
        for base in analyse(row.word, language).bases:
            found[base] = found.get(base, frozenset()) | forms
    return found


def wider_terms(text: str, language: str = "fi") -> list[list[QueryTerm]]:
    """Give looser queries for when the words themselves are not found, the closer first.

    First the last part of each word, which says what it is about: "rahapelit" finds "Pelihaittojen ehkäisyn
    asiantuntijaryhmä". Then any longer part.
    """
    found = _asked_words(text, language)
    last = [QueryTerm(forms=frozenset({*word.bases, *_long(word.leaves[-1:])})) for word in found]
    any_part = [QueryTerm(forms=frozenset({*word.bases, *_long(word.leaves)})) for word in found]
    return [last, any_part] if found else []


def any_term(text: str, language: str = "fi") -> list[QueryTerm]:
    """Give the loosest query, for when nothing has every word: what answers any one of them. Nothing for a single word."""
    terms = query_terms(text, language)
    if len(terms) < 2:
        return []
    forms = frozenset().union(*(term.forms for term in terms))
    return [QueryTerm(forms=forms, related=frozenset().union(*(term.related for term in terms)) - forms)]


def _asked_words(text: str, language: str) -> list[Word]:
    """The words of a search that a record must hold: not its conjunctions, nor what only makes it a question."""
    found = words(text, language=language)
    skipped = _CONJUNCTIONS.get(language, frozenset())
    telling = [word for word in found if word.surface.lower() not in skipped]
    asked = [word for word in telling if word.surface.lower() not in _QUESTIONS.get(language, frozenset())]
    return asked or telling


def _long(leaves: tuple[str, ...]) -> list[str]:
    return [leaf for leaf in leaves if len(leaf) >= _SHORTEST_PART]


def hit_rank(text: Normalised, terms: Iterable[QueryTerm]) -> int:
    """Rank a text against a query: 2 when base forms alone answer it, 1 when parts are needed, 0 when not even they do.

    What a search found and ranks 0 was found by a related word.
    """
    terms = list(terms)
    base, parts = text.base.split(), text.parts.split()
    if all(term.hits(base) for term in terms):
        return 2
    return 1 if all(term.hits(base) or term.hits(parts) for term in terms) else 0


def words(text: str, *, language: str = "fi") -> list[Word]:
    """Give the analysed words of a text in order."""
    return [analyse(token, language) for token in tokens(text)]


def tokens(text: str) -> Iterator[str]:
    """Yield the words and numbers of a text as written, without case endings after a colon."""
    clean = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\u2011", "-")
    for match in _TOKEN.finditer(_SECTION_SIGN.sub(" ", clean)):
        yield _CASE_ENDING.sub("", match.group())


@lru_cache(maxsize=_CACHED_WORDS)
def analyse(token: str, language: str = "fi") -> Word:
    """Analyse one word; what no dictionary knows stays as it is."""
    lower = token.rstrip("-").lower()
    if lower[:1].isdigit() or language not in _LEMMATISED or len(lower) > _LONGEST_WORD:
        return Word(surface=token, bases=(lower,), leaves=(lower,))
    found = _analyse_whole(lower, language)
    if "-" in lower:
        found = _analyse_hyphenated(lower, language, whole=found)
    if found is None:
        found = Analysis(bases=_guess(lower, language), leaves=(lower,))
    # A dictionary knows many places that are also plain words; only a capital letter makes it a name here.
    is_place = found.is_place and token[:1].isupper()
    return Word(surface=token, bases=found.bases, parts=found.parts, leaves=found.leaves, is_place=is_place)


def _analyse_whole(lower: str, language: str) -> Analysis | None:
    if language == "fi" and voikko_answers():
        return analyse_with_voikko(lower)
    return _analyse_with_simplemma(lower, language)


def _analyse_hyphenated(lower: str, language: str, *, whole: Analysis | None) -> Analysis:
    pieces = [analyse(piece.capitalize(), language) for piece in lower.split("-") if piece]
    head = lower.rsplit("-", 1)[0]
    bases = whole.bases if whole else tuple(f"{head}-{base}" for base in pieces[-1].bases)
    parts = [form for piece in pieces for form in (*piece.bases, *piece.parts)]
    leaves = tuple(leaf for piece in pieces for leaf in (piece.leaves or piece.bases[:1]))
    parts = list(dict.fromkeys([*parts, *(whole.parts if whole else ())]))
    is_place = bool(whole and whole.is_place) or all(piece.is_place for piece in pieces)
    return Analysis(bases=bases, parts=tuple(parts), leaves=leaves, is_place=is_place)


def _completed(found: list[Word], language: str) -> Iterator[str]:
    """Complete hanging words with the end of the compound they wait for: "terveys- ja potilasyhdistykset"."""
    joining = _CONJUNCTIONS.get(language, frozenset())
    waiting: list[str] = []
    for word in found:
        if word.surface.endswith("-"):
            waiting.append(word.bases[0])
        elif waiting and word.surface.lower() not in joining:
            tail = word.leaves[-1] if len(word.leaves) > 1 else word.bases[0]
            yield from (f"{head}{tail}" for head in waiting)
            waiting = []


def _guess(lower: str, language: str) -> tuple[str, ...]:
    with _simplemma_lock:
        lemma = simplemma.lemmatize(lower, lang=language).lower()
    return tuple(dict.fromkeys((lower, lemma)))


def _analyse_with_simplemma(lower: str, language: str) -> Analysis | None:
    with _simplemma_lock:
        known = simplemma.is_known(lower, lang=language)
        lemma = simplemma.lemmatize(lower, lang=language)
        leaves = _split(lower, language) if language != "en" else (lower,)
    is_place = known and lemma[:1].isupper()
    if is_place or len(leaves) == 1:
        return Analysis(bases=(lemma.lower(),), leaves=(lemma.lower(),), is_place=is_place) if known else None
    joined = "".join(leaves)
    bases = (lemma.lower(),) if known else tuple(dict.fromkeys((joined, lower)))
    runs = ("".join(leaves[i:j]) for i in range(len(leaves)) for j in range(i + 1, len(leaves) + 1))
    parts = tuple(dict.fromkeys(run for run in runs if run not in bases))
    return Analysis(bases=bases, parts=parts, leaves=leaves)


def _split(word: str, language: str) -> tuple[str, ...]:
    """Split a compound at the longest known beginning; a guess for machines without a real analyser.

    A known word is split by its base form, so that an ending is not taken for a part.
    """
    if simplemma.is_known(word, lang=language):
        word = simplemma.lemmatize(word, lang=language).lower()
    if len(word) > _LONGEST_SPLIT:
        return (word,)
    cuts = [cut for cut in range(len(word) - 4, 3, -1) if _begins_compound(word[:cut], language)]
    whole = [cut for cut in cuts if simplemma.is_known(word[cut:], lang=language)]
    guessed = [cut for cut in cuts if cut > 4 and len(word) - cut > 5]
    for cut in (*whole, *guessed):
        return (*_split_head(word[:cut], language), *_split(word[cut:], language))
    return (word,)


def _split_head(head: str, language: str) -> tuple[str, ...]:
    return _split(head, language) if len(head) > 9 and simplemma.is_known(head, lang=language) else (head,)


def _begins_compound(head: str, language: str) -> bool:
    if simplemma.is_known(head, lang=language):
        return True
    if language == "fi" and head.endswith("mis"):
        return simplemma.is_known(f"{head[:-1]}nen", lang=language)
    return language == "sv" and head.endswith("s") and simplemma.is_known(head[:-1], lang=language)

"""Find records by their words, on either database, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from hyte.core.areas.models import Area, worker_areas
from hyte.core.search.index import PUBLIC, SIGNED_IN, WORKERS, searchables
from hyte.core.search.language import Normalised, QueryTerm, any_term, hit_rank, query_terms, wider_terms
from hyte.core.search.models import Entry

SHORTEST, LONGEST = 2, 200
LIMIT = 50
# More is read than shown, because some rows are not for the reader and others are the same row in another language.
READ = LIMIT * 4


@dataclass(frozen=True)
class Hit:
    """One found record: what it is, where, and whether the words are its own, parts of longer ones or related ones.

    `language` is that of the title where it differs from the page's.
    """

    record: Any
    label: Any
    title: str
    area: Area | None
    rank: int
    language: str = ""

    @property
    def address(self) -> str:
        return self.record.get_absolute_url() if hasattr(self.record, "get_absolute_url") else ""


@dataclass(frozen=True)
class Found:
    """The hits of one search: the area's own first, then the rest."""

    here: list[Hit] = field(default_factory=list)
    elsewhere: list[Hit] = field(default_factory=list)
    is_too_short: bool = False
    has_more: bool = False
    is_wide: bool = False
    is_any: bool = False

    @property
    def count(self) -> int:
        return len(self.here) + len(self.elsewhere)


def search(
    text: str,
    *,
    area: Area | None,
    user: Any,
    language: str,
    within: Iterable[Area] = (),
    typing: bool = False,
) -> Found:
    """Find the records whose words answer every word of the text.

    With an area, its records come first and then those of `within`, the rest of its county; without one, all.
    `typing` lets the last word, still being typed, hit by its beginning.
    """
    text = text.replace("\0", " ").strip()[:LONGEST]
    if len(text) < SHORTEST or not query_terms(text, language, prefix=typing):
        return Found(is_too_short=True)
    found = Found()
    for words_in in _tongues(language):
        for terms, degree in _attempts(text, words_in, typing=typing):
            found = replace(_find(terms, area=area, user=user, language=language, within=within), **degree)
            if found.count:
                return found
    return found


def _tongues(language: str) -> tuple[str, ...]:
    """The languages that searched words are read in: the page's, and Finnish, since much is named in Finnish only."""
    return (language,) if language == "fi" else (language, "fi")


def _attempts(text: str, language: str, *, typing: bool) -> Iterable[tuple[list[QueryTerm], dict[str, Any]]]:
    """The text's words, exactly first and then ever more loosely, each with how loosely it was read."""
    yield query_terms(text, language, prefix=typing), {}
    for wider in wider_terms(text, language):
        yield wider, {"is_wide": True}
    loosest = any_term(text, language)
    if loosest:
        yield loosest, {"is_any": True}


def _find(terms: list[QueryTerm], *, area: Area | None, user: Any, language: str, within: Iterable[Area]) -> Found:
    entries = _seen_by(user, _matching(terms).filter(language__in={language, "fi"}))
    order = ["-score", "title", "pk"]
    if area is not None:
        entries = entries.filter(Q(area=area) | Q(area__in=[a.pk for a in within]) | Q(area=None))
        entries = entries.annotate(is_here=Case(When(area=area, then=Value(1)), default=Value(0)))
        order = ["-is_here", *order]
    rows = list(entries.select_related("area").order_by(*order)[: READ + 1])
    hits = _visible_hits(rows[:READ], terms, user=user, language=language)
    hits.sort(key=lambda hit: -hit.rank)
    here = [hit for hit in hits if area is None or hit.area == area]
    elsewhere = [hit for hit in hits if area is not None and hit.area != area]
    return Found(
        here=here[:LIMIT],
        elsewhere=elsewhere[: max(0, LIMIT - len(here))],
        has_more=len(hits) > LIMIT or len(rows) > READ,
    )


def ids_matching(text: str, *, model: type[models.Model], language: str) -> list[int]:
    """Ids of one model's rows that have every word of the text, for a list that is narrowed by words.

    The last word may be unfinished. What the reader may see is decided by the list itself.
    """
    text = text.replace("\0", " ").strip()[:LONGEST]
    for words_in in _tongues(language):
        for terms in (query_terms(text, words_in, prefix=True), *wider_terms(text, words_in)):
            if not terms:
                continue
            entries = _matching(terms).filter(model=model._meta.label_lower, language__in={language, "fi"})
            ids = list(entries.order_by().values_list("object_id", flat=True).distinct())
            if ids:
                return ids
    return []


def around(area: Area, *, day: date) -> list[Area]:
    """The area's county with all its municipalities; the area alone where no county is known."""
    period = area.periods.at(day).filter(county__isnull=False).select_related("county").first()
    county = period.county if period and area.kind != "county" else None
    return list(Area.objects.within(county or area, day))


def _seen_by(user: Any, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    audiences = Q(audience=PUBLIC) | Q(audience=WORKERS, area__in=worker_areas(user))
    if getattr(user, "is_authenticated", False):
        audiences |= Q(audience=SIGNED_IN)
    return entries.filter(audiences)


def _matching(terms: list[QueryTerm]) -> QuerySet[Entry]:
    """Entries with every word, each with a score: words of their own weigh more than parts of compounds."""
    if connection.vendor == "postgresql":
        return _matching_postgresql(terms)
    return _matching_sqlite(terms)


def _matching_sqlite(terms: list[QueryTerm]) -> QuerySet[Entry]:
    words = " AND ".join(f"({' OR '.join(_fts5(term))})" for term in terms)
    # The full-text table has no model; joined here so that its own score can order the rows.
    entries = Entry.objects.extra(
        tables=["search_fts"],
        where=["search_fts.rowid = search_entry.id", "search_fts MATCH %s"],
        params=[words],
    )
    return entries.annotate(score=RawSQL("-bm25(search_fts, 10.0, 1.0)", [], output_field=models.FloatField()))


def _fts5(term: QueryTerm) -> list[str]:
    """FTS5 phrases: each form in quotes, so that no sign in it is read as an operator."""
    forms = [_quoted(form) for form in sorted(term.forms | term.related)]
    return [*forms, f"{_quoted(term.prefix)} *"] if term.prefix else forms


def _quoted(form: str) -> str:
    return '"' + form.replace('"', '""') + '"'


# The very expression that the index of migration 0002 is built on.
_VECTOR = (
    "(setweight(to_tsvector('simple', search_entry.base), 'A') "
    "|| setweight(to_tsvector('simple', search_entry.parts), 'B'))"
)


def _matching_postgresql(terms: list[QueryTerm]) -> QuerySet[Entry]:
    words = " & ".join(f"({' | '.join(_tsquery(term))})" for term in terms)
    hits = RawSQL(f"{_VECTOR} @@ to_tsquery('simple', %s)", [words], output_field=models.BooleanField())  # noqa: S611
    score = RawSQL(f"ts_rank({_VECTOR}, to_tsquery('simple', %s))", [words], output_field=models.FloatField())  # noqa: S611
    return Entry.objects.alias(hits=hits).filter(hits=True).annotate(score=score)


def _tsquery(term: QueryTerm) -> list[str]:
    forms = [_lexeme(form) for form in sorted(term.forms | term.related)]
    return [*forms, f"{_lexeme(term.prefix)}:*"] if term.prefix else forms


def _lexeme(form: str) -> str:
    """A lexeme in quotes, so that no sign in it is read as an operator."""
    return "'" + form.replace("\\", "\\\\").replace("'", "''") + "'"


def _visible_hits(rows: list[Entry], terms: list[QueryTerm], *, user: Any, language: str) -> list[Hit]:
    """The records behind entries, as far as the reader may see them; one query a kind of record."""
    known = searchables()
    wanted: dict[str, dict[int, Entry]] = {}
    for row in rows:
        seen = wanted.setdefault(row.model, {}).get(row.object_id)
        if seen is None or (row.language == language and seen.language != language):
            wanted[row.model][row.object_id] = row
    records = {
        label: _records(known[label].model, list(entries), user=user)
        for label, entries in wanted.items()
        if label in known
    }
    hits, taken = [], set()
    for row in rows:
        record = records.get(row.model, {}).get(row.object_id)
        if record is None or (row.model, row.object_id) in taken:
            continue
        taken.add((row.model, row.object_id))
        entry = wanted[row.model][row.object_id]
        rank = hit_rank(Normalised(base=row.base, parts=row.parts), terms)
        foreign = "" if entry.language == language else entry.language
        hits.append(Hit(record, known[row.model].label, entry.title, row.area, rank, foreign))
    return hits


def _records(model: type[models.Model], ids: list[int], *, user: Any) -> dict[int, Any]:
    """The rows that the reader may see, with what their addresses need."""
    rows = model._default_manager.visible_to(user) if hasattr(model._default_manager, "visible_to") else None
    if rows is None:
        return {}
    if any(f.name == "home" for f in model._meta.fields):
        rows = rows.select_related("home")
    return rows.in_bulk(ids)

"""Keep the search table in step with the records; each app registers what of its records is searched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import translation

from hyte.core.search.language import normalise
from hyte.core.search.models import Entry

PUBLIC, WORKERS, SIGNED_IN = "public", "workers", "signed_in"


@dataclass(frozen=True)
class Searchable:
    """How a model's rows are searched.

    `texts(row)` gives the searched words in the active language, title first; `rows(ids)` reads rows with what they need.
    """

    model: type[models.Model]
    label: Any
    texts: Callable[[Any], list[str]]
    rows: Callable[[list[int]], Iterable[models.Model]]
    audience: str = PUBLIC


_searchables: dict[str, Searchable] = {}


def register(searchable: Searchable) -> None:
    _searchables[searchable.model._meta.label_lower] = searchable


def searchables() -> dict[str, Searchable]:
    return dict(_searchables)


def entries_of(row: models.Model, searchable: Searchable) -> list[Entry]:
    """The row's entries, one a language; a language whose words do not differ from Finnish has none."""
    entries: list[Entry] = []
    seen: set[tuple[str, ...]] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts = [text for text in searchable.texts(row) if text]
        if not texts or tuple(texts) in seen:
            continue
        seen.add(tuple(texts))
        words = normalise(" ".join(texts), language=language)
        entries.append(
            Entry(
                model=row._meta.label_lower,
                object_id=row.pk,
                language=language,
                area_id=getattr(row, "home_id", None),
                audience=searchable.audience,
                title=texts[0][:250],
                base=words.base,
                parts=words.parts,
            )
        )
    return entries


def index_rows(rows: Iterable[models.Model]) -> None:
    """Write the search entries of rows anew; rows that are gone or withdrawn lose theirs."""
    by_model: dict[str, list[int]] = {}
    for row in rows:
        if row._meta.label_lower in _searchables:
            by_model.setdefault(row._meta.label_lower, []).append(row.pk)
    for label, ids in by_model.items():
        index_ids(label, ids)


def index_ids(label: str, ids: list[int]) -> None:
    """Write anew the entries of one model's rows; the words are worked out before the transaction, which stays short."""
    searchable = _searchables[label]
    entries = [
        entry
        for row in searchable.rows(ids)
        if getattr(row, "withdrawn_on", None) is None
        for entry in entries_of(row, searchable)
    ]
    with transaction.atomic():
        _forget(label, ids)
        Entry.objects.bulk_create(entries, batch_size=1000)
        if connection.vendor == "sqlite" and entries:
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO search_fts (rowid, base, parts) VALUES (%s, %s, %s)",
                    [(entry.pk, entry.base, entry.parts) for entry in entries],
                )


def _forget(label: str, ids: list[int]) -> None:
    old = Entry.objects.filter(model=label, object_id__in=ids)
    if connection.vendor == "sqlite":
        numbers = [(pk,) for pk in old.values_list("pk", flat=True)]
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", numbers)
    old.delete()


def index_missing() -> int:
    """Write the entries of rows that have none, such as those of a load that was killed before it came to the search."""
    found = 0
    for label, searchable in _searchables.items():
        rows = searchable.model._default_manager.exclude(
            Exists(Entry.objects.filter(model=label, object_id=OuterRef("pk")))
        )
        if any(field.name == "withdrawn_on" for field in searchable.model._meta.fields):
            rows = rows.filter(withdrawn_on__isnull=True)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            index_ids(label, some)
            found += Entry.objects.filter(model=label, object_id__in=some).values("object_id").distinct().count()
    return found


def reindex(progress: Callable[[int, int], None] | None = None) -> int:
    """Write every entry anew, a thousand rows at a time; the number of rows read."""
    done = 0
    totals = {label: s.model._default_manager.count() for label, s in _searchables.items()}
    for label, searchable in _searchables.items():
        known = set(searchable.model._default_manager.values_list("pk", flat=True))
        gone = set(Entry.objects.filter(model=label).values_list("object_id", flat=True)) - known
        _forget(label, list(gone))
        ids = sorted(known)
        for start in range(0, len(ids), 500):
            index_ids(label, ids[start : start + 500])
            done += len(ids[start : start + 500])
            if progress:
                progress(done, sum(totals.values()))
    return done

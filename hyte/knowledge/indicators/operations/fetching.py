"""Ask a source for a data set's numbers: what it gives becomes a release; when it gives nothing, the last one stays in use."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.choices import SourceKind
from hyte.knowledge.indicators.division import division
from hyte.knowledge.indicators.models import Dataset, Release
from hyte.knowledge.indicators.operations.describing import describe_indicators
from hyte.knowledge.indicators.operations.releases import FETCH, add_release, note_fault
from hyte.knowledge.indicators.questions import reading_in, sotkanet_numbers
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.sources.fetched import Fetched
from hyte.knowledge.stats.sources.fetching import Client, Manners
from hyte.knowledge.stats.sources.jsonstat import fetch_jsonstat
from hyte.knowledge.stats.sources.pxweb import MOST_VALUES, fetch_pxweb
from hyte.knowledge.stats.sources.sotkanet import fetch_sotkanet
from hyte.knowledge.stats.store.shape import check_observations

Progress = Callable[[int, int], None]


class SourceFailed(Refused):
    """The source gave nothing that can be used; the data set remembers why."""


@dataclass(frozen=True)
class Renewal:
    """What a fetch came to: the release in force, whether it is new, how many indicators it brought, what is told of it."""

    release: Release
    is_new: bool
    described: int
    notes: tuple[str, ...]


def fetch_dataset(dataset: Dataset, *, by: Principal, now: datetime, progress: Progress | None = None) -> Renewal:
    """Fetch a data set and make what came its newest release.

    Raises SourceFailed with the source's sentence, which the data set's page shows until a fetch succeeds. A fetch that is
    killed leaves everything as it was, and the next one goes on from the parts that had come.
    """
    require(by, FETCH, dataset)
    _refuse_unfetched(dataset)
    with _alone(dataset):
        try:
            with Client(folder=_folder(), manners=manners(), progress=progress) as client:
                fetched = _ask(dataset, client=client)
            faults = check_observations(fetched.rows)
            if faults:
                raise faults[0]
        except InputRefused as fault:
            raise _failed(dataset, fault.sentence(_), by=by, now=now) from fault
        notes = tuple(note.sentence(_) for note in fetched.notes)
        if not fetched.rows.num_rows:
            sentence = " ".join([_("The source gave no figures."), *notes[:3]])
            raise _failed(dataset, sentence, by=by, now=now)
        described = describe_indicators(dataset, fetched.words, by=by, today=now.date())
        release, is_new = add_release(
            dataset,
            fetched.rows,
            address=fetched.address,
            published_at=fetched.published_at,
            notes=notes,
            by=by,
            now=now,
        )
    return Renewal(release, is_new, described, notes)


def _failed(dataset: Dataset, sentence: str, *, by: Principal, now: datetime) -> SourceFailed:
    """Remember what the source said; who asked is told what is in use meanwhile, too."""
    note_fault(dataset, sentence=sentence, by=by, now=now)
    if dataset.releases.standing().exists():  # type: ignore[attr-defined]
        stays = _("The last release stays in use.")
        return SourceFailed(f"{sentence} {stays}")
    return SourceFailed(sentence)


def _refuse_unfetched(dataset: Dataset) -> None:
    if dataset.withdrawn_on:
        raise Refused(_("The data set %(dataset)s has been withdrawn.") % {"dataset": dataset})
    if dataset.kind == SourceKind.LOCAL:
        told = _("%(dataset)s is an area's own table: it is loaded from a file, not fetched.")
        raise Refused(told % {"dataset": dataset})


def _ask(dataset: Dataset, *, client: Client) -> Fetched:
    query: dict[str, Any] = dataset.query or {}
    areas = query.get("areas")
    if dataset.kind == SourceKind.SOTKANET:
        return fetch_sotkanet(
            client,
            indicators=sotkanet_numbers(dataset),
            years=query.get("years"),
            areas=areas,
            division=division(),
            dataset=dataset.key,
            address=settings.SOTKANET_URL,
        )
    if dataset.kind == SourceKind.PXWEB:
        return fetch_pxweb(
            client,
            dataset.address,
            reading=reading_in(query.get("reading")),
            dataset=dataset.key,
            choose=query.get("selection"),
            most_values=query.get("most_values", MOST_VALUES),
            source=dataset.publisher,
            licence=dataset.licence,
            areas=areas,
            division=division(),
        )
    return fetch_jsonstat(
        client,
        dataset.address,
        reading=reading_in(query.get("reading")),
        dataset=dataset.key,
        source=dataset.publisher,
        licence=dataset.licence,
        areas=areas,
        division=division(),
    )


def manners() -> Manners:
    """How sources are treated; the pause between two requests is the installation's to lengthen."""
    return Manners(pause=settings.FETCH_PAUSE)


def _folder() -> Path:
    return Path(settings.NUMBERS_FOLDER) / "fetched"


@contextmanager
def _alone(dataset: Dataset) -> Iterator[None]:
    """One fetch of a data set at a time on a machine; the lock goes with the process that holds it."""
    folder = _folder() / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / dataset.key).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise Refused(_("%(dataset)s is being fetched already.") % {"dataset": dataset}) from taken
        yield

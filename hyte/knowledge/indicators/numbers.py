"""The store of numbers as the product keeps it: files of releases in Django's storages, what is derived from them on this machine."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db.models import OuterRef, Subquery

from hyte.core.audit.kept import register_state
from hyte.knowledge.indicators.choices import IndicatorKind
from hyte.knowledge.indicators.models import Dataset, Indicator, Release
from hyte.knowledge.indicators.units import per_of
from hyte.knowledge.stats.choices import Polarity
from hyte.knowledge.stats.store.derived import Derived, current_hash, derive, forget_current
from hyte.knowledge.stats.store.files import place_file
from hyte.knowledge.stats.store.newest import Reading
from hyte.knowledge.stats.store.reading import Numbers
from hyte.knowledge.stats.store.releases import ReleaseBroken, Stored

logger = logging.getLogger(__name__)


def derived_folder() -> Path:
    return Path(settings.NUMBERS_FOLDER) / "derived"


def release_folder() -> Path:
    """Where this machine's engines read releases: the storage's own folder, or a cache beside it."""
    try:
        return Path(_storage().path(""))
    except NotImplementedError:
        return Path(settings.NUMBERS_FOLDER) / "releases"


def _storage() -> Storage:
    return storages["releases"]


def keep_in_storage(path: Path) -> None:
    """Put a release's file, just written to this machine's folder, where every machine finds it."""
    if not _storage().exists(path.name):
        with path.open("rb") as file:
            _storage().save(path.name, File(file))


def stored(release: Release) -> Stored:
    """A release as the engines read it; its file is brought to this machine first where it is not here."""
    path = release_folder() / release.file_name
    if not path.is_file() and _storage().exists(release.file_name):

        def bring(place: Path) -> None:
            with _storage().open(release.file_name) as source, place.open("wb") as target:
                shutil.copyfileobj(source, target)

        place_file(path.parent, bring, name=lambda _place: path.name)
    return Stored(path=path, hash=release.hash, dataset=release.dataset.key)


def releases_in_force() -> list[Release]:
    """The newest release of each data set that has not been withdrawn."""
    newest = Release.objects.standing().filter(dataset=OuterRef("pk")).values("pk")[:1]
    datasets = Dataset.objects.live().annotate(newest=Subquery(newest)).filter(newest__isnull=False)
    return list(
        Release.objects.filter(pk__in=datasets.values("newest"))
        .select_related("dataset__home")
        .order_by("dataset__key")
    )


def readings() -> Mapping[str, Reading]:
    """How each indicator's numbers are read."""
    return {
        indicator.key: reading_of(indicator)
        for indicator in Indicator.objects.live().only("key", "polarity", "kind", "unit_fi", "is_standardised")
    }


def reading_of(indicator: Indicator) -> Reading:
    """How one indicator's numbers are read: of a share or a crude rate limits may be computed from its counts."""
    is_counted = indicator.kind in (IndicatorKind.PROPORTION, IndicatorKind.RATE) and not indicator.is_standardised
    unit = indicator.unit_fi or ""  # type: ignore[attr-defined]
    per = per_of(unit) if is_counted else None
    return Reading(Polarity(indicator.polarity), indicator.is_share, per=per, compares=not indicator.follows_size)


def derive_numbers() -> Derived | None:
    """Make what pages read from the releases in force; nothing where there are none, and nothing anew that is there."""
    releases: Sequence[Stored] = [stored(release) for release in releases_in_force()]
    if not releases:
        forget_current(derived_folder())
        return None
    return derive(releases, derived_folder(), readings=readings())


def numbers() -> Numbers | None:
    """What pages read; None before anything was derived, and while what was derived is not what was written.

    The worker makes it anew within the hour: until then a page has no numbers rather than wrong ones.
    """
    try:
        return Numbers.current(derived_folder())
    except ReleaseBroken as fault:
        logger.warning("What pages read of numbers must be derived anew: %s", fault)
        return None


# Pages made before a derivation are not shown after it: the job ends later than the act that asked for it.
register_state(lambda: current_hash(derived_folder()))

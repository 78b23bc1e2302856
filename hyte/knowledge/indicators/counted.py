"""Figures as they were counted: the rows behind a release that hides small counts, kept where nothing is served without permission."""

from __future__ import annotations

import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as parquet
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from hyte.core.audit.recording import Refused
from hyte.knowledge.indicators.models import CountedFigures, Release
from hyte.knowledge.indicators.numbers import stored
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.store.releases import verify_release
from hyte.knowledge.stats.store.shape import FILE_SCHEMA, KEY


def keep_rows(rows: pa.Table) -> str:
    """Keep rows under their hash, which is given back."""
    stream = io.BytesIO()
    told = rows.select(FILE_SCHEMA.names).sort_by([(name, "ascending") for name in KEY])
    parquet.write_table(told.cast(FILE_SCHEMA).replace_schema_metadata(None), stream, compression="zstd")
    content = stream.getvalue()
    found = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(_path(found)):
        default_storage.save(_path(found), ContentFile(content))
    return found


def counted_of(release: Release) -> CountedFigures | None:
    """What stands behind a release; none where it hides nothing."""
    found: CountedFigures | None = release.counted.order_by("-pk").first()  # type: ignore[attr-defined]
    return found


def counted_rows(release: Release) -> pa.Table:
    """The rows of a release with what it hides. Raises Refused where a file is not the one that was stored."""
    found = counted_of(release)
    if found is None:
        return shown_rows(release)
    try:
        with default_storage.open(_path(found.hash)) as file:
            content = file.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != found.hash:
        raise Refused(
            _("The figures as they were counted are not the ones that were stored: %(hash)s.") % {"hash": found.hash}
        )
    return parquet.read_table(io.BytesIO(content), schema=FILE_SCHEMA).replace_schema_metadata(None)


def shown_rows(release: Release) -> pa.Table:
    """The rows of a release as everybody sees them."""
    file = stored(release)
    try:
        verify_release(file)
    except InputRefused as fault:
        raise Refused(fault.sentence(_)) from fault
    return parquet.read_table(file.path, schema=FILE_SCHEMA).replace_schema_metadata(None)


def _path(found: str) -> str:
    return f"counted/{found}.parquet"

"""Store files, decide who sees them, share, withdraw, and let go of bytes past their time."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import date, timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.areas.models import Area, Organisation
from hyte.core.areas.text import slug
from hyte.core.audit.recording import Refused, lock, record
from hyte.core.files.contents import TYPES, ending_of, sniff
from hyte.core.files.models import FileShare, Publicity, StoredFile

KEPT_AFTER_WITHDRAWAL = 365


def clean_name(name: str) -> str:
    """The name without folders, control signs and signs that turn the direction of writing."""
    plain = unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
    stem, dot, ending = plain.strip().rpartition(".")
    return f"{stem[: 190 - len(ending)].strip()}{dot}{ending}" if dot else plain[:190]


def check_content(upload: File, name: str) -> str:
    """The content's type; refuse what is empty, too large, not allowed, or not what its name says."""
    limit = settings.FILE_LIMIT_MB
    if not upload.size:
        raise Refused(_("The file is empty."))
    if upload.size > limit * 1024 * 1024:
        raise Refused(_("The file is too large: at most %(limit)s MB is accepted.") % {"limit": limit})
    ending = ending_of(name)
    accepted = ", ".join(TYPES)
    if ending not in TYPES:
        raise Refused(_("This kind of file is not accepted. Accepted are: %(kinds)s.") % {"kinds": accepted})
    found = sniff(upload)  # type: ignore[arg-type] # an upload reads like a file
    if not found:
        raise Refused(_("The content of the file is not of an accepted kind: %(kinds)s.") % {"kinds": accepted})
    if ending not in found:
        raise Refused(
            _("The name ends in .%(ending)s, but the content is %(found)s.")
            % {"ending": ending, "found": ", ".join(sorted(found))}
        )
    return TYPES[ending]


def check_publicity(publicity: str, ground: str) -> None:
    if publicity not in Publicity.values:
        raise Refused(_("Choose who may see the file."))
    if publicity == Publicity.SECRET and not ground.strip():
        raise Refused(_("A secret file needs the ground for its secrecy."))


def hash_of(upload: File) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for block in upload.chunks():
        digest.update(block)
    return digest.hexdigest()


def _keep_bytes(upload: File, path: str) -> None:
    """Write the content under its hash unless it is there; of two writers at once the second's copy goes."""
    if default_storage.exists(path):
        return
    upload.seek(0)
    saved = default_storage.save(path, upload)
    if saved != path:
        default_storage.delete(saved)


def store_file(
    upload: File,
    *,
    home: Area,
    owner: Organisation,
    by: Principal,
    today: date,
    name: str = "",
    publicity: str = Publicity.INTERNAL,
    secrecy_ground: str = "",
    retain_until: date | None = None,
    is_example: bool = False,
) -> StoredFile:
    """Check and keep a file; the bytes first, then the row, so that no row lacks its content."""
    require(by, "files.store", home)
    if owner.home_id != home.pk:
        raise Refused(_("The owner must be an organisation of %(area)s.") % {"area": home})
    check_publicity(publicity, secrecy_ground)
    if retain_until is not None and retain_until < today:
        raise Refused(_("The day until which the file is kept is already past."))
    name = clean_name(name or upload.name or "")
    content_type = check_content(upload, name)
    digest = hash_of(upload)
    stored = StoredFile(
        key=f"{slug(PurePosixPath(name).stem)[:60].strip('-') or 'file'}-{secrets.token_hex(4)}",
        home=home,
        owner=owner,
        sha256=digest,
        name=name,
        content_type=content_type,
        size=upload.size,
        publicity=publicity,
        secrecy_ground=secrecy_ground.strip() if publicity == Publicity.SECRET else "",
        retain_until=retain_until,
        is_example=is_example,
    )
    _keep_bytes(upload, stored.path)
    with record(stored, verb="file stored", by=by) as recording:
        recording.add(stored)
    _keep_bytes(upload, stored.path)  # the retention job may have let the same bytes go in between
    return stored


@transaction.atomic
def change_publicity(
    file: StoredFile, *, version: int, publicity: str, by: Principal, secrecy_ground: str = ""
) -> StoredFile:
    """Change who may see a file; one made secret is no longer shared."""
    require(by, "files.change_publicity", file)
    file = lock(file, version=version)
    _require_live(file)
    check_publicity(publicity, secrecy_ground)
    ground = secrecy_ground.strip() if publicity == Publicity.SECRET else ""
    with record(file, verb="publicity changed", by=by) as recording:
        recording.change(file, publicity=publicity, secrecy_ground=ground)
        if publicity == Publicity.SECRET:
            for share in file.shares.all():
                recording.remove(share)
    return file


@transaction.atomic
def share_file(file: StoredFile, *, version: int, organisation: Organisation, by: Principal, today: date) -> FileShare:
    """Let another organisation use the file."""
    require(by, "files.share", file)
    file = lock(file, version=version)
    _require_live(file)
    if file.publicity == Publicity.SECRET:
        raise Refused(_("A secret file cannot be shared."))
    if organisation.pk == file.owner_id:
        raise Refused(_("%(organisation)s owns the file.") % {"organisation": organisation})
    if file.shares.filter(organisation=organisation).exists():
        raise Refused(_("%(organisation)s may already use the file.") % {"organisation": organisation})
    share = FileShare(file=file, organisation=organisation, given_on=today)
    with record(file, verb="file shared", by=by) as recording:
        return recording.add(share)


@transaction.atomic
def unshare_file(share: FileShare, *, version: int, by: Principal) -> None:
    """Take back the permission to use a file."""
    require(by, "files.share", share.file)
    file = lock(share.file, version=version)
    with record(file, verb="file no longer shared", by=by) as recording:
        recording.remove(share)


@transaction.atomic
def withdraw_file(file: StoredFile, *, version: int, reason: str, by: Principal, today: date) -> StoredFile:
    """Take a file out of sight; its content is kept a year at most, so that a mistake can be undone."""
    require(by, "files.withdraw", file)
    file = lock(file, version=version)
    _require_live(file)
    if not reason.strip():
        raise Refused(_("Say why the file is withdrawn."))
    latest = today + timedelta(days=KEPT_AFTER_WITHDRAWAL)
    with record(file, verb="file withdrawn", by=by, reason=reason.strip()) as recording:
        return recording.change(file, withdrawn_on=today, retain_until=min(file.retain_until or latest, latest))


def _require_live(file: StoredFile) -> None:
    if file.withdrawn_on:
        raise Refused(_("The file has been withdrawn."))


def remove_expired_files(*, by: Principal, today: date) -> int:
    """The retention job: bytes past their day go, unless another file with the same content is still kept."""
    if not by.is_system:
        require(by, "files.withdraw", None)
    removed = 0
    for file in StoredFile.objects.filter(retain_until__lt=today).order_by("pk"):
        with transaction.atomic():
            file = lock(file)
            if file.withdrawn_on is None:
                with record(file, verb="file past its time", by=by) as recording:
                    recording.change(file, withdrawn_on=today)
            kept = StoredFile.objects.filter(sha256=file.sha256).exclude(retain_until__lt=today)
            is_needed = kept.exists()
        if not is_needed and default_storage.exists(file.path):
            default_storage.delete(file.path)
            removed += 1
    return removed

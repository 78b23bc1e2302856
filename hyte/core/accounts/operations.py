"""What a person changes about their own account; not recorded, since it concerns nobody else."""

from __future__ import annotations

from hyte.core.accounts.models import User
from hyte.core.accounts.rules import NotAllowed, Principal


def update_profile(user: User, *, name: str, language: str, digest_weekday: int | None, by: Principal) -> User:
    """Set the person's own display name, language and the weekday of the digest."""
    if by.user is None or by.user.pk != user.pk:
        raise NotAllowed("accounts.update_profile")
    user.name, user.language, user.digest_weekday = name, language, digest_weekday
    user.save(update_fields=["name", "language", "digest_weekday"])
    return user

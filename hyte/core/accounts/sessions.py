"""Sign a person out wherever they are signed in."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from hyte.core.accounts.models import User


def sign_out(person: User, *, now: datetime) -> int:
    """End the person's sessions, on every machine and browser; how many there were.

    A session does not say whose it is before it is read, so all that are in force are read, a few at a time.
    """
    theirs = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=now).iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    return Session.objects.filter(pk__in=theirs).delete()[0]

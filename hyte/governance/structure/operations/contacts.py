"""The public contact of a post: whoever holds the post answers there."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from hyte.core.accounts.rules import Principal, require
from hyte.core.audit.recording import Refused, lock, record
from hyte.governance.structure.models import Post

EDIT = "structure.set_post_contact"


@transaction.atomic
def set_post_contact(
    post: Post, *, version: int, phone: str, email: str, contact_page: str, by: Principal, today: date
) -> Post:
    """Give, confirm or take away a post's public contact; without phone, e-mail and page it is taken away."""
    require(by, EDIT, post)
    post = lock(post, version=version)
    given = bool(phone or email or contact_page)
    if post.withdrawn_on:
        raise Refused(_("The post has been withdrawn."))
    if given and post.valid_until and post.valid_until < today:
        raise Refused(_("The post has ended, so nobody answers there."))
    with record(post, verb="post contact given" if given else "post contact taken away", by=by) as recording:
        recording.change(
            post,
            phone=phone,
            email=email,
            contact_page=contact_page,
            contact_confirmed_on=today if given else None,
        )
    return post

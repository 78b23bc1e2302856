"""Ask each body's chair once a year whether the body lives, has changed or has ended; keep both of a pair."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from hyte.core.accounts.models import SignedLink
from hyte.core.accounts.rules import Principal, require
from hyte.core.accounts.signed_links import issue_link
from hyte.core.areas.models import Area
from hyte.core.areas.text import shown_day
from hyte.core.audit.recording import Refused, record
from hyte.core.tasks.models import Task
from hyte.governance.structure.choices import Answer
from hyte.governance.structure.models import Body, Confirmation, OverlapDecision, Seat

PURPOSE = "structure.confirm_body"


@transaction.atomic
def ask_chair(body: Body, *, email: str, asked_as: str, by: Principal, today: date) -> str:
    """Ask a body's chair by e-mail whether it lives; returns the link, which the mail carries."""
    require(by, "structure.ask_chair", body)
    address = issue_link(PURPOSE, body, email=email, asked_as=asked_as, by=by, today=today)
    with record(body, verb="chair asked", by=by):
        pass
    message = _(
        "Hello,\n\nyou are asked as the %(role)s of %(body)s: does the body still work as the register says?\n"
        "Answer on this page; opening it changes nothing and no account is needed:\n\n%(address)s\n\n"
        "The link works once and for 30 days.\n"
    ) % {"role": asked_as, "body": body, "address": address}
    subject = _("Does %(body)s still work?") % {"body": body}
    transaction.on_commit(lambda: send_mail(subject, message, None, [email]))
    return address


@transaction.atomic
def ask_chairs(area: Area, *, by: Principal, today: date) -> list[Body]:
    """Ask every chair whose contact is known of the bodies that nobody has confirmed within a year.

    A chair who was asked within a month is not asked again; returns the bodies asked about.
    """
    require(by, "structure.ask_chair", area)
    asked = []
    for seat in chairs_to_ask(area, today=today):
        ask_chair(seat.body, email=seat.person.email, asked_as=str(seat.get_role_display()), by=by, today=today)
        asked.append(seat.body)
    if not asked:
        raise Refused(_("No unconfirmed body has a chair whose e-mail is known and who was not asked within a month."))
    return asked


def chairs_to_ask(area: Area, *, today: date) -> list[Seat]:
    """Chairs' seats of unconfirmed bodies, where the chair has an e-mail that may still be used."""
    recently = SignedLink.objects.filter(
        purpose=PURPOSE, home=area, created_at__date__gt=today - timedelta(days=30)
    ).values_list("object_id", flat=True)
    seats = (
        Seat.objects.live()
        .of(area)
        .at(today)
        .filter(role="chair", person__isnull=False, body__merged_into__isnull=True, body__withdrawn_on__isnull=True)
        .filter(Q(body__confirmed_on__isnull=True) | Q(body__confirmed_on__lt=today - timedelta(days=365)))
        .exclude(person__email="")
        .exclude(person__contact_expires_on__lt=today)
        .exclude(body_id__in=list(recently))
        .select_related("body__home", "person")
        .order_by("body", "pk")
    )
    return list({seat.body_id: seat for seat in seats}.values())


@transaction.atomic
def answer_for_body(body: Body, *, answer: str, note: str, day: date, by: Principal) -> Confirmation:
    """Record what the chair says of the body.

    "Lives" confirms the body; the two other answers leave it as it is and give its coordinator a task.
    """
    require(by, "structure.answer_for_body", body)
    if answer not in Answer.values:
        raise Refused(_("Choose one of the answers."))
    if answer == Answer.CHANGED and not note.strip():
        raise Refused(_("Write what has changed."))
    if answer == Answer.LIVES and (body.withdrawn_on or body.merged_into_id or body.period_at(day) is None):
        raise Refused(
            _(
                "%(body)s is not in force on %(day)s, so it cannot be confirmed. If it works, answer that it has changed."
            )
            % {"body": body, "day": shown_day(day)}
        )
    confirmation = Confirmation(body=body, home=body.home, answer=answer, note=note.strip(), day=day)
    with record(body, verb="answered for", by=by, reason=str(Answer(answer).label)) as recording:
        recording.add(confirmation)
        if answer == Answer.LIVES:
            recording.change(body, confirmed_on=day)
        else:
            recording.add(
                Task(
                    home=body.home,
                    title=_("The chair answered: %(answer)s. Bring %(body)s up to date.")
                    % {"answer": Answer(answer).label, "body": body},
                    role="coordinator",
                    due=None,
                    model="structure.body",
                    object_id=body.pk,
                    record_title=str(body)[:250],
                    address=body.get_absolute_url(),
                    is_example=body.is_example,
                )
            )
    return confirmation


@transaction.atomic
def keep_both(
    area: Area, *, a_key: str, b_key: str, names: str, reason: str, day: date, by: Principal
) -> OverlapDecision:
    """Decide that two things that look alike are both kept; the finder no longer shows them."""
    require(by, "structure.keep_both", area)
    if not reason.strip():
        raise Refused(_("Give the reason for keeping both."))
    if OverlapDecision.objects.filter(home=area, a_key=a_key, b_key=b_key).exists():
        raise Refused(_("This has already been decided."))
    decision = OverlapDecision(home=area, a_key=a_key, b_key=b_key, names=names[:600], reason=reason.strip(), day=day)
    with record(decision, verb="both kept", by=by, reason=reason) as recording:
        recording.add(decision)
    return decision

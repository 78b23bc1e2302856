"""Who signs in, for whom they work, and the limited links given to those who do not sign in."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.choices import WORKERS, Role
from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.choices import AUTHORITIES
from hyte.core.areas.models import Area, DatedQuerySet, Organisation, ends_after_start


def erase_account(user: User) -> None:
    """Close the account and forget who it was; the row stays so that records keep their author's number."""
    user.email, user.name, user.language, user.last_login = f"erased-{user.pk}@invalid", "", "fi", None
    user.set_unusable_password()
    user.is_active = False
    user.save()
    for rows in ("emailaddress_set", "authenticator_set", "socialaccount_set"):
        getattr(user, rows).all().delete()


def dormant_accounts(day: date) -> models.QuerySet[User]:
    """Accounts without a membership in force that nobody has signed in to for two years."""
    since = date.fromordinal(day.toordinal() - 730)
    return (
        User.objects.exclude(email__endswith="@invalid")
        .filter(Q(last_login__date__lt=since) | Q(last_login__isnull=True, created_at__date__lt=since))
        .exclude(pk__in=Membership.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day)).values("user"))
    )


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **values: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **values)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """A person's account; a resident's needs only an e-mail and a display name."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("display name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, default="fi")
    # None of the days: the person wants no digest.
    digest_weekday = models.PositiveSmallIntegerField(_("weekday of the digest"), null=True, blank=True, default=0)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_example = models.BooleanField(_("invented example"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    personal_data = PersonalData(
        fields=("email", "name", "language"),
        whose=_("everyone with an account"),
        purpose=_("signing in, and telling colleagues who did what"),
        retention=_("until the person erases it, or two years after the last sign-in when no membership is in force"),
        of=lambda user: User.objects.filter(pk=user.pk),
        erase=erase_account,
        expired=dormant_accounts,
    )

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def active_memberships(self) -> list[Membership]:
        """Memberships in force today; read once a request."""
        if not self.is_active:
            return []
        today = timezone.localdate()
        return list(self.memberships.at(today).select_related("organisation"))

    @cached_property
    def worker_areas(self) -> frozenset[int]:
        """Ids of the areas where the user works as something else than a reader or a guest."""
        return frozenset(m.area_id for m in self.active_memberships if m.role in WORKERS and m.area_id)


class Membership(models.Model):
    """A user's role in an organisation, dated; may be limited to one body, call or programme."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("last day in force"), null=True, blank=True)
    limit_model = models.CharField(_("limited to a record of type"), max_length=60, blank=True)
    limit_key = models.CharField(_("limited to the record"), max_length=120, blank=True)
    confirmed_on = models.DateField(_("access last confirmed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("user", "role", "valid_from", "valid_until"),
        whose=_("workers, representatives and other members"),
        purpose=_("deciding what a person may do, and showing later who could"),
        retention=_("two years after the membership ended"),
        of=lambda user: Membership.objects.filter(user=user),
        erase=lambda row: row.delete(),
        expired=lambda day: Membership.objects.filter(
            valid_until__lt=day.replace(year=day.year - 2, day=min(day.day, 28))
        ),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [ends_after_start("membership_ends_after_start")]
        indexes = [models.Index(fields=["organisation", "role"])]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.organisation}"

    @property
    def area_id(self) -> int | None:
        """The area the membership gives rights in: the one its organisation governs."""
        return self.organisation.home_id if self.organisation.kind in AUTHORITIES else None

    @property
    def home_id(self) -> int:
        return self.organisation.home_id

    def covers(self, record: Any) -> bool:
        """Whether a limit on the membership lets it act on the record."""
        if not self.limit_model:
            return True
        limited = getattr(record, "limit_target", record)
        return limited._meta.label_lower == self.limit_model and getattr(limited, "key", None) == self.limit_key


def hash_token(token: str) -> str:
    """Only a token's hash is stored, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


class Token(models.Model):
    """What an invitation and a signed link share: a secret told once, an end, one use."""

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("sent to"), blank=True)
    # Empty when the machine itself invited, by command.
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("usable until"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_usable(self, now: Any) -> bool:
        return self.used_at is None and self.expires_at > now


class Invitation(Token):
    """An administrator's invitation to act for an organisation in a role."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_until = models.DateField(_("membership's last day"), null=True, blank=True)
    limit_model = models.CharField(max_length=60, blank=True)
    limit_key = models.CharField(max_length=120, blank=True)

    personal_data = PersonalData(
        fields=("email",),
        whose=_("people invited to use the service"),
        purpose=_("sending the invitation and knowing who was invited"),
        retention=_("90 days after the invitation expired"),
        of=lambda user: Invitation.objects.filter(email__iexact=user.email),
        erase=lambda row: row.delete(),
        expired=lambda day: Invitation.objects.filter(expires_at__date__lt=date.fromordinal(day.toordinal() - 90)),
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.email} – {self.get_role_display()}"

    @property
    def home_id(self) -> int:
        return self.organisation.home_id


class SignedLink(Token):
    """One question about one record to one person, who needs no account to answer it once."""

    purpose = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    home = models.ForeignKey(Area, models.CASCADE, related_name="+")
    asked_as = models.CharField(_("asked as"), max_length=200, blank=True)

    personal_data = PersonalData(
        fields=("email", "asked_as"),
        whose=_("people asked by e-mail, such as chairs of bodies"),
        purpose=_("asking one question without an account"),
        retention=_("one year after the link expired"),
        of=lambda user: SignedLink.objects.filter(email__iexact=user.email),
        erase=lambda row: SignedLink.objects.filter(pk=row.pk).update(email="", asked_as=""),
        expired=lambda day: SignedLink.objects.filter(
            ~Q(email="") | ~Q(asked_as=""), expires_at__date__lt=date.fromordinal(day.toordinal() - 365)
        ),
    )

    class Meta:
        verbose_name = _("signed link")
        verbose_name_plural = _("signed links")
        indexes = [models.Index(fields=["model", "object_id"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.model} {self.object_id}"


class RightGrant(models.Model):
    """Another organisation's right to do one operation on an area's records until a day."""

    operation = models.CharField(_("operation"), max_length=80)
    area = models.ForeignKey(Area, models.CASCADE, related_name="grants_given")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="grants_received")
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("last day in force"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("right given to another organisation")
        verbose_name_plural = _("rights given to other organisations")
        constraints = [ends_after_start("right_grant_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.operation}: {self.organisation} → {self.area}"

    @property
    def home_id(self) -> int:
        return self.area_id

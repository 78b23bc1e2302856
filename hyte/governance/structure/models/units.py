from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hyte.core.accounts.personal_data import PersonalData
from hyte.core.areas.models import DatedRecord, Organisation, RecordQuerySet, ends_after_start, worker_areas
from hyte.governance.structure.choices import UnitKind
from hyte.governance.structure.models.periods import Identity, Period, attested

PHONE = RegexValidator(
    r"^\+?(?=(?:\D*\d){3,15}\D*\Z)[\d ()-]+\Z", _("a phone number: digits and spaces, a + before the country’s code")
)


class Unit(Identity):
    """A part of an organisation: sector, area of responsibility, unit, or a grouping apart from the tree."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units", verbose_name=_("organisation"))
    website = models.URLField(_("web page"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        indexes = [models.Index(fields=["home"])]

    def get_absolute_url(self) -> str:
        return reverse("structure:unit", args=[self.home, self.key])


class UnitPeriod(Period):
    of = models.ForeignKey(Unit, models.CASCADE, related_name="periods")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=24, choices=UnitKind)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_periods")
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("unit's period")
        verbose_name_plural = _("units' periods")
        constraints = [
            ends_after_start("unit_period_ends_after_start"),
            attested("unit_period_attested"),
            models.UniqueConstraint(fields=["of", "valid_from"], name="unit_period_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(DatedRecord):
    """A post (virka or toimi) in a unit or an organisation; a fixed-term one ends."""

    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="posts")
    holder = models.ForeignKey("structure.Person", models.SET_NULL, null=True, blank=True, related_name="posts")
    is_fixed_term = models.BooleanField(_("fixed-term"), default=False)
    duties = models.TextField(_("duties"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    # Public and of the post: whoever holds it answers here.
    phone = models.CharField(_("phone of the post"), max_length=40, blank=True, validators=[PHONE])
    email = models.EmailField(_("e-mail of the post"), blank=True)
    contact_page = models.URLField(_("contact page"), max_length=400, blank=True)
    contact_confirmed_on = models.DateField(_("contact last confirmed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [ends_after_start("post_ends_after_start"), attested("post_attested")]
        indexes = [models.Index(fields=["home", "valid_until"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("structure:post", args=[self.home, self.key])

    @property
    def has_contact(self) -> bool:
        return bool(self.phone or self.email or self.contact_page)

    @property
    def phone_to_call(self) -> str:
        """The phone as a telephone reads it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


class PersonQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """People are seen by the workers of their home area, and by anyone signed in as far as a seat names them.

        A counterpart is there to be found by other areas' workers; a person under 18 is seen by the home area's workers only.
        """
        areas = worker_areas(user)
        if not areas and not getattr(user, "is_authenticated", False):
            return self.none()
        named = models.Q(seats__publicity__in=["name", "signed_in"], seats__withdrawn_on__isnull=True)
        counterpart = models.Q(counterparts__isnull=False) if areas else models.Q(pk__in=[])
        others = models.Q(is_minor=False) & (named | counterpart)
        seen = self.model._base_manager.filter(models.Q(home__in=areas) | others).values("pk")
        return super().visible_to(user).filter(pk__in=seen)


def erase_person(person: Person) -> None:
    """Forget who the person was; seats and posts stay, held by nobody known."""
    Person.objects.filter(pk=person.pk).update(
        name=str(_("(erased)")), email="", phone="", contact_purpose="", contact_expires_on=None, user=None
    )


class Person(DatedRecord):
    """Someone who holds seats or posts; may have an account. Contact details say what for and until when."""

    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="people")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_purpose = models.CharField(_("what the contact is for"), max_length=200, blank=True)
    contact_expires_on = models.DateField(_("contact is kept until"), null=True, blank=True)
    is_minor = models.BooleanField(_("under 18"), default=False)

    objects = PersonQuerySet.as_manager()

    personal_data = PersonalData(
        fields=("name", "email", "phone", "organisation"),
        whose=_("members of bodies, holders of posts, contact persons"),
        purpose=_("knowing who sits where and whom to contact about shared work"),
        retention=_("two years after the last day; contact details until their own last day"),
        # Most people in the register have no account; they are known by their e-mail.
        of=lambda user: Person.objects.filter(models.Q(user=user) | models.Q(email__iexact=user.email)),
        erase=erase_person,
        expired=lambda day: Person.objects.filter(valid_until__lt=date.fromordinal(day.toordinal() - 730)).exclude(
            name=str(_("(erased)"))
        ),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [ends_after_start("person_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("structure:person", args=[self.home, self.key])

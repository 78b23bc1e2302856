"""Records for tests: small, valid, in one area unless said otherwise."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from hyte.core.accounts.choices import Role
from hyte.core.accounts.models import Membership, User
from hyte.core.accounts.rules import Principal
from hyte.core.areas.models import Area, AreaPeriod, Organisation
from hyte.governance.structure import models

DAY = date(2026, 3, 1)


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    key = factory.Sequence(lambda n: f"alue-{n}")
    kind = "county"
    code = factory.Sequence(lambda n: f"X{n}")
    name_fi = factory.Sequence(lambda n: f"Alue {n}")
    is_open = True


class MunicipalityFactory(AreaFactory):
    class Meta:
        skip_postgeneration_save = True

    kind = "municipality"
    code = factory.Sequence(lambda n: f"Y{n}")
    name_fi = factory.Sequence(lambda n: f"Kunta {n}")

    @factory.post_generation
    def county(self, create, county, **kwargs):
        if county:
            AreaPeriod.objects.create(area=self, county=county)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    key = factory.Sequence(lambda n: f"organisaatio-{n}")
    home = factory.SubFactory(AreaFactory)
    name_fi = factory.Sequence(lambda n: f"Organisaatio {n}")
    kind = "county"
    valid_from = date(2023, 1, 1)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"henkilo{n}@example.org")
    name = factory.Sequence(lambda n: f"Henkilö {n}")


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = models.Body
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"toimielin-{n}")
    home = factory.SubFactory(AreaFactory)
    confirmed_on = DAY

    @factory.post_generation
    def period(self, create, values, **period):
        models.BodyPeriod.objects.create(
            **{
                "of": self,
                "name_fi": f"Toimielin {self.pk}",
                "kind": "network",
                "valid_from": date(2023, 1, 1),
                **period,
            }
        )


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    key = factory.Sequence(lambda n: f"ihminen-{n}")
    home = factory.SubFactory(AreaFactory)
    name = factory.Sequence(lambda n: f"Ihminen {n}")
    valid_from = date(2023, 1, 1)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = models.Seat

    key = factory.Sequence(lambda n: f"paikka-{n}")
    body = factory.SubFactory(BodyFactory)
    home = factory.SelfAttribute("body.home")
    valid_from = date(2023, 1, 1)


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = models.Duty

    key = factory.Sequence(lambda n: f"tehtava-{n}")
    home = factory.SubFactory(AreaFactory)
    title_fi = factory.Sequence(lambda n: f"Tehtävä {n}")
    valid_from = date(2023, 1, 1)


class FocusAreaFactory(DjangoModelFactory):
    class Meta:
        model = models.FocusArea

    key = factory.Sequence(lambda n: f"painopiste-{n}")
    home = factory.SubFactory(AreaFactory)
    name_fi = factory.Sequence(lambda n: f"Painopiste {n}")
    set_name = "Painopisteet"
    valid_from = date(2023, 1, 1)


def member(area: Area, role: str = Role.COORDINATOR, **membership) -> User:
    """A user with a role in the organisation that governs the area."""
    organisation = Organisation.objects.filter(home=area, kind__in=["county", "municipality"]).first()
    organisation = organisation or OrganisationFactory(home=area, kind=area.kind)
    user = UserFactory()
    Membership.objects.create(
        user=user, organisation=organisation, role=role, **{"valid_from": date(2023, 1, 1), **membership}
    )
    return User.objects.get(pk=user.pk)


def acting(area: Area, role: str = Role.COORDINATOR, **membership) -> Principal:
    """A principal with a role in the area."""
    return Principal(user=member(area, role, **membership))

"""One invented account a role, for the demo on one's own machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from hyte.core.accounts.choices import Role
from hyte.core.accounts.models import Membership, User
from hyte.core.areas.models import Organisation

PASSWORD = "hyte-esimerkki-2026"  # noqa: S105 - printed on purpose: these accounts exist only in the demo


@dataclass(frozen=True)
class DemoAccount:
    role: str
    email: str
    name: str
    organisation: str
    limit: tuple[str, str] = ("", "")


ACCOUNTS = (
    DemoAccount(Role.COORDINATOR, "koordinaattori@example.org", "Kaisa Esimerkki", "paijat-hame-hva"),
    DemoAccount(Role.COORDINATOR, "sysma@example.org", "Seppo Esimerkki", "sysma-kunta"),
    DemoAccount(Role.SECRETARY, "sihteeri@example.org", "Siiri Esimerkki", "paijat-hame-hva"),
    DemoAccount(Role.OFFICIAL, "viranhaltija@example.org", "Ville Esimerkki", "lahti-kunta"),
    DemoAccount(Role.REPRESENTATIVE, "luottamushenkilo@example.org", "Liisa Esimerkki", "paijat-hame-hva"),
    DemoAccount(Role.ANALYST, "tietoasiantuntija@example.org", "Timo Esimerkki", "paijat-hame-hva"),
    DemoAccount(Role.PROFESSIONAL, "ammattilainen@example.org", "Anna Esimerkki", "paijat-hame-hva"),
    DemoAccount(
        Role.PROFESSIONAL,
        "kirjaaja@example.org",
        "Kirsi Esimerkki",
        "paijat-hame-hva",
        ("screening.site", "esimerkki-toimipaikka-001"),
    ),
    DemoAccount(Role.EVALUATOR, "arvioija@example.org", "Arto Esimerkki", "paijat-hame-hva"),
    DemoAccount(Role.ASSOCIATION, "yhdistys@example.org", "Ylva Esimerkki", "jarjestot-ja-yhteisot"),
    DemoAccount(Role.ADMINISTRATOR, "paakayttaja@example.org", "Pirjo Esimerkki", "paijat-hame-hva"),
    DemoAccount(Role.AUDITOR, "tarkastaja@example.org", "Taina Esimerkki", "paijat-hame-hva"),
    DemoAccount(Role.READER, "lukija@example.org", "Leo Esimerkki", "paijat-hame-hva"),
)


def make_accounts(*, today: date) -> None:
    """Make the accounts that do not exist yet; their passwords are the printed one."""
    known = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
    # Hashed once for all: it is no secret, and hashing is slow on purpose.
    hashed = make_password(PASSWORD) if len(known) < len(ACCOUNTS) else ""
    for account in ACCOUNTS:
        user = known.get(account.email)
        if user is None:
            user = User.objects.create(email=account.email, password=hashed, name=account.name, is_example=True)
            EmailAddress.objects.create(user=user, email=account.email, verified=True, primary=True)
        organisation = Organisation.objects.get(key=account.organisation)
        if not user.memberships.filter(organisation=organisation, role=account.role).exists():
            model, key = account.limit
            Membership.objects.create(
                user=user,
                organisation=organisation,
                role=account.role,
                valid_from=today,
                limit_model=model,
                limit_key=key,
            )

"""What happens when someone signs in through an identity provider."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from hyte.core.accounts.models import User


class SocialAdapter(DefaultSocialAccountAdapter):
    """Sign-in through a provider; whoever is not known gets a resident's account, as everyone who signs up does."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        user = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name"), data.get("last_name")]
        user.name = (data.get("name") or " ".join(part for part in parts if part)).strip()[:120]
        # What else the provider tells of the person, such as a personal identity code, is not kept.
        sociallogin.account.extra_data = {"userinfo": {"email": data.get("email"), "name": user.name}}
        for address in sociallogin.email_addresses:
            # Some providers say "false" in words, which is no less true than "true" to a program.
            address.verified = address.verified is True
        return user

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Without a name the person is asked for one."""
        return bool(sociallogin.user.name) and super().is_auto_signup_allowed(request, sociallogin)

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        return {**super().get_signup_form_initial_data(sociallogin), "name": sociallogin.user.name}

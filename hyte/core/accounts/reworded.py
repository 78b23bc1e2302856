"""Sentences of the sign-in pages that their packages say wrongly or clumsily in Finnish or Swedish.

They stand here only to be found when texts are gathered: a translation of the project wins over that of a package.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

REWORDED = (
    _("If you have not created an account yet, then please %(link)ssign up%(end_link)s first."),
    _("Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."),
    _("Email address"),
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Please reauthenticate to safeguard your account."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)

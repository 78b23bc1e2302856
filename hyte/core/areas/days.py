"""The day a page is asked for."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _


def day_of(request: HttpRequest, parameter: str = "pvm") -> date:
    """The day in the address (`?pvm=2022-05-31`), today without one; a day that cannot be read is said and ignored."""
    given = request.GET.get(parameter, "").strip()
    if not given:
        return timezone.localdate()
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(given, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    messages.warning(request, _("The day %(day)s could not be read; give it as 1.9.2023.") % {"day": given[:20]})
    return timezone.localdate()

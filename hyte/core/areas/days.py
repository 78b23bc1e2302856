"""The day a page is asked for."""

from datetime import date, datetime

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

# Years that a record can have; beyond them a day is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1800, 2200


def check_year(day: date) -> None:
    """Refuse a day of a form that no record can have."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Give a day between the years %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


class DayUnreadable(BadRequest):
    """The address asks for a day that is none; the sentence says which and how a day is given."""


def day_of(request: HttpRequest, parameter: str = "pvm") -> date:
    """The day in the address (`?pvm=2022-05-31`), today without one; a day that is none refuses the whole address."""
    given = request.GET.get(parameter, "").strip()
    if not given:
        return timezone.localdate()
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(given, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    raise DayUnreadable(
        _("The address asks for the day “%(day)s”, which is not a day. Give it as 2023-09-01 or 1.9.2023.")
        % {"day": given[:20]}
    )

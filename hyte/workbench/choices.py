from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices

FRESH_YEARS = 3  # an older number tells nothing of today
TREND_YEARS = 5
MOST_QUESTIONS = 3


class ThemeState(TextChoices):
    """How a theme goes, by the same rule in every area."""

    BETTER = "better", _("going better")
    SAME = "same", _("no clear change")
    WORSE = "worse", _("going worse")
    UNKNOWN = "unknown", _("cannot be judged")


class Turn(TextChoices):
    """What a number says of its theme."""

    BETTER = "better", _("gone the wanted way")
    WORSE = "worse", _("gone the other way")
    SAME = "same", _("no certain change")
    UNTESTED = "untested", _("its direction cannot be tested")
    NEITHER = "neither", _("neither way is said to be good")
    OLD = "old", _("too old to tell of today")
    MISSING = "missing", _("no number of the area")


class Lack(TextChoices):
    """What a theme lacks of being judged."""

    NO_ACTION = "no_action", _("no plan in force has an action for it that has not been given up")
    NO_NUMBER = "no_number", _("no number is tied to it")
    NO_VALUE = "no_value", _("the area has none of the numbers that are tied to it")
    NOT_FRESH = "not_fresh", _("no number is at most three years old")
    UNTESTED = "untested", _("none of its numbers can be tested over five years")


class Rule(TextChoices):
    """By what a question comes onto the page, in the order in which the rules are asked."""

    NO_PLAN = "no_plan", _("no plan in force")
    WORSENED = "worsened", _("a number has worsened")
    LATE = "late", _("late")
    NO_ACTION = "no_action", _("a theme without actions")
    BEHIND = "behind", _("worse than the whole country")
    UNSEEN = "unseen", _("a theme without numbers of today")
    OFF_PATH = "off_path", _("an own count behind its path")
    AT_RISK = "at_risk", _("at risk")
    SILENT = "silent", _("silent")
    OWNERLESS = "ownerless", _("nobody in charge")
    UNMEASURED = "unmeasured", _("no measure")
    WITHOUT_MEANS = "without_means", _("no means")

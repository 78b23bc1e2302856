from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from hyte.core.areas.enumerations import TextChoices


class SourceKind(TextChoices):
    """How a data set's numbers come here."""

    SOTKANET = "sotkanet", _("Sotkanet")
    PXWEB = "pxweb", _("PxWeb table")
    JSONSTAT = "jsonstat", _("JSON-stat address")
    LOCAL = "local", _("own table")


class Rhythm(TextChoices):
    """How often a source publishes new numbers."""

    MONTHLY = "monthly", _("monthly")
    QUARTERLY = "quarterly", _("quarterly")
    YEARLY = "yearly", _("yearly")
    SECOND_YEAR = "second_year", _("every second year")
    ENDED = "ended", _("no new ones are published")
    UNKNOWN = "unknown", _("not known")


# When the newest period counts as stale, after its last day: the rhythm, and as long again for the source to publish.
STALE_AFTER = {
    Rhythm.MONTHLY: timedelta(days=92),
    Rhythm.QUARTERLY: timedelta(days=273),
    Rhythm.YEARLY: timedelta(days=913),
    Rhythm.SECOND_YEAR: timedelta(days=1461),
}

MONTHS_BETWEEN = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12, Rhythm.SECOND_YEAR: 24}


class IndicatorKind(TextChoices):
    """What sort of number an indicator is; decides which method gives its limits."""

    PROPORTION = "proportion", _("share")
    RATE = "rate", _("rate")
    COUNT = "count", _("count")
    MEAN = "mean", _("mean")
    INDEX = "index", _("index or score")
    MONEY = "money", _("money")


class PolarityChoice(TextChoices):
    """Which values are good: the words of the statistics, for forms and tables."""

    LOW = "low", _("low is good")
    HIGH = "high", _("high is good")
    NONE = "none", _("neither is good")


class SetKind(TextChoices):
    MINIMUM = "minimum", _("minimum content of the wellbeing report")
    OTHER = "other", _("other set")


class ConcernKind(TextChoices):
    JOY = "joy", _("joy")
    WORRY = "worry", _("worry")


class Outcome(TextChoices):
    """What a worry came to when it was held against the numbers."""

    OPEN = "open", _("not checked yet")
    CONFIRMED = "confirmed", _("confirmed by the numbers")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed by the numbers")
    NO_INDICATOR = "no_indicator", _("there is no indicator")


class SexChoice(TextChoices):
    """The words of the store for the sexes, for forms and tables."""

    TOTAL = "total", _("both sexes")
    FEMALE = "female", _("women")
    MALE = "male", _("men")


class AnswerKind(TextChoices):
    """What an area answers to a finding."""

    ACTION = "action", _("something is done")
    NO_ACTION = "no_action", _("nothing is done, for a reason")

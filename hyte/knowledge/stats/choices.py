"""The words that results and stored numbers use: plain English, which scripts may rely on and pages translate."""

from enum import StrEnum

from hyte.knowledge.stats.refusals import marked as _


class Sex(StrEnum):
    TOTAL = "total"
    FEMALE = "female"
    MALE = "male"


class MissingReason(StrEnum):
    """Why a stored number is absent; the first seven are the codes 1 to 7 of Statistics Finland's tables."""

    MISSING = _("missing")
    NOT_APPLICABLE = _("not applicable")
    SECRET = _("secret")
    NOT_AVAILABLE = _("not available")
    NOT_ASKED = _("not asked")
    DOTS = "......"
    NIL = _("magnitude nil")
    HIDDEN = _("hidden small count")


class Flag(StrEnum):
    """What a reader must know of a number that is there."""

    PRELIMINARY = _("preliminary")
    DERIVED = _("derived")
    CORRECTED = _("corrected")
    ESTIMATED = _("estimated")
    BREAK = _("break in series")


class Polarity(StrEnum):
    """Which values are good."""

    LOW = "low"
    HIGH = "high"
    NONE = "none"


class Verdict(StrEnum):
    """How a value stands to a reference. Only a value with limits gets one that can be coloured."""

    BEST = _("best")
    BETTER = _("better")
    SIMILAR = _("similar")
    WORSE = _("worse")
    WORST = _("worst")
    HIGHER = _("higher")
    LOWER = _("lower")
    NO_COMPARISON = _("no comparison")


class Direction(StrEnum):
    """What the recent values do."""

    INCREASING = _("increasing")
    DECREASING = _("decreasing")
    NO_CHANGE = _("no significant change")
    UNKNOWN = _("cannot be judged")


class SlopeKind(StrEnum):
    """The scale on which a line is fitted through ranked groups."""

    PLAIN = "plain"
    LOG = "log"
    LOGIT = "logit"


class Method(StrEnum):
    """The published method behind a value and its limits."""

    EXACT = _("exact Poisson (Garwood 1936)")
    BYAR = _("Byar (Breslow and Day 1987)")
    WILSON = _("Wilson 1927")
    STUDENT = _("Student's t")
    DOBSON_BYAR = _("Dobson-Byar (Dobson et al. 1991)")
    DOBSON_EXACT = _("Dobson-exact (Dobson et al. 1991, Garwood 1936)")
    RATIO_EXACT = _("indirect standardisation, exact Poisson (Garwood 1936)")
    RATIO_BYAR = _("indirect standardisation, Byar (Breslow and Day 1987)")
    MONTE_CARLO = _("Monte Carlo, Poisson deaths")
    CHIANG = _("Chiang II with Silcocks' last interval")
    SLOPE = _("weighted regression on cumulative rank, simulated limits")
    COMPARISON = _("reference against the limits")
    TREND_VALUES = _("weighted regression of five years, 99.8 %")
    TREND_SHARES = _("chi-square for trend of five years, 99.8 %")
    QUANTILE = _("equal parts by rank")
    ROLLING = _("sum over years")
    GROWTH = _("change from first to latest year")
    FUNNEL_RATE = _("Poisson control limits (Spiegelhalter 2005)")
    FUNNEL_PROPORTION = _("binomial control limits (Spiegelhalter 2005)")
    SMOOTHED = _("empirical Bayes, gamma-Poisson by moments (Marshall 1991)")
    HIDING = _("small counts hidden with what would give them back")


class Withheld(StrEnum):
    """Why a value, or its limits, is not given."""

    COUNT_MISSING = _("a count is missing")
    POPULATION_MISSING = _("a population is missing")
    VALUE_MISSING = _("a value is missing")
    REFERENCE_MISSING = _("the reference is missing")
    FOLLOWS_SIZE = _("a count follows the size of the area")
    NEGATIVE = _("a number is negative")
    NO_POPULATION = _("a population is zero")
    COUNT_ABOVE_DENOMINATOR = _("the count is above the denominator")
    FEW_EVENTS = _("fewer than 10 events")
    NO_EVENTS = _("no events, so no limits")
    NO_LOWER_LIMIT = _("the count is too small for a lower limit")
    FEW_VALUES = _("fewer than two values, so no limits")
    NO_EXPECTED = _("no events are expected")
    DEATHS_ABOVE_POPULATION = _("deaths are above the population")
    FEW_PERSON_YEARS = _("fewer than 5000 person-years")
    BAND_MISSING = _("an age band is missing")
    NO_LAST_DEATHS = _("no deaths in the last age band")
    WIDE_INTERVAL = _("the 95 % interval is wider than 20 years")
    NO_SURVIVORS = _("nobody is left alive at the age")
    GROUP_COUNT = _("5 to 100 ranked groups are needed")
    NO_LOG = _("a value of zero or less has no logarithm")
    NO_LOGIT = _("a share of 0 or 1 has no logit")
    NO_INTERCEPT = _("the line starts at zero, so no ratio")
    NO_ERRORS = _("no standard errors, so no limits")
    NO_LIMITS = _("no confidence interval")
    FEW_YEARS = _("fewer than five yearly values")
    NOT_YEARLY = _("the five latest values are not of successive years")
    ZERO_WIDTH = _("an interval has no width")
    FEW_AREAS = _("fewer areas than quantiles")
    ALL_EQUAL = _("all values are equal")
    NO_FIRST_VALUE = _("the first value is not above zero")
    NO_VARIATION = _("no variation beyond chance, so no limits")
    HIDDEN = _("hidden: a small count, or it would give one back")

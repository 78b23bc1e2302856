"""The words that results and stored numbers use."""

from enum import StrEnum


class Sex(StrEnum):
    TOTAL = "total"
    FEMALE = "female"
    MALE = "male"


class MissingReason(StrEnum):
    """Why a stored number is absent; the first seven are the codes 1 to 7 of Statistics Finland's tables."""

    MISSING = "missing"
    NOT_APPLICABLE = "not applicable"
    SECRET = "secret"
    NOT_AVAILABLE = "not available"
    NOT_ASKED = "not asked"
    DOTS = "......"
    NIL = "magnitude nil"
    HIDDEN = "hidden small count"


class Flag(StrEnum):
    """What a reader must know of a number that is there."""

    PRELIMINARY = "preliminary"
    DERIVED = "derived"
    CORRECTED = "corrected"
    ESTIMATED = "estimated"
    BREAK = "break in series"


class Polarity(StrEnum):
    """Which values are good."""

    LOW = "low"
    HIGH = "high"
    NONE = "none"


class Verdict(StrEnum):
    """How a value stands to a reference. Only a value with limits gets one that can be coloured."""

    BEST = "best"
    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    WORST = "worst"
    HIGHER = "higher"
    LOWER = "lower"
    NO_COMPARISON = "no comparison"


class Direction(StrEnum):
    """What the recent values do."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_CHANGE = "no significant change"
    UNKNOWN = "cannot be judged"


class SlopeKind(StrEnum):
    """The scale on which a line is fitted through ranked groups."""

    PLAIN = "plain"
    LOG = "log"
    LOGIT = "logit"


class Method(StrEnum):
    """The published method behind a value and its limits."""

    EXACT = "exact Poisson (Garwood 1936)"
    BYAR = "Byar (Breslow and Day 1987)"
    WILSON = "Wilson 1927"
    STUDENT = "Student's t"
    DOBSON_BYAR = "Dobson-Byar (Dobson et al. 1991)"
    DOBSON_EXACT = "Dobson-exact (Dobson et al. 1991, Garwood 1936)"
    RATIO_EXACT = "indirect standardisation, exact Poisson (Garwood 1936)"
    RATIO_BYAR = "indirect standardisation, Byar (Breslow and Day 1987)"
    MONTE_CARLO = "Monte Carlo, Poisson deaths"
    CHIANG = "Chiang II with Silcocks' last interval"
    SLOPE = "weighted regression on cumulative rank, simulated limits"
    COMPARISON = "reference against the limits"
    TREND_VALUES = "weighted regression of five years, 99.8 %"
    TREND_SHARES = "chi-square for trend of five years, 99.8 %"
    QUANTILE = "equal parts by rank"
    ROLLING = "sum over years"
    GROWTH = "change from first to latest year"
    FUNNEL_RATE = "Poisson control limits (Spiegelhalter 2005)"
    FUNNEL_PROPORTION = "binomial control limits (Spiegelhalter 2005)"
    SMOOTHED = "empirical Bayes, gamma-Poisson by moments (Marshall 1991)"
    HIDING = "small counts hidden with what would give them back"


class Withheld(StrEnum):
    """Why a value, or its limits, is not given."""

    COUNT_MISSING = "a count is missing"
    POPULATION_MISSING = "a population is missing"
    VALUE_MISSING = "a value is missing"
    REFERENCE_MISSING = "the reference is missing"
    NEGATIVE = "a number is negative"
    NO_POPULATION = "a population is zero"
    COUNT_ABOVE_DENOMINATOR = "the count is above the denominator"
    FEW_EVENTS = "fewer than 10 events"
    NO_EVENTS = "no events, so no limits"
    NO_LOWER_LIMIT = "the count is too small for a lower limit"
    FEW_VALUES = "fewer than two values, so no limits"
    NO_EXPECTED = "no events are expected"
    DEATHS_ABOVE_POPULATION = "deaths are above the population"
    FEW_PERSON_YEARS = "fewer than 5000 person-years"
    BAND_MISSING = "an age band is missing"
    NO_LAST_DEATHS = "no deaths in the last age band"
    WIDE_INTERVAL = "the 95 % interval is wider than 20 years"
    NO_SURVIVORS = "nobody is left alive at the age"
    GROUP_COUNT = "5 to 100 ranked groups are needed"
    NO_LOG = "a value of zero or less has no logarithm"
    NO_LOGIT = "a share of 0 or 1 has no logit"
    NO_INTERCEPT = "the line starts at zero, so no ratio"
    NO_ERRORS = "no standard errors, so no limits"
    NO_LIMITS = "no confidence interval"
    FEW_YEARS = "fewer than five yearly values"
    NOT_YEARLY = "the five latest values are not of successive years"
    ZERO_WIDTH = "an interval has no width"
    FEW_AREAS = "fewer areas than quantiles"
    ALL_EQUAL = "all values are equal"
    NO_FIRST_VALUE = "the first value is not above zero"
    NO_VARIATION = "no variation beyond chance, so no limits"
    HIDDEN = "hidden: a small count, or it would give one back"

"""How the sources write areas, periods, sexes and ages, and what each is in the store."""

import calendar
import re
from datetime import date

from hyte.knowledge.stats.choices import Sex
from hyte.knowledge.stats.store.shape import AREA_PATTERN, TOTAL

Period = tuple[date, date]

_SEXES = {
    **dict.fromkeys(("total", "sss", "t", "both", "yhteensä", "molemmat", "totalt", "båda könen"), Sex.TOTAL),
    **dict.fromkeys(("male", "1", "m", "males", "men", "miehet", "mies", "män"), Sex.MALE),
    **dict.fromkeys(("female", "2", "f", "females", "women", "naiset", "nainen", "kvinnor"), Sex.FEMALE),
}
_TOTALS = frozenset({"total", "sss", "yhteensä", "kaikki", "totalt", "_t"})
_WHOLE_COUNTRY = frozenset({"FI", "SSS", "KOKO MAA", "MAA"})
_PERIOD = re.compile(
    r"(?P<year>[12]\d{3})(?:[-/ ]?Q(?P<quarter>[1-4])|[-/ ]?H(?P<half>[12])|(?:-|M)(?P<month>0[1-9]|1[0-2])"
    r"|[–/-](?P<last>[12]\d{3}))?",
    re.IGNORECASE,
)
_AGE = re.compile(r"0*(?P<first>\d{1,3})(?:(?P<open>\s*[-–+]\s*)|\s*[-–]\s*0*(?P<last>\d{1,3}))?")


def typed_area(code: str, *, kind: str = "") -> str | None:
    """The store's area of a source's code: KU398 as it is, SSS as FI, a bare number by its `kind` (KU, HVA or MK)."""
    code = code.strip().upper()
    if code in _WHOLE_COUNTRY:
        return "FI"
    if kind and code.isdecimal():
        code = f"{kind}{int(code):0{3 if kind == 'KU' else 2}d}"
    return code if re.fullmatch(AREA_PATTERN.strip("^$"), code) else None


def period_of(code: str) -> Period | None:
    """First and last day of 2023, 2023Q2, 2023H1, 2023M06, 2023-06 or 2021–2023; None where it is none of these."""
    found = _PERIOD.fullmatch(code.strip())
    if found is None:
        return None
    year = int(found["year"])
    if found["last"]:
        return months(year, 1, int(found["last"]), 12) if int(found["last"]) >= year else None
    if found["quarter"]:
        return months(year, 3 * int(found["quarter"]) - 2, year, 3 * int(found["quarter"]))
    if found["half"]:
        return months(year, 6 * int(found["half"]) - 5, year, 6 * int(found["half"]))
    if found["month"]:
        return months(year, int(found["month"]), year, int(found["month"]))
    return months(year, 1, year, 12)


def months(year: int, month: int, last_year: int, last_month: int) -> Period:
    """From the first day of a month to the last day of another."""
    return date(year, month, 1), date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])


def sex_of(code: str) -> Sex | None:
    """The sex that a code or word means; None where it is not known."""
    return _SEXES.get(code.strip().casefold())


def age_group_of(code: str) -> str | None:
    """0–4, 015-019, 65- and 100 - as 0-4, 15-19, 65+ and 100+; one year as it is; None where it is no age."""
    code = code.strip()
    if code.casefold() in _TOTALS:
        return TOTAL
    found = _AGE.fullmatch(code)
    if found is None:
        return None
    if found["open"]:
        return f"{int(found['first'])}+"
    if found["last"] is None:
        return str(int(found["first"]))
    return f"{int(found['first'])}-{int(found['last'])}" if int(found["last"]) >= int(found["first"]) else None

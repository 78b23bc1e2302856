"""How a line's cents are shared: exact to the cent, with nothing lost and nothing made.

The rule is that of the largest remainder. The parts of a line and its rest are cut down to whole cents, and the cents that
are left go one by one to those that lost most by the cutting; of equal losses the part with the smallest name comes first
and the rest last. So the parts and the rest always add up to the line, and a sum over lines adds up to the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from hyte.planning.budgets.choices import Basis

Name = TypeVar("Name", int, str)

WHOLE = 10_000  # a share in hundredths of a per cent


def hundredths(percent: Decimal) -> int:
    """A percentage as whole hundredths, which is as finely as shares are kept."""
    return int((percent * 100).to_integral_value())


def size_of(basis: str, step: str, percent: Decimal | None, markers: Mapping[str, Decimal]) -> int:
    """How much of a line a share is, in hundredths of a per cent, by what the area's markers count."""
    if basis == Basis.WHOLE:
        return WHOLE
    return hundredths(markers[step] if basis == Basis.MARKER else percent or Decimal(0))


def parts_of(cents: int, shares: Mapping[Name, int]) -> tuple[dict[Name, int], int]:
    """The cents of each share of a line, and the rest; shares are hundredths of a per cent, at most 10 000 together."""
    rest = WHOLE - sum(shares.values())
    if rest < 0 or any(share < 0 for share in shares.values()):
        raise ValueError("the shares of a line are from nothing to the whole of it together")
    sign, size = (-1, -cents) if cents < 0 else (1, cents)
    names: list[Name] = sorted(shares)
    cut = [divmod(size * share, WHOLE) for share in [*(shares[name] for name in names), rest]]
    whole = [part for part, _lost in cut]
    left = size - sum(whole)
    for place in sorted(range(len(cut)), key=lambda place: (-cut[place][1], place))[:left]:
        whole[place] += 1
    return {name: sign * part for name, part in zip(names, whole, strict=False)}, sign * whole[-1]


def part_of(cents: int, share: int) -> int:
    """The cents of one share of a line that is counted alone: by the same rule, half a cent goes to the share."""
    sign, size = (-1, -cents) if cents < 0 else (1, cents)
    part, lost = divmod(size * share, WHOLE)
    return sign * (part + (2 * lost >= WHOLE))


def euros_of(cents: int | None) -> Decimal | None:
    """Whole cents as euros."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def percent_of(part: int | None, whole: int | None) -> float | None:
    """What part of a whole is, in per cent; none where either is not known or the whole is nothing."""
    return None if part is None or not whole else 100 * part / whole

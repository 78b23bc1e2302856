"""What must hold between the rows of a file."""

from collections.abc import Sequence

from hyte.knowledge.stats.command.files import Line, RawTable
from hyte.knowledge.stats.refusals import InputRefused
from hyte.knowledge.stats.refusals import marked as _

_PERIOD_COLUMNS = ("year", "period")


def refuse_duplicates(lines: Sequence[Line], *, key: Sequence[str]) -> None:
    """Each key stands once."""
    seen: dict[tuple[str, ...], int] = {}
    for line in lines:
        found = tuple(line.text(name) for name in key)
        if found in seen:
            raise InputRefused(
                _("Row %(row)s: %(key)s stands on row %(other)s too; each %(columns)s is accepted once."),
                row=line.number,
                key=" / ".join(_plain(part) for part in found),
                other=seen[found],
                columns=" + ".join(key),
            )
        seen[found] = line.number


def _plain(text: str) -> str:
    return text.removesuffix(".0")


def refuse_mixed_periods(table: RawTable) -> None:
    """Where the file tells years or periods, they are one and the same."""
    for column in _PERIOD_COLUMNS:
        if column not in table.header:
            continue
        place = table.header.index(column)
        first, *rest = table.rows
        for number, cells in rest:
            if cells[place] != first[1][place]:
                raise InputRefused(
                    _(
                        "Row %(row)s, column %(column)s: %(found)s stands in the same file as %(other)s (row %(first)s); "
                        "one period is accepted."
                    ),
                    row=number,
                    column=column,
                    found=cells[place] or "–",
                    other=first[1][place] or "–",
                    first=first[0],
                )


def refuse_above(lines: Sequence[Line], *, count: str, denominator: str) -> None:
    """A count is at most its denominator."""
    for line in lines:
        x, n = line.real(count), line.real(denominator)
        if x is not None and n is not None and x > n:
            raise InputRefused(
                _("Row %(row)s: %(count)s %(x)g is above %(denominator)s %(n)g; it must be %(n)g or less."),
                row=line.number,
                count=count,
                x=x,
                denominator=denominator,
                n=n,
            )


def refuse_turned_limits(lines: Sequence[Line]) -> None:
    """A lower limit is at most the upper one."""
    for line in lines:
        lower, upper = line.real("lower"), line.real("upper")
        if lower is not None and upper is not None and lower > upper:
            raise InputRefused(
                _("Row %(row)s: lower %(lower)g is above upper %(upper)g; give the lower limit first."),
                row=line.number,
                lower=lower,
                upper=upper,
            )


def groups_of(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The rows of each group, groups in order of first appearance."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.text("group"), []).append(line)
    return groups


def refuse_uneven_bands(lines: Sequence[Line], *, band: str) -> list[str]:
    """Every group has the same bands; gives them in the order of the first group."""
    groups = groups_of(lines)
    first_name, first = next(iter(groups.items()))
    wanted = [line.text(band) for line in first]
    for name, rows in groups.items():
        found = {line.text(band) for line in rows}
        if found != set(wanted):
            missing = [_plain(label) for label in wanted if label not in found]
            extra = [_plain(line.text(band)) for line in rows if line.text(band) not in wanted]
            raise InputRefused(
                _(
                    "The group %(group)s has other bands than %(first)s. Missing: %(missing)s. Extra: %(extra)s. "
                    "Every group needs the same bands."
                ),
                group=name,
                first=first_name,
                missing=", ".join(missing) or "–",
                extra=", ".join(extra) or "–",
            )
    return wanted

"""Results as a table for the eye, as CSV, or as JSON."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence

Result = Mapping[str, object]


def as_json(results: Sequence[Result], _translate: Callable[[str], str]) -> str:
    return json.dumps(list(results), ensure_ascii=False, indent=2, allow_nan=False)


def as_csv(results: Sequence[Result], _translate: Callable[[str], str]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(results[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(results)
    return file.getvalue().rstrip("\n")


def as_table(results: Sequence[Result], translate: Callable[[str], str]) -> str:
    """Columns that say something; what is the same for every row stands once, below."""
    names = [name for name in results[0] if name == "value" or any(result[name] is not None for result in results)]
    common = [name for name in names if name in _ABOUT_ALL and len({result[name] for result in results}) == 1]
    names = [name for name in names if name not in common]
    # The words of the results are translated, the names of columns and groups are not: scripts and files use them.
    cells = [[_cell(result[name], translate) for name in names] for result in results]
    widths = [max(len(name), *(len(row[place]) for row in cells)) for place, name in enumerate(names)]
    right = [all(not isinstance(result[name], str) for result in results) for name in names]
    lines = [_line(names, widths, right), "  ".join("-" * width for width in widths)]
    lines += [_line(row, widths, right) for row in cells]
    below = [f"{name}: {_cell(results[0][name], translate)}" for name in common]
    return "\n".join([*lines, *(["", *below] if below else [])])


_ABOUT_ALL = frozenset({"confidence", "method", "standard", "limit", "lower_age", "significance", "kind"})


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if is_right else cell.ljust(width)
        for cell, width, is_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(padded).rstrip()


def _cell(value: object, translate: Callable[[str], str]) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return _number(value)
    return translate(value) if isinstance(value, str) and value else str(value)


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if abs(value) >= 1000:
        return f"{value:.1f}"
    return f"{value:.5g}" if abs(value) < 1 else f"{value:.3f}"


PRINTERS = {"json": as_json, "csv": as_csv, "table": as_table}

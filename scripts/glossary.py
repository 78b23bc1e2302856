"""Print docs/glossary.md from docs/glossary.csv: .venv/bin/python scripts/glossary.py > docs/glossary.md"""

from __future__ import annotations

import csv
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "docs" / "glossary.csv"

INTRODUCTION = """# Glossary

Made from [`glossary.csv`](glossary.csv) by `scripts/glossary.py`; change the file, not this page. One Finnish term has one
word in the code. The last column says where it lives under `hyte/`; a term without one belongs to the field and has no code
yet.

| Finnish | Swedish | English | in code |
| --- | --- | --- | --- |
"""


def rows() -> list[dict[str, str]]:
    """The terms, as in the file."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """The whole page."""
    lines = []
    for row in rows():
        code = f"`{row['code']}`" if row["code"] else ""
        lines.append(f"| {row['fi']} | {row['sv']} | {row['en']} | {code} |")
    return INTRODUCTION + "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")

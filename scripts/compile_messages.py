"""Compile the translations: each `.po` under `hyte/locale` gets its `.mo`, where that is missing or older.

Needs no gettext tools, so that an installation from source speaks Finnish and Swedish on any machine.
"""

import sys
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "hyte" / "locale"


def outdated(folder: Path = LOCALE) -> list[Path]:
    """The `.po` files whose `.mo` is missing or older."""
    return [
        source
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))
        if not (target := source.with_suffix(".mo")).exists() or target.stat().st_mtime < source.stat().st_mtime
    ]


def compile_messages(source: Path) -> Path:
    """Write the `.mo` beside a `.po` in one step, so that a running server never reads half of it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    target = source.with_suffix(".mo")
    partial = target.with_suffix(".mo.partial")
    with source.open("rb") as file:
        catalog = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    with partial.open("wb") as file:
        write_mo(file, catalog)
    partial.replace(target)
    return target


def main() -> int:
    for source in outdated():
        compile_messages(source)
        print(f"Compiled {source.relative_to(LOCALE.parent.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

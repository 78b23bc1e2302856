"""Check that Finnish and Swedish are complete: exit status 1 and one line for each fault.

A fault is a text that has no translation or a fuzzy one, a translation whose placeholders differ from the source's, a
text in the code that the catalogues do not know yet, a text inside an f-string, where the gettext tools do not look for
texts, and a compiled catalogue older than its source.
"""

import ast
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from compile_messages import outdated

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "hyte"
LANGUAGES = ("fi", "sv")
PLACEHOLDER = re.compile(r"%\([^)]*\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|\{[^{}]*\}")


def catalogue(path: Path) -> Catalog:
    # A template's header names no number of forms yet ("nplurals=INTEGER").
    text = path.read_text(encoding="utf-8").replace(
        "nplurals=INTEGER; plural=EXPRESSION;", "nplurals=2; plural=(n != 1);"
    )
    return read_po(io.BytesIO(text.encode()))


def texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def key(message: Message) -> tuple[str | None, str]:
    """What makes a text one text: its context and its (first) source form."""
    return message.context, texts(message.id)[0]


def place(message: Message) -> str:
    file, line = next(iter(message.locations), ("", None))
    return f"{file}:{line}" if line else file


def quoted(message: Message) -> str:
    text = texts(message.id)[0]
    return f"“{text[:90]}…”" if len(text) > 90 else f"“{text}”"


def placeholders_differ(message: Message) -> bool:
    """Whether any form of a translation lacks or adds a placeholder; a form for one may leave its number out."""
    source = [set(PLACEHOLDER.findall(text)) for text in texts(message.id)]
    allowed, required = set.union(*source), set.intersection(*source)
    return any(not required <= set(PLACEHOLDER.findall(text)) <= allowed for text in texts(message.string))


def faults_of(language: str, *, extracted: Catalog | None) -> Iterator[str]:
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        yield f"{language}: {path.relative_to(PROJECT)} is missing"
        return
    known = {}
    for message in catalogue(path):
        if not message.id:
            continue
        known[key(message)] = message
        if not all(texts(message.string)):
            yield f"{language}: not translated: {quoted(message)} ({place(message)})"
        elif message.fuzzy:
            yield f"{language}: marked fuzzy: {quoted(message)} ({place(message)})"
        elif placeholders_differ(message):
            yield f"{language}: placeholders differ: {quoted(message)} ({place(message)})"
    for message in extracted or ():
        if message.id and key(message) not in known:
            yield f"{language}: not in the catalogue: {quoted(message)} ({place(message)})"


def hidden_texts(source: str) -> Iterator[tuple[int, str]]:
    """The line and the call of each text that stands inside an f-string, whatever name gettext goes by in the file."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and _called(call.func) in names | {"gettext", "ngettext"}:
                yield call.lineno, ast.unparse(call)


def strange_names(source: str) -> Iterator[tuple[int, str]]:
    """The line and the import of each gettext under a name that the gettext tools do not look for: only `_` is known besides its own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if "gettext" in alias.name and alias.asname not in {None, "_", alias.name}:
                    yield node.lineno, f"{alias.name} as {alias.asname}"


def _called(function: ast.expr) -> str:
    """The last word of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def hidden_faults() -> Iterator[str]:
    for file in sorted(PACKAGE.rglob("*.py")):
        source, place = file.read_text(encoding="utf-8"), file.relative_to(PROJECT)
        for line, call in dict.fromkeys(hidden_texts(source)):
            yield f"a text inside an f-string: {call} ({place}:{line})"
        for line, name in strange_names(source):
            yield f"texts under a name that is not looked for: {name} ({place}:{line})"


def extract() -> Catalog:
    """All texts of the code and the templates as they are now, read in a copy so that no file changes."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "hyte"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "locale", "static", "*.csv"))
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "fi", "--keep-pot", "--no-wrap"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"The texts could not be extracted:\n{done.stderr}")
        return catalogue(copy / "locale" / "django.pot")


def main() -> int:
    extracted = None
    if shutil.which("xgettext"):
        extracted = extract()
    else:
        print("The gettext tools are not installed, so new texts were not looked for (on Debian: apt install gettext).")
    faults = [fault for language in LANGUAGES for fault in faults_of(language, extracted=extracted)]
    faults += hidden_faults()
    faults += [f"{path.relative_to(PROJECT)} is not compiled: run scripts/compile_messages.py" for path in outdated()]
    print("\n".join(faults) if faults else "Translations are complete.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

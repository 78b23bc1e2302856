"""The documentation keeps up with the code: what the code has, the pages tell."""

import ast
import csv
import importlib
import re
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import models
from django.utils import translation

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
sys.path.insert(0, str(PROJECT / "scripts"))

MARKDOWN_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def text_of(*names: str) -> str:
    return "\n".join((PROJECT / name).read_text(encoding="utf-8") for name in names)


def glossary() -> list[dict[str, str]]:
    with (DOCS / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def resolve(path: str) -> object:
    """What a dotted path under hyte names: a module, or something in one."""
    words = path.split(".")
    for length in range(len(words), 0, -1):
        try:
            found: object = importlib.import_module(".".join(["hyte", *words[:length]]))
        except ModuleNotFoundError:
            continue
        for word in words[length:]:
            found = _part(found, word)
        return found
    raise AttributeError(path)


def _part(holder: object, word: str) -> object:
    if isinstance(holder, type) and issubclass(holder, models.Model) and not hasattr(holder, word):
        return holder._meta.get_field(word)
    return getattr(holder, word)


def test_every_command_is_described():
    page = text_of("docs/commands.md")
    ours = [name for name, app in get_commands().items() if str(app).startswith("hyte.")]

    missing = [name for name in ours if f"hyte {name.replace('_', '-')}" not in page]

    assert ours
    assert missing == []


def test_every_option_of_a_command_is_described():
    page = text_of("docs/commands.md")
    missing = []
    for name, app in get_commands().items():
        if not str(app).startswith("hyte."):
            continue
        path = PROJECT / str(app).replace(".", "/") / "management" / "commands" / f"{name}.py"
        options = re.findall(r'add_argument\(\s*"(--[a-z-]+)"', path.read_text(encoding="utf-8"))
        missing += [f"{name} {option}" for option in options if f"`{option}" not in page]

    assert missing == []


def test_every_setting_is_described():
    tree = ast.parse(text_of("hyte/settings.py"))
    names = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[0] == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    page = text_of("docs/installation.md")

    assert {"DATABASE_URL", "SECRET_KEY"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_every_make_target_is_mentioned():
    targets = re.findall(r"^([a-z-]+):.*?## ", text_of("Makefile"), flags=re.MULTILINE)
    page = text_of("README.md", "docs/commands.md")

    assert "demo" in targets
    assert [target for target in targets if f"`make {target}`" not in page] == []


def test_glossary_page_is_made_from_the_file():
    from glossary import page

    assert (DOCS / "glossary.md").read_text(encoding="utf-8") == page()


def test_glossary_has_each_term_once_and_in_three_languages():
    rows = glossary()

    assert len({row["fi"] for row in rows}) == len(rows)
    assert [row["fi"] for row in rows if not (row["sv"] and row["en"])] == []


@pytest.mark.parametrize("path", sorted({row["code"] for row in glossary() if row["code"]}))
def test_glossary_names_code_that_exists(path):
    assert resolve(path) is not None


def test_glossary_knows_every_record_of_the_field():
    known = {resolve(row["code"]) for row in glossary() if row["code"].split(".")[-1][:1].isupper()}
    ours = [model for model in apps.get_models() if model.__module__.startswith("hyte.governance.")]

    assert ours
    assert [model.__name__ for model in ours if not model._meta.auto_created and model not in known] == []


def test_pages_call_a_record_as_the_glossary_does():
    """Where a model has a Finnish name, it is one of the glossary's terms for it."""
    terms: dict[object, set[str]] = {}
    for row in glossary():
        if row["code"]:
            terms.setdefault(resolve(row["code"]), set()).add(row["fi"].partition(" (")[0].casefold())
    strange = []
    for model in (found for found in terms if isinstance(found, type) and issubclass(found, models.Model)):
        names = {}
        for language in ("en", "fi"):
            with translation.override(language):
                names[language] = str(model._meta.verbose_name).casefold()
        if names["fi"] != names["en"] and names["fi"] not in terms[model]:
            strange.append(f"{model.__name__}: {names['fi']} (glossary: {', '.join(sorted(terms[model]))})")

    assert strange == []


def test_exchange_page_is_made_from_the_sheets():
    from exchange_page import page

    assert (DOCS / "exchange.md").read_text(encoding="utf-8") == page()


def test_exchange_page_lists_every_sheet():
    from hyte.core.exchange.sheets import sheets

    page = text_of("docs/exchange.md")

    assert [name for name in sheets() if f"\n## {name}\n" not in page] == []


def test_personal_data_page_is_made_from_the_declarations():
    from hyte.core.tasks.personal_data_page import personal_data_page

    with translation.override("en"):
        assert (DOCS / "personal-data.md").read_text(encoding="utf-8") == personal_data_page()


@pytest.mark.django_db
def test_faulty_file_of_the_guide_has_the_faults_that_the_guide_lists():
    from hyte.core.accounts.rules import SYSTEM
    from hyte.core.exchange.planning import plan_load
    from hyte.core.exchange.sheets import sheet_named
    from tests.factories import AreaFactory, MunicipalityFactory, OrganisationFactory

    county = AreaFactory(key="paijat-hame")
    MunicipalityFactory(key="lahti")
    MunicipalityFactory(key="hollola")
    OrganisationFactory(key="paijat-hame-hva", home=county)
    told = re.findall(r"^\| (\d+) \| `([a-z_]+)` \|", text_of("docs/guide/harjoitukset.md"), flags=re.MULTILINE)
    content = (DOCS / "examples" / "bodies-virheellinen.csv").read_bytes()

    plan = plan_load([(sheet_named("bodies"), "bodies.csv", content)], by=SYSTEM, area=county)

    assert len(told) == 10
    assert {(str(error.row), error.column) for error in plan.errors} == set(told)
    assert len(plan.errors) == len(told)


def test_links_between_pages_lead_somewhere():
    """The strict build of the site checks anchors too; this needs nothing installed for it."""
    broken = []
    for page in [PROJECT / "README.md", *DOCS.rglob("*.md")]:
        for target in MARKDOWN_LINK.findall(page.read_text(encoding="utf-8")):
            path = target.partition("#")[0]
            if not path or "://" in path or path.startswith("mailto:"):
                continue
            if not (page.parent / path).exists():
                broken.append(f"{page.relative_to(PROJECT)}: {target}")

    assert broken == []

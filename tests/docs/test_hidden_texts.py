"""Texts stand where the gettext tools find them."""

import importlib.util
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def checker():
    sys.path.insert(0, str(SCRIPTS))  # the script reads its neighbour
    try:
        spec = importlib.util.spec_from_file_location("check_translations", SCRIPTS / "check_translations.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(SCRIPTS))
    return module


def test_a_text_inside_an_f_string_is_found_by_whatever_name_it_is_called():
    source = "\n".join(
        (
            "from django.utils import translation",
            "from django.utils.translation import gettext_lazy as later, ngettext",
            "a = f\"{count} {later('rows')}\"",
            "b = f\"{ngettext('row', 'rows', 2)}\"",
            "c = f\"{words[translation.gettext('key')]:>10}\"",
            "d = f\"{other('rows')} {translated}\"",
            "e = later('rows')",
        )
    )

    assert list(checker().hidden_texts(source)) == [
        (3, "later('rows')"),
        (4, "ngettext('row', 'rows', 2)"),
        (5, "translation.gettext('key')"),
    ]


def test_a_text_under_a_name_that_the_tools_do_not_look_for_is_found():
    source = "from django.utils.translation import gettext as _now, gettext_lazy as _, gettext, ngettext as many"

    assert list(checker().strange_names(source)) == [(1, "gettext as _now"), (1, "ngettext as many")]


def test_no_text_of_the_product_is_hidden_from_the_translators():
    assert list(checker().hidden_faults()) == []

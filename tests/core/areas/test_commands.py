"""What scripts rely on: JSON alone on standard output, 2 and a sentence for bad arguments, 1 for refused data."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import CommandError
from django.utils import translation

from hyte.core.areas.commands import SpokenCommand, sentence_of
from hyte.governance.structure.models import Body
from hyte.governance.structure.operations.bodies import confirm_bodies
from tests.factories import DAY, AreaFactory, BodyFactory, acting

pytestmark = pytest.mark.django_db
OURS = sorted(name for name, app in get_commands().items() if str(app).startswith("hyte."))


@pytest.fixture
def area():
    return AreaFactory(key="alue")


@pytest.fixture(autouse=True)
def kept_connection(monkeypatch):
    """A command ends by closing its connections; the test's own transaction is in one of them."""
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "tiedostot"
    made.mkdir()
    return made


def run(name, *words):
    """Run a command as a shell does: its standard output, what it says of faults, its status."""
    command = load_command_class(get_commands()[name], name)
    out, err = io.StringIO(), io.StringIO()
    command.stdout._out, command.stderr._out = out, err
    try:
        command.run_from_argv(["hyte", name, *map(str, words)])
    except SystemExit as end:
        return out.getvalue(), err.getvalue(), end.code
    return out.getvalue(), err.getvalue(), 0


@pytest.mark.parametrize("name", OURS)
def test_every_command_speaks_the_one_language(name):
    assert isinstance(load_command_class(get_commands()[name], name), SpokenCommand)


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("bodies", [], "--area"),
        ("bodies", ["--area"], "--area"),
        ("bodies", ["--area", "ei-ole"], "ei-ole"),
        ("bodies", ["--area", "alue", "--date", "31.2.2023"], "31.2.2023"),
        ("bodies", ["--area", "alue", "--kind", "kerho"], "kerho"),
        ("bodies", ["--area", "alue", "--huh"], "--huh"),
        ("gaps", ["--area", "ei-ole"], "ei-ole"),
        ("gaps", ["--area", "alue", "--date", "eilen"], "eilen"),
        ("overlaps", ["--area", "ei-ole"], "ei-ole"),
        ("overlaps", ["--area", "alue", "--date", "2023-13-01"], "2023-13-01"),
        ("overlaps", ["--area", "alue", "--language", "de"], "de"),
        ("structure_changes", ["--area", "ei-ole", "--from", "2022-05-31"], "ei-ole"),
        ("structure_changes", ["--area", "alue"], "--from"),
        ("structure_changes", ["--area", "alue", "--from", "2022-05-32"], "2022-05-32"),
        ("structure_changes", ["--area", "alue", "--from", "2023-01-01", "--to", "2022-01-01"], "2022-01-01"),
        ("structure_changes", ["--area", "alue", "--draft", "ei-ole"], "alue"),
        ("load", [], "folder"),
        ("load", ["/ei/ole"], "/ei/ole"),
        ("load", [".", "--area", "ei-ole"], "ei-ole"),
        ("check_links", ["--area", "ei-ole"], "ei-ole"),
        ("run_periodic", ["--day", "eilen"], "eilen"),
        ("send_digests", ["--day", "eilen"], "eilen"),
        ("personal_data", ["export", "--email", "kuka@example.org"], "kuka@example.org"),
        ("start", ["--county", "Atlantis"], "Atlantis"),
    ],
)
def test_a_bad_argument_is_told_in_a_sentence_with_status_two(area, name, words, told):
    out, err, status = run(name, *words)

    assert (out, status) == ("", 2)
    assert told in err
    assert not {"Traceback", "CommandError"} & set(err.replace(":", " ").split())


def test_a_draft_is_not_compared_with_a_day_before_it(area, settings):
    folder = settings.DATA_FOLDER / "drafts" / "alue" / "eka"
    folder.mkdir(parents=True)
    (folder / "draft.csv").write_text("name,day,title\neka,2022-05-31,Luonnos\n")

    assert run("structure_changes", "--area", "alue", "--draft", "eka", "--to", "2022-05-30")[2] == 2
    assert run("structure_changes", "--area", "alue", "--draft", "eka", "--to", "2022-05-31", "--json")[2] == 0


def test_words_follow_the_language_option_from_the_first_fault_on(area):
    with translation.override("sv"):
        english = run("bodies", "--language", "en")[1]

    assert english.startswith("Give also --area. See: hyte help bodies")
    told = run("bodies", "--area", "ei-ole", "--language=en")[1]
    assert told == "There is no area with the key ei-ole.\n"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("the following arguments are required: --area, --to", "Give also --area, --to."),
        ("unrecognized arguments: --huh", "This is not known: --huh."),
        ("argument --area: expected one argument", "--area needs a value."),
        (
            "argument --language: invalid choice: 'de' (choose from 'fi', 'sv')",
            "--language cannot be 'de'. It is one of: 'fi', 'sv'.",
        ),
        ("something else", "The arguments are not right: something else."),
    ],
)
def test_what_the_reader_of_arguments_says_is_a_sentence(said, told):
    with translation.override("en"):
        assert sentence_of(said) == told


def test_refused_data_is_json_with_status_one_and_nothing_is_saved(area, folder):
    (folder / "bodies.csv").write_text("key,name,kind,valid_from\na,A,network,2023-01-01\nb,,network,2023-01-01\n")
    (folder / "kummat.csv").write_text("key\n")

    out, err, status = run("load", folder, "--area", "alue", "--json")

    found = json.loads(out)
    assert (status, err) == (1, "")
    assert [(e["file"], e["row"], e["column"]) for e in found["errors"]] == [
        ("kummat.csv", None, ""),
        ("bodies.csv", 3, "name"),
    ]
    assert Body.objects.count() == 0
    assert run("load", folder, "--area", "alue")[0].count("bodies.csv") == 2  # the fault, and a name that is accepted


def test_a_load_that_cannot_be_applied_is_refused_without_a_traceback(area, folder):
    (folder / "duties.csv").write_text("key,title,parent,valid_from\na,A,b,2023-01-01\nb,B,a,2023-01-01\n")

    out, err, status = run("load", folder, "--area", "alue")

    assert (status, "Traceback" in out + err) == (1, False)


def test_lists_are_json_alone(area):
    BodyFactory(home=area)

    for name in ("bodies", "gaps", "overlaps"):
        out, err, status = run(name, "--area", "alue", "--json")
        assert (isinstance(json.loads(out), list), err, status) == (True, "", 0)


def test_call_command_raises_what_the_shell_would_be_told(area):
    with pytest.raises(CommandError) as refusal:
        call_command("bodies", area="ei-ole")

    assert refusal.value.returncode == 2
    call_command("send_digests", day=date(2023, 9, 1), stdout=io.StringIO())


@pytest.mark.parametrize(("command", "words"), [("seal_audit", "1 entry sealed"), ("reindex", "1 record indexed")])
def test_one_is_said_in_the_singular(area, command, words):
    if command == "seal_audit":
        confirm_bodies([BodyFactory(home=area)], day=DAY, by=acting(area))
    else:
        BodyFactory(home=area)
    out = io.StringIO()

    with translation.override("en"):
        call_command(command, stdout=out, language="en")

    assert words in out.getvalue()

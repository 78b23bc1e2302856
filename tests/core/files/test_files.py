"""Files: judged by content, kept under their hash, served by permission only, let go in time."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from hyte.core.accounts.choices import Role
from hyte.core.accounts.rules import SYSTEM, NotAllowed, may
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.operations import undo
from hyte.core.audit.recording import Conflict, Refused
from hyte.core.files.models import StoredFile
from hyte.core.files.operations import (
    change_publicity,
    clean_name,
    remove_expired_files,
    share_file,
    store_file,
    unshare_file,
    withdraw_file,
)
from tests.core.people import DAY, a_member, a_user, acting, an_area, an_organisation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def package(**members):
    """A zip package whose member names use __ for a slash."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return content.getvalue()


DOCX = package(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
XLSX = package(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>"})
ODT = package(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<c/>"})


@pytest.fixture
def area():
    return an_area()


@pytest.fixture
def city(area):
    return an_organisation(area)


@pytest.fixture
def keeper(city):
    return a_member(city, "coordinator")


def upload(content=PDF, name="muistio.pdf"):
    return SimpleUploadedFile(name, content)


def a_file(city, content=PDF, name="muistio.pdf", **values):
    values = {"by": SYSTEM, "today": DAY, **values}
    return store_file(upload(content, name), home=city.home, owner=city, **values)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("a.csv", "nimi;määrä\nÄä;1\n".encode(), "text/csv"),
        ("a.csv", "nimi;määrä\nÄä;1\n".encode("latin-1"), "text/csv"),
        ("a.TXT", b"tekstia", "text/plain"),
        ("a.png", PNG, "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0" + bytes(30), "image/jpeg"),
    ],
)
def test_allowed_kinds_are_known_by_their_content(city, name, content, content_type):
    file = a_file(city, content, name)

    assert file.content_type == content_type
    assert file.is_intact()


BAD = {
    "an empty file": ("tyhja.pdf", b""),
    "a program": ("ohjelma.exe", b"MZ" + bytes(50)),
    "a program named as a document": ("ohjelma.pdf", b"MZ" + bytes(50)),
    "a web page named as text": ("sivu.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
    "a picture that can run scripts": ("kuva.svg", b"<svg onload='alert(1)'/>"),
    "a drawing named as a png": ("kuva.png", b"<svg/>"),
    "a document named as another kind": ("muistio.docx", PDF),
    "a document with macros": (
        "makro.docx",
        package(**{"[Content_Types].xml": "<T/>", "word/document.xml": "<w/>", "word/vbaProject.bin": "x"}),
    ),
    "a plain zip": ("paketti.docx", package(tiedosto="x")),
    "a broken package": ("rikki.xlsx", XLSX[:40]),
    "a package that swells": (
        "pommi.xlsx",
        package(**{"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<w/>", "xl/big.xml": "0" * 400_000_000}),
    ),
    "bytes named as a table": ("taulu.csv", b"a;b\n\x00\x01;2"),
    "a name without an ending": ("tiedosto", PDF),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_uploads_are_refused_with_a_sentence_and_nothing_is_kept(city, keeper, fault):
    name, content = BAD[fault]

    with pytest.raises(Refused, match=r"\.$"):
        a_file(city, content, name, by=acting(keeper))

    assert StoredFile.objects.count() == 0
    assert not default_storage.exists("") or default_storage.listdir("")[0] == []


def test_too_large_a_file_is_refused(city, settings):
    settings.FILE_LIMIT_MB = 1

    with pytest.raises(Refused):
        a_file(city, PDF + bytes(1024 * 1024))


def test_names_lose_folders_and_tricks():
    assert clean_name("../../etc/passwd.txt") == "passwd.txt"
    assert clean_name("C:\\kansio\\muistio.pdf") == "muistio.pdf"
    assert clean_name("fdp\u202e.exe\r\nX: y.pdf") == "fdp.exeX: y.pdf"
    assert len(clean_name("a" * 500 + ".pdf")) <= 200


def test_same_content_is_kept_once(city):
    first, second = a_file(city), a_file(city, name="toinen.pdf")

    assert first.path == second.path
    assert first.key != second.key
    assert default_storage.listdir(first.sha256[:2])[1] == [first.sha256]


@pytest.mark.parametrize("role", list(Role))
def test_who_stores(area, city, role):
    person = a_member(city, role)
    elsewhere = a_member(an_organisation(an_area("heinola")), role, "muu@heinola.example")
    expected = role in {Role.COORDINATOR, Role.SECRETARY, Role.OFFICIAL, Role.ADMINISTRATOR}

    for operation in ("files.store", "files.share", "files.withdraw", "files.change_publicity"):
        assert may(acting(person), operation, area) == expected
        assert not may(acting(elsewhere), operation, area)


def test_storing_refuses_a_stranger_and_a_foreign_owner(city, keeper):
    heinola = an_organisation(an_area("heinola"))

    with pytest.raises(NotAllowed):
        store_file(upload(), home=heinola.home, owner=heinola, by=acting(keeper), today=DAY)
    with pytest.raises(Refused):
        store_file(upload(), home=city.home, owner=heinola, by=acting(keeper), today=DAY)
    with pytest.raises(Refused):
        a_file(city, retain_until=DAY - timedelta(days=1))


def sees(user, file):
    return StoredFile.objects.visible_to(acting(user).user).filter(pk=file.pk).exists()


def test_publicity_decides_who_sees(city, keeper):
    heinola = an_organisation(an_area("heinola"))
    people = {
        "keeper": keeper,
        "reader": a_member(city, "reader"),
        "elsewhere": a_member(heinola, "coordinator", "h@heinola.example"),
        "resident": a_user("asukas@example.fi"),
    }
    files = {
        "public": a_file(city, publicity="public"),
        "internal": a_file(city),
        "secret": a_file(city, publicity="secret", secrecy_ground="JulkL 24 § 1 mom. 25 k."),
    }

    seen = {kind: {name for name, user in people.items() if sees(user, file)} for kind, file in files.items()}

    assert seen == {"public": set(people), "internal": {"keeper"}, "secret": {"keeper"}}


def test_secret_needs_a_ground_and_ends_sharing(city, keeper):
    file = a_file(city)
    other = an_organisation(an_area("heinola"))
    share_file(file, version=file.version, organisation=other, by=acting(keeper), today=DAY)
    file.refresh_from_db()

    with pytest.raises(Refused):
        change_publicity(file, version=file.version, publicity="secret", by=acting(keeper))
    file = change_publicity(
        file, version=file.version, publicity="secret", secrecy_ground="JulkL 24 §", by=acting(keeper)
    )

    assert file.shares.count() == 0
    with pytest.raises(Refused):
        share_file(file, version=file.version, organisation=other, by=acting(keeper), today=DAY)


def test_sharing_reaches_the_other_and_is_taken_back(city, keeper):
    other = an_organisation(an_area("heinola"))
    colleague = a_member(other, "official")
    file = a_file(city)

    share = share_file(file, version=file.version, organisation=other, by=acting(keeper), today=DAY)
    assert sees(colleague, file)
    assert not may(acting(colleague), "files.change_publicity", file)
    file.refresh_from_db()
    for organisation in (other, city):
        with pytest.raises(Refused):
            share_file(file, version=file.version, organisation=organisation, by=acting(keeper), today=DAY)
    unshare_file(share, version=file.version, by=acting(keeper))
    assert not sees(colleague, file)


def test_withdrawing_hides_and_can_be_undone(city, keeper):
    file = a_file(city, publicity="public")

    with pytest.raises(Conflict):
        withdraw_file(file, version=file.version - 1, reason="väärä", by=acting(keeper), today=DAY)
    with pytest.raises(Refused):
        withdraw_file(file, version=file.version, reason=" ", by=acting(keeper), today=DAY)
    withdraw_file(file, version=file.version, reason="väärä tiedosto", by=acting(keeper), today=DAY)
    assert not sees(keeper, file)
    undo(AuditEntry.objects.latest("pk"), by=acting(keeper))

    assert sees(keeper, file)
    assert StoredFile.objects.get().retain_until is None


def test_bytes_go_when_no_file_keeps_them(city):
    first = a_file(city, retain_until=DAY)
    second = a_file(city, retain_until=DAY + timedelta(days=10))

    assert remove_expired_files(by=SYSTEM, today=DAY + timedelta(days=1)) == 0
    assert default_storage.exists(first.path)
    assert remove_expired_files(by=SYSTEM, today=DAY + timedelta(days=11)) == 1
    assert not default_storage.exists(second.path)
    assert remove_expired_files(by=SYSTEM, today=DAY + timedelta(days=11)) == 0
    assert StoredFile.objects.filter(withdrawn_on__isnull=True).count() == 0


def test_verify_files_finds_the_altered_and_the_missing(city, capsys):
    altered, missing = a_file(city), a_file(city, PNG, "kuva.png")
    call_command("verify_files")
    assert capsys.readouterr().out == "[]\n"

    default_storage.delete(altered.path)
    default_storage.save(altered.path, upload(b"%PDF-muuta"))
    default_storage.delete(missing.path)
    with pytest.raises(CommandError):
        call_command("verify_files")

    found = capsys.readouterr().out
    assert '"altered"' in found
    assert '"missing"' in found


def test_download_only_through_permission_and_never_run_by_the_browser(client, area, city, keeper):
    secret = a_file(city, publicity="secret", secrecy_ground="JulkL 24 §")
    public = a_file(city, name="tiedote.pdf", publicity="public")
    address = reverse("files:download", args=[area, secret.key])

    assert client.get(address).status_code == 404
    assert client.get(reverse("files:file", args=[area, secret.key])).status_code == 404
    open_one = client.get(reverse("files:download", args=[area, public.key]))
    client.force_login(keeper)
    response = client.get(address)

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex", "private, no-store")
    assert "X-Robots-Tag" not in open_one


def test_a_file_is_not_served_under_another_area(client, city):
    file = a_file(city, publicity="public")

    assert client.get(reverse("files:download", args=[an_area("heinola"), file.key])).status_code == 404


def test_the_keepers_round_on_the_pages(client, area, city, keeper):
    heinola = an_organisation(an_area("heinola"))
    client.force_login(keeper)
    base = {"owner": city.pk, "publicity": "internal", "secrecy_ground": "", "retain_until": ""}

    bad = client.post(reverse("files:upload", args=[area]), {**base, "file": upload(b"MZ", "a.pdf")})
    no_ground = client.post(reverse("files:upload", args=[area]), {**base, "publicity": "secret", "file": upload()})
    client.post(reverse("files:upload", args=[area]), {**base, "file": upload()})
    file = StoredFile.objects.get()
    act = {name: reverse(f"files:{name}", args=[area, file.key]) for name in ("publicity", "share", "withdraw")}
    shown = client.get(file.get_absolute_url())
    client.post(act["share"], {"version": file.version, "organisation": heinola.pk})
    client.post(reverse("files:unshare", args=[area, file.key, file.shares.get().pk]))
    file.refresh_from_db()
    stale = client.post(act["publicity"], {"version": 1, "publicity": "public"})
    refused = client.post(act["publicity"], {"version": file.version, "publicity": "secret"})
    client.post(act["publicity"], {"version": file.version, "publicity": "public"})
    file.refresh_from_db()
    client.post(act["withdraw"], {"version": file.version, "reason": "väärä"})

    statuses = [page.status_code for page in (bad, no_ground, shown, stale, refused)]
    assert statuses == [422, 422, 200, 409, 422]
    file.refresh_from_db()
    assert (file.publicity, file.withdrawn_on) == ("public", timezone.localdate())


def test_the_list_shows_only_what_is_seen(client, area, city, keeper):
    a_file(city, name="sisainen.pdf")
    client.force_login(a_user("asukas@example.fi"))
    page = client.get(reverse("files:files", args=[area])).content.decode()
    client.force_login(keeper)

    assert "sisainen.pdf" not in page
    assert "sisainen.pdf" in client.get(reverse("files:files", args=[area])).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(client, area, city, keeper, count, django_assert_max_num_queries):
    for number in range(count):
        a_file(city, name=f"muistio{number}.pdf")
    client.force_login(keeper)

    with django_assert_max_num_queries(12):
        client.get(reverse("files:files", args=[area]))

"""Steering documents: approve, supersede, links and what the checker finds; themes and their mapping."""

import contextlib
import threading
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hyte.core.accounts.rules import SYSTEM, NotAllowed
from hyte.core.audit.models import AuditEntry
from hyte.core.audit.recording import Conflict, Refused
from hyte.governance.structure.link_checker.faults import disagreeing_years, is_front_page, same_address
from hyte.governance.structure.link_checker.fetching import Checker
from hyte.governance.structure.models import DocumentLink, SteeringDocument, Theme, ThemeMapping
from hyte.governance.structure.operations.documents import (
    add_link,
    approve_document,
    change_link,
    end_link,
    supersede_document,
)
from hyte.governance.structure.operations.link_checks import check_links
from hyte.governance.structure.operations.themes import map_theme, unmap_theme
from tests.factories import DAY, AreaFactory, BodyFactory, acting, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return AreaFactory(key="paijat-hame")


def a_document(area, key="suunnitelma", **values):
    values = {"name_fi": f"Asiakirja {key}", "kind": "plan", "valid_from": date(2023, 1, 1)} | values
    return SteeringDocument.objects.create(home=area, key=key, **values)


def a_link(document, url, **values):
    return DocumentLink.objects.create(
        home=document.home, document=document, key=f"linkki-{DocumentLink.objects.count()}", url=url, **values
    )


def test_approve_document_records_body_and_day(area):
    document, body = a_document(area), BodyFactory(home=area)

    approve_document(document, version=1, body=body, day=DAY, by=acting(area), today=DAY)

    document.refresh_from_db()
    assert (document.approved_by, document.approved_on) == (body, DAY)
    assert AuditEntry.objects.get().verb == "document approved"


def test_approve_document_refuses_what_makes_no_sense(area):
    document, body, by = a_document(area), BodyFactory(home=area), acting(area)
    example = a_document(area, "esimerkki", is_example=True)

    def approve(subject, **values):
        values = {"body": body, "day": DAY, "version": subject.version} | values
        return approve_document(subject, by=by, today=DAY, **values)

    for subject, values in (
        (example, {}),
        (document, {"day": DAY + timedelta(days=1)}),
        (document, {"body": BodyFactory(home=area, is_example=True)}),
        (document, {"day": date(2020, 1, 1)}),
    ):
        with pytest.raises(Refused):
            approve(subject, **values)
    approve(document)
    with pytest.raises(Conflict):
        approve(document)
    document.refresh_from_db()
    with pytest.raises(Refused):
        approve(document)


def test_only_keepers_approve(area):
    for by in (acting(area, "secretary"), acting(AreaFactory())):
        with pytest.raises(NotAllowed):
            approve_document(
                a_document(area, f"a-{by.user.pk}"), version=1, body=BodyFactory(), day=DAY, by=by, today=DAY
            )


def test_supersede_document_ends_the_older_and_refuses_a_circle(area):
    old, new, by = a_document(area), a_document(area, "uusi"), acting(area)

    supersede_document(old, version=1, new=new, day=DAY, by=by, today=DAY)

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.superseded_by, old.valid_until) == (new, DAY - timedelta(days=1))
    for older, newer in ((new, old), (old, new), (new, new)):
        with pytest.raises(Refused):
            supersede_document(older, version=older.version, new=newer, day=DAY, by=by, today=DAY)


def test_links_are_added_corrected_and_ended(area):
    document, by = a_document(area), acting(area)
    values = {"text": "Suunnitelma", "language": "fi", "by": by, "today": DAY}

    link = add_link(document, version=1, url="https://example.org/a.pdf", **values)
    document.refresh_from_db()
    with pytest.raises(Refused):
        add_link(document, version=document.version, url="https://example.org/a.pdf", **values)
    with pytest.raises(Refused):
        add_link(document, version=document.version, url="ftp://example.org/a.pdf", **values)
    link = change_link(link, version=1, url="https://example.org/b.pdf", **values)
    link = end_link(link, version=2, by=by, today=DAY)

    link.refresh_from_db()
    assert (link.url, link.valid_until) == ("https://example.org/b.pdf", DAY - timedelta(days=1))


def test_faults_that_show_in_the_address():
    assert disagreeing_years("Kertomus 2017–2021", "https://lahti.fi/2021/03/kertomus-2017-2020.pdf") == (
        {2017, 2021},
        {2017, 2020},
    )
    assert disagreeing_years("Kertomus 2021-2025", "https://lahti.fi/2019/kertomus-2021-2025.pdf") is None
    assert [is_front_page(url) for url in ("https://lahti.fi", "https://lahti.fi/fi/", "https://lahti.fi/a")] == [
        True,
        True,
        False,
    ]
    shared = same_address([("https://www.a.fi/x/", "Yksi"), ("http://a.fi/x", "Kaksi"), ("https://a.fi/y", "Yksi")])
    assert shared == {"https://www.a.fi/x/": ["Yksi", "Kaksi"], "http://a.fi/x": ["Yksi", "Kaksi"]}


def test_offline_check_stores_faults_without_opening_anything(area):
    report, plan = a_document(area, "kertomus", name_fi="Kertomus 2017–2021"), a_document(area)
    links = [
        a_link(report, "https://lahti.invalid/kertomus-2017-2020.pdf"),
        a_link(plan, "https://lahti.invalid/"),
        a_link(report, "https://lahti.invalid/sama.pdf"),
        a_link(plan, "https://lahti.invalid/sama.pdf"),
        a_link(plan, "https://lahti.invalid/sv/plan.pdf", language="fi"),
        a_link(plan, "https://lahti.invalid/hyva.pdf"),
    ]

    found = check_links(area, by=acting(area), today=DAY)

    faults = [DocumentLink.objects.get(pk=link.pk).fault for link in links]
    assert faults == ["mismatch", "front_page", "same", "same", "mismatch", ""]
    assert (found.checked, found.faulty, found.changed) == (6, 5, 5)
    assert check_links(area, by=acting(area), today=DAY).changed == 0


class Site(BaseHTTPRequestHandler):
    def do_HEAD(self):
        codes = {"/poissa": 404, "/rikki": 500, "/kielletty": 403, "/ohjaus": 302, "/silmukka": 302, "/vainget": 405}
        if self.path == "/hidas":
            time.sleep(1.5)
        code = codes.get(self.path, 200)
        if self.command == "GET" and self.path == "/vainget":
            code = 200
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "/" if self.path == "/ohjaus" else "/silmukka")
        self.send_header("Content-Length", "0")
        with contextlib.suppress(OSError):
            self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the name that the server calls

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_checker_tells_what_each_address_answers(site):
    with Checker(timeout=0.5, retries=1, pause=0.01, allowed_hosts=["127.0.0.1"]) as checker:
        faults = {
            path: checker.ask(site + path).fault
            for path in ("/hyva", "/poissa", "/rikki", "/hidas", "/ohjaus", "/silmukka", "/kielletty", "/vainget")
        }

    assert faults == {
        "/hyva": "",
        "/poissa": "dead",
        "/rikki": "dead",
        "/hidas": "dead",
        "/ohjaus": "front_page",
        "/silmukka": "dead",
        "/kielletty": "",
        "/vainget": "",
    }


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]"]
)
def test_checker_never_opens_a_private_address(site, host):
    port = site.rsplit(":", 1)[1]

    with Checker(timeout=0.5, retries=0, pause=0) as checker:
        answer = checker.ask(f"http://{host}:{port}/hyva")

    assert answer.fault == "dead"
    assert answer.has_answered  # known without asking, so it is no fault of the connection


def test_check_links_stores_nothing_when_no_address_answers(area):
    link = a_link(a_document(area), "http://127.0.0.1:9/a.pdf")

    with (
        Checker(timeout=0.2, retries=0, pause=0, allowed_hosts=["127.0.0.1"]) as checker,
        pytest.raises(Refused),
    ):
        check_links(area, by=SYSTEM, today=DAY, checker=checker)

    link.refresh_from_db()
    assert (link.fault, link.checked_on) == ("", None)


def test_check_links_online_keeps_the_day_and_the_fault(area, site):
    document = a_document(area)
    good, gone = a_link(document, f"{site}/hyva.pdf"), a_link(document, f"{site}/poissa")

    with Checker(timeout=0.5, retries=0, pause=0, allowed_hosts=["127.0.0.1"]) as checker:
        check_links(None, by=SYSTEM, today=DAY, checker=checker)
    check_links(area, by=acting(area), today=DAY)

    found = {link.pk: (link.fault, link.checked_on) for link in DocumentLink.objects.all()}
    assert found == {good.pk: ("", DAY), gone.pk: ("dead", DAY)}


def test_documents_list_has_a_fixed_number_of_queries(area, client):
    client.force_login(member(area))
    counts = []
    for start, more in ((0, 1), (1, 29)):
        for number in range(start, start + more):
            document = a_document(area, f"a-{number}", approved_by=BodyFactory(home=area))
            document.themes.add(a_theme(area, f"karki-{number}"))
            a_link(document, f"https://example.org/{number}.pdf")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/paijat-hame/asiakirjat/").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def a_theme(area, key, set_name="Kärjet", **values):
    values = {"name_fi": f"Kärki {key}", "valid_from": date(2022, 1, 1)} | values
    return Theme.objects.create(home=area, key=key, set_name=set_name, **values)


def test_map_theme_ties_two_sets_and_can_be_taken_away(area, client):
    source, target = a_theme(area, "uusi", "Uudet", valid_from=date(2026, 1, 1)), a_theme(area, "vanha")
    loose = a_theme(area, "yksin", name_fi="Ei vastinetta")
    by = acting(area)

    mapping = map_theme(source, target=target, kind="succeeds", by=by)

    text = client.get("/en/paijat-hame/karjet/").content.decode()
    assert "nothing mapped to it" in text
    assert str(loose) in text
    unmap_theme(mapping, version=1, by=by)
    assert not ThemeMapping.objects.exists()
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "theme mapped",
        "theme mapping removed",
    ]


@pytest.mark.parametrize("version", ["²", "9" * 5000, "", "x"])
def test_a_mapping_is_not_taken_away_by_a_version_that_is_no_number(area, client, version):
    source, target = a_theme(area, "uusi", "Uudet", valid_from=date(2026, 1, 1)), a_theme(area, "vanha")
    mapping = map_theme(source, target=target, kind="succeeds", by=acting(area))
    client.force_login(member(area))

    answer = client.post(f"/paijat-hame/karjet/vastaavuus/{mapping.pk}/poista/", {"version": version})

    assert answer.status_code < 500
    assert ThemeMapping.objects.exists()


def test_map_theme_refuses_what_makes_no_sense(area):
    by = acting(area)
    a, b, other = a_theme(area, "a"), a_theme(area, "b"), a_theme(area, "c", "Toiset")

    for source, target, kind in ((a, a, "partly"), (a, b, "partly"), (a, other, "succeeds")):
        with pytest.raises(Refused):
            map_theme(source, target=target, kind=kind, by=by)
    map_theme(a, target=other, kind="partly", by=by)
    with pytest.raises(Refused):
        map_theme(other, target=a, kind="partly", by=by)
    with pytest.raises(NotAllowed):
        map_theme(a, target=other, kind="corresponds", by=acting(AreaFactory()))

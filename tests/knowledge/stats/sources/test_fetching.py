"""The client against a source that refuses, limps, lies and dies."""

import email.utils
import json
import time

import pytest

from hyte.knowledge.stats.sources.faults import SourceMisread, SourceRefused, SourceUnreachable
from hyte.knowledge.stats.sources.fetching import USER_AGENT, Answer, Client, Manners, Request
from hyte.knowledge.stats.sources.sotkanet import fetch_sotkanet
from tests.knowledge.stats.sources.conftest import QUICK, Asked, Reply, as_json


def ask(client: Client, source, path: str = "/figures", **given):
    return client.ask(Request(source="Lähde", address=source.address + path, **given), Answer.json)


def test_client_says_who_it_is(source, client):
    def known_only(asked: Asked) -> Reply:
        return as_json([1]) if asked.headers.get("User-Agent") == USER_AGENT else Reply(status=403)

    source.give("/figures", known_only)

    assert ask(client, source) == [1]


def test_refusal_names_source_address_and_status(source, client):
    source.give("/figures", Reply(b"Forbidden", status=403))

    with pytest.raises(SourceRefused) as refused:
        ask(client, source, params=(("year", "2012"),))

    sentence = f"Lähde refused {source.address}/figures?year=2012 with the status 403 (Forbidden)."
    assert str(refused.value) == sentence
    assert len(source.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_busy_source_is_asked_again(source, client, status):
    source.give("/figures", [1])
    source.faults["/figures"] = [Reply(status=status), Reply(status=status)]

    assert ask(client, source) == [1]
    assert len(source.asked) == 3


def test_source_that_stays_broken_is_given_up(source, client):
    source.give("/figures", Reply(status=500))

    with pytest.raises(SourceUnreachable) as given_up:
        ask(client, source)

    assert str(given_up.value) == (f"Lähde answered 500 at {source.address}/figures, each of the 3 times it was asked.")


@pytest.mark.parametrize("as_date", [False, True])
def test_wait_that_is_asked_for_is_kept(source, client, as_date):
    wait = email.utils.formatdate(time.time() + 2, usegmt=True) if as_date else "1"
    source.give("/figures", [1])
    source.faults["/figures"] = [Reply(status=429, headers={"Retry-After": wait})]
    before = time.monotonic()

    assert ask(client, source) == [1]
    assert time.monotonic() - before >= 0.9


def test_long_wait_is_told_instead(source, client):
    source.give("/figures", Reply(status=429, headers={"Retry-After": "3600"}))

    with pytest.raises(SourceRefused, match="asks to wait 3600 seconds"):
        ask(client, source)


def test_pace_is_kept(source):
    source.give("/figures", [1])
    with Client(manners=Manners(pause=0.2)) as client:
        before = time.monotonic()

        for _time in range(3):
            ask(client, source)

    assert time.monotonic() - before >= 0.4


def test_cut_body_is_fetched_again(source, client):
    source.give("/figures", [1, 2])
    source.faults["/figures"] = [Reply(b"[1,", cut=True)]

    assert ask(client, source) == [1, 2]
    assert len(source.asked) == 2


@pytest.mark.parametrize(
    "body, sentence",
    [
        (b"<html><body>Huoltokatko</body></html>", "it begins “<html><body>Huoltokatko</body></html>”."),
        (b"", "it begins “”."),
        (b'{"value": [1, 2', "broken or cut at"),
        ('{"nimi": "Päijät-Häme"}'.encode("iso-8859-1"), "text that is not in UTF-8 at .+, at byte 11"),
        (b"[" * 100_000, "broken or cut at"),
    ],
)
def test_what_is_no_json_is_told_and_not_remembered(source, client, body, sentence):
    source.give("/figures", Reply(body, headers={"ETag": '"1"'}))
    with pytest.raises(SourceMisread, match=sentence), client.run("figures"):
        ask(client, source)
    source.give("/figures", [1], ETag='"1"')

    assert ask(client, source) == [1]


def test_source_that_is_down_is_told(source, client):
    source.stop()

    with pytest.raises(SourceUnreachable, match=f"Lähde did not answer at {source.address}/figures: .+"):
        ask(client, source)


def test_what_is_no_address_is_told(client):
    with pytest.raises(SourceRefused, match="it is no web address"):
        client.ask(Request(source="Lähde", address="ftp://example.org/x"), Answer.json)


def test_too_much_is_told(source):
    source.give("/figures", Reply(b"[" + b" " * 3_000_000 + b"]"))

    with (
        Client(manners=Manners(most_bytes=2_000_000)) as client,
        pytest.raises(SourceRefused, match="than 2 megabytes"),
    ):
        ask(client, source)


def test_what_has_not_changed_is_not_sent_again(source, tmp_path):
    source.give("/figures", [1], ETag='"a"')
    values = []
    for _time in range(2):
        with Client(folder=tmp_path, manners=QUICK) as client:
            values.append(ask(client, source))
    source.give("/figures", [2], ETag='"b"')
    with Client(folder=tmp_path, manners=QUICK) as client:
        values.append(ask(client, source))

    assert values == [[1], [1], [2]]
    assert [one.headers.get("If-None-Match") for one in source.asked] == [None, '"a"', '"a"']


def test_day_of_change_serves_where_there_is_no_tag(source, client):
    day = "Sun, 06 Nov 1994 08:49:37 GMT"
    source.give("/figures", Reply(b"[1]", headers={"Last-Modified": day}))
    ask(client, source)
    source.give("/figures", Reply(status=304))

    assert ask(client, source) == [1]
    assert source.asked[1].headers["If-Modified-Since"] == day


def test_spoilt_memory_is_as_good_as_none(source, client):
    source.give("/figures", [1], ETag='"a"')
    ask(client, source)
    for path in client.folder.iterdir():
        path.write_bytes(b"spoilt")

    assert ask(client, source) == [1]


def test_interrupted_run_goes_on_from_where_it_broke(source, tmp_path):
    indicator = {"id": 4, "title": {"fi": "Neljä"}, "range": {"start": 1990, "end": 2012}}
    source.give("/indicators/4", indicator)
    source.give("/regions", [{"id": 231, "code": "398", "category": "KUNTA"}])
    rows = [{"indicator": 4, "region": 231, "year": year, "gender": "total", "value": year} for year in (1990, 2012)]
    source.give("/json", lambda asked: as_json([row for row in rows if str(row["year"]) in asked.params["years"]]))
    source.faults["/json"] = [as_json(rows[:1]), *[Reply(status=500)] * 3]
    with Client(folder=tmp_path, manners=QUICK) as client, pytest.raises(SourceUnreachable):
        fetch_sotkanet(client, indicators=[4], address=source.address)
    source.asked.clear()

    with Client(folder=tmp_path, manners=QUICK) as client:
        fetched = fetch_sotkanet(client, indicators=[4], address=source.address)

    assert [one.params["years"][0] for one in source.asked] == ["2000", "2010"]
    assert fetched.rows["value"].to_pylist() == [1990.0, 2012.0]
    assert list((tmp_path / "unfinished").iterdir()) == []


def test_question_is_posted_as_json(source, client):
    source.give("/figures", lambda asked: as_json([asked.method, asked.body]))

    assert ask(client, source, body={"query": []}) == ["POST", {"query": []}]


def test_answer_of_a_posted_question_is_asked_anew(source, client):
    source.give("/figures", lambda asked: as_json(asked.body, ETag='"a"'))

    assert [json.dumps(ask(client, source, body={"n": n})) for n in (1, 2)] == ['{"n": 1}', '{"n": 2}']

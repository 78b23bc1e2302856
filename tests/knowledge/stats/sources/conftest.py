"""A source on this machine: a real HTTP server that speaks the recorded shapes, and fails as the real ones do."""

import json
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hyte.knowledge.stats.sources.fetching import Client, Manners

SAMPLES = os.environ.get("HYTE_SAMPLES")
QUICK = Manners(pause=0, timeout=5, tries=3, backoff=0.01)


@dataclass(frozen=True)
class Asked:
    """A request as the server got it."""

    method: str
    path: str
    params: dict[str, list[str]]
    headers: dict[str, str]
    body: Any


@dataclass
class Reply:
    """What the server says; `cut` promises more bytes than it sends."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


def as_json(value: Any, **headers: str) -> Reply:
    return Reply(
        json.dumps(value, ensure_ascii=False).encode(), headers={"Content-Type": "application/json", **headers}
    )


class Source:
    """Answers by path; the faults of a path are given first, one a request."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, Callable[[Asked], Reply]] = {}
        self.faults: dict[str, list[Reply]] = defaultdict(list)
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                source.reply(self)

            do_POST = do_GET  # noqa: N815 — the server looks for this name

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_asked: None  # a client that has heard enough hangs up
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def give(self, path: str, answer: Any, **headers: str) -> None:
        """Answer with JSON, with a Reply, or with what a function says."""
        fixed = answer if isinstance(answer, Reply) else None if callable(answer) else as_json(answer, **headers)
        self.answers[path] = answer if fixed is None else lambda _asked: fixed

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        content = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        body = json.loads(content) if content else None
        asked = Asked(handler.command, parts.path, parse_qs(parts.query), dict(handler.headers), body)
        self.asked.append(asked)
        reply = self._reply_to(asked)
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(reply.body) + 100 * reply.cut))
        handler.end_headers()
        handler.wfile.write(reply.body)
        handler.close_connection = reply.cut

    def _reply_to(self, asked: Asked) -> Reply:
        if self.faults[asked.path]:
            return self.faults[asked.path].pop(0)
        if asked.path not in self.answers:
            return Reply(b"Not found", status=404)
        reply = self.answers[asked.path](asked)
        if reply.headers.get("ETag") and asked.headers.get("If-None-Match") == reply.headers["ETag"]:
            return Reply(status=304, headers={"ETag": reply.headers["ETag"]})
        return reply


@pytest.fixture
def source() -> Iterator[Source]:
    started = Source()
    yield started
    started.stop()


@pytest.fixture
def client(tmp_path) -> Iterator[Client]:
    with Client(folder=tmp_path / "fetched", manners=QUICK) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real samples of the sources, where the test run is told of their folder."""
    if not SAMPLES or not Path(SAMPLES).is_dir():
        pytest.skip("HYTE_SAMPLES names no folder of real samples")
    return Path(SAMPLES)

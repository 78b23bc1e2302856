"""A polite HTTP client: says who it is, keeps a pace, waits and tries again, and never fetches the same thing twice."""

from __future__ import annotations

import email.utils
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from hyte.knowledge.stats.lazily import httpx
from hyte.knowledge.stats.refusals import marked as _
from hyte.knowledge.stats.sources.faults import SourceMisread, SourceRefused, SourceUnreachable
from hyte.knowledge.stats.store.files import place_file

USER_AGENT = "Hyte-tyopoyta (statistics)"
_RESUMABLE = 24 * 3600.0  # seconds; parts of an older unfinished run may be of another publication
_BUSY = frozenset({429, 500, 502, 503, 504})

_SILENT = _("%(source)s did not answer at %(address)s: %(fault)s.")
_TIRED = _("%(source)s answered %(status)s at %(address)s, each of the %(tries)s times it was asked.")
_WAIT = _("%(source)s asks to wait %(seconds)s seconds at %(address)s; try again after that.")
_STATUS = _("%(source)s refused %(address)s with the status %(status)s%(words)s.")
_HUGE = _("%(source)s answered with more than %(most)s megabytes at %(address)s; ask for less at a time.")
_NO_JSON = _("%(source)s answered something else than JSON at %(address)s: it begins “%(start)s”.")
_NO_UTF8 = _("%(source)s answered text that is not in UTF-8 at %(address)s, at byte %(place)s.")
_CUT_JSON = _("%(source)s answered JSON that is broken or cut at %(address)s, at character %(place)s.")
_NO_ADDRESS = _("%(source)s cannot be asked at %(address)s: it is no web address.")

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How a source is treated; times in seconds."""

    agent: str = USER_AGENT
    pause: float = 0.5  # between two requests
    timeout: float = 60.0
    tries: int = 5
    backoff: float = 1.0  # the first wait; each is twice the one before
    longest_wait: float = 120.0
    most_bytes: int = 200_000_000


@dataclass(frozen=True, kw_only=True)
class Request:
    """One question to a source. With `body` it is posted as JSON, otherwise it is a plain reading."""

    source: str
    address: str
    params: tuple[tuple[str, str], ...] = ()
    body: Any = None

    @property
    def shown(self) -> str:
        """The address with its parameters, as a reader may open it."""
        if not self.params:
            return self.address
        return f"{self.address}{'&' if '?' in self.address else '?'}{urlencode(self.params)}"

    @property
    def key(self) -> str:
        """A name for the question's answer in a folder."""
        text = json.dumps([self.shown, self.body], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a source said to a question."""

    request: Request
    body: bytes
    etag: str = ""
    last_modified: str = ""

    @property
    def published_at(self) -> datetime | None:
        """When the source last changed what it answered, where it tells."""
        try:
            found = email.utils.parsedate_to_datetime(self.last_modified)
        except ValueError:
            return None
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)

    def json(self) -> Any:
        """The body as JSON; raises SourceMisread where it is something else, or only half of it came."""
        told = {"source": self.request.source, "address": self.request.shown}
        try:
            text = self.body.decode("utf-8-sig").strip()
        except UnicodeDecodeError as fault:
            raise SourceMisread(_NO_UTF8, place=fault.start, **told)
        if not text.startswith(("{", "[")):
            raise SourceMisread(_NO_JSON, start=" ".join(text[:60].split()), **told)
        try:
            return json.loads(text)
        except ValueError as fault:
            raise SourceMisread(_CUT_JSON, place=getattr(fault, "pos", len(text)), **told)
        except RecursionError:
            raise SourceMisread(_CUT_JSON, place=0, **told)


class _Busy(Exception):
    """The source could not answer now; it may later."""

    def __init__(self, wait: float | None, final: SourceUnreachable) -> None:
        self.wait = wait
        self.final = final


@dataclass
class Client:
    """Asks sources over HTTP. With a folder it remembers: what has not changed, and what a broken run already fetched.

    `progress(done, total)` is called after each answer; the total grows as it becomes known what is needed.
    """

    folder: Path | None = None
    manners: Manners = field(default_factory=Manners)
    progress: Progress | None = None

    def __post_init__(self) -> None:
        self._http = httpx.Client(
            headers={"User-Agent": self.manners.agent, "Accept": "*/*"},
            timeout=self.manners.timeout,
            follow_redirects=True,
        )
        self._next_at = 0.0
        self._done = self._total = 0
        self._run: Path | None = None

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    @contextmanager
    def run(self, name: str) -> Iterator[None]:
        """Answers within are kept until the run is whole; the next run of the same name starts from where one broke."""
        self._done = self._total = 0
        if self.folder is None:
            yield
            return
        run = self.folder / "unfinished" / hashlib.sha256(name.encode()).hexdigest()
        if run.is_dir() and time.time() - run.stat().st_mtime > _RESUMABLE:
            shutil.rmtree(run)
        self._run = run
        try:
            yield
            shutil.rmtree(run, ignore_errors=True)
        finally:
            self._run = None

    def expect(self, count: int) -> None:
        """Tell that so many more questions follow."""
        self._total += count

    def ask(self, request: Request, read: Callable[[Answer], T]) -> T:
        """The answer as `read` understands it. What cannot be read is not remembered.

        Raises SourceUnreachable, SourceRefused or SourceMisread.
        """
        kept = _kept(self._run, request)
        answer = kept or self._fetch(request)
        value = read(answer)
        if kept is None:
            self._remember(answer)
        self._done += 1
        self._total = max(self._total, self._done)
        if self.progress:
            self.progress(self._done, self._total)
        return value

    def _remember(self, answer: Answer) -> None:
        if self._run is not None:
            _keep(self._run, answer)
        if self.folder is not None and answer.request.body is None and (answer.etag or answer.last_modified):
            _keep(self.folder, answer)

    def _fetch(self, request: Request) -> Answer:
        known = _kept(self.folder, request) if request.body is None else None
        wait = self.manners.backoff
        for attempt in range(1, self.manners.tries + 1):
            try:
                answer = self._once(request, known)
            except _Busy as busy:
                if attempt == self.manners.tries:
                    raise busy.final
                time.sleep(busy.wait if busy.wait is not None else wait)
                wait *= 2
            else:
                return answer
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _once(self, request: Request, known: Answer | None) -> Answer:
        time.sleep(max(0.0, self._next_at - time.monotonic()))
        told = {"source": request.source, "address": request.shown}
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known else {}
        headers = {name: value for name, value in conditions.items() if value}
        method = "GET" if request.body is None else "POST"
        try:
            with self._http.stream(method, request.shown, json=request.body, headers=headers) as response:
                body = self._body(response, request)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
            raise SourceRefused(_NO_ADDRESS, **told)
        except httpx.HTTPError as fault:
            raise _Busy(None, SourceUnreachable(_SILENT, fault=str(fault) or type(fault).__name__, **told))
        finally:
            self._next_at = time.monotonic() + self.manners.pause
        if response.status_code == 304 and known is not None:
            return known
        if response.status_code in _BUSY:
            self._raise_busy(response, request)
        if response.status_code != 200:
            words = " ".join(body[:120].decode("utf-8", errors="replace").split())
            raise SourceRefused(_STATUS, status=response.status_code, words=f" ({words})" if words else "", **told)
        return Answer(
            request=request,
            body=body,
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
        )

    def _body(self, response: httpx.Response, request: Request) -> bytes:
        parts, size, most = [], 0, self.manners.most_bytes
        for part in response.iter_bytes():
            size += len(part)
            if size > most:
                raise SourceRefused(_HUGE, source=request.source, address=request.shown, most=most // 1_000_000)
            parts.append(part)
        return b"".join(parts)

    def _raise_busy(self, response: httpx.Response, request: Request) -> None:
        told = {"source": request.source, "address": request.shown}
        wait = _seconds(response.headers.get("Retry-After", ""))
        if wait is not None and wait > self.manners.longest_wait:
            raise SourceRefused(_WAIT, seconds=round(wait), **told)
        raise _Busy(wait, SourceUnreachable(_TIRED, status=response.status_code, tries=self.manners.tries, **told))


def _keep(folder: Path, answer: Answer) -> None:
    """The answer as one file, which appears whole or not at all: a line that describes it, then the body."""
    told = {"address": answer.request.shown, "etag": answer.etag, "last_modified": answer.last_modified}
    content = json.dumps(told).encode() + b"\n" + answer.body

    def write(path: Path) -> None:
        path.write_bytes(content)

    place_file(folder, write, name=lambda _place: answer.request.key)


def _kept(folder: Path | None, request: Request) -> Answer | None:
    """The answer that the folder holds to the question; a file that is no such answer is as good as none."""
    path = folder / request.key if folder else None
    if path is None or not path.is_file():
        return None
    head, _line, body = path.read_bytes().partition(b"\n")
    try:
        told = json.loads(head)
        return Answer(request=request, body=body, etag=told["etag"], last_modified=told["last_modified"])
    except (ValueError, KeyError, TypeError):
        return None


def _seconds(retry_after: str) -> float | None:
    """How long a Retry-After asks to wait: seconds, or until a time; None where it asks for nothing."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        until = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, until.timestamp() - time.time())

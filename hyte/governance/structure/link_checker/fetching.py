"""Ask what an address answers, politely, and never inside a private network."""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from hyte.governance.structure.choices import LinkFault
from hyte.governance.structure.link_checker.faults import is_front_page

MOST_REDIRECTS = 6
# The address may well work for a person; the server only keeps machines out or asks them to wait.
KEPT_OUT = {401, 403, 407, 429, 451, 999}
HEAD_NOT_SPOKEN = {400, 403, 404, 405, 406, 501, 503}


@dataclass(frozen=True)
class Answer:
    """What an address answered: a fault or none, a note, whether any server answered, and whether it may pass."""

    fault: str = ""
    note: str = ""
    has_answered: bool = True
    may_pass: bool = False


class PrivateAddress(httpcore.ConnectError):
    """The name leads into a private network, where the checker never goes."""


class PublicNetwork(httpcore.SyncBackend):
    """Connects only to public addresses; the name is resolved once, so it cannot change between check and connection."""

    def __init__(self, allowed_hosts: Iterable[str] = ()) -> None:
        self.allowed_hosts = frozenset(allowed_hosts)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        if host not in self.allowed_hosts:
            host = public_address(host, port)
        return super().connect_tcp(host, port, timeout, local_address, socket_options)


def public_address(host: str, port: int) -> str:
    """One public IP address of a host; raises when the name is unknown or any of its addresses is private."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    for address in found:
        ip = ipaddress.ip_address(address.split("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if not ip.is_global or ip.is_multicast:
            raise PrivateAddress(host)
    return sorted(found, key=lambda address: ":" in address)[0]


class Checker:
    """Asks addresses one at a time; use as a context manager so that connections are closed.

    `LINK_CHECK` in the settings may change `timeout`, `retries`, `pause` (seconds between two requests to one host)
    and `allowed_hosts` (private hosts that may be asked, for an intranet or a test).
    """

    def __init__(self, **options: Any) -> None:
        chosen: dict[str, Any] = {"timeout": 10.0, "retries": 2, "pause": 1.0, "allowed_hosts": ()}
        chosen |= getattr(settings, "LINK_CHECK", {}) | options
        self.timeout, self.retries, self.pause = chosen["timeout"], chosen["retries"], chosen["pause"]
        self.allowed_hosts = frozenset(chosen["allowed_hosts"])
        self.last_asked: dict[str, float] = {}
        transport = httpx.HTTPTransport()
        transport._pool._network_backend = PublicNetwork(self.allowed_hosts)
        self.client = httpx.Client(
            transport=transport,
            timeout=self.timeout,
            trust_env=False,
            follow_redirects=False,
            headers={"User-Agent": f"Hyte-tyopoyta link checker (+{settings.BASE_URL})", "Accept": "*/*"},
        )

    def __enter__(self) -> Checker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def in_polite_order(self, urls: Iterable[str]) -> list[str]:
        """Addresses of different hosts by turns."""
        by_host: dict[str, list[str]] = {}
        for url in sorted(urls):
            by_host.setdefault(urlsplit(url).hostname or "", []).append(url)
        ordered = []
        while by_host:
            for host in list(by_host):
                ordered.append(by_host[host].pop(0))
                if not by_host[host]:
                    del by_host[host]
        return ordered

    def ask(self, url: str) -> Answer:
        """Whether an address opens; servers that stumble are asked again after a while."""
        answer = self._ask_once(url)
        for attempt in range(self.retries):
            if not answer.may_pass:
                break
            time.sleep(self.pause * (attempt + 1) * (1 + random.random()))  # noqa: S311 - spreads the load
            answer = self._ask_once(url)
        return answer

    def _ask_once(self, url: str) -> Answer:
        try:
            return self._follow(url)
        except PrivateAddress:
            return Answer(LinkFault.DEAD, _("The address leads into a private network and was not opened."))
        except (httpx.TimeoutException, httpcore.TimeoutException):
            return Answer(LinkFault.DEAD, _("The server did not answer in time."), has_answered=False, may_pass=True)
        except (httpx.HTTPError, httpcore.ConnectError, httpx.InvalidURL, UnicodeError):
            return Answer(LinkFault.DEAD, _("The server could not be reached."), has_answered=False, may_pass=True)

    def _follow(self, url: str) -> Answer:
        """Follow redirects one by one, each checked like the first."""
        at = url
        for _hop in range(MOST_REDIRECTS):
            if urlsplit(at).scheme not in {"http", "https"}:
                return Answer(LinkFault.DEAD, _("The address leads to something else than a web page."))
            response = self._request(at)
            if not response.is_redirect:
                return self._judge(response, url, at)
            at = str(httpx.URL(at).join(response.headers["location"]))
        return Answer(LinkFault.DEAD, _("The address leads from one redirect to another without end."))

    def _request(self, url: str) -> httpx.Response:
        self._rest(url)
        try:
            response = self.client.head(url)
        except httpx.ConnectError as error:
            if isinstance(error.__cause__, PrivateAddress):
                raise error.__cause__ from error
            raise
        if response.status_code not in HEAD_NOT_SPOKEN:
            return response
        self._rest(url)
        with self.client.stream("GET", url) as opened:  # the body is never read
            return opened

    def _rest(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        wait = self.last_asked.get(host, 0.0) + self.pause - time.monotonic()
        if wait > 0 and host in self.last_asked:
            time.sleep(wait)
        self.last_asked[host] = time.monotonic()

    def _judge(self, response: httpx.Response, url: str, at: str) -> Answer:
        code = response.status_code
        if code in KEPT_OUT:
            return Answer("", _("The server did not let the checker in (%(code)s).") % {"code": code})
        if code >= 500:
            return Answer(
                LinkFault.DEAD,
                _("The server answered with a fault of its own (%(code)s).") % {"code": code},
                may_pass=True,
            )
        if code >= 400:
            return Answer(LinkFault.DEAD, _("The page is not there (%(code)s).") % {"code": code})
        if at != url and is_front_page(at) and not is_front_page(url):
            return Answer(LinkFault.FRONT_PAGE, _("The address leads on to a front page: %(at)s") % {"at": at})
        return Answer()

"""The wire under the policy: a requests session whose connections tell whether a request has left, and whose answers
have to be whole by a deadline, however slowly they drip."""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from agent_desk.connectors.departure import depart

PIECE = 65_536

BROKEN = (requests.RequestException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError)
"""Everything that a broken exchange may raise."""


class TooLarge(Exception):
    """The answer is larger than the caller allows."""


class Watch:
    """One exchange under way. `sent`: bytes of the request may have left. `until`: on the monotonic clock, seconds."""

    __slots__ = ("idle", "sent", "until", "writes")

    def __init__(self, total: float, idle: float, *, writes: bool) -> None:
        self.until = time.monotonic() + total
        self.idle = idle
        self.writes = writes
        self.sent = False

    def leaves(self) -> None:
        """The first byte goes out now; a write only where its attempt is still ours (raises Unreachable)."""
        if self.writes:
            depart()
        self.sent = True

    def patience(self) -> float:
        """How long the next read may take, in seconds; raises TimeoutError past the deadline."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        return min(left, self.idle)


_WATCH: ContextVar[Watch] = ContextVar("watch")


@contextmanager
def watching(total: float, idle: float, *, writes: bool = False) -> Iterator[Watch]:
    """Watch what a session made by `new_session` does in this thread; it has to end within `total` seconds."""
    watch = Watch(total, idle, writes=writes)
    token = _WATCH.set(watch)
    try:
        yield watch
    finally:
        _WATCH.reset(token)


class _TimedReader(io.RawIOBase):
    """Reads from a socket no longer than the exchange's deadline allows."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, watch: Watch) -> None:
        self._raw, self._sock, self._watch = raw, sock, watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._watch.patience())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_TimedReader(raw, sock, _WATCH.get()))


class WatchedConnection(HTTPConnection):
    """A plain connection that marks when a request leaves."""

    response_class = _TimedResponse

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()
        _WATCH.get().leaves()
        super().request(*args, **kwargs)


class WatchedTlsConnection(HTTPSConnection):
    """A TLS connection that marks when a request leaves; a failed handshake or proxy tunnel comes before that."""

    response_class = _TimedResponse

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()
        _WATCH.get().leaves()
        super().request(*args, **kwargs)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = WatchedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = WatchedTlsConnection


class WatchedAdapter(HTTPAdapter):
    """Gives a session connections that are watched; never retries."""

    pools: MutableMapping[str, type[HTTPConnectionPool]] = {"http": _PlainPool, "https": _TlsPool}  # noqa: RUF012  # never changed

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = dict(self.pools)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = dict(self.pools)
        return manager


class _Session(requests.Session):
    """Leaves redirects alone: a hostile Location would make requests raise before anybody sees the answer."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 - the name that requests uses
        return None


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def new_session(adapter: HTTPAdapter, *, user_agent: str) -> requests.Session:
    """A session without cookies and netrc passwords, with proxies and certificates as the environment says."""
    session = _Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    session.headers.clear()
    session.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*"})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # An own (empty) authentication keeps requests from replacing our header by what a netrc file says for the host.
    session.auth = _keep_headers
    return session


def read_whole(response: requests.Response, max_bytes: int) -> bytes:
    """The body, decompressed; raises TooLarge beyond `max_bytes` and one of BROKEN when it does not arrive whole."""
    pieces: list[bytes] = []
    size = 0
    for piece in response.raw.stream(PIECE, decode_content=True):
        size += len(piece)
        if size > max_bytes:
            raise TooLarge
        pieces.append(piece)
    return b"".join(pieces)

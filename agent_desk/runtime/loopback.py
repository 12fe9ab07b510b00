"""Waits on this machine's own address for the one visit with which a browser brings the answer of a sign-in."""

from __future__ import annotations

import hmac
import html
import secrets
import socketserver
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from agent_desk.domain.errors import MachineError, OwnWords
from agent_desk.runtime.texts import tr

HOST = "127.0.0.1"
PATIENCE = 600.0
"""Seconds that a sign-in may take: people look for their password."""
_TICK = 0.1
_SLOWEST_VISITOR = 5.0
_LONGEST_ANSWER = 8192
_FAREWELL = 2.0
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


class Loopback:
    """A receiver for one answer, at a port that the kernel chose and a path that nobody can guess.

    It takes the first visit to `redirect` that carries a query, sends the browser on to an address without it (so that no code
    stays in the history), and shows a page that repeats nothing of what came. Any other visitor, also one that reaches it by
    another host's name, is turned away. Nothing is logged. Safe from any thread; raises MachineError where this machine gives no
    port.
    """

    def __init__(self, patience: float = PATIENCE, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`patience`: seconds until it gives up. `clock`: seconds that only go forward."""
        self._clock, self._until = clock, clock() + patience
        self._answer: str | None = None
        self._arrived, self._seen, self._closed = threading.Event(), threading.Event(), threading.Event()
        self._path = f"/{secrets.token_urlsafe(24)}"
        try:
            self._server = _Server((HOST, 0), _Visitor)
        except OSError as error:
            raise MachineError(
                OwnWords("no port for the sign-in ({reason})", reason=error.strerror or type(error).__name__)
            ) from None
        self._server.owner = self
        self._server.timeout = _TICK
        self.host = f"{HOST}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._serve, name="loopback", daemon=True)
        self._thread.start()

    @property
    def redirect(self) -> str:
        """The address that the browser has to come back to."""
        return f"http://{self.host}{self._path}"

    def late(self) -> bool:
        """Whether the time is over and nobody came."""
        return self._answer is None and self._clock() >= self._until

    def answer(self) -> str | None:
        """The whole address that the browser came back to, None while nobody came. Returns at once."""
        return self._answer

    def wait(self, seconds: float) -> str | None:
        """The same, waiting that long. Blocks; also returns when it is closed."""
        self._arrived.wait(seconds)
        return self._answer

    def close(self) -> None:
        """Stop listening. After an answer, the browser gets a moment to fetch its last page: then blocks, at most two seconds."""
        if self._answer is not None and not self._closed.is_set():
            self._seen.wait(_FAREWELL)
        self._closed.set()
        self._arrived.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(_FAREWELL)

    def visited(self, host: str, target: str) -> tuple[HTTPStatus, str]:
        """What a visitor gets: a status, and the address where it has to go on. Called by the server's threads."""
        path, _, query = target.partition("?")
        if not _same(host, self.host):
            return HTTPStatus.MISDIRECTED_REQUEST, ""
        if _same(path, f"{self._path}/done") and self._answer is not None:
            self._seen.set()
            return HTTPStatus.OK, ""
        if not _same(path, self._path) or len(target) > _LONGEST_ANSWER:
            return HTTPStatus.NOT_FOUND, ""
        if not query:
            return HTTPStatus.BAD_REQUEST, ""
        if self._answer is None:
            self._answer = f"{self.redirect}?{query}"
            self._arrived.set()
        return HTTPStatus.SEE_OTHER, f"{self.redirect}/done"

    def _serve(self) -> None:
        with self._server:
            while not self._closed.is_set() and not self.late():
                self._server.handle_request()


class _Server(socketserver.ThreadingTCPServer):
    """A browser opens connections that it never uses, so one visitor must not keep the next one waiting."""

    daemon_threads = True
    owner: Loopback

    def handle_error(self, *_: Any) -> None:
        """A visitor that hangs up is none of our business."""


class _Visitor(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SLOWEST_VISITOR
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "", ""

    def do_GET(self) -> None:
        """The browser comes back."""
        status, following = self.server.owner.visited(self.headers.get("Host", ""), self.path)
        self.close_connection = True
        body = _page(status)
        self.send_response_only(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        if following:
            self.send_header("Location", urlsplit(following).path)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Never: the query is a secret."""


def _page(status: HTTPStatus) -> bytes:
    if status in (HTTPStatus.OK, HTTPStatus.SEE_OTHER):
        title, text = tr("Back to Agent Desk"), tr("Agent Desk has the answer. You can close this page.")
    else:
        title, text = tr("Nothing to see here"), tr("This address only waits for a sign-in that Agent Desk began.")
    words = f"<title>{html.escape(title)}</title><h1>{html.escape(title)}</h1><p>{html.escape(text)}</p>"
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{words}</body></html>'.encode()


def _same(told: str, right: str) -> bool:
    return hmac.compare_digest(told.encode("utf-8", "replace"), right.encode())

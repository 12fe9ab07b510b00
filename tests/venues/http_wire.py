"""HTTP/1.1 on sockets for the fault-injecting proxy: reading requests, writing answers, asking the upstream."""

from __future__ import annotations

import http.client
import select
import socket
import struct
import sys
from contextlib import suppress
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import urlsplit

from tests.venues.fault_plan import Answer, SeenRequest

_HOP_BY_HOP = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"),
        *("transfer-encoding", "upgrade", "expect"),
    }
)
_UPSTREAM_SECONDS = 120.0
_LINE_LIMIT = 65536
_LINGER_NOT = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_NO_BODY = frozenset({204, 304})


class Broken(Exception):
    """What came is no HTTP request, or ended in the middle of one."""


class UpstreamFailed(Exception):
    """The upstream was not there (`taken` false) or did not answer in whole (`taken` true: it may have acted)."""

    def __init__(self, reason: Exception, *, taken: bool) -> None:
        super().__init__(repr(reason))
        self.taken = taken


class ClientConnection:
    """A client's connection, served by one thread; `interrupt` comes from others and ends whatever it does."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._reader: BinaryIO = connection.makefile("rb")
        self._interrupted, self._interrupter = socket.socketpair()

    def read(self) -> SeenRequest | None:
        """The next request with its whole body; nothing when the client is done. Raises `Broken` and `OSError`."""
        line = self._reader.readline(_LINE_LIMIT)
        if not line:
            return None
        try:
            method, target, _version = line.decode("latin-1").split()
            headers = http.client.parse_headers(self._reader)
            body = self._body(headers)
        except (ValueError, http.client.HTTPException) as error:
            raise Broken(repr(error)) from error
        return SeenRequest(method, target, tuple(headers.items()), body)

    def _body(self, headers: http.client.HTTPMessage) -> bytes:
        if headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self._exactly(int(headers.get("Content-Length", "0")))
        parts = []
        while size := int(self._reader.readline(_LINE_LIMIT).partition(b";")[0], 16):
            parts.append(self._exactly(size))
            self._reader.readline(_LINE_LIMIT)
        while self._reader.readline(_LINE_LIMIT).strip():
            pass
        return b"".join(parts)

    def _exactly(self, size: int) -> bytes:
        read = self._reader.read(size)
        if len(read) < size:
            raise Broken(f"{len(read)} of {size} bytes of body")
        return read

    def send(self, content: bytes) -> None:
        """Sends everything. Raises `OSError` when the client has gone."""
        self._socket.sendall(content)

    def wait(self, seconds: float | None) -> bool:
        """Waits so long or for ever; true as soon as the client sends or closes, or somebody interrupts."""
        ready, _, _ = select.select([self._socket, self._interrupted], [], [], seconds)
        return bool(ready)

    def interrupt(self) -> None:
        """Cuts the connection under whatever its thread is doing."""
        with suppress(OSError):
            self._interrupter.send(b"!")
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self, *, reset: bool = False) -> None:
        """Closes in order, or with a reset."""
        if reset:
            with suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        else:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        for part in (self._reader, self._socket, self._interrupted, self._interrupter):
            with suppress(OSError):
                part.close()


def head(answer: Answer, *, keep: bool, length: int | None) -> bytes:
    """Status line and headers of an answer; without a length the body is to come in chunks."""
    try:
        reason = HTTPStatus(answer.status).phrase
    except ValueError:
        reason = "Unknown"
    lines = [f"HTTP/1.1 {answer.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in answer.headers if name.lower() != "content-length"]
    if length is None:
        lines.append("Transfer-Encoding: chunked")
    elif answer.status not in _NO_BODY:
        lines.append(f"Content-Length: {length}")
    lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def whole(request: SeenRequest, answer: Answer, *, keep: bool) -> tuple[bytes, bytes]:
    """Head and body as they go to the client; the answer to a HEAD keeps the length it announced."""
    length = len(answer.body)
    if request.method == "HEAD":
        announced = [value for name, value in answer.headers if name.lower() == "content-length"]
        return head(answer, keep=keep, length=int(announced[0]) if announced else 0), b""
    return head(answer, keep=keep, length=length), answer.body


def keeps_open(request: SeenRequest) -> bool:
    """Whether the client wants to send more on the same connection."""
    return "close" not in (request.header("Connection") or "").lower()


class Upstream:
    """The real server behind the proxy; one connection per request, in any thread."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.netloc or parts.path.strip("/"):
            raise ValueError(f"an http address without a path is needed, not {url}")
        self._netloc = parts.netloc

    def connect(self) -> http.client.HTTPConnection:
        """A connection to be handed to `ask`, from another thread to be closed under it by `cut`."""
        return http.client.HTTPConnection(self._netloc, timeout=_UPSTREAM_SECONDS)

    def ask(self, connection: http.client.HTTPConnection, request: SeenRequest) -> Answer:
        """The upstream's whole answer, as it is but for hop-by-hop headers. Raises `UpstreamFailed`."""
        try:
            connection.connect()
        except OSError as error:
            raise UpstreamFailed(error, taken=False) from error
        try:
            connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
            # Its own name: WordPress sends everybody who asks for another one to its canonical address.
            connection.putheader("Host", self._netloc)
            dropped = _HOP_BY_HOP | _named_by_connection(request.header("Connection")) | {"host", "content-length"}
            for name, value in request.headers:
                if name.lower() not in dropped:
                    connection.putheader(name, value)
            if request.body or request.header("Content-Length") is not None:
                connection.putheader("Content-Length", str(len(request.body)))
            connection.putheader("Connection", "close")
            connection.endheaders(request.body or None)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise UpstreamFailed(error, taken=True) from error
        finally:
            connection.close()
        dropped = _HOP_BY_HOP | _named_by_connection(response.getheader("Connection"))
        kept = tuple((name, value) for name, value in response.getheaders() if name.lower() not in dropped)
        return Answer(response.status, kept, body)


def cut(connection: http.client.HTTPConnection) -> None:
    """Ends a request to the upstream from another thread."""
    current = connection.sock
    if current is not None:
        with suppress(OSError):
            current.shutdown(socket.SHUT_RDWR)


def _named_by_connection(value: str | None) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in (value or "").split(","))

"""A reverse proxy between a connector and a real server that fails on request, and knows what the server got."""

from __future__ import annotations

import select
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from http.client import HTTPConnection
from typing import Self

from tests.venues.fault_plan import Answer, Body, Fault, Match, Plan, Script, SeenRequest
from tests.venues.http_wire import Broken, ClientConnection, Upstream, UpstreamFailed, cut, head, keeps_open, whole

_LOOPBACK = "127.0.0.1"
_JOIN_SECONDS = 30.0
_BLOCK = 65536


class FaultProxy:
    """Listens on the loopback under `url` and passes everything to the upstream, unless a plan says otherwise.

    Requests and answers pass unchanged but for hop-by-hop headers and Host, which is the upstream's. An upstream that
    is not there shows as a 502 without a fault. All methods may be called from any thread; `close` ends all of them.
    """

    def __init__(self, upstream: str) -> None:
        self._upstream = Upstream(upstream)
        self._script = Script()
        self._news = threading.Condition()
        self._seen: list[SeenRequest] = []
        self._strangers: list[SeenRequest] = []
        self._clients: dict[ClientConnection, threading.Thread] = {}
        self._asking: set[HTTPConnection] = set()
        self._closed = False
        self._holder = _held_port()
        self._port = int(self._holder.getsockname()[1])
        self._listener: _Listener | None = _Listener(self._port, self._serve)
        self._stranger = _Listener(0, self._serve_stranger)

    @property
    def url(self) -> str:
        """Where connectors are sent; without a slash at the end."""
        return f"http://{_LOOPBACK}:{self._port}"

    @property
    def stranger_url(self) -> str:
        """Another host (by name and port) of the proxy's own, where `Fault.REDIRECT_OTHER_HOST` leads.

        It answers everything with 200 and `{}`.
        """
        return f"http://localhost:{self._stranger.port}"

    @property
    def requests(self) -> list[SeenRequest]:
        """Every request so far, in the order in which its fate was settled."""
        with self._news:
            return list(self._seen)

    @property
    def stranger_requests(self) -> list[SeenRequest]:
        """What arrived at the other host, where no secret may ever arrive."""
        with self._news:
            return list(self._strangers)

    def plan(
        self,
        match: Match = None,
        fault: Fault = Fault.RESET_BEFORE,
        times: int | None = 1,
        *,
        skip: int = 0,
        forward: bool | None = None,
        status: int | None = None,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
        retry_after: int | datetime | None = None,
        location: str | None = None,
        seconds_per_byte: float = 1.0,
        size: int = 200_000_000,
        chunked: bool = False,
    ) -> None:
        """Fail the next `times` matching requests (`None`: all from now on) after letting `skip` of them pass.

        Older plans go first. For faults that are an answer, `forward` overrides whether the upstream gets the request,
        and `status`, `body` and `headers` replace or add to what is answered; the rest belongs to single faults.
        Raises `ValueError` for what does not go together.
        """
        self._script.add(
            Plan(
                match=match,
                fault=fault,
                times=times,
                skip=skip,
                forward=forward,
                status=status,
                body=body,
                headers=headers or {},
                retry_after=retry_after,
                location=location,
                seconds_per_byte=seconds_per_byte,
                size=size,
                chunked=chunked,
            )
        )

    def clear(self) -> None:
        """Forget all plans; who waits for an answer keeps waiting."""
        self._script.clear()

    def wait_for_request(self, match: Match = None, timeout: float = 10.0, *, skip: int = 0) -> SeenRequest:
        """The first settled request that matches, after leaving out `skip` of them; past ones count.

        Settled means: the upstream has answered it, or it is certain never to be asked. Raises `TimeoutError` after
        `timeout` seconds.
        """

        def found() -> SeenRequest | None:
            return next(iter([seen for seen in self._seen if seen.matches(match)][skip:]), None)

        with self._news:
            request = self._news.wait_for(found, timeout)
        if request is None:
            raise TimeoutError(f"no request {match} within {timeout} s, only {self.requests}")
        return request

    def unplug(self) -> None:
        """From now on nothing listens and every connection is cut; what the upstream is working on it finishes."""
        self._stop_listening(spare=None)

    def plug(self) -> None:
        """Listen again under the same address; harmless when it does."""
        if self._listener is None:
            self._listener = _Listener(self._port, self._serve)

    @contextmanager
    def unplugged(self) -> Iterator[None]:
        """Unplugged inside, plugged back at the end."""
        self.unplug()
        try:
            yield
        finally:
            self.plug()

    def close(self) -> None:
        """Cut everything and wait until all threads have ended. Harmless when repeated."""
        self._closed = True
        self._stranger.close()
        self.unplug()
        with self._news:
            for connection in self._asking:
                cut(connection)
            threads = list(self._clients.values())
        for thread in threads:
            thread.join(_JOIN_SECONDS)
            if thread.is_alive():
                raise RuntimeError(f"{thread.name} does not end")
        self._holder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _stop_listening(self, spare: ClientConnection | None) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        with self._news:
            for client in self._clients:
                if client is not spare:
                    client.interrupt()

    def _serve(self, connection: socket.socket) -> None:
        self._in_a_thread(connection, self._answer)

    def _serve_stranger(self, connection: socket.socket) -> None:
        self._in_a_thread(connection, self._answer_as_stranger)

    def _in_a_thread(self, connection: socket.socket, answer: Callable[[ClientConnection, SeenRequest], bool]) -> None:
        client = ClientConnection(connection)

        def run() -> None:
            with suppress(OSError, Broken):
                while (request := client.read()) is not None and answer(client, request):
                    pass
            with self._news:
                del self._clients[client]
                client.close()

        thread = threading.Thread(target=run, name=f"fault proxy {self._port}", daemon=True)
        with self._news:
            self._clients[client] = thread
        thread.start()

    def _answer_as_stranger(self, client: ClientConnection, request: SeenRequest) -> bool:
        with self._news:
            self._strangers.append(request)
        return _pass_on(client, request, Answer(200, (("Content-Type", "application/json"),), b"{}"))

    def _answer(self, client: ClientConnection, request: SeenRequest) -> bool:
        """Settles one request; whether the connection stays open."""
        plan = self._script.take(request)
        answer, taken, status = None, False, None
        if plan is None or plan.forwards:
            answer, taken, status = self._ask(request)
        fault = plan.fault if plan else None
        if fault is Fault.UNPLUG_AFTER:
            self._stop_listening(spare=client)
        with self._news:
            self._seen.append(replace(request, forwarded=taken, fault=fault, upstream_status=status))
            self._news.notify_all()
        if plan is not None:
            return self._misbehave(client, request, plan, answer)
        assert answer is not None
        return _pass_on(client, request, answer)

    def _ask(self, request: SeenRequest) -> tuple[Answer, bool, int | None]:
        connection = self._upstream.connect()
        with self._news:
            self._asking.add(connection)
        try:
            if self._closed:
                raise Broken("closed")
            answer = self._upstream.ask(connection, request)
        except UpstreamFailed as failed:
            text = f"the upstream failed: {failed}".encode()
            return Answer(502, (("Content-Type", "text/plain"),), text), failed.taken, None
        finally:
            with self._news:
                self._asking.discard(connection)
        return answer, True, answer.status

    def _misbehave(self, client: ClientConnection, request: SeenRequest, plan: Plan, answer: Answer | None) -> bool:
        match plan.fault:
            case Fault.RESET_BEFORE | Fault.RESET_AFTER:
                client.close(reset=True)
            case Fault.SILENCE_BEFORE | Fault.SILENCE_AFTER:
                client.wait(None)
            case Fault.HUGE_ANSWER:
                _flood(client, plan)
            case Fault.HALF_ANSWER | Fault.DRIP | Fault.UNPLUG_AFTER:
                assert answer is not None, "these are always forwarded"
                before, body = whole(request, answer, keep=False)
                if plan.fault is Fault.DRIP:
                    _drip(client, before + body, plan.seconds_per_byte)
                elif plan.fault is Fault.UNPLUG_AFTER:
                    client.send(before + body)
                else:
                    client.send(before + body[: len(body) // 2] if body else before[: len(before) // 2])
            case _:
                return _pass_on(client, request, plan.canned(self.stranger_url))
        return False


class _Listener:
    """Accepts connections in a thread of its own, until it is closed."""

    def __init__(self, port: int, on_connection: Callable[[socket.socket], None]) -> None:
        self._socket = _reusable_socket()
        self._socket.bind((_LOOPBACK, port))
        self._socket.listen(128)
        self.port = int(self._socket.getsockname()[1])
        self._on_connection = on_connection
        self._woken, self._waker = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name=f"fault proxy {self.port} listener", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            ready, _, _ = select.select([self._socket, self._woken], [], [])
            if self._woken in ready:
                return
            with suppress(OSError):
                connection, _address = self._socket.accept()
                self._on_connection(connection)

    def close(self) -> None:
        """Nothing listens any more when this returns; whoever is queued is reset."""
        with suppress(OSError):
            self._waker.send(b"!")
        self._thread.join(_JOIN_SECONDS)
        for part in (self._socket, self._woken, self._waker):
            part.close()


def _pass_on(client: ClientConnection, request: SeenRequest, answer: Answer) -> bool:
    keep = keeps_open(request)
    client.send(b"".join(whole(request, answer, keep=keep)))
    return keep


def _flood(client: ClientConnection, plan: Plan) -> None:
    opening = b'{"id": 1, "content": {"raw": "'
    answer = Answer(plan.status or 200, (("Content-Type", "application/json"), *plan.headers.items()), b"")
    client.send(head(answer, keep=False, length=None if plan.chunked else plan.size))
    left = plan.size
    while left > 0:
        block = (opening if left == plan.size else b"").ljust(_BLOCK, b"x")[:left]
        client.send(b"%x\r\n%b\r\n" % (len(block), block) if plan.chunked else block)
        left -= len(block)
    if plan.chunked:
        client.send(b"0\r\n\r\n")


def _drip(client: ClientConnection, content: bytes, seconds_per_byte: float) -> None:
    for index in range(len(content)):
        client.send(content[index : index + 1])
        if client.wait(seconds_per_byte):
            return


def _reusable_socket() -> socket.socket:
    created = socket.socket()
    if sys.platform != "win32":
        created.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        created.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return created


def _held_port() -> socket.socket:
    """A socket bound to a port and not listening, so that nobody else gets the port while the proxy is unplugged."""
    held = _reusable_socket()
    held.bind((_LOOPBACK, 0))
    return held

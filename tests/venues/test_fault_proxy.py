"""The fault-injecting proxy, each fault against a small real server: what the client meets, and what the server got."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from tests.venues.fault_plan import ATPROTO_EXPIRED_TOKEN, HOSTILE_JSON, Fault
from tests.venues.fault_proxy import FaultProxy
from tests.venues.remembering_server import BODY, RememberingServer

_SECONDS = 10.0
_POST = ("POST", "/comments")

Proxies = Callable[[str], FaultProxy]


@dataclass(frozen=True)
class Got:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@pytest.fixture
def upstream() -> Iterator[RememberingServer]:
    server = RememberingServer()
    yield server
    server.close()


@pytest.fixture
def proxy(upstream: RememberingServer, fault_proxy: Proxies) -> FaultProxy:
    return fault_proxy(upstream.url)


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_SECONDS)


def _post(proxy: FaultProxy, target: str = "/comments?x=%2F1", body: bytes = b"hello", method: str = "POST") -> Got:
    with closing(http.client.HTTPConnection(urlsplit(proxy.url).netloc, timeout=_SECONDS)) as connection:
        connection.request(method, target, body or None, {"Authorization": "Basic secret"})
        response = connection.getresponse()
        return Got(response.status, response.headers, response.read())


def _raw(proxy: FaultProxy) -> socket.socket:
    """A connection on which a whole POST has been sent."""
    connection = _connect(proxy.url)
    connection.sendall(b"POST /comments HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
    return connection


def _read_all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def _is_cut(connection: socket.socket) -> bool:
    """Waits until the other side ends the connection, in order or with a reset; false when it sends something."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def _fates(proxy: FaultProxy) -> list[tuple[bool, Fault | None, int | None]]:
    return [(seen.forwarded, seen.fault, seen.upstream_status) for seen in proxy.requests]


def test_without_a_plan_everything_passes_unchanged(upstream: RememberingServer, proxy: FaultProxy) -> None:
    got = _post(proxy)

    assert (got.status, got.body) == (201, BODY)
    assert got.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert upstream.got == [("POST", "/comments?x=%2F1", b"hello")]
    assert upstream.headers[0]["Host"] == urlsplit(upstream.url).netloc
    assert upstream.headers[0]["Authorization"] == "Basic secret"
    assert _fates(proxy) == [(True, None, 201)]
    assert proxy.requests[0].header("authorization") == "Basic secret"


def test_one_connection_carries_several_requests_and_chunks(upstream: RememberingServer, proxy: FaultProxy) -> None:
    with closing(http.client.HTTPConnection(urlsplit(proxy.url).netloc, timeout=_SECONDS)) as connection:
        connection.request("POST", "/a", iter([b"in ", b"chunks"]), encode_chunked=True)
        assert connection.getresponse().read() == BODY
        used = connection.sock
        connection.request("HEAD", "/b")
        response = connection.getresponse()
        assert (response.read(), response.headers["Content-Length"]) == (b"", str(len(BODY)))
        connection.request("GET", "/c")
        assert connection.getresponse().read() == BODY
        assert connection.sock is used

    assert upstream.got == [("POST", "/a", b"in chunks"), ("HEAD", "/b", b""), ("GET", "/c", b"")]


def test_a_plan_counts_skips_and_leaves_other_requests_alone(upstream: RememberingServer, proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.SERVER_ERROR_BEFORE, times=2, skip=1)
    proxy.plan(lambda request: request.body == b"special", Fault.UNAUTHORIZED, times=None)
    statuses = [_post(proxy).status for _ in range(5)]

    assert statuses == [201, 500, 500, 201, 201]
    assert _post(proxy, "/other", method="GET").status == 200
    assert [_post(proxy, body=b"special").status for _ in range(2)] == [401, 401]
    proxy.clear()
    assert _post(proxy, body=b"special").status == 201
    assert len(upstream.got) == 5


@pytest.mark.parametrize(("fault", "taken"), [(Fault.RESET_BEFORE, False), (Fault.RESET_AFTER, True)])
def test_a_reset_is_a_reset(upstream: RememberingServer, proxy: FaultProxy, fault: Fault, taken: bool) -> None:
    proxy.plan(_POST, fault)
    with _raw(proxy) as connection, pytest.raises(ConnectionResetError):
        connection.recv(1)

    assert len(upstream.got) == taken
    assert _fates(proxy) == [(taken, fault, 201 if taken else None)]


@pytest.mark.parametrize(("fault", "taken"), [(Fault.SILENCE_BEFORE, False), (Fault.SILENCE_AFTER, True)])
def test_silence_lasts_until_somebody_closes(
    upstream: RememberingServer, proxy: FaultProxy, fault: Fault, taken: bool
) -> None:
    proxy.plan(_POST, fault, times=2)
    with _raw(proxy) as connection:
        assert proxy.wait_for_request(_POST, _SECONDS).forwarded is taken
        assert len(upstream.got) == taken
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)
    with _raw(proxy) as connection:
        proxy.wait_for_request(_POST, _SECONDS, skip=1)
        proxy.close()
        assert _is_cut(connection)


def test_half_an_answer_keeps_the_full_length(upstream: RememberingServer, proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.HALF_ANSWER)
    with pytest.raises(http.client.IncompleteRead) as caught:
        _post(proxy)

    assert caught.value.partial == BODY[: len(BODY) // 2]
    assert caught.value.expected == len(BODY) - len(BODY) // 2
    assert len(upstream.got) == 1


def test_half_an_answer_without_a_body_is_half_a_head(proxy: FaultProxy) -> None:
    proxy.plan(("HEAD", "/"), Fault.HALF_ANSWER)
    with _connect(proxy.url) as connection:
        connection.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        received = _read_all(connection)

    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\n\r\n" not in received


def test_rate_limits_come_with_seconds_with_a_date_and_without(upstream: RememberingServer, proxy: FaultProxy) -> None:
    until = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    proxy.plan(_POST, Fault.RATE_LIMITED, retry_after=30)
    proxy.plan(_POST, Fault.RATE_LIMITED, retry_after=until)
    proxy.plan(_POST, Fault.RATE_LIMITED, headers={"RateLimit-Reset": "1893553445"})
    seconds, date, without = (_post(proxy) for _ in range(3))

    assert {got.status for got in (seconds, date, without)} == {429}
    assert seconds.headers["Retry-After"] == "30"
    assert date.headers["Retry-After"] == "Wed, 02 Jan 2030 03:04:05 GMT"
    assert "Retry-After" not in without.headers
    assert without.headers["RateLimit-Reset"] == "1893553445"
    assert upstream.got == []


@pytest.mark.parametrize(
    ("fault", "expected", "taken"),
    [
        (Fault.SERVER_ERROR_BEFORE, (500, "application/json"), False),
        (Fault.SERVER_ERROR_AFTER, (500, "application/json"), True),
        (Fault.BAD_GATEWAY_HTML, (502, "text/html"), False),
        (Fault.UNAUTHORIZED, (401, "application/json"), False),
    ],
)
def test_error_answers(
    upstream: RememberingServer, proxy: FaultProxy, fault: Fault, expected: tuple[int, str], taken: bool
) -> None:
    proxy.plan(_POST, fault)
    got = _post(proxy)

    assert (got.status, got.headers["Content-Type"]) == expected
    assert BODY not in got.body
    assert len(upstream.got) == taken
    assert _fates(proxy) == [(taken, fault, 201 if taken else None)]


def test_an_error_can_say_it_in_the_networks_own_words(upstream: RememberingServer, proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.UNAUTHORIZED, status=400, body=ATPROTO_EXPIRED_TOKEN)
    proxy.plan(_POST, Fault.BAD_GATEWAY_HTML, forward=True)
    expired = _post(proxy)

    assert (expired.status, json.loads(expired.body)["error"]) == (400, "ExpiredToken")
    assert upstream.got == []
    assert _post(proxy).status == 502
    assert len(upstream.got) == 1, "a gateway may give up on what was done"


def test_malformed_json_comes_with_success(upstream: RememberingServer, proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.MALFORMED_JSON)
    got = _post(proxy)

    assert got.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(got.body)
    assert len(upstream.got) == 1


@pytest.mark.parametrize("name", sorted(HOSTILE_JSON))
def test_hostile_json_arrives_as_it_is(upstream: RememberingServer, proxy: FaultProxy, name: str) -> None:
    proxy.plan(_POST, Fault.HOSTILE_JSON, body=HOSTILE_JSON[name])
    got = _post(proxy)

    assert (got.status, got.body) == (200, HOSTILE_JSON[name])
    assert len(upstream.got) == 1


def test_deep_and_huge_json_break_a_careless_reader(proxy: FaultProxy) -> None:
    for name, error in (("deep", RecursionError), ("deep_objects", RecursionError), ("huge_number", ValueError)):
        proxy.plan(_POST, Fault.HOSTILE_JSON, body=HOSTILE_JSON[name])
        with pytest.raises(error):
            json.loads(_post(proxy).body)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_huge_answer_has_the_size_it_should(upstream: RememberingServer, proxy: FaultProxy, chunked: bool) -> None:
    proxy.plan(_POST, Fault.HUGE_ANSWER, size=3_000_001, chunked=chunked)
    got = _post(proxy)

    assert len(got.body) == 3_000_001
    assert ("Content-Length" in got.headers, "Transfer-Encoding" in got.headers) == (not chunked, chunked)
    assert len(upstream.got) == 1


def test_a_huge_answer_ends_when_the_client_has_had_enough(proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.HUGE_ANSWER)
    with _raw(proxy) as connection:
        assert b"Content-Length: 200000000" in connection.recv(65536)
    proxy.plan(_POST, Fault.HUGE_ANSWER)
    with _raw(proxy) as connection:
        connection.recv(65536)
        proxy.close()


def test_a_drip_comes_whole_in_the_end(upstream: RememberingServer, proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.DRIP, seconds_per_byte=0.0)
    assert _post(proxy).body == BODY
    assert len(upstream.got) == 1


def test_a_drip_comes_byte_by_byte_and_ends_with_the_proxy(proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.DRIP, seconds_per_byte=600.0)
    with _raw(proxy) as connection:
        assert connection.recv(65536) == b"H"
        proxy.close()
        assert _is_cut(connection)


def test_a_redirect_leads_to_another_host_that_sees_whatever_leaks(
    upstream: RememberingServer, proxy: FaultProxy
) -> None:
    proxy.plan(_POST, Fault.REDIRECT_OTHER_HOST)
    got = _post(proxy)
    assert (got.status, got.headers["Location"]) == (307, proxy.stranger_url)
    assert urlsplit(proxy.stranger_url).hostname != urlsplit(proxy.url).hostname
    assert upstream.got == []

    with closing(http.client.HTTPConnection(urlsplit(proxy.stranger_url).netloc, timeout=_SECONDS)) as careless:
        careless.request("GET", "/stolen", headers={"Authorization": "Basic secret"})
        assert careless.getresponse().read() == b"{}"
    assert [seen.header("Authorization") for seen in proxy.stranger_requests] == ["Basic secret"]
    assert len(proxy.requests) == 1


def test_a_redirect_leads_to_a_private_address(upstream: RememberingServer, proxy: FaultProxy) -> None:
    proxy.plan(_POST, Fault.REDIRECT_PRIVATE)
    proxy.plan(_POST, Fault.REDIRECT_PRIVATE, status=302, location="http://10.0.0.1/")
    assert _post(proxy).headers["Location"].startswith("http://169.254.169.254/")
    second = _post(proxy)
    assert (second.status, second.headers["Location"]) == (302, "http://10.0.0.1/")
    assert upstream.got == []


def test_unplugged_nothing_listens_until_plugged_back(upstream: RememberingServer, proxy: FaultProxy) -> None:
    with closing(http.client.HTTPConnection(urlsplit(proxy.url).netloc, timeout=_SECONDS)) as open_before:
        open_before.request("GET", "/")
        open_before.getresponse().read()
        with proxy.unplugged():
            for _ in range(3):
                with pytest.raises(ConnectionRefusedError):
                    _connect(proxy.url)
            assert _is_cut(open_before.sock)
    assert _post(proxy).status == 201
    assert len(upstream.got) == 2


def test_unplugged_right_after_an_answer(upstream: RememberingServer, proxy: FaultProxy) -> None:
    proxy.plan(("GET", "/thread"), Fault.UNPLUG_AFTER)
    assert _post(proxy, "/thread", method="GET").body == BODY
    with pytest.raises(ConnectionRefusedError):
        _post(proxy)
    proxy.plug()
    assert _post(proxy).status == 201
    assert [method for method, _, _ in upstream.got] == ["GET", "POST"]


def test_an_upstream_that_is_not_there_shows_as_such(upstream: RememberingServer, proxy: FaultProxy) -> None:
    upstream.close()
    assert _post(proxy).status == 502
    assert _fates(proxy) == [(False, None, None)]


def test_waiting_ends_with_the_request_or_with_the_time(upstream: RememberingServer, proxy: FaultProxy) -> None:
    with pytest.raises(TimeoutError):
        proxy.wait_for_request(_POST, 0.01)
    upstream.may_answer.clear()
    with _raw(proxy):
        with pytest.raises(TimeoutError):
            proxy.wait_for_request(_POST, 0.05)  # not settled before the upstream has answered
        upstream.may_answer.set()
        assert proxy.wait_for_request(_POST, _SECONDS).body == b"hello"


def test_closing_cuts_a_request_the_upstream_sits_on(upstream: RememberingServer, proxy: FaultProxy) -> None:
    upstream.may_answer.clear()
    with _raw(proxy) as connection:
        assert upstream.arrived.wait(_SECONDS)
        proxy.close()
        assert _is_cut(connection)
    assert _fates(proxy) == [(True, None, None)]


def test_what_is_not_http_is_dropped(upstream: RememberingServer, proxy: FaultProxy) -> None:
    for content in (b"\x16\x03\x01\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"nonsense\r\n\r\n"):
        with _connect(proxy.url) as connection:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
            assert _read_all(connection) == b""
    assert upstream.got == []


def test_a_plan_that_contradicts_itself_is_refused(proxy: FaultProxy) -> None:
    with pytest.raises(ValueError, match="reset_before"):
        proxy.plan(_POST, Fault.RESET_BEFORE, forward=True)
    with pytest.raises(ValueError, match="half_answer"):
        proxy.plan(_POST, Fault.HALF_ANSWER, body=b"{}")

"""Every fault of a server, met by a read and by a write: the error says whether anything may have been taken."""

from __future__ import annotations

import socket
import traceback
from pathlib import Path
from typing import Any

import pytest

from agent_desk.connectors.departure import asking
from agent_desk.connectors.http import AuditLine, VenueHttp, expect
from agent_desk.domain.errors import (
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    SignInAgain,
    Unexpected,
    Unreachable,
)
from tests.connectors.http.conftest import NOW, Wires
from tests.venues.fault_plan import HOSTILE_JSON, Fault
from tests.venues.fault_proxy import FaultProxy
from tests.venues.remembering_server import RememberingServer

SECRET = "Bearer a-very-secret-token"
QUERY = "hidden"

MEANING: dict[Fault, tuple[type[ConnectorError], type[ConnectorError]]] = {
    Fault.RESET_BEFORE: (Unreachable, OutcomeUnknown),
    Fault.RESET_AFTER: (Unreachable, OutcomeUnknown),
    Fault.SILENCE_BEFORE: (Unreachable, OutcomeUnknown),
    Fault.SILENCE_AFTER: (Unreachable, OutcomeUnknown),
    Fault.HALF_ANSWER: (Unreachable, OutcomeUnknown),
    Fault.RATE_LIMITED: (RateLimited, RateLimited),
    Fault.SERVER_ERROR_BEFORE: (Unreachable, OutcomeUnknown),
    Fault.SERVER_ERROR_AFTER: (Unreachable, OutcomeUnknown),
    Fault.BAD_GATEWAY_HTML: (Unreachable, OutcomeUnknown),
    Fault.UNAUTHORIZED: (SignInAgain, SignInAgain),
    Fault.MALFORMED_JSON: (Unexpected, OutcomeUnknown),
    Fault.HUGE_ANSWER: (Unexpected, OutcomeUnknown),
    Fault.DRIP: (Unreachable, OutcomeUnknown),
    Fault.REDIRECT_OTHER_HOST: (Unexpected, Unexpected),
    Fault.REDIRECT_PRIVATE: (Unexpected, Unexpected),
}
HARMLESS = {Fault.HOSTILE_JSON, Fault.UNPLUG_AFTER}


def exchange(wire: VenueHttp, *, writes: bool) -> Any:
    """One read or write as a connector does it, down to the JSON."""
    headers = {"Authorization": SECRET}
    answer = wire.request("POST" if writes else "GET", "/posts", params={"q": QUERY}, headers=headers, writes=writes)
    return expect(answer, writes=writes, now=NOW).json()


def test_every_fault_has_its_meaning() -> None:
    assert set(MEANING) | HARMLESS == set(Fault)


@pytest.mark.parametrize("writes", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("fault", MEANING, ids=str)
def test_fault_means(
    proxy: FaultProxy, upstream: RememberingServer, wires: Wires, audit: list[AuditLine], fault: Fault, *, writes: bool
) -> None:
    wire = wires(proxy.url)
    proxy.plan(None, fault, seconds_per_byte=0.05)
    with pytest.raises(ConnectorError) as raised:
        exchange(wire, writes=writes)
    meaning = MEANING[fault][writes]
    assert type(raised.value) is meaning
    if writes and upstream.got:
        # Whatever says "surely nothing was taken" must be true.
        assert meaning is OutcomeUnknown
    assert len(audit) == 1
    told = f"{raised.value!r} {raised.value.params} {raised.value.__cause__!r} {audit}"
    assert "secret" not in told
    assert "hidden" not in told
    assert proxy.stranger_requests == []
    assert exchange(wires(proxy.url), writes=writes) == {"id": 7, "text": "taken"}


@pytest.mark.parametrize("writes", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("name", ["deep", "deep_objects", "huge_number", "not_a_number", "empty"])
def test_hostile_json_is_refused(proxy: FaultProxy, wire: VenueHttp, name: str, writes: bool) -> None:
    proxy.plan(None, Fault.HOSTILE_JSON, body=HOSTILE_JSON[name])
    with pytest.raises(OutcomeUnknown if writes else Unexpected):
        exchange(wire, writes=writes)


def test_what_can_be_read_is_read(proxy: FaultProxy, wire: VenueHttp) -> None:
    for name in ("lone_surrogates", "invalid_utf8", "nul", "same_key_twice"):
        proxy.plan(None, Fault.HOSTILE_JSON, body=HOSTILE_JSON[name])
        repr(exchange(wire, writes=False)).encode()
    proxy.plan(None, Fault.HOSTILE_JSON, body=HOSTILE_JSON["lone_surrogates"])
    assert exchange(wire, writes=False)["content"] == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("body", [b'{"a": 1e999}', b"[" * 102 + b"]" * 102, b"[1"])
def test_numbers_and_depth_have_bounds(proxy: FaultProxy, wire: VenueHttp, body: bytes) -> None:
    proxy.plan(None, Fault.HOSTILE_JSON, body=body)
    with pytest.raises(Unexpected):
        exchange(wire, writes=False)
    proxy.plan(None, Fault.HOSTILE_JSON, body=b"[" * 100 + b"]" * 100)
    exchange(wire, writes=False)


def test_refused_and_unknown_hosts_took_nothing(wires: Wires, proxy: FaultProxy, wire: VenueHttp) -> None:
    with proxy.unplugged(), pytest.raises(Unreachable) as refused:
        exchange(wire, writes=True)
    told = "".join(traceback.format_exception(refused.value))
    assert "hidden" not in told
    assert "very-secret" not in told
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port = plain.getsockname()[1]
        with pytest.raises(Unreachable):
            exchange(wires(f"https://127.0.0.1:{port}"), writes=True)


def test_a_refusal_holds_the_next_request_back(proxy: FaultProxy, wire: VenueHttp) -> None:
    proxy.plan(None, Fault.RATE_LIMITED, retry_after=7)
    for _ in range(2):
        with pytest.raises(RateLimited) as refused:
            exchange(wire, writes=True)
        assert refused.value.until == NOW + 7000
    assert len(proxy.requests) == 1


def test_a_chunked_flood_is_cut(proxy: FaultProxy, wire: VenueHttp) -> None:
    proxy.plan(None, Fault.HUGE_ANSWER, chunked=True)
    with pytest.raises(Unexpected):
        wire.get("/posts", max_bytes=100_000)


def test_no_cookies_and_no_netrc(
    upstream: RememberingServer, wires: Wires, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine venue.test login someone password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", upstream.url)
    wire = wires("http://venue.test")
    for headers in ({"Authorization": SECRET}, {"Authorization": SECRET}, {}):
        wire.get("/posts", headers=headers)
    assert [path for _, path, _ in upstream.got] == ["http://venue.test/posts"] * 3
    assert [headers["Cookie"] for headers in upstream.headers] == [None] * 3
    assert [headers["Authorization"] for headers in upstream.headers] == [SECRET, SECRET, None]
    assert all(headers["User-Agent"].startswith("agent-desk/") for headers in upstream.headers)


def test_no_proxy_stands_before_this_machine(
    upstream: RememberingServer, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert wires(upstream.url).get("/posts").ok


def test_a_write_that_must_not_leave_any_more_sends_no_byte(upstream: RememberingServer, wires: Wires) -> None:
    def late() -> None:
        raise Unreachable("the attempt was held up for too long")

    wire = wires(upstream.url)
    upstream.may_answer.set()
    with asking(late):
        exchange(wire, writes=False)
        with pytest.raises(Unreachable, match="held up"):
            exchange(wire, writes=True)
    assert [method for method, *_ in upstream.got] == ["GET"]
    exchange(wire, writes=True)
    assert [method for method, *_ in upstream.got] == ["GET", "POST"]

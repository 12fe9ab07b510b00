"""Where requests may go: one origin, no token to another host, plain http to this machine only."""

from __future__ import annotations

import pytest

from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.domain.errors import OutcomeUnknown, Unexpected, WrongUse
from tests.connectors.http.conftest import NOW, Wires
from tests.venues.fault_plan import Fault
from tests.venues.fault_proxy import FaultProxy
from tests.venues.remembering_server import RememberingServer

TOKEN = {"Authorization": "Bearer token"}


def made(url: str, *, insecure: bool = False) -> VenueHttp:
    """A lane that is not used."""
    return VenueHttp(url, now=lambda: NOW, pacer=Pacer(lambda: NOW), insecure=insecure)


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.org", "ftp://example.org", "file:///etc/passwd", "https://", "https://a:b@example.org"),
        *("http://example.org", "http://10.0.0.1", "http://localhost.example.org", "https://example.org:99999"),
        *("http://[::1", "javascript:alert(1)"),
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(WrongUse):
        made(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/blog", "http://localhost:80", "http://127.0.0.9", "http://[::1]:8000"]
)
def test_addresses_that_are_allowed(url: str) -> None:
    made(url).close()


def test_a_private_host_by_plain_http_only_when_asked_for() -> None:
    made("http://10.0.0.1", insecure=True).close()


def test_paths_go_below_the_venues_address(upstream: RememberingServer, wires: Wires) -> None:
    wires(upstream.url + "/blog/").get("/wp-json", params={"a": "1", "b": ["2", "3"]})
    wires(upstream.url + "/blog").get(upstream.url + "/elsewhere")
    assert [path for _, path, _ in upstream.got] == ["/blog/wp-json?a=1&b=2&b=3", "/elsewhere"]


def test_another_origin_only_by_name(proxy: FaultProxy, upstream: RememberingServer, wires: Wires) -> None:
    wire = wires(proxy.url)
    with pytest.raises(Unexpected):
        wire.get(upstream.url + "/posts", headers=TOKEN)
    assert upstream.got == []
    wire.get(upstream.url + "/posts", origin=upstream.url)
    assert len(upstream.got) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_reads_follow_within_the_origin(proxy: FaultProxy, wire: VenueHttp, status: int) -> None:
    proxy.plan(("GET", "/old"), Fault.REDIRECT_OTHER_HOST, status=status, location="/new?x=1")
    answer = wire.get("/old", params={"q": "1"}, headers=TOKEN)
    assert answer.status == 200
    assert [seen.target for seen in proxy.requests] == ["/old?q=1", "/new?x=1"]


def test_reads_do_not_follow_for_ever(proxy: FaultProxy, wire: VenueHttp) -> None:
    proxy.plan(None, Fault.REDIRECT_OTHER_HOST, times=None, location="/again")
    with pytest.raises(Unexpected):
        wire.get("/again")
    assert len(proxy.requests) == 4


@pytest.mark.parametrize(
    "location",
    [
        *(
            "http://169.254.169.254/",
            "https://example.org/",
            "//example.org/x",
            "http://127.0.0.1:1/",
            "ftp://127.0.0.1/",
        ),
        *("http://user@127.0.0.1/", "http://[::1", "javascript:alert(1)", "file:///etc/passwd", "data:text/plain,x"),
    ],
)
def test_reads_do_not_leave_the_origin(proxy: FaultProxy, wire: VenueHttp, location: str) -> None:
    proxy.plan(None, Fault.REDIRECT_OTHER_HOST, location=location)
    with pytest.raises(Unexpected):
        wire.get("/posts", headers=TOKEN)
    assert len(proxy.requests) == 1


def test_a_token_never_reaches_another_host(proxy: FaultProxy, wire: VenueHttp) -> None:
    for writes in (False, True):
        proxy.plan(None, Fault.REDIRECT_OTHER_HOST)
        try:
            wire.request("POST" if writes else "GET", "/posts", headers=TOKEN, writes=writes)
        except (Unexpected, OutcomeUnknown):
            pass
    assert proxy.stranger_requests == []


def test_writes_are_never_redirected(proxy: FaultProxy, wire: VenueHttp, upstream: RememberingServer) -> None:
    proxy.plan(None, Fault.REDIRECT_OTHER_HOST, location="/new")
    assert wire.request("POST", "/posts", writes=True).status == 307
    assert upstream.got == []


def test_what_cannot_be_sent_is_wrong_use(wire: VenueHttp, upstream: RememberingServer) -> None:
    with pytest.raises(WrongUse):
        wire.get("/posts", headers={"Authorization": "two\r\nX-Lines: 1"})
    assert upstream.got == []

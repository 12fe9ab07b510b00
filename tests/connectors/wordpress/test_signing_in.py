"""Finding a site's REST interface and signing in to it, wherever it lies and whatever stands before it."""

from __future__ import annotations

import pytest

from agent_desk.domain.errors import Rejected, SignInAgain, Unexpected, Unreachable, WrongUse
from agent_desk.domain.venues import Capability
from tests.conformance.reading import read, thread_ref
from tests.connectors.wordpress.desk import Desk, reply_to
from tests.venues.fault_plan import Fault, SeenRequest
from tests.venues.fault_proxy import FaultProxy

pytestmark = pytest.mark.servers

MISSING = "<!DOCTYPE html><html><body>Not found</body></html>"


def pretty(request: SeenRequest) -> bool:
    """A request below the usual root."""
    return request.target.startswith("/wp-json")


def by_query(request: SeenRequest) -> bool:
    """A request by the front page's query."""
    return "rest_route=" in request.target


def day_of_work(desk: Desk, url: str) -> None:
    """Read, answer and read again under that address."""
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=url)
    post = read(connector).posts[str(comment)]
    reply = reply_to(post, "an answer")
    receipt = connector.send(reply)
    assert post.place.title == "A post"
    assert [told.remote_id for told in connector.thread(thread_ref(post)).posts] == [str(comment), receipt.remote_id]


def test_an_editor_may_moderate(desk: Desk) -> None:
    profile = desk.connect().verify()
    assert (profile.account_id, profile.handle, profile.name) == (
        f"user:{desk.site.brand.id}",
        "brand",
        "The Brand Blog",
    )
    assert profile.may == {"read", "reply", "moderate", "edit", "delete_own", "delete_any"}
    assert profile.limits.bytes_max == 65_525
    assert profile.notes == ()


def test_others_may_less(desk: Desk) -> None:
    customer = desk.connect(desk.site.customer).verify()
    assert customer.may == {Capability.READ, Capability.REPLY}
    assert "may not moderate" in customer.notes[0]
    assert desk.connect(read_only=True).verify().may == {Capability.READ}


def test_a_password_with_or_without_its_spaces(desk: Desk) -> None:
    password = desk.site.brand.application_password
    assert " " in password
    assert desk.connect(secret=password.replace(" ", "")).verify().account_id


def test_a_wrong_password_is_told_although_the_site_reads_on(desk: Desk) -> None:
    wrong = "abcd efgh ijkl mnop qrst uvwx"
    with pytest.raises(SignInAgain):
        desk.connect(secret=wrong).verify()
    with pytest.raises(SignInAgain):
        desk.connect(secret=wrong).fetch("comments", None)


def test_a_site_in_a_folder(desk: Desk) -> None:
    # Whatever stands before `/wp-json/` is part of the site's address; this server takes index.php for such a folder.
    day_of_work(desk, f"{desk.site.url}/index.php")
    day_of_work(desk, f"{desk.site.url}/index.php/")


def test_a_site_with_plain_addresses(desk: Desk, proxy: FaultProxy) -> None:
    proxy.plan(pretty, Fault.BAD_GATEWAY_HTML, times=None, status=404, body=MISSING)
    day_of_work(desk, proxy.url)
    assert any(request.forwarded for request in proxy.requests if by_query(request))


def test_an_interface_that_only_the_front_page_names(desk: Desk, proxy: FaultProxy) -> None:
    for elsewhere in (pretty, by_query):
        proxy.plan(elsewhere, Fault.BAD_GATEWAY_HTML, times=None, status=404, body=MISSING)
    link = {"Link": f'<{proxy.url}/index.php/wp-json/>; rel="https://api.w.org/"'}
    proxy.plan(lambda request: request.target == "/", Fault.BAD_GATEWAY_HTML, status=200, body=MISSING, headers=link)
    day_of_work(desk, proxy.url)


def test_a_front_page_that_names_another_host_gets_no_password(desk: Desk, proxy: FaultProxy) -> None:
    for elsewhere in (pretty, by_query):
        proxy.plan(elsewhere, Fault.BAD_GATEWAY_HTML, times=None, status=404, body=MISSING)
    link = {"Link": f'<{proxy.stranger_url}/wp-json/>; rel="https://api.w.org/"'}
    proxy.plan(lambda request: request.target == "/", Fault.BAD_GATEWAY_HTML, status=200, body=MISSING, headers=link)
    with pytest.raises(Unexpected):
        desk.connect(url=proxy.url).verify()
    assert proxy.stranger_requests == []


def test_no_interface_at_all(desk: Desk, proxy: FaultProxy) -> None:
    proxy.plan(None, Fault.BAD_GATEWAY_HTML, times=None, status=404, body=MISSING)
    with pytest.raises(Unexpected, match="no WordPress REST interface"):
        desk.connect(url=proxy.url).verify()


def test_a_closed_interface_says_so_in_its_own_words(desk: Desk, proxy: FaultProxy) -> None:
    closed = {"code": "rest_disabled", "message": "The REST API is disabled on this site.", "data": {"status": 401}}
    proxy.plan(None, Fault.UNAUTHORIZED, times=2, body=closed)
    with pytest.raises(Rejected, match="is disabled on this site"):
        desk.connect(url=proxy.url).verify()


def test_a_site_in_maintenance_is_out_of_reach(desk: Desk, proxy: FaultProxy) -> None:
    proxy.plan(None, Fault.BAD_GATEWAY_HTML, times=None, status=503)
    with pytest.raises(Unreachable):
        desk.connect(url=proxy.url).verify()


def test_a_redirect_to_another_host_is_not_followed(desk: Desk, proxy: FaultProxy) -> None:
    proxy.plan(None, Fault.REDIRECT_OTHER_HOST, times=None)
    with pytest.raises(Unexpected):
        desk.connect(url=proxy.url).verify()
    assert proxy.stranger_requests == []


def test_plain_http_only_to_this_machine(desk: Desk) -> None:
    with pytest.raises(WrongUse):
        desk.connect(url="http://blog.example.org")


def test_other_streams_are_unknown(desk: Desk) -> None:
    with pytest.raises(WrongUse):
        desk.connect().fetch("mentions", None)

"""What can go wrong between us and a real WordPress: whatever it is, one Send makes at most one comment."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from agent_desk.connectors.http import Timeouts
from agent_desk.domain.errors import (
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
)
from agent_desk.domain.outgoing import Found, SurelyAbsent, VenueActKind
from agent_desk.domain.posts import PostState
from tests.conformance.reading import read, thread_ref
from tests.connectors.wordpress.desk import Desk, act_on, reply_to, wall_clock
from tests.venues.fault_plan import HOSTILE_JSON, Fault, SeenRequest
from tests.venues.fault_proxy import FaultProxy

pytestmark = pytest.mark.servers

HURRIED = Timeouts(connect=1, idle=0.4, total=1.5)
SENDING = ("POST", "/wp/v2/comments")
LISTING = ("GET", "/wp/v2/comments")


@dataclass(frozen=True)
class Case:
    """A fault of one Send and what the connector has to say. `there`: whether the site took it."""

    fault: Fault
    error: type[ConnectorError]
    there: bool


CASES = [
    Case(Fault.RESET_BEFORE, OutcomeUnknown, there=False),
    Case(Fault.SILENCE_BEFORE, OutcomeUnknown, there=False),
    Case(Fault.RATE_LIMITED, RateLimited, there=False),
    Case(Fault.SERVER_ERROR_BEFORE, OutcomeUnknown, there=False),
    Case(Fault.BAD_GATEWAY_HTML, OutcomeUnknown, there=False),
    Case(Fault.UNAUTHORIZED, SignInAgain, there=False),
    Case(Fault.REDIRECT_OTHER_HOST, Unexpected, there=False),
    Case(Fault.REDIRECT_PRIVATE, Unexpected, there=False),
    Case(Fault.RESET_AFTER, OutcomeUnknown, there=True),
    Case(Fault.SILENCE_AFTER, OutcomeUnknown, there=True),
    Case(Fault.HALF_ANSWER, OutcomeUnknown, there=True),
    Case(Fault.SERVER_ERROR_AFTER, OutcomeUnknown, there=True),
    Case(Fault.MALFORMED_JSON, OutcomeUnknown, there=True),
    Case(Fault.HOSTILE_JSON, OutcomeUnknown, there=True),
    Case(Fault.HUGE_ANSWER, OutcomeUnknown, there=True),
    Case(Fault.DRIP, OutcomeUnknown, there=True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.fault))
def test_one_send_makes_one_comment(desk: Desk, proxy: FaultProxy, case: Case) -> None:
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=proxy.url, timeouts=HURRIED)
    reply = reply_to(read(connector).posts[str(comment)], "one answer & no more")
    proxy.plan(SENDING, case.fault)
    with pytest.raises(case.error):
        connector.send(reply)
    seen = proxy.wait_for_request(SENDING)
    assert seen.forwarded is case.there
    assert proxy.stranger_requests == []
    patient = desk.connect()
    found = patient.find_sent(reply)
    assert isinstance(found, Found if case.there else SurelyAbsent)
    # Resent all the same, by whoever comes next.
    if case.there:
        with pytest.raises(OutcomeUnknown):
            patient.send(reply)
    else:
        patient.send(reply)
    assert [stored.text for stored in desk.site.comments()].count("one answer &amp; no more") == 1
    assert len(desk.site.comments()) == 2


def test_nothing_listens(desk: Desk, proxy: FaultProxy) -> None:
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=proxy.url)
    reply = reply_to(read(connector).posts[str(comment)], "an answer")
    with proxy.unplugged(), pytest.raises(Unreachable):
        connector.send(reply)
    assert connector.send(reply).remote_id
    assert len(desk.site.comments()) == 2


def test_no_cache_is_asked(desk: Desk, proxy: FaultProxy) -> None:
    desk.connect(url=proxy.url).fetch("comments", None)
    assert {request.header("Cache-Control") for request in proxy.requests} == {"no-cache"}


def test_a_wait_is_told_with_its_end(desk: Desk, proxy: FaultProxy) -> None:
    connector = desk.connect(url=proxy.url)
    connector.verify()
    proxy.plan(LISTING, Fault.RATE_LIMITED, retry_after=120)
    with pytest.raises(RateLimited) as limited:
        connector.fetch("comments", None)
    assert limited.value.until is not None
    assert abs(limited.value.until - wall_clock() - 120_000) < 5_000


def test_a_conflict_that_nothing_explains_is_unknown(desk: Desk, proxy: FaultProxy) -> None:
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=proxy.url)
    reply = reply_to(read(connector).posts[str(comment)], "an answer")
    duplicate = {"code": "comment_duplicate", "message": "said already"}
    proxy.plan(SENDING, Fault.SERVER_ERROR_BEFORE, status=409, body=duplicate)
    with pytest.raises(OutcomeUnknown):
        connector.send(reply)
    proxy.plan(SENDING, Fault.SERVER_ERROR_BEFORE, status=409, body={"message": "a firewall's own"})
    with pytest.raises(Rejected, match="a firewall's own"):
        connector.send(reply)


def test_a_duplicate_that_cannot_be_looked_up_is_unknown(desk: Desk, proxy: FaultProxy) -> None:
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=proxy.url)
    reply = reply_to(read(connector).posts[str(comment)], "an answer")
    connector.send(reply)
    for fault in (Fault.RESET_BEFORE, Fault.UNAUTHORIZED, Fault.MALFORMED_JSON, Fault.BAD_GATEWAY_HTML):
        proxy.plan(LISTING, fault)
        with pytest.raises(OutcomeUnknown):
            connector.send(reply)
    assert isinstance(connector.find_sent(reply), Found)


def test_a_closed_part_of_the_interface_does_not_look_like_a_deleted_comment(desk: Desk, proxy: FaultProxy) -> None:
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=proxy.url)
    post = read(connector).posts[str(comment)]
    closed = {"code": "rest_no_route", "message": "No route was found", "data": {"status": 404}}
    proxy.plan(("*", "/wp/v2/comments"), Fault.SERVER_ERROR_BEFORE, times=None, status=404, body=closed)
    with pytest.raises(Unexpected):
        connector.send(reply_to(post, "an answer"))
    with pytest.raises(Unexpected):
        connector.thread(thread_ref(post))


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_hostile_listings_end_in_words(
    desk: Desk, proxy: FaultProxy, name: str, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    if name == "list_of_wrong_types":
        request.getfixturevalue("expect_log")("is left out")
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=proxy.url)
    known = read(connector)
    ref = thread_ref(known.posts[str(comment)])
    proxy.plan(LISTING, Fault.HOSTILE_JSON, times=None, body=HOSTILE_JSON[name])
    reply = reply_to(known.posts[str(comment)], "an answer")
    for call in (
        lambda: connector.fetch("comments", known.cursors["comments"]).posts,
        lambda: connector.thread(ref).complete,
        lambda: not isinstance(connector.find_sent(reply), SurelyAbsent) and (),
    ):
        try:
            told = call()
        except Unexpected:
            continue
        assert not told
    proxy.clear()
    assert read(connector, known).posts.keys() == {str(comment)}


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_hostile_words_about_the_account_end_in_words(desk: Desk, proxy: FaultProxy, name: str) -> None:
    def about_the_site(request: SeenRequest) -> bool:
        return "/wp-json/?" in request.target or request.target.endswith("rest_route=%2F")

    for part in (("GET", "users/me"), about_the_site):
        connector = desk.connect(url=proxy.url)
        proxy.plan(part, Fault.HOSTILE_JSON, times=None, body=HOSTILE_JSON[name])
        with pytest.raises(Unexpected):
            connector.verify()
        proxy.clear()


@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.SERVER_ERROR_AFTER, Fault.MALFORMED_JSON, Fault.HOSTILE_JSON]
)
def test_an_act_with_a_lost_answer_is_done_by_doing_it_again(desk: Desk, proxy: FaultProxy, fault: Fault) -> None:
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question", hold=True)
    connector = desk.connect(url=proxy.url)
    act = act_on(read(connector).posts[str(comment)], VenueActKind.APPROVE)
    proxy.plan(SENDING, fault, body=[] if fault is Fault.HOSTILE_JSON else None)
    with pytest.raises(OutcomeUnknown):
        connector.act(act)
    assert connector.act(act).state is PostState.PUBLISHED


def test_an_empty_listing_out_of_a_cache_deletes_nothing(desk: Desk, proxy: FaultProxy) -> None:
    comment = desk.site.customer_comment(desk.site.create_post("A post", "<p>x</p>"), "Ann", "a question")
    connector = desk.connect(url=proxy.url)
    ref = thread_ref(read(connector).posts[str(comment)])

    def listing(request: SeenRequest) -> bool:
        return request.method == "GET" and "/wp/v2/comments?" in request.target

    empty = {"X-WP-Total": "0", "X-WP-TotalPages": "0"}
    proxy.plan(listing, Fault.HOSTILE_JSON, times=None, body=[], headers=empty)
    with pytest.raises(Unexpected, match="not listed"):
        connector.thread(ref)

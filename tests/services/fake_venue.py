"""A venue inside the test: what it really holds, and a connector to it that follows the contract, faults included."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, NoReturn

from agent_desk.connectors.contract import SecretSlot, VenueAccess
from agent_desk.connectors.departure import depart
from agent_desk.connectors.manifest import Manifest
from agent_desk.connectors.registry import Network, Registry
from agent_desk.domain.errors import (
    Gone,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
)
from agent_desk.domain.outgoing import CannotTell, Found, OutgoingReply, ReadBack, Receipt, SurelyAbsent, VenueAct
from agent_desk.domain.posts import (
    ConversationKind,
    IncomingPost,
    Origin,
    Page,
    Place,
    PostState,
    SeenAuthor,
    ThreadReading,
    ThreadRef,
    Visibility,
)
from agent_desk.domain.venues import Answers, Capability, Idempotency, Limits, VenueProfile
from tests.clock import FakeClock

SETTLE = 30.0
"""Seconds within which the fake venue finishes a request that we gave up on."""
BRAND = SeenAuthor("brand", "brand", "The Brand", ours=True)
LIMITS = Limits(text_max=300)
PROFILE = VenueProfile("brand", "brand", "The Brand", "fake://venue", "Fake 1", LIMITS, frozenset(Capability))

Fault = Literal[
    "refused",
    "reset_before",
    "reset_after",
    "late",
    "limited",
    "limited_until",
    "broken",
    "broken_after",
    "signed_out",
    "rejected",
    "gone",
    "held",
    "unexpected",
    "bug",
    "bug_after",
    "cannot_tell",
    "crash",
    "crash_after",
    "crash_late",
    "frozen",
    "frozen_before",
]


class Crash(BaseException):
    """The process is killed here."""


@dataclass
class FakePost:
    """One post at the venue. `delivery`: the key it was sent under."""

    remote_id: str
    author: SeenAuthor
    text: str
    parent: str | None
    posted_at: int
    place: str
    delivery: str = ""
    state: PostState = PostState.PUBLISHED
    origin: Origin = Origin.MENTION
    visibility: Visibility = Visibility.PUBLIC
    warning: str = ""


@dataclass
class FakeVenue:
    """The server. Its own time is the world's; `faults` are met by the next calls that write, `read_faults` by those
    that read."""

    clock: FakeClock
    protects: Idempotency = Idempotency.READ_BACK
    posts: dict[str, FakePost] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    read_faults: deque[Fault] = field(default_factory=deque)
    late: list[tuple[int, OutgoingReply]] = field(default_factory=list)
    locked: bool = False
    meanwhile: Callable[[], None] = field(default=lambda: None)
    sends: list[str] = field(default_factory=list)
    replies: list[OutgoingReply] = field(default_factory=list)
    acts: list[VenueAct] = field(default_factory=list)
    patience: float = 10.0
    lag: float = 20.0
    freeze: float = 120.0

    def customer(self, text: str, *, parent: str | None = None, place: str = "p1", author: str = "ann") -> str:
        """A customer writes; returns the remote id."""
        return self._add(FakePost("", SeenAuthor(author, author, author.title()), text, parent, 0, place))

    def colleague(self, text: str, parent: str | None, place: str = "p1") -> str:
        """Somebody answers for the brand outside the program."""
        return self._add(FakePost("", BRAND, text, parent, 0, place, origin=Origin.CONTEXT))

    def of(self, delivery: str) -> list[FakePost]:
        """What the venue holds under the key of a delivery."""
        return [post for post in self.posts.values() if post.delivery == delivery]

    def land(self) -> None:
        """Finish the requests whose sender has given up, as far as their time has come."""
        due = [entry for entry in self.late if entry[0] <= self.clock.world]
        self.late = [entry for entry in self.late if entry[0] > self.clock.world]
        for at, reply in due:
            self.take(reply, at)

    def take(self, reply: OutgoingReply, at: int | None = None) -> FakePost | None:
        """Make the post of a reply as this kind of venue does; None where the guard refuses it as a duplicate."""
        before = self.of(reply.id)
        if before and self.protects is Idempotency.KEY:
            return before[0]
        same = [post for post in self.posts.values() if post.text == reply.text and post.author.ours]
        if self.protects is Idempotency.GUARD and any(post.parent == reply.target.remote_id for post in same):
            return None
        above = self.posts.get(reply.target.remote_id)
        seen_by = reply.visibility or (above.visibility if above else Visibility.PUBLIC)
        post = FakePost("", BRAND, reply.text, reply.target.remote_id, 0, reply.place.key, reply.id)
        self._add(replace(post, origin=Origin.CONTEXT, visibility=seen_by, warning=reply.warning), at)
        self.replies.append(reply)
        return self.of(reply.id)[-1]

    def after(self, reply: OutgoingReply, seconds: float) -> None:
        """The request is on its way in, and done so much later."""
        self.late.append((self.clock.world + round(seconds * 1000), reply))

    def _add(self, post: FakePost, at: int | None = None) -> str:
        post = replace(post, remote_id=f"r{len(self.posts) + 1}", posted_at=at or self.clock.world)
        self.posts[post.remote_id] = post
        return post.remote_id


class FakeConnector:
    """See agent_desk.connectors.contract.Connector."""

    def __init__(self, venue: FakeVenue) -> None:
        self.venue = venue
        self.secrets: SecretSlot | None = None

    def verify(self) -> VenueProfile:
        self._meet_reading()
        return PROFILE

    def streams(self) -> tuple[str, ...]:
        return ("all",)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        self._meet_reading()
        start = int(cursor or 0)
        shown = [self._shown(post) for post in list(self.venue.posts.values())[start : start + 2]]
        return Page(tuple(shown), str(start + len(shown)), more=start + 2 < len(self.venue.posts))

    def thread(self, ref: ThreadRef) -> ThreadReading:
        self._meet_reading()
        posts = [post for post in self.venue.posts.values() if post.place == ref.place.key]
        if not posts:
            raise Gone("thread")
        shown = tuple(self._shown(post) for post in posts if post.state is not PostState.DELETED)
        return ThreadReading(shown, complete=True, locked=self.venue.locked)

    def send(self, reply: OutgoingReply) -> Receipt:
        self.venue.land()
        if self.secrets is not None:
            self.secrets.secret()
        self.venue.sends.append(reply.id)
        fault = self.venue.faults.popleft() if self.venue.faults else None
        if fault is not None:
            self._before(fault, reply)
        if fault != "frozen":
            depart()
        post = self.venue.take(reply)
        if post is None:
            raise OutcomeUnknown("duplicate")
        if fault == "held":
            post.state = PostState.HELD
        elif fault is not None:
            self._after(fault)
        return _receipt(post)

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        fault = self._meet_reading()
        if fault == "cannot_tell":
            return CannotTell("seen something alike")
        if self.venue.protects is Idempotency.READ_BACK:
            found = [
                post
                for post in self.venue.posts.values()
                if post.author.ours and post.text == reply.text and post.parent == reply.target.remote_id
            ]
        else:
            found = self.venue.of(reply.id)
        return Found(_receipt(found[0])) if found else SurelyAbsent()

    def act(self, act: VenueAct) -> Receipt:
        fault = self.venue.faults.popleft() if self.venue.faults else None
        if fault == "refused":
            raise Unreachable("refused")
        if fault == "reset_before":
            raise OutcomeUnknown("reset")
        self.venue.acts.append(act)
        return Receipt(act.target.remote_id)

    def close(self) -> None:
        return None

    def _before(self, fault: Fault, reply: OutgoingReply) -> None:
        """What goes wrong before the venue took it."""
        venue = self.venue
        if fault == "late":
            venue.clock.advance(venue.patience)
            venue.after(reply, venue.lag)
            raise OutcomeUnknown("silence")
        if fault == "crash_late":
            venue.after(reply, venue.lag)
            raise Crash
        if fault == "frozen":
            depart()
            venue.clock.advance(venue.lag + 11)
            venue.meanwhile()
        if fault == "frozen_before":
            venue.clock.advance(venue.freeze)
            venue.meanwhile()
        if fault == "limited_until":
            raise RateLimited(venue.clock() + 20_000)
        if fault in ("refused", "reset_before", "limited", "broken", "signed_out", "rejected", "gone", "bug", "crash"):
            _raise(fault)

    def _after(self, fault: Fault) -> None:
        """What goes wrong after it."""
        if fault in ("reset_after", "broken_after"):
            raise OutcomeUnknown("reset")
        if fault == "bug_after":
            raise KeyError("uri")
        if fault == "crash_after":
            raise Crash

    def _meet_reading(self) -> Fault | None:
        self.venue.land()
        fault = self.venue.read_faults.popleft() if self.venue.read_faults else None
        if fault is not None and fault != "cannot_tell":
            _raise("refused" if fault in ("reset_before", "reset_after", "broken") else fault)
        return fault

    def _shown(self, post: FakePost) -> IncomingPost:
        return IncomingPost(
            remote_id=post.remote_id,
            place=Place(ConversationKind.MENTIONS, post.place, "A thread"),
            author=post.author,
            posted_at=post.posted_at,
            body="" if post.state is PostState.DELETED else post.text,
            origin=post.origin,
            state=post.state,
            parent_remote_id=post.parent,
            native={"id": post.remote_id},
            visibility=post.visibility,
            warning=post.warning,
        )


class FakeNetwork(Network):
    """A network whose venues are in the test's hands."""

    def connect(self, access: VenueAccess, wire: object) -> FakeConnector:
        connector = FakeConnector(VENUES[access.url])
        connector.secrets = access.secrets
        return connector


class FakeRegistry(Registry):
    """Knows one network, `fake`, with one venue."""

    def __init__(self, venue: FakeVenue, answers: Answers = Answers.TARGET) -> None:
        self.url = f"fake://{id(venue)}"
        VENUES[self.url] = venue
        self._fake = FakeNetwork(_manifest(venue.protects, answers), "")

    def all(self) -> tuple[Network, ...]:
        return (self._fake,)

    def get(self, name: str) -> Network:
        if name != "fake":
            raise NotFound(f"network {name}", what="network", name=name)
        return self._fake


VENUES: dict[str, FakeVenue] = {}


def fake_of(registry: FakeRegistry) -> FakeVenue:
    """The venue behind a registry."""
    return VENUES[registry.url]


def _manifest(protects: Idempotency, answers: Answers) -> Manifest:
    return Manifest(
        name="fake",
        label="Fake",
        default_url="",
        auth="none",
        needs_user=False,
        secret_label="",
        secret_help="",
        reads=(),
        writes=frozenset(Capability),
        idempotency=protects,
        settle=SETTLE,
        poll=30,
        answers=answers,
        proof="A",
        public_by_default=True,
        limits=LIMITS,
        colour="#000000",
    )


def _receipt(post: FakePost) -> Receipt:
    url = f"https://venue.example/{post.remote_id}"
    return Receipt(post.remote_id, url, post.state, post.posted_at, {"id": post.remote_id})


def _raise(fault: Fault) -> NoReturn:
    if fault == "limited":
        raise RateLimited(None)
    if fault == "signed_out":
        raise SignInAgain("token revoked")
    if fault == "rejected":
        raise Rejected("not like that")
    if fault == "gone":
        raise Gone("the post")
    if fault == "unexpected":
        raise Unexpected("not JSON", "<html>")
    if fault in ("bug", "bug_after"):
        raise KeyError("uri")
    if fault in ("crash", "crash_after", "crash_late"):
        raise Crash
    raise OutcomeUnknown("reset") if fault in ("reset_before", "broken") else Unreachable("refused")

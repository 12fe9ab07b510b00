"""What every network must offer the desk, and what it gets in return. One conformance suite runs against all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Protocol

from agent_desk.domain.frozen import frozen
from agent_desk.domain.outgoing import OutgoingReply, ReadBack, Receipt, VenueAct
from agent_desk.domain.posts import Page, ThreadReading, ThreadRef
from agent_desk.domain.venues import VenueProfile


class SecretSlot(Protocol):
    """A venue's secret and its cached session token; both live in the keyring (or in memory), never in the database."""

    def secret(self) -> str:
        """The secret as the user gave it; raises SecretUnavailable."""

    def session(self) -> str | None:
        """The cached session (JSON text of the connector's own making), None when there is none."""

    def keep_session(self, text: str | None) -> None:
        """Keep the session for this and later processes where the keyring allows, else for this process."""


@frozen
class VenueAccess:
    """What a connector gets to reach one venue. `since`, UTC milliseconds: how far back a first fetch must go."""

    url: str
    user: str
    secrets: SecretSlot
    now: Callable[[], int]
    since: int
    options: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False


class Connector(Protocol):
    """One venue, spoken to in its own language. Blocking; called on one lane at a time; never sleeps, never retries.

    Every method may raise Unreachable, RateLimited, SignInAgain, Rejected, Gone and Unexpected; `send` and `act` may
    also raise OutcomeUnknown. An error of `send` other than OutcomeUnknown says that surely nothing was taken.
    """

    def verify(self) -> VenueProfile:
        """Who we are there, what we may do, and the limits read from the server itself."""

    def streams(self) -> tuple[str, ...]:
        """The names of the streams to fetch for this venue, most urgent first."""

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """The next page. Safe to repeat with the same cursor; a fetch from None reaches back to `access.since`, and
        the cursor holds whatever is needed so that no post is missed, whatever arrives meanwhile."""

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """The whole conversation as it stands now, for the reader and for the check before sending."""

    def send(self, reply: OutgoingReply) -> Receipt:
        """Exactly one attempt to post the reply, under a key derived from `reply.id` where the network has keys.

        Right before its first byte leaves, agent_desk.connectors.departure.depart is called; VenueHttp does it.
        """

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Whether that reply is at the venue already, whoever's answer got lost."""

    def act(self, act: VenueAct) -> Receipt:
        """One repeatable act on a post; doing it twice leaves the venue as doing it once."""

    def close(self) -> None:
        """Let go of sockets; the connector is not used again."""


@frozen
class Handshake:
    """A sign-in that began: the page to open in the user's browser, and what the connector needs to end it.

    `redirect`: where the browser comes back to on this machine; empty where the page shows a text that the user pastes.
    `keep` may hold secrets: it stays in memory and is never shown.
    """

    url: str
    redirect: str
    keep: str = field(repr=False)


class SignIn(Protocol):
    """The module `sign_in` of a network whose manifest says `browser`. Blocking; any thread but the GUI's."""

    def begin(self, access: VenueAccess, wire: object, redirect: str) -> Handshake:
        """Ask the venue for a sign-in that comes back to `redirect` (an address on 127.0.0.1), or that shows a text to paste
        where `redirect` is empty. Raises Rejected where the venue does not allow that one."""

    def finish(self, access: VenueAccess, wire: object, handshake: Handshake, answer: str) -> str:
        """The venue's secret, from the whole address that the browser came back to or from the pasted text. Raises Rejected
        for an answer that belongs to another sign-in, was refused by the user, or does not fit."""

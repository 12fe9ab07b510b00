"""Example in terms of the connector contract."""

from __future__ import annotations

import json
import logging

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import VenueHttp
from agent_desk.connectors.http.shapes import needed_text, number_at, objects_at, text_at
from agent_desk.domain.errors import OwnWords, Rejected, Unexpected, WrongUse
from agent_desk.domain.outgoing import Found, OutgoingReply, ReadBack, Receipt, SurelyAbsent, VenueAct, VenueActKind
from agent_desk.domain.posts import IncomingPost, Page, ThreadReading, ThreadRef
from agent_desk.domain.venues import Capability, Limits, VenueProfile
from tests.example_network.network import mapping
from tests.example_network.network.client import ExampleClient

log = logging.getLogger(__name__)
STREAM = "changes"
PAGE = 100
_RIGHTS = frozenset({Capability.READ, Capability.REPLY, Capability.LIKE, Capability.DELETE_OWN})


def connect(access: VenueAccess, wire: VenueHttp) -> Connector:
    """The connector of one venue on one lane."""
    return ExampleConnector(access, wire)


class ExampleConnector:
    """One account. See `Connector` for what each method promises."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        self._access = access
        self._client = ExampleClient(access, wire)
        self._ours: frozenset[str] | None = None

    def verify(self) -> VenueProfile:
        """Who we are there, what we may do, and the limits read from the server itself."""
        account = self._client.account()
        handle = text_at(account, "handle")
        return VenueProfile(
            account_id=needed_text(account, "id", "the account"),
            handle=handle,
            name=text_at(account, "name") or handle,
            url=text_at(account, "url"),
            server=text_at(account, "server", "Example"),
            limits=Limits(text_max=number_at(account, "text_max", 500)),
            may=_RIGHTS,
        )

    def streams(self) -> tuple[str, ...]:
        """The one feed of changes."""
        return (STREAM,)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """The next changes, by number: what arrives while we read has a higher one."""
        if stream != STREAM:
            raise WrongUse(OwnWords("no stream {stream}", stream=stream))
        after = int(json.loads(cursor)["after"]) if cursor else 0
        told = self._client.changes(after, int(self._access.options.get("page", PAGE)))
        changes = objects_at(told, "changes")
        last = max((number_at(change, "number") for change in changes), default=after)
        posts = self._posts([change["post"] for change in changes if isinstance(change.get("post"), dict)])
        posts = tuple(post for post in posts if post.posted_at >= self._access.since)
        deleted = tuple(filter(None, (text_at(change, "deleted") for change in changes)))
        return Page(posts, json.dumps({"after": last}), more=told.get("more") is True and last > after, deleted=deleted)

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """The whole thread; the interface gives all of it at once."""
        told = self._client.thread(ref.place.key)
        posts = self._posts(list(objects_at(told, "posts")))
        return ThreadReading(posts, complete=True, locked=told.get("locked") is True)

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt under the reply's own key; the same reply again is the same post."""
        return mapping.receipt(self._client.post(reply.target.remote_id, reply.text, reply.id))

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Whether the reply's own key holds a post."""
        found = objects_at(self._client.own_posts(reply.id), "posts")
        return Found(mapping.receipt(found[0])) if found else SurelyAbsent()

    def act(self, act: VenueAct) -> Receipt:
        """Like, unlike, or delete a post of ours."""
        post_id = act.target.remote_id
        if act.kind in (VenueActKind.LIKE, VenueActKind.UNLIKE):
            self._client.set_like(post_id, liked=act.kind is VenueActKind.LIKE)
        elif act.kind is VenueActKind.DELETE:
            self._client.delete(post_id)
        else:
            raise Rejected(OwnWords("this server does not offer that"))
        return Receipt(post_id)

    def close(self) -> None:
        """Let go of sockets."""
        self._client.close()

    def _posts(self, raws: list[object]) -> tuple[IncomingPost, ...]:
        read: list[IncomingPost] = []
        for outcome in mapping.posts([raw for raw in raws if isinstance(raw, dict)], self._known_as_ours()):
            if isinstance(outcome, Unexpected):
                log.warning("a post is left out: %s", outcome.detail)
            else:
                read.append(outcome)
        return tuple(read)

    def _known_as_ours(self) -> frozenset[str]:
        if self._ours is None:
            account = self._client.account()
            staff = self._access.options.get("staff", "").split(",")
            names = (text_at(account, "id"), *(name.strip().lstrip("@") for name in staff))
            self._ours = frozenset(name.lower() for name in names if name)
        return self._ours

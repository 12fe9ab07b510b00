"""The contract in terms of the demo network: five kinds of places on one file, every capability, every fault."""

from __future__ import annotations

import json
from pathlib import Path

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.demo import mapping
from agent_desk.connectors.demo.client import DemoClient, Order
from agent_desk.connectors.demo.content import content
from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.connectors.demo.rules import RULES
from agent_desk.connectors.demo.world import BRAND, DemoPost, World
from agent_desk.domain.errors import Gone, Rejected, Unexpected, WrongUse
from agent_desk.domain.outgoing import CannotTell, Found, OutgoingReply, ReadBack, Receipt, SurelyAbsent, VenueAct
from agent_desk.domain.outgoing import VenueActKind as Kind
from agent_desk.domain.posts import Page, ThreadReading, ThreadRef
from agent_desk.domain.venues import Capability, VenueProfile

_STATES = {Kind.APPROVE: "published", Kind.HOLD: "held", Kind.SPAM: "spam", Kind.DELETE: "deleted"}
_NEEDS = {
    Kind.LIKE: Capability.LIKE,
    Kind.UNLIKE: Capability.LIKE,
    Kind.APPROVE: Capability.MODERATE,
    Kind.HOLD: Capability.MODERATE,
    Kind.SPAM: Capability.MODERATE,
    Kind.EDIT: Capability.EDIT,
    Kind.ACCEPT: Capability.ACCEPT,
    Kind.UNACCEPT: Capability.ACCEPT,
    Kind.FLAG: Capability.FLAG,
    Kind.CLOSE: Capability.CLOSE,
    Kind.UNCLOSE: Capability.CLOSE,
}


def connect(access: VenueAccess, wire: object) -> Connector:
    """A connector for one place of the network in the file that the options name; `wire` is not used. Raises WrongUse
    for options that do not fit."""
    del wire
    return DemoConnector(access)


class DemoConnector:
    """One place of the demo network, as agent_desk.connectors.contract.Connector has it."""

    def __init__(self, access: VenueAccess) -> None:
        options = access.options
        self._place = options.get("place", "social")
        if self._place not in RULES:
            raise WrongUse(f"no such place: {self._place}")
        if not options.get("file"):
            raise WrongUse("the demo needs the option file")
        self._access = access
        self._staff = _list(options.get("staff", ""))
        self._words = tuple(word.lower() for word in _list(options.get("search", "")))
        try:
            self._count = max(int(options.get("page", "100")), 1)
        except ValueError as error:
            raise WrongUse(f"option page: {error}") from error
        network = DemoNetwork(
            Path(options["file"]),
            access.now,
            filled=options.get("content", "full") == "full",
            lively=options.get("crowd", "lively") == "lively",
            busy=options.get("week") == "busy",
        )
        self._client = DemoClient(network, self._place, access)

    def verify(self) -> VenueProfile:
        """Who the brand is in this place."""
        self._client.hello()
        rules = RULES[self._place]
        url = f"https://{rules.host}/@{rules.handle}"
        return VenueProfile(
            BRAND, rules.handle, rules.name, url, "Demo network 1", rules.limits, rules.may, notes=(rules.note,)
        )

    def streams(self) -> tuple[str, ...]:
        """The inbox, and what was found where words are searched for."""
        searches = self._words and Capability.SEARCH in RULES[self._place].may
        return ("inbox", "found") if searches else ("inbox",)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """Everything that changed since the cursor, oldest first; the cursor is the number of the last change."""
        if stream not in self.streams():
            raise WrongUse(f"no such stream: {stream}")
        words = self._words if stream == "found" else ()
        raw = self._client.changes(_after(cursor), self._access.since, self._count, words)
        found = tuple(mapping.posts(raw, content(), self._staff, self._access.since))
        return Page(found, json.dumps({"after": raw["serial"]}), raw["more"], mapping.deleted(raw))

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """The conversation whole, always complete."""
        raw = self._client.conversation(ref.place.key)
        posts = tuple(mapping.posts(raw, content(), self._staff, self._access.since))
        return ThreadReading(posts, complete=True, locked=raw["locked"])

    def send(self, reply: OutgoingReply) -> Receipt:
        """Post the reply."""
        self._must(Capability.REPLY)
        if reply.media:
            self._must(Capability.MEDIA)
        return mapping.receipt(self._client.publish(_order(reply)))

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Look whether the reply is there."""
        post, complete = self._client.sent(_order(reply))
        if not complete:
            return CannotTell("The last page of our posts could not be read.")
        return SurelyAbsent() if post is None else Found(mapping.receipt(post))

    def act(self, act: VenueAct) -> Receipt:
        """Like, moderate, edit, report or delete a post, mark it as the solution, close its topic."""
        if act.kind is not Kind.DELETE:
            self._must(_NEEDS[act.kind])

        def change(world: World, post: DemoPost) -> None:
            self._change(act, world, post)

        return mapping.receipt(self._client.change(act.target.remote_id, change))

    def close(self) -> None:
        """Nothing is held between two calls."""

    def _must(self, capability: Capability) -> None:
        if capability not in RULES[self._place].may or self._access.read_only:
            raise Rejected(f"This place does not allow that ({capability}).", code="not_allowed")

    def _change(self, act: VenueAct, world: World, post: DemoPost) -> None:
        now = self._access.now()
        if post.state == "deleted" and act.kind is not Kind.DELETE:
            raise Gone(f"post {post.id}")
        if act.kind is Kind.DELETE:
            self._must(Capability.DELETE_OWN if post.author == BRAND else Capability.DELETE_ANY)
        if act.kind in _STATES:
            world.change(post, now, state=_STATES[act.kind])
        elif act.kind is Kind.EDIT:
            if post.author != BRAND and Capability.DELETE_ANY not in RULES[self._place].may:
                raise Rejected("Only one's own posts can be edited here.", code="not_allowed")
            RULES[self._place].check(act.text, [])
            world.change(post, now, text=act.text)
        elif act.kind in (Kind.ACCEPT, Kind.UNACCEPT, Kind.CLOSE, Kind.UNCLOSE):
            _change_topic(act, world, post)
        elif act.kind is Kind.FLAG:
            post.flagged = act.text or "reported"
            world.touch(post)
        elif post.liked is not (act.kind is Kind.LIKE):
            post.liked = act.kind is Kind.LIKE
            post.likes += 1 if post.liked else -1
            world.touch(post)


def _change_topic(act: VenueAct, world: World, post: DemoPost) -> None:
    conversation = world.conversations[f"{post.place}/{post.conversation}"]
    if act.kind is Kind.ACCEPT:
        conversation.solved = post.id
    elif act.kind is Kind.UNACCEPT:
        conversation.solved = "" if conversation.solved == post.id else conversation.solved
    else:
        conversation.locked = act.kind is Kind.CLOSE
    world.touch(post)


def _order(reply: OutgoingReply) -> Order:
    media = [
        {"name": item.path.name, "alt": item.alt, "mime": item.mime, "bytes": str(item.path.stat().st_size)}
        for item in reply.media
    ]
    return Order(
        reply.place.key,
        reply.target.remote_id,
        reply.text,
        media,
        reply.id,
        reply.created_at,
        reply.visibility or "",
        reply.warning,
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (item.strip() for item in text.split(","))))


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(json.loads(cursor)["after"])
    except (ValueError, TypeError, KeyError) as error:
        raise Unexpected("the cursor does not fit", cursor) from error

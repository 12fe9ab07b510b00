"""Speaks to the demo network as one would to a server: plain values in, JSON-like values out, faults in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.demo import crowd, faults
from agent_desk.connectors.demo.network import DemoNetwork
from agent_desk.connectors.demo.rules import RULES
from agent_desk.connectors.demo.world import BRAND, DemoPost, World, fields
from agent_desk.connectors.departure import depart
from agent_desk.domain.errors import Gone, OutcomeUnknown, Rejected, SecretUnavailable, SignInAgain, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import Idempotency

T = TypeVar("T")
Fault = faults.Fault | None
_GUARD_WINDOW = 10 * 60_000


@frozen
class Order:
    """A reply as the network takes it. `key`: makes a repeated request harmless where the server honours keys."""

    conversation: str
    parent: str
    text: str
    media: list[dict[str, str]]
    key: str
    created_at: int
    visibility: str = ""
    warning: str = ""


class DemoClient:
    """One place of the network, as the brand."""

    def __init__(self, network: DemoNetwork, place: str, access: VenueAccess) -> None:
        self._network = network
        self._place = place
        self._access = access
        self._fault = access.options.get("fault", "")
        faults.parse(self._fault)
        try:
            self._protects = Idempotency(access.options.get("idempotency", "key"))
        except ValueError as error:
            raise WrongUse(f"option idempotency: {error}") from error

    def hello(self) -> None:
        """Reach the network and sign in, nothing else."""
        self._call("verify", lambda _world, _fault: None)

    def changes(self, after: int, since: int, count: int, words: tuple[str, ...] = ()) -> dict[str, Any]:
        """What changed after that serial, oldest change first: `posts` with their `conversations`, `serial` and `more`.
        Conversations in which nobody wrote since `since` (UTC milliseconds) are left out. With `words`: only public
        talk in which one of them was said; without: only what is addressed to the brand."""

        def read(world: World, _fault: Fault) -> dict[str, Any]:
            mine = [post for post in world.posts.values() if post.place == self._place]
            talk = {conversation.key for conversation in world.conversations.values() if conversation.kind == "found"}
            named = {post.conversation for post in mine if any(word in post.text.lower() for word in words)}
            awake = {post.conversation for post in mine if post.at >= since}
            shown = awake & talk & named if words else awake - talk
            fresh = [post for post in mine if post.serial > after and post.conversation in shown]
            fresh.sort(key=lambda post: post.serial)
            more = len(fresh) > count
            serial = fresh[count - 1].serial if more else max(world.serial, after)
            return {**_packed(world, fresh[:count]), "serial": serial, "more": more}

        return self._call("fetch", read)

    def conversation(self, key: str) -> dict[str, Any]:
        """One conversation whole: `posts`, `conversations` and `locked`; raises Gone."""

        def read(world: World, _fault: Fault) -> dict[str, Any]:
            found = world.conversations.get(f"{self._place}/{key}")
            if found is None:
                raise Gone(f"conversation {key}")
            return {**_packed(world, world.of_conversation(self._place, key)), "locked": found.locked}

        return self._call("thread", read)

    def publish(self, order: Order) -> DemoPost:
        """Post a reply; raises Rejected, Gone and whatever is on request."""

        def write(world: World, fault: Fault) -> DemoPost:
            twin = self._twin(world, order)
            if twin is not None and self._protects is Idempotency.KEY:
                return twin
            if twin is not None and self._protects is Idempotency.GUARD:
                if twin.at < order.created_at:
                    raise Rejected("You have said that already.")
                raise OutcomeUnknown("the network says that this was posted already")
            self._accept(world, order)
            depart()
            wanted = {
                "place": self._place,
                "key": order.conversation,
                "text": order.text,
                "parent": order.parent,
                "media": order.media,
                "visibility": order.visibility or world.posts[order.parent].visibility,
                "warning": order.warning,
                "state": "held" if fault is not None and fault.name == "held" else "published",
                "guarded": self._protects is Idempotency.GUARD,
                "sent_key": order.key if self._protects is Idempotency.KEY else "",
            }
            now = self._access.now()
            if fault is not None and fault.name == "late":
                world.due.append({"at": now + faults.LATE, "do": "publish", "order": wanted})
                world.dirty = True
                return DemoPost("", self._place, order.conversation, BRAND, now, order.text, "context", 0)
            return crowd.publish(world, now, wanted)

        return self._call("send", write)

    def sent(self, order: Order) -> tuple[DemoPost | None, bool]:
        """Our post that is this reply, if there is one, and whether all was read in which it could be."""

        def read(world: World, fault: Fault) -> tuple[DemoPost | None, bool]:
            return (None, False) if fault is not None else (self._twin(world, order), True)

        return self._call("find_sent", read)

    def change(self, post: str, change: Callable[[World, DemoPost], None]) -> DemoPost:
        """Do something to a post of this place; raises Gone."""

        def write(world: World, _fault: Fault) -> DemoPost:
            found = world.posts.get(post)
            if found is None or found.place != self._place:
                raise Gone(f"post {post}")
            change(world, found)
            return found

        return self._call("act", write)

    def _call(self, call: str, work: Callable[[World, Fault], T]) -> T:
        with self._network.opened() as world:
            self._sign_in(world)
            fault = faults.strike(world, self._fault, self._place, call)
            if fault is not None and fault.error is not None:
                if fault.taken:
                    work(world, fault)
                raise fault.error(self._access.now(), call in faults.WRITES)
            return work(world, fault)

    def _sign_in(self, world: World) -> None:
        if not world.secret:
            return
        try:
            known = self._access.secrets.secret()
        except SecretUnavailable as error:
            raise SignInAgain("no secret") from error
        if known != world.secret:
            raise SignInAgain("wrong secret")

    def _accept(self, world: World, order: Order) -> None:
        conversation = world.conversations.get(f"{self._place}/{order.conversation}")
        parent = world.posts.get(order.parent)
        if conversation is None or parent is None or parent.state == "deleted":
            raise Gone("what was answered is not there any more")
        if conversation.locked:
            raise Rejected("This conversation is closed.", code="locked")
        RULES[self._place].check(order.text, order.media)
        RULES[self._place].check_readers(order.visibility, order.warning)
        if self._place == "reviews" and self._answered(world, order.conversation):
            raise Rejected("A review takes one answer; edit the one that is there.")

    def _answered(self, world: World, key: str) -> bool:
        posts = world.of_conversation(self._place, key)
        return any(post.author == BRAND and post.state != "deleted" for post in posts)

    def _twin(self, world: World, order: Order) -> DemoPost | None:
        mine = [post for post in world.posts.values() if post.author == BRAND and post.place == self._place]
        if self._protects is Idempotency.KEY:
            return next((post for post in mine if post.key == order.key), None)
        earliest = order.created_at
        if self._protects is Idempotency.GUARD:
            earliest = min(earliest, self._access.now() - _GUARD_WINDOW)
        there = (post for post in mine if post.state != "deleted" and post.at >= earliest)
        return next((post for post in there if (post.parent, post.text) == (order.parent, order.text)), None)


def _packed(world: World, posts: list[DemoPost]) -> dict[str, Any]:
    keys = {f"{post.place}/{post.conversation}" for post in posts}
    conversations = {world.conversations[key].key: fields(world.conversations[key]) for key in keys}
    return {"posts": [fields(post) for post in posts], "conversations": conversations}

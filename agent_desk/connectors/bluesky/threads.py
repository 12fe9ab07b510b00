"""Which conversation a post belongs to, what stands above it, and whole threads; each object serves one page and
remembers it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from agent_desk.connectors.bluesky import mapping
from agent_desk.connectors.bluesky.client import BlueskyClient
from agent_desk.connectors.bluesky.mapping import View
from agent_desk.connectors.http.shapes import JsonObject, number_at, object_at, objects_at, text_at
from agent_desk.domain.errors import Gone, Unexpected
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Place, Subject

MOST_CALLS = 40
_MOST_ANCESTORS = 300
_TITLE_LENGTH = 100
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tree:
    """What one thread showed. `vanished`: deleted places with the post above each, None where it is not told. `unread`:
    posts whose answers were cut off and not asked for."""

    views: dict[str, View] = field(default_factory=dict)
    vanished: dict[str, str | None] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)

    def has_holes(self) -> bool:
        """Whether something is known to be there that was not shown."""
        return bool(self.vanished or self.blocked or self.unread)

    def add(self, other: Tree) -> None:
        """Take over what another reading showed."""
        self.views.update(other.views)
        self.vanished.update(other.vanished)
        self.blocked |= other.blocked


class Threads:
    """Places posts in their conversations. Asks the server only for what the page does not show; bounded."""

    def __init__(self, client: BlueskyClient, us: frozenset[str]) -> None:
        self._client, self._us = client, us
        self._views: dict[str, View] = {}
        self._absent: set[str] = set()
        self._calls = 0

    def views(self, raws: Iterable[JsonObject]) -> list[View]:
        """The post views that can be used; one that cannot does not hide the others."""
        found = list(_usable(raws))
        self._views.update((post.uri, post) for post in found)
        return found

    def shown(self, uris: Sequence[str]) -> dict[str, View]:
        """The posts of these uris that the network still shows."""
        wanted = list(dict.fromkeys(uris))
        found = {post.uri: post for post in self.views(self._client.posts([u for u in wanted if u not in self._views]))}
        self._absent.update(uri for uri in wanted if uri not in found and uri not in self._views)
        return {uri: self._views[uri] for uri in wanted if uri in self._views}

    def above(self, post: View) -> list[View]:
        """The posts above, nearest first, as far as they are shown."""
        chain: list[View] = []
        current, seen = post, {post.uri}
        while current.parent is not None and current.parent.uri not in seen and len(chain) < _MOST_ANCESTORS:
            parent = self._parent(current)
            if parent is None:
                break
            seen.add(parent.uri)
            chain.append(parent)
            current = parent
        return chain

    def place(self, post: View, kind: ConversationKind) -> Place:
        """The conversation of a post: below a root of ours the branch, else the thread. `kind`: for other people's
        threads."""
        if mapping.owner(post.root_uri) not in self._us:
            root = self._views.get(post.root_uri)
            title = " ".join(text_at(root.record, "text").split())[:_TITLE_LENGTH] if root else ""
            handle = root.handle if root else mapping.owner(post.root_uri)
            return Place(kind, post.root_uri, title, mapping.web_url(handle, post.root_uri))
        branch = self._branch(post)
        under = self._subject(post.root_uri)
        title = under.title if under else ""
        return Place(ConversationKind.COMMENTS, branch, title, mapping.web_url(mapping.owner(branch), branch), under)

    def origin(self, post: View, otherwise: Origin) -> Origin:
        """Why the post concerns us, by what it says itself, so that every stream finds the same."""
        if post.did in self._us:
            return Origin.CONTEXT
        if post.parent is not None and mapping.owner(post.parent.uri) in self._us:
            return Origin.REPLY
        if mapping.mentions(post, self._us):
            return Origin.MENTION
        if post.root is not None and mapping.owner(post.root_uri) in self._us:
            return Origin.OWN_PLACE
        return Origin.OWN_PLACE if self._below_us(post) else otherwise

    def incoming(self, post: View, place: Place, otherwise: Origin) -> IncomingPost:
        """The post as the desk keeps it."""
        return mapping.incoming(post, place, self.origin(post, otherwise), self._us)

    def tree(self, uri: str) -> Tree:
        """The thread from that post down and what is above it, read on where the server cut it; empty where it is
        gone."""
        tree = Tree(unread=[uri])
        while tree.unread and self._calls < MOST_CALLS:
            self._calls += 1
            try:
                self._collect(self._client.thread(tree.unread.pop()), tree)
            except Gone:
                continue
        self._views.update(tree.views)
        return tree

    def _collect(self, thread: JsonObject, tree: Tree) -> None:
        nodes: list[tuple[JsonObject, str | None, bool]] = [(thread, None, False)]
        while nodes:
            node, above, above_only = nodes.pop()
            post = self._node(node, above, tree)
            if post is None:
                continue
            replies = objects_at(node, "replies")
            cut = not replies and number_at(post.raw, "replyCount") > 0 and node is not thread
            if cut and post.uri not in tree.views and not above_only:
                tree.unread.append(post.uri)
            tree.views[post.uri] = post
            # What stands beside our branch below a common root belongs to other conversations.
            nodes += [(reply, post.uri, False) for reply in replies if not above_only]
            if object_at(node, "parent"):
                nodes.append((object_at(node, "parent"), None, True))

    @staticmethod
    def _node(node: JsonObject, above: str | None, tree: Tree) -> View | None:
        try:
            if object_at(node, "post"):
                return mapping.view(object_at(node, "post"))
            uri = text_at(node, "uri")
            mapping.owner(uri)
        except Unexpected as error:
            log.warning("a place in a thread is left out: %s", error)
            return None
        if node.get("blocked") is True:
            tree.blocked.add(uri)
        elif node.get("notFound") is True:
            tree.vanished[uri] = above
        return None

    def _branch(self, post: View) -> str:
        current = post
        for parent in self.above(post):
            if parent.uri == post.root_uri:
                return current.uri
            current = parent
        # What is missing below our root is most often the branch's first post itself.
        return current.parent.uri if current.parent and current.parent.uri != post.root_uri else current.uri

    def _parent(self, post: View) -> View | None:
        uri = post.parent.uri if post.parent else ""
        if uri not in self._views and uri not in self._absent and self._calls < MOST_CALLS:
            self._calls += 1
            try:
                self._remember_above(self._client.thread(post.uri, depth=0))
            except Gone:
                pass
            if uri not in self._views:
                self._absent.add(uri)
        return self._views.get(uri)

    def _remember_above(self, node: JsonObject) -> None:
        while node:
            self.views([object_at(node, "post")] if object_at(node, "post") else [])
            node = object_at(node, "parent")

    def _subject(self, root_uri: str) -> Subject | None:
        root = self.shown([root_uri]).get(root_uri) if root_uri not in self._absent else None
        return mapping.subject(root) if root else None

    def _below_us(self, post: View) -> bool:
        seen: set[str] = set()
        current: View | None = post
        while current is not None and current.parent is not None and current.uri not in seen:
            seen.add(current.uri)
            if mapping.owner(current.parent.uri) in self._us:
                return True
            current = self._views.get(current.parent.uri)
        return False


def _usable(raws: Iterable[JsonObject]) -> Iterator[View]:
    for raw in raws:
        try:
            yield mapping.view(raw)
        except Unexpected as error:
            log.warning("a post is left out: %s (%s)", error, text_at(raw, "uri")[:200])

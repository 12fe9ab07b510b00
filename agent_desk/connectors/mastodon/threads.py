"""Which conversation a post belongs to and what stands above it; asks the server only for what it has not told before."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from agent_desk.connectors.http.shapes import JsonObject, text_at
from agent_desk.connectors.mastodon import mapping
from agent_desk.connectors.mastodon.client import MastodonClient
from agent_desk.connectors.mastodon.mapping import Status
from agent_desk.domain.errors import Gone, Unexpected
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Place, Visibility

DIRECT = "direct:"
_MOST_ABOVE = 60
_CLOSE = 2
log = logging.getLogger(__name__)


class Threads:
    """Places the posts of one page in their conversations; `us`: ids of accounts that count as ours; posts older than
    `since` (UTC milliseconds) are context. One thread; remembers the page and what it asked for."""

    def __init__(self, client: MastodonClient, us: frozenset[str], since: int) -> None:
        self._client, self._us, self._since = client, us, since
        self._chains: dict[str, tuple[Status, ...]] = {}

    def chain(self, post: Status) -> tuple[Status, ...]:
        """The posts from the thread's root down to this one, as far as the server shows them."""
        known = self._chains.get(post.id)
        if known is None and post.parent not in self._chains:
            self._ask(post)
        above = self._chains.get(post.parent, ()) if known is None else known[:-1]
        return self._chains.setdefault(post.id, _line(above, post))

    def place(self, post: Status, kind: ConversationKind) -> Place:
        """The conversation of a post. A direct post that began in private: the exchange with its people. Below a post of
        ours: the branch. Else the whole thread, as `kind`."""
        chain = self.chain(post)
        root = chain[0]
        if all(item.visibility is Visibility.DIRECT for item in chain):
            return self._exchange(post, root)
        if root.author not in self._us or len(chain) == 1:
            earlier = tuple(item.id for item in chain[1:])
            return Place(kind, root.id, mapping.title_of(root), mapping.web_url(root), earlier=earlier)
        branch, under = chain[1], mapping.subject(root)
        earlier = tuple(item.id for item in chain[2:])
        address = mapping.web_url(branch)
        return Place(ConversationKind.COMMENTS, branch.id, under.title, address, under, earlier=earlier)

    def origin(self, post: Status, otherwise: Origin) -> Origin:
        """Why the post concerns us, by what it says itself, so that every stream finds the same."""
        if post.author in self._us or mapping.posted_at(post) < self._since:
            return Origin.CONTEXT
        named = not self._us.isdisjoint(post.mentions)
        if post.visibility is Visibility.DIRECT and (named or post.parent_author in self._us):
            return Origin.DIRECT
        if post.parent_author in self._us:
            return Origin.REPLY
        if named or mapping.quotes_one_of(post, self._us):
            return Origin.MENTION
        root = self._chains.get(post.id, (post,))[0]
        return Origin.OWN_PLACE if root.author in self._us else otherwise

    def incoming(self, post: Status, place: Place, otherwise: Origin) -> IncomingPost:
        """The post as the desk keeps it."""
        return mapping.incoming(post, place, self.origin(post, otherwise), self._us)

    def with_above(self, post: Status, kind: ConversationKind, otherwise: Origin) -> Iterator[IncomingPost]:
        """The post and what stands above it in the same conversation; nothing where it neither is ours nor concerns us."""
        place = self.place(post, kind)
        if post.author not in self._us and self.origin(post, otherwise) is Origin.CONTEXT:
            return
        for other in self.chain(post)[:-1]:
            if place.subject is None or other.id != place.subject.remote_id:
                yield self.incoming(other, place, Origin.CONTEXT)
        yield self.incoming(post, place, otherwise)

    def tell(self, above: Iterable[Status], post: Status, below: Iterable[Status]) -> None:
        """Take over what a thread showed: the posts above a post, the root first, and all below it."""
        chain: tuple[Status, ...] = ()
        for item in (*above, post):
            chain = _line(chain, item)
            self._chains[item.id] = chain
        for item in below:
            if item.parent in self._chains:
                self._chains[item.id] = _line(self._chains[item.parent], item)

    def _ask(self, post: Status) -> None:
        """Find what stands above. Most answers stand close to the root, which their neighbours on the page share."""
        line = self._climbed(post, _CLOSE)
        if line[0].parent:
            try:
                above, below = self._client.context(post.id)
            except Gone:
                # It was deleted since the listing was made; where it stood cannot be learned any more.
                return
            except Unexpected as error:
                log.info("the thread around %s cannot be read at once: %s", post.id, error)
                line = self._climbed(post, _MOST_ABOVE)
            else:
                self.tell(readable(above), post, readable(below))
                return
        self.tell(line[:-1], post, ())

    def _climbed(self, post: Status, most: int) -> list[Status]:
        """The posts from above down to this one, at most so many, as far as each of them is shown."""
        line = [post]
        while line[0].parent and len(line) <= most:
            known = self._chains.get(line[0].parent)
            if known is not None:
                return [*known, *line]
            try:
                line.insert(0, mapping.status(self._client.status(line[0].parent)))
            except (Gone, Unexpected):
                # What stands above a post that is hidden from us, only the whole thread tells.
                break
        return line

    def _exchange(self, post: Status, root: Status) -> Place:
        people = sorted({post.author, *post.mentions} - self._us)
        if not people and post.parent_author and post.parent_author not in self._us:
            people = [post.parent_author]
        key = f"{DIRECT}{'+'.join(people)[:500]}" if people else root.id
        return Place(ConversationKind.DIRECT, key, "", mapping.web_url(root))


def _line(above: tuple[Status, ...], post: Status) -> tuple[Status, ...]:
    """The posts above with this one; of a very long line the beginning, which names the conversation, and the end."""
    line = (*above, post)
    return line if len(line) <= _MOST_ABOVE else (*line[:_CLOSE], *line[_CLOSE - _MOST_ABOVE :])


def readable(raws: Iterable[JsonObject]) -> list[Status]:
    """The posts that can be used; one that cannot does not hide the others."""
    found: list[Status] = []
    for raw in raws:
        try:
            found.append(mapping.status(raw))
        except Unexpected as error:
            log.warning("a post is left out: %s (%.40r)", error, text_at(raw, "id"))
    return found

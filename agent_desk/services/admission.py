"""What may come in: nothing of whom we were told to forget, nothing older than its venue keeps; and what marks on authors and
taken-up conversations make of what does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agent_desk.domain.conversations import Direction
from agent_desk.domain.frozen import frozen
from agent_desk.domain.marks import DEALT_WITH_AS
from agent_desk.domain.posts import IncomingPost, Origin
from agent_desk.domain.venues import Venue
from agent_desk.services.people import note_of
from agent_desk.services.retention import DAY, fingerprint_of
from agent_desk.storage.contract import NewMessage, Nouns


@frozen
class Cleaned:
    """A post with its words made safe. Made outside of any transaction, because cleaning takes time."""

    post: IncomingPost
    text: str
    html: str
    text_hash: str


def admitted(nouns: Nouns, venue: Venue, posts: Sequence[Cleaned], at: int) -> Sequence[Cleaned]:
    """The posts that may come in, inside the caller's transaction. `at`: UTC milliseconds, now."""
    if posts and nouns.retention.forgets(venue.id):
        posts = _remembered(nouns, venue, posts)
    if venue.retention_days is not None:
        # What came since the last fetch was never seen: it comes in and is removed by rule, so that it is accounted for.
        seen = at if venue.synced_at is None else venue.synced_at
        posts = _young(nouns, venue, posts, min(at - venue.retention_days * DAY, seen))
    return _taken_up(nouns, venue, posts)


def decide_by_mark(nouns: Nouns, messages: Iterable[tuple[str, NewMessage]], at: int) -> None:
    """Deal with what marked authors wrote: new posts, and known ones that turned out to address us. `messages`: the id it
    has here, and what was told. An agent's own decision stands."""
    told = [(message_id, message) for message_id, message in messages if message.direction is not Direction.OURS]
    marks = nouns.people.marks({message.author_id for _, message in told}) if told else {}
    marked = {message_id: marks[message.author_id] for message_id, message in told if message.author_id in marks}
    known = nouns.settling.only(marked) if marked else {}
    for post in (post for posts in known.values() for post in posts):
        if post.decided is None:
            mark = marked[post.id]
            nouns.messages.decide(post.id, DEALT_WITH_AS[mark], None, at, note_of(mark))


def _remembered(nouns: Nouns, venue: Venue, posts: Sequence[Cleaned]) -> list[Cleaned]:
    key = fingerprint_of(nouns.ledger.workspace())
    names: Mapping[str, tuple[str, str]] = {
        item.post.remote_id: (key(f"author:{item.post.author.remote_id}"), key(f"post:{item.post.remote_id}"))
        for item in posts
    }
    forgotten = nouns.retention.forgotten(venue.id, [name for pair in names.values() for name in pair])
    return [item for item in posts if forgotten.isdisjoint(names[item.post.remote_id])]


def _young(nouns: Nouns, venue: Venue, posts: Sequence[Cleaned], before: int) -> Sequence[Cleaned]:
    """Without old posts of conversations that do not live: those live that we have, or that a young post comes with. There
    an old post is context, for it may stand in the sums of its day already."""
    old = [item for item in posts if item.post.posted_at < before]
    if not old:
        return posts
    live = {item.post.place.key for item in posts if item.post.posted_at >= before}
    live |= set(nouns.conversations.by_place(venue.id, {item.post.place.key for item in old} - live))
    return [
        item if item.post.posted_at >= before else replace(item, post=replace(item.post, origin=Origin.CONTEXT))
        for item in posts
        if item.post.posted_at >= before or item.post.place.key in live
    ]


def _taken_up(nouns: Nouns, venue: Venue, posts: Sequence[Cleaned]) -> Sequence[Cleaned]:
    """What a search finds in a conversation that an agent took up is ours to answer."""
    keys = {item.post.place.key for item in posts if item.post.origin is Origin.FOUND}
    if not keys:
        return posts
    places = nouns.conversations.by_place(venue.id, keys)
    taken = nouns.states.taken_up(places.values())
    return [
        replace(item, post=replace(item.post, origin=Origin.TAKEN_UP))
        if item.post.origin is Origin.FOUND and places.get(item.post.place.key) in taken
        else item
        for item in posts
    ]

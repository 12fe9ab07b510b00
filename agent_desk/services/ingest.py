"""Takes in what venues tell: cleans posts, places them in their conversations, settles who waits, reopens by rule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from agent_desk.domain.changes import Changes
from agent_desk.domain.cleaning import clean
from agent_desk.domain.conversations import Direction
from agent_desk.domain.delivery import DeliveryState, Reason, Step
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.posts import IncomingPost, Origin, Place, PostState
from agent_desk.domain.venues import Venue
from agent_desk.services.admission import Cleaned, admitted, decide_by_mark
from agent_desk.services.ground import Ground, Tally, Touched
from agent_desk.services.parts import call_next
from agent_desk.storage.contract import KnownPost, Looks, NewMessage, Nouns


def prepare(posts: Iterable[IncomingPost]) -> list[Cleaned]:
    """Clean the posts of a page; of a post that comes twice, the one with the heavier origin stays."""
    best: dict[str, IncomingPost] = {}
    for post in posts:
        before = best.get(post.remote_id)
        if before is None or post.origin.weight >= before.origin.weight:
            best[post.remote_id] = post
    return [_cleaned(post) for post in best.values()]


def text_hash(text: str) -> str:
    """A short fingerprint of a plain text; tells an edit from a re-read."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:24]


def take_in(
    ground: Ground,
    nouns: Nouns,
    tally: Tally,
    venue: Venue,
    posts: Sequence[Cleaned],
    deleted: Iterable[str] = (),
    *,
    seen_at: int | None = None,
) -> None:
    """Store the posts of a venue inside the caller's transaction, and tally what was touched and what happened. The same posts
    again change nothing.

    `deleted`: remote ids the venue no longer has.
    """
    at = ground.now() if seen_at is None else seen_at
    gone = set(deleted)
    posts = admitted(nouns, venue, posts, at)
    _name(nouns, venue, posts)
    known = nouns.messages.known(venue.id, [*(item.post.remote_id for item in posts), *gone])
    conversations, renamed = _places(ground, nouns, venue, posts, known, at)
    authors = {item.post.author.remote_id: item.post.author for item in posts}
    author_ids = nouns.messages.authors(venue.id, list(authors.values()), at, [ground.new_id() for _ in authors])
    new: list[NewMessage] = []
    touched: dict[str, str] = {}
    anew: dict[str, NewMessage] = {}
    seen = _seen(nouns, venue, posts, at)
    for item in posts:
        before = known.get(item.post.remote_id)
        conversation_id = before.conversation_id if before else conversations[item.post.place.key]
        author_id = author_ids[item.post.author.remote_id]
        message = _message(ground, venue, item, conversation_id, author_id, seen)
        if before is None:
            new.append(message)
            touched[message.id] = conversation_id
            anew[message.id] = message
        elif _renew(nouns, before, message, at):
            touched[before.id] = conversation_id
            if item.post.origin.addressed and not before.origin.addressed:
                anew[before.id] = message
    nouns.messages.insert(new)
    decide_by_mark(nouns, anew.items(), at)
    touched |= _erased(nouns, [known[one] for one in gone if one in known], at)
    happened = _happened(touched, renamed, set(anew), {message.id for message in new})
    waits = ground.settle(nouns, venue, happened)
    # A customer who waits anew reopens a conversation, whatever its status says.
    nouns.conversations.reopen(waits)
    tally.add(Changes(conversations=frozenset(happened), messages=frozenset(touched), arrived=waits))
    tally.tell(*_news(venue, anew))
    tally.add(_moderated(ground, nouns, venue, [item.post for item in posts if item.post.author.ours], gone, at))


def _erased(nouns: Nouns, gone: Iterable[KnownPost], at: int) -> dict[str, str]:
    """Posts that were there until now, with their conversations."""
    newly = [one for one in gone if one.state is not PostState.DELETED]
    for one in newly:
        nouns.messages.erase(one.id, at)
    return {one.id: one.conversation_id for one in newly}


def _news(venue: Venue, anew: Mapping[str, NewMessage]) -> Iterator[Happening]:
    """Customers' posts that came or now address us, and our answers, wherever they were written, in the order of writing."""
    for message_id, message in sorted(anew.items(), key=lambda item: (item[1].posted_at, item[0])):
        if message.posted_at < venue.since:
            continue
        if message.direction is Direction.CUSTOMER and message.post.origin.addressed:
            yield Happening(Event.POST_ARRIVED, message.conversation_id, message_id)
        elif message.direction is Direction.OURS and message.post.parent_remote_id:
            yield Happening(Event.REPLY_SENT, message.conversation_id, message_id)


def _name(nouns: Nouns, venue: Venue, posts: Sequence[Cleaned]) -> None:
    """Posts that the venue held and lets be seen under another remote id go on under that one, with their deliveries."""
    named = {item.post.formerly: item.post for item in posts if item.post.formerly}
    for held, known in (nouns.messages.known(venue.id, named) if named else {}).items():
        post = named[held]
        # The same words that were published before these were held are another post.
        if known.state is PostState.HELD and post.posted_at >= nouns.messages.get(known.id).posted_at:
            nouns.messages.rename(venue.id, held, post.remote_id)
            nouns.deliveries.rename(venue.id, held, post.remote_id)


def _cleaned(post: IncomingPost) -> Cleaned:
    if post.state is PostState.DELETED:
        return Cleaned(post, "", "", "")
    words = clean(post.body, post.markup)
    return Cleaned(post, words.text, words.html, text_hash(words.text))


def _places(
    ground: Ground, nouns: Nouns, venue: Venue, posts: Sequence[Cleaned], known: dict[str, KnownPost], at: int
) -> tuple[dict[str, str], set[str]]:
    """The conversation of each place that is needed, new ones made; and those whose title or subject changed."""
    places = {item.post.place.key: item.post.place for item in posts}
    needed = {item.post.place.key for item in posts if item.post.remote_id not in known}
    found = nouns.conversations.by_place(venue.id, places)
    found |= _known_earlier(nouns, venue, [item.post.place for item in posts if item.post.place.key not in found])
    changed = {found[key] for key in found if nouns.conversations.set_place(found[key], places[key], at)}
    for key in [key for key in places if key in needed and key not in found]:
        found[key] = ground.new_id()
        nouns.conversations.add(found[key], venue.id, places[key], at)
    return found, changed


def _known_earlier(nouns: Nouns, venue: Venue, places: Sequence[Place]) -> dict[str, str]:
    """Conversations that go on under another key, because the venue learnt of an older parent only now."""
    keys = {key: place.key for place in places for key in place.earlier}
    known = nouns.conversations.by_place(venue.id, keys) if keys else {}
    return {keys[key]: known[key] for key in keys if key in known}


def _seen(nouns: Nouns, venue: Venue, posts: Sequence[Cleaned], at: int) -> int:
    """When these posts were seen. A clock that was set back must not put them before what came earlier, where they would
    pass for answered."""
    if all(item.post.posted_at <= at for item in posts):
        return at
    return max(at, venue.since, nouns.conversations.newest(venue.id) + 1)


def _message(
    ground: Ground, venue: Venue, item: Cleaned, conversation_id: str, author_id: str, seen_at: int
) -> NewMessage:
    post = item.post
    if post.author.ours:
        direction = Direction.OURS
    else:
        direction = Direction.OTHER if post.origin is Origin.CONTEXT else Direction.CUSTOMER
    return NewMessage(
        id=ground.new_id(),
        conversation_id=conversation_id,
        venue_id=venue.id,
        author_id=author_id,
        direction=direction,
        post=post,
        # The venue's time is believed up to the moment we saw the post, never beyond.
        posted_at=min(max(post.posted_at, 0), seen_at),
        seen_at=seen_at,
        text=item.text,
        html=item.html,
        text_hash=item.text_hash,
    )


def _renew(nouns: Nouns, before: KnownPost, message: NewMessage, at: int) -> bool:
    """Bring a known message up to date; False when the venue told nothing new."""
    post = message.post
    if post.state is PostState.DELETED:
        if before.state is PostState.DELETED:
            return False
        nouns.messages.erase(before.id, at)
        return True
    merged = _merged(before, message)
    text_changed = merged.text_hash != before.text_hash
    if changed := text_changed or _looks(merged) != before.looks:
        message = merged
        # What stood for our reply until the venue told of it is no earlier wording of it.
        edited = text_changed and not (
            before.looks.direction is Direction.OURS and not before.looks.native and post.native
        )
        nouns.messages.update(before.id, message, text_changed=edited, at=at)
    if post.counts and dict(post.counts) != dict(before.counts):
        nouns.messages.counts(before.id, post.counts, at)
        changed = True
    return changed


def _merged(before: KnownPost, message: NewMessage) -> NewMessage:
    """What is known of a post and what is told of it now, so that the order of telling does not matter: a post first met
    as context or by search may turn out to address us, never the other way round."""
    post = message.post
    origin = max(before.origin, post.origin, key=lambda origin: origin.weight)
    parent = post.parent_remote_id or before.parent_remote_id
    direction = message.direction
    if direction is not Direction.OURS:
        direction = Direction.OTHER if origin is Origin.CONTEXT else Direction.CUSTOMER
    return replace(message, direction=direction, post=replace(post, origin=origin, parent_remote_id=parent))


def _looks(message: NewMessage) -> Looks:
    post = message.post
    return Looks(
        message.html,
        message.direction,
        post.origin,
        post.state,
        post.parent_remote_id,
        post.url,
        post.media,
        dict(post.native),
        post.visibility,
        post.warning,
        post.quote,
    )


def _happened(touched: dict[str, str], renamed: set[str], anew: set[str], fresh: set[str]) -> dict[str, Touched]:
    """What happened to each conversation. `touched`: the conversation of each post that was."""
    posts: dict[str, set[str]] = {one: set() for one in renamed}
    for post, conversation_id in touched.items():
        posts.setdefault(conversation_id, set()).add(post)
    return {
        one: Touched(frozenset(ids & anew), frozenset(ids) if ids <= fresh else frozenset())
        for one, ids in posts.items()
    }


def _moderated(
    ground: Ground, nouns: Nouns, venue: Venue, ours: Sequence[IncomingPost], gone: set[str], at: int
) -> Changes:
    """The venue's moderation decided over a reply of ours that it held."""
    states = {post.remote_id: post.state for post in ours} | dict.fromkeys(gone, PostState.DELETED)
    urls = {post.remote_id: post.url for post in ours if post.url}
    touched: set[str] = set()
    called = Changes()
    for row in nouns.deliveries.in_state(DeliveryState.AWAITING_MODERATION, venue.id):
        state = states.get(row.remote_id or "")
        if state is PostState.PUBLISHED:
            nouns.deliveries.step(row, Step(DeliveryState.DELIVERED), at, url=urls.get(row.remote_id or ""))
            called |= call_next(ground, nouns, row)
        elif state in (PostState.SPAM, PostState.TRASHED, PostState.DELETED):
            nouns.deliveries.step(row, Step(DeliveryState.REJECTED, Reason.NOT_APPROVED), at)
        else:
            continue
        touched.add(row.id)
    return called | Changes(deliveries=frozenset(touched))

"""What comes in from Mastodon: the streams of notifications, direct exchanges and found posts, and whole threads."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cached_property

from agent_desk.connectors import aside as places
from agent_desk.connectors.aside import MOST, Aside
from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http.shapes import JsonObject, object_at, text_at
from agent_desk.connectors.mastodon import cursors, mapping
from agent_desk.connectors.mastodon.client import Lacking, Listing, MastodonClient
from agent_desk.connectors.mastodon.cursors import Item, Sweep
from agent_desk.connectors.mastodon.mapping import Status
from agent_desk.connectors.mastodon.threads import DIRECT, Threads, readable
from agent_desk.domain.errors import Gone, OwnWords, Unexpected, Unreachable, WrongUse
from agent_desk.domain.posts import ConversationKind, IncomingPost, Origin, Page, ThreadReading, ThreadRef

NOTIFICATIONS = "notifications"
EXCHANGES = "direct"
TAG = "tag:"
SEARCH = "search:"
PAGE_SIZE = 40
"""What Mastodon gives at most; others give less."""
MOST_CALLS = 30
_BY_ARRIVAL = frozenset({NOTIFICATIONS, EXCHANGES})
_NOTIFIED = frozenset({"mention", "quote", "update", "quoted_update", "status"})
log = logging.getLogger(__name__)
_News = tuple[Status, Origin]
"""A post that a stream tells of, and why."""


class Reading:
    """The reading half of the connector. Blocking; one thread at a time."""

    def __init__(self, access: VenueAccess, client: MastodonClient) -> None:
        self._access, self._client = access, client
        self._tags = tuple(tag.removeprefix("#") for tag in listed(access.options.get("hashtags", "")))
        self._terms = listed(access.options.get("search", ""))
        self._staff = listed(access.options.get("staff", ""))
        size = access.options.get("page", "")
        self._size = min(int(size), PAGE_SIZE) if size.isdecimal() and int(size) else PAGE_SIZE
        self._ours: frozenset[str] | None = None

    @property
    def tags(self) -> tuple[str, ...]:
        """The hashtags that are read, without their sign."""
        return self._tags

    def streams(self) -> tuple[str, ...]:
        """Notifications and direct exchanges; one stream for each hashtag and each search term. Without an account only
        the hashtags."""
        tags = tuple(TAG + tag for tag in self._tags)
        if self._client.anonymous:
            return tags
        return (NOTIFICATIONS, EXCHANGES, *tags, *(SEARCH + term for term in self._terms))

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """One page of a stream, newest first; see `cursors` for how nothing is missed."""
        if stream not in self.streams():
            raise WrongUse(OwnWords("no stream {stream}", stream=stream), what="stream", name=stream)
        now = self._access.now()
        sweep = cursors.resume(cursor, since=self._access.since, now=now)
        try:
            entries = self._entries(stream, sweep)
        except Lacking:
            if stream != EXCHANGES:
                raise
            # Some software has no such list; direct posts come as mentions, too.
            entries = Listing()
        items = [_item(stream, entry) for entry in entries]
        following = entries.following or next((item.id for item in reversed(items) if item.id), "")
        news, edits = self._news(stream, sweep, entries, items)
        overdue, aside = self._overdue(sweep.aside, now)
        posts, aside = self._placed(stream, aside, {**overdue, **news})
        by_arrival = stream in _BY_ARRIVAL
        usable = [item for item in items if item.id]
        after = cursors.advance(sweep, usable, following, edited=max(edits), now=now, by_arrival=by_arrival)
        return Page(posts, replace(after, aside=aside).text(), more=bool(after.following))

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """A whole conversation. A known post that its thread does not show is asked for by itself: answers lose what they
        hang on when it is deleted, and a direct exchange may have many beginnings."""
        threads = Threads(self._client, self.ours(), self._access.since)
        found: dict[str, Status] = {}
        first = ref.post.remote_id if ref.place.key.startswith(DIRECT) else ref.place.key
        asked, calls, complete = [first, ref.post.remote_id, *ref.known], 0, True
        for post_id in dict.fromkeys(asked):
            if post_id in found:
                continue
            if calls >= MOST_CALLS:
                complete = False
                break
            calls += 1
            complete = self._collect(post_id, threads, found) and complete
        if not found and not ref.known:
            raise Gone("the conversation is no longer there")
        anchors = {ref.place.key, ref.post.remote_id, *ref.known}
        direct = ref.place.key.startswith(DIRECT)
        # What stands beside our branch below a common root is another conversation's, as is what we wrote above it.
        inside = [
            post for post in found.values() if direct or not anchors.isdisjoint(item.id for item in threads.chain(post))
        ]
        return ThreadReading(tuple(threads.incoming(post, ref.place, Origin.CONTEXT) for post in inside), complete)

    @cached_property
    def account_id(self) -> str:
        """The id of the venue's own account; only where there is one."""
        return text_at(self._client.account(), "id")

    def ours(self) -> frozenset[str]:
        """The ids of accounts that count as ours: the venue's own and the listed staff."""
        if self._ours is None:
            found = set() if self._client.anonymous else {self.account_id}
            for name in self._staff:
                known = self._client.lookup(name)
                if known is None:
                    log.warning("nobody has the staff account %s", name)
                else:
                    found.add(known)
            self._ours = frozenset(found)
        return self._ours

    def _entries(self, stream: str, sweep: Sweep) -> Listing:
        if stream == NOTIFICATIONS:
            return self._client.notifications(sweep.following, self._size)
        if stream == EXCHANGES:
            return self._client.conversations(sweep.following, self._size)
        if stream.startswith(TAG):
            return self._client.tagged(stream.removeprefix(TAG), sweep.following, self._size)
        return self._client.search(stream.removeprefix(SEARCH), sweep.following, self._size)

    def _news(
        self, stream: str, sweep: Sweep, entries: Listing, items: list[Item]
    ) -> tuple[dict[str, _News], list[int]]:
        """The posts of a page that are news, by their ids, and the times of its edits (0 among them)."""
        edits: list[int] = [0]
        news: dict[str, _News] = {}
        for entry, item in zip(entries, items, strict=True):
            raw = _post_of(stream, entry)
            edited_at = mapping.milliseconds(text_at(raw, "edited_at"))
            edits += [edited_at] if edited_at is not None else []
            if raw and sweep.tells(item, edited_at):
                for post in readable([raw]):
                    # The newest entry first: an older one about the same post says why it concerns us, too.
                    newest, reason = news.get(post.id, (post, Origin.CONTEXT))
                    news[post.id] = newest, max(_reason(stream, entry), reason, key=lambda one: one.weight)
        return news, edits

    def _overdue(self, aside: tuple[Aside, ...], now: int) -> tuple[dict[str, _News], tuple[Aside, ...]]:
        """The posts that were put aside and are due, and those that stay there."""
        found: dict[str, _News] = {}
        for one in places.due(aside, now):
            try:
                found[one.name] = mapping.status(self._client.status(one.name)), Origin(one.keep)
            except Gone:
                aside = places.without(aside, one.name)
            except (Unreachable, Unexpected):
                aside = places.put(aside, one.name, now, one.keep)
        return found, aside

    def _placed(
        self, stream: str, aside: tuple[Aside, ...], news: dict[str, _News]
    ) -> tuple[tuple[IncomingPost, ...], tuple[Aside, ...]]:
        """The posts with what stands above them; and those whose threads the server cannot show now."""
        threads = Threads(self._client, self.ours(), self._access.since)
        addressed = stream in _BY_ARRIVAL
        kind = ConversationKind.MENTIONS if addressed else ConversationKind.FOUND
        told = {
            post.id: (post, reason)
            for post, reason in news.values()
            if mapping.posted_at(post) >= self._access.since and (addressed or post.author not in self.ours())
        }
        found: dict[str, IncomingPost] = {}
        for post, reason in told.values():
            try:
                around = list(threads.with_above(post, kind, reason))
            except Unreachable as error:
                if len(aside) >= MOST:
                    raise
                # Where the list does not answer either, it is the server that cannot be read.
                self._entries(stream, Sweep())
                log.warning("the thread of post %s cannot be read and is asked for later: %s", post.id, error)
                aside = places.put(aside, post.id, self._access.now(), reason)
                continue
            aside = places.without(aside, post.id)
            for placed in around:
                if placed.remote_id == post.id or (addressed and placed.remote_id not in told):
                    found[placed.remote_id] = placed
        return tuple(found.values()), aside

    def _collect(self, post_id: str, threads: Threads, found: dict[str, Status]) -> bool:
        """Read a post with all around it; whether that could be read in full (a post that is gone is)."""
        try:
            post = mapping.status(self._client.status(post_id))
        except Gone:
            return True
        except Unexpected as error:
            log.warning("post %.40s cannot be read: %s", post_id, error)
            return False
        found[post.id] = post
        try:
            above, below = self._client.context(post_id)
        except Gone:
            return False
        except Unexpected as error:
            log.warning("the thread around %.40s cannot be read: %s", post_id, error)
            return False
        around = readable(above), readable(below)
        threads.tell(around[0], post, around[1])
        found.update((item.id, item) for item in (*around[0], post, *around[1]))
        return len(around[0]) + len(around[1]) == len(above) + len(below)


def listed(text: str) -> tuple[str, ...]:
    """The entries of a comma-separated option, each once."""
    return tuple(dict.fromkeys(entry for part in text.split(",") if (entry := part.strip().removeprefix("@"))))


def _post_of(stream: str, entry: JsonObject) -> JsonObject:
    if stream == NOTIFICATIONS:
        return object_at(entry, "status") if text_at(entry, "type") in _NOTIFIED else {}
    return object_at(entry, "last_status") if stream == EXCHANGES else entry


def _reason(stream: str, entry: JsonObject) -> Origin:
    """Why a stream tells of a post, where the post itself does not say it. An edit is no reason of its own."""
    if stream == NOTIFICATIONS:
        return Origin.MENTION if text_at(entry, "type") in ("mention", "quote") else Origin.CONTEXT
    return Origin.CONTEXT if stream == EXCHANGES else Origin.FOUND


def _item(stream: str, entry: JsonObject) -> Item:
    if stream == EXCHANGES:
        # The server orders exchanges, and counts its pages, by their last posts.
        entry = object_at(entry, "last_status")
    return Item(mapping.id_at(entry, "id"), mapping.milliseconds(text_at(entry, "created_at")))

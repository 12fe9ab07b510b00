"""What comes in from Discourse: lists of topics with what is new in them, private messages, whole conversations."""

from __future__ import annotations

import logging
from dataclasses import replace
from urllib.parse import quote

from agent_desk.connectors.aside import MOST
from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.discourse import cursors
from agent_desk.connectors.discourse.client import DiscourseClient, Params
from agent_desk.connectors.discourse.community import Community, listed
from agent_desk.connectors.discourse.cursors import Entry, Position
from agent_desk.connectors.discourse.mapping import read_entry
from agent_desk.connectors.discourse.sent import held_posts
from agent_desk.connectors.discourse.topics import Topics
from agent_desk.connectors.discourse.words import HELD_MESSAGE
from agent_desk.connectors.http.shapes import JsonObject, objects_at, text_at
from agent_desk.domain.errors import Gone, OwnWords, Rejected, Unexpected, Unreachable, WrongUse
from agent_desk.domain.posts import Page, ThreadReading, ThreadRef

LATEST, MESSAGES, SENT = "latest", "messages", "sent"
CATEGORY, TAG, INBOX = "category:", "tag:", "inbox:"
SENT_EVERY = 10 * 60_000
_LARGEST_PAGE = 100
log = logging.getLogger(__name__)


class Reading:
    """The reading half of the connector. Blocking; one thread at a time."""

    def __init__(self, access: VenueAccess, client: DiscourseClient, community: Community) -> None:
        self._access, self._client, self._community = access, client, community
        self._topics = Topics(client, community, access.since)
        size = access.options.get("page", "")
        self._size = min(int(size), _LARGEST_PAGE) if size.isdecimal() and int(size) else 0
        self._sent_at: int | None = None

    def streams(self) -> tuple[str, ...]:
        """The account's messages, then one stream for each category and tag, or one for everything."""
        options = self._access.options
        private = [*(INBOX + name for name in listed(options.get("group_inboxes", ""))), SENT]
        chosen = [CATEGORY + name for name in listed(options.get("categories", ""))]
        chosen += [TAG + name for name in listed(options.get("tags", ""))]
        public = chosen or [LATEST]
        return (MESSAGES, *public, *private) if self._client.signed_in else tuple(public)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """The next page: what is new in one topic, or which topics are to be read; see `cursors`."""
        if stream not in self.streams():
            raise WrongUse(OwnWords("no stream {stream}", stream=stream), what="stream", name=stream)
        position = cursors.resume(cursor, since=self._access.since)
        if stream == SENT and position.resting and cursor is not None and self._looked_just_now():
            return Page((), cursor, more=False)
        if position.queue:
            return self._read(stream, position)
        after = self._list(stream, position)
        if stream == SENT:
            self._sent_at = self._access.now()
        return Page((), after.text(), more=not after.resting)

    def thread(self, ref: ThreadRef) -> ThreadReading:
        """A whole topic. Of one longer than a thousand posts the first, the last and the known ones."""
        if not ref.place.key.isdecimal():
            raise Gone(f"no topic is called {ref.place.key[:40]}")
        reading, complete = self._topics.whole(int(ref.place.key), ref.known)
        posts, none_left_out = self._topics.incoming(reading)
        place = posts[0].place if posts else ref.place
        others, all_asked = self._topics.elsewhere(reading, ref.known, place)
        waiting = held_posts(reading.topic, place, self._community)
        # A held message about one of these posts stands in no topic yet, so nobody can say that it is gone.
        all_asked = all_asked and not any(name.startswith(HELD_MESSAGE) for name in ref.known)
        locked = reading.topic.closed and not reading.topic.may_reply
        return ThreadReading((*posts, *others, *waiting), complete and none_left_out and all_asked, locked)

    def _read(self, stream: str, position: Position) -> Page:
        waiting = position.queue[0]
        try:
            reading = self._topics.since(waiting.topic_id, position.floor_of(waiting), waiting.before)
            posts, _ = self._topics.incoming(reading)
        except (Gone, Rejected) as error:
            log.info("topic %s cannot be read: %s", waiting.topic_id, error)
            after = position.after_topic(None)
            return Page((), after.text(), more=not after.resting)
        except (Unreachable, Unexpected) as error:
            if len(position.aside) >= MOST:
                raise
            # Where the list does not answer either, it is the community that cannot be read.
            self._entries(self._path(stream), 0)
            log.warning("topic %s cannot be read and is asked for later: %s", waiting.topic_id, error)
            after = position.put_aside(self._access.now())
            return Page((), after.text(), more=not after.resting)
        after = position.after_topic(replace(waiting, before=reading.before) if reading.before else None)
        return Page(posts, after.text(), more=not after.resting)

    def _list(self, stream: str, position: Position) -> Position:
        path = self._path(stream)
        again, further = self._entries(path, position.page - 1) if position.page else ([], True)
        page, more = self._entries(path, position.page) if further else ([], False)
        return cursors.listed(position, page, again, more=more, now=self._access.now())

    def _entries(self, path: str, page: int) -> tuple[list[Entry], bool]:
        params: Params = {"page": page, "no_definitions": "true", "order": "activity"}
        if self._size:
            params = {**params, "per_page": self._size}
        topics = self._client.topics(path, params)
        values = objects_at(topics, "topics")
        return list(_readable(values)), bool(values) and bool(text_at(topics, "more_topics_url"))

    def _path(self, stream: str) -> str:
        kind, _, name = stream.partition(":")
        user, name = quote(self._community.user(), safe=""), name.strip()
        match f"{kind}:" if name else kind:
            case "category:":
                return f"/c/{quote(self._community.category(name).path)}/l/latest.json"
            case "tag:":
                return f"/tag/{quote(name, safe='')}.json"
            case "inbox:":
                return f"/topics/private-messages-group/{user}/{quote(name, safe='')}.json"
            case "messages":
                return f"/topics/private-messages/{user}.json"
            case "sent":
                return f"/topics/private-messages-sent/{user}.json"
        return "/latest.json"

    def _looked_just_now(self) -> bool:
        # The inbox shows what others answered; only a message that nobody answered stands here alone.
        return self._sent_at is not None and 0 <= self._access.now() - self._sent_at < SENT_EVERY


def _readable(values: list[JsonObject]) -> list[Entry]:
    entries: list[Entry] = []
    for value in values:
        try:
            entries.append(read_entry(value))
        except Unexpected as error:
            log.warning("topic %.40r of a list is left out: %s", value.get("id"), error)
    return entries

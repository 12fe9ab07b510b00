"""What leaves for Discourse: replies, messages to one person, and acts on posts and topics."""

from __future__ import annotations

import logging

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.discourse.client import DiscourseClient
from agent_desk.connectors.discourse.community import Community
from agent_desk.connectors.discourse.mapping import numbers_of, read_entry
from agent_desk.connectors.discourse.sent import (
    CLOCKS,
    held_receipt,
    own_with,
    receipt_of,
)
from agent_desk.connectors.discourse.topics import Topics
from agent_desk.connectors.discourse.words import says, with_pictures
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.connectors.http.shapes import JsonObject, number_at, object_at, objects_at, text_at
from agent_desk.connectors.uploads import content_of
from agent_desk.domain.errors import ConnectorError, Gone, OutcomeUnknown, OwnWords, Rejected, Unexpected
from agent_desk.domain.outgoing import CannotTell, Found, OutgoingReply, ReadBack, Receipt, SurelyAbsent
from agent_desk.domain.posts import ConversationKind, PostRef, Visibility

_LONGEST_TITLE = 250
_MOST_MESSAGES = 20
log = logging.getLogger(__name__)


class Writing:
    """Replies. Blocking; one thread at a time."""

    def __init__(self, access: VenueAccess, client: DiscourseClient, community: Community) -> None:
        self._client, self._community = client, community
        self._topics = Topics(client, community, access.since)

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt. Nothing protects a repeated one: the server refuses the same text within five minutes, but not of
        its staff, and not where the community switched that off."""
        _must_fit(reply)
        body = self._body(reply)
        answer = self._client.create_post(body)
        if answer.status == 422:
            raise self._why_refused(reply, Rejected(reason_of(answer)))
        value = self._client.checked(answer, writes=True).json()
        try:
            if not isinstance(value, dict):
                raise Unexpected("the answer is no object")
            if text_at(value, "action") == "enqueued":
                return held_receipt(object_at(value, "pending_post"), number_at(body, "topic_id"), text_at(body, "raw"))
            return receipt_of(object_at(value, "post") or value, self._client.base_url, private=_is_private(reply))
        except Unexpected as error:
            raise OutcomeUnknown(f"the answer to a reply is none: {error}") from error

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Our posts in the topic since before the reply was queued, those that wait for moderators too; for a message to
        one person, the newest messages that we sent."""
        if _leaves_the_topic(reply):
            return self._find_message(reply)
        topic_id, number = self.place_of(reply.target)
        reading = self._topics.since(topic_id, reply.created_at - CLOCKS)
        for item in reading.topic.pending:
            if says(text_at(item, "raw"), reply.text, len(reply.media)):
                return Found(held_receipt(item, topic_id, text_at(item, "raw")))
        earliest = reply.created_at - CLOCKS
        same = own_with(reply.text, len(reply.media), reading.posts, self._community.account_id(), earliest)
        to_target = [post for post in same if number_at(post, "reply_to_post_number") in (number, 0)]
        if to_target:
            return Found(receipt_of(to_target[0], self._client.base_url, private=_is_private(reply)))
        if same:
            return CannotTell(f"The same text answers another post: {text_at(same[0], 'raw')[:200]}")
        listed = bool(reading.topic.stream) or reading.topic.length <= len(reading.topic.posts)
        return SurelyAbsent() if listed and not reading.before else CannotTell()

    def place_of(self, target: PostRef) -> tuple[int, int]:
        """The topic of a post and its number there; raises Gone."""
        topic, number = target.native.get("topic", ""), target.native.get("number", "")
        if topic.isdecimal() and number.isdecimal():
            return int(topic), int(number)
        if not target.remote_id.isdecimal():
            raise Gone(f"no post is called {target.remote_id[:40]}")
        post = self._client.post(int(target.remote_id))
        return number_at(post, "topic_id"), number_at(post, "post_number")

    def _body(self, reply: OutgoingReply) -> JsonObject:
        if not _leaves_the_topic(reply):
            topic_id, number = self.place_of(reply.target)
            return {"raw": self._illustrated(reply.text, reply), "topic_id": topic_id, "reply_to_post_number": number}
        body: JsonObject = {
            "raw": self._illustrated(self._with_link(reply), reply),
            "title": (reply.place.title or "Your post")[:_LONGEST_TITLE],
            "archetype": "private_message",
            "target_recipients": reply.target.author_handle,
        }
        if self._client.by_admin_key:
            # One topic at most has this name, so a repeated attempt is refused; the server takes it from such a key only.
            body["external_id"] = reply.id
        return body

    def _illustrated(self, text: str, reply: OutgoingReply) -> str:
        # Uploaded anew with each attempt: without a post nobody sees them, and the server keeps the same file once.
        uploads = [self._client.upload(media.path.name, content_of(media), media.mime) for media in reply.media]
        return with_pictures(text, [(media.alt, address) for media, address in zip(reply.media, uploads, strict=True)])

    def _with_link(self, reply: OutgoingReply) -> str:
        topic_id, number = self.place_of(reply.target)
        return f"{reply.text}\n\n{self._client.base_url}/t/{topic_id}/{number}"

    def _why_refused(self, reply: OutgoingReply, refusal: Rejected) -> Rejected | OutcomeUnknown:
        """A text that is too similar is refused in the community's own language, like one that is too short: only where
        it stands already, it was an earlier attempt. Where that cannot be read, nothing is known."""
        try:
            absent = isinstance(self.find_sent(reply), SurelyAbsent)
        except (Gone, Rejected):
            return refusal
        except ConnectorError as error:
            log.info("whether a refused reply is there already cannot be read: %s", error)
            return OutcomeUnknown(refusal.reason)
        return refusal if absent else OutcomeUnknown(refusal.reason)

    def _find_message(self, reply: OutgoingReply) -> ReadBack:
        text, earliest = self._with_link(reply), reply.created_at - CLOCKS
        path = f"/topics/private-messages-sent/{self._community.user()}.json"
        page = self._client.topics(path, {"page": 0, "no_definitions": "true", "order": "activity"})
        listed = objects_at(page, "topics")
        recent = [entry.topic_id for entry in map(read_entry, listed) if entry.bumped_at >= earliest]
        for topic_id in recent[:_MOST_MESSAGES]:
            posts = self._first_posts(topic_id)
            if same := own_with(text, len(reply.media), posts, self._community.account_id(), earliest):
                return Found(receipt_of(same[0], self._client.base_url, private=True))
        all_listed = len(recent) < len(listed) or not text_at(page, "more_topics_url")
        return SurelyAbsent() if all_listed and len(recent) <= _MOST_MESSAGES else CannotTell()

    def _first_posts(self, topic_id: int) -> tuple[JsonObject, ...]:
        topic = self._topics.opened(topic_id)
        first = numbers_of(topic.posts).get(1)
        return tuple(post for post in topic.posts if number_at(post, "id") == first)


def _must_fit(reply: OutgoingReply) -> None:
    if reply.warning:
        raise Rejected(OwnWords("This community knows no content warnings."))
    if reply.visibility not in (
        None,
        Visibility.DIRECT,
        Visibility.DIRECT if _is_private(reply) else Visibility.PUBLIC,
    ):
        raise Rejected(OwnWords("This community knows answers for everybody in the topic, and private messages."))


def _stands_in_message(reply: OutgoingReply) -> bool:
    """The later parts of a message stand below its first, whatever the conversation is in which we show them."""
    return reply.place.kind is ConversationKind.DIRECT or reply.target.native.get("private") == "1"


def _is_private(reply: OutgoingReply) -> bool:
    return _stands_in_message(reply) or reply.visibility is Visibility.DIRECT


def _leaves_the_topic(reply: OutgoingReply) -> bool:
    return reply.visibility is Visibility.DIRECT and not _stands_in_message(reply)

"""What leaves for Bluesky: replies and likes under keys that repeat themselves, and the deletion of own posts."""

from __future__ import annotations

from agent_desk.connectors.bluesky import mapping, records
from agent_desk.connectors.bluesky.client import BlueskyClient
from agent_desk.connectors.bluesky.mapping import View
from agent_desk.connectors.bluesky.records import LIKES, POSTS, StrongRef
from agent_desk.connectors.bluesky.session import XrpcRefusal
from agent_desk.connectors.http import clean_text
from agent_desk.connectors.http.shapes import JsonObject, object_at, text_at
from agent_desk.connectors.uploads import content_of
from agent_desk.domain.errors import Gone, OwnWords, Rejected
from agent_desk.domain.outgoing import (
    CannotTell,
    Found,
    OutgoingReply,
    ReadBack,
    Receipt,
    SurelyAbsent,
    VenueAct,
    VenueActKind,
)


class Writing:
    """The writing half of the connector. Blocking; one thread at a time."""

    def __init__(self, client: BlueskyClient) -> None:
        self._client = client

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt to write the reply under its own key; the same reply again is the same record."""
        record = self._record(reply, *self._above(reply))
        try:
            made = self._client.create(POSTS, records.reply_key(reply.id, reply.created_at), record)
            return self._receipt(made, record, reply.created_at)
        except XrpcRefusal as refusal:
            if refusal.name != "InvalidSwap":
                raise
        found = self.find_sent(reply)
        if isinstance(found, Found):
            return found.receipt
        raise Rejected(OwnWords("another post already has this reply's key"))

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Whether the reply's own key holds it."""
        stored = self._client.record(POSTS, records.reply_key(reply.id, reply.created_at))
        if stored is None:
            return SurelyAbsent()
        value = object_at(stored, "value")
        same = (text_at(value, "text"), text_at(value, "createdAt")) == (
            reply.text,
            records.timestamp(reply.created_at),
        )
        if not same:
            return CannotTell(clean_text(text_at(value, "text")))
        return Found(self._receipt(StrongRef(text_at(stored, "uri"), text_at(stored, "cid")), value, reply.created_at))

    def act(self, act: VenueAct) -> Receipt:
        """Like, unlike, or delete a post of our own account."""
        if act.kind is VenueActKind.LIKE:
            return self._like(act)
        if act.kind is VenueActKind.UNLIKE:
            return self._unlike(act)
        if act.kind is VenueActKind.DELETE:
            return self._delete(act)
        raise Rejected(OwnWords("Bluesky has no {act}", act=act.kind))

    def _like(self, act: VenueAct) -> Receipt:
        target = self._target(act.target.remote_id)
        existing = text_at(object_at(target.raw, "viewer"), "like")
        if existing:
            return Receipt(existing)
        try:
            record = records.like_record(target.ref, act.created_at)
            return Receipt(self._client.create(LIKES, records.like_key(target.uri), record).uri)
        except XrpcRefusal as refusal:
            if refusal.name != "InvalidSwap":
                raise
        return Receipt(f"at://{self._client.session().did}/{LIKES}/{records.like_key(target.uri)}")

    def _unlike(self, act: VenueAct) -> Receipt:
        uri = act.target.remote_id
        shown = [mapping.view(raw) for raw in self._client.posts([uri])]
        # A like that was given in another program has a key of that program's making.
        existing = text_at(object_at(shown[0].raw, "viewer"), "like") if shown else ""
        for rkey in dict.fromkeys((records.like_key(uri), existing.rpartition("/")[2])):
            if rkey:
                self._client.delete(LIKES, rkey)
        return Receipt(uri)

    def _delete(self, act: VenueAct) -> Receipt:
        uri = act.target.remote_id
        if mapping.owner(uri) != self._client.session().did:
            raise Rejected(OwnWords("only posts of the connected account can be deleted"))
        self._client.delete(POSTS, uri.rpartition("/")[2])
        return Receipt(uri)

    def _target(self, uri: str) -> View:
        shown = self._client.posts([uri])
        if not shown:
            raise Gone("the post is no longer shown to us")
        return mapping.view(shown[0])

    def _above(self, reply: OutgoingReply) -> tuple[StrongRef, StrongRef]:
        """The post that is answered and the root of its thread."""
        uri, native = reply.target.remote_id, reply.target.native
        parent = StrongRef(uri, native.get("cid", ""))
        root = StrongRef(native.get("root_uri", ""), native.get("root_cid", ""))
        shown = self._client.posts([uri])
        if not shown and parent.cid and root.uri and root.cid and mapping.owner(uri) == self._client.session().did:
            # What we wrote a moment ago is not shown to anybody yet.
            return parent, root
        if not shown:
            raise Gone("the post is no longer shown to us")
        target = mapping.view(shown[0])
        if target.reply_disabled:
            raise Rejected(OwnWords("the thread's author does not let us answer here"), code="locked")
        parent = StrongRef(target.uri, parent.cid or target.ref.cid)
        return parent, root if root.uri and root.cid else target.root or parent

    def _record(self, reply: OutgoingReply, parent: StrongRef, root: StrongRef) -> JsonObject:
        return records.reply_record(
            reply.text,
            created_at=reply.created_at,
            root=root,
            parent=parent,
            linked=records.facets(reply.text, self._client.resolve_handle),
            language=reply.target.native.get("lang", ""),
            images=[(media, self._client.upload(content_of(media), media.mime)) for media in reply.media],
        )

    def _receipt(self, made: StrongRef, record: JsonObject, created_at: int) -> Receipt:
        url = mapping.web_url(self._client.session().did, made.uri)
        return Receipt(made.uri, url, posted_at=created_at, native=records.native_of(made, record))

"""What leaves for Mastodon: replies with their files, favourites, edits and deletions of own posts."""

from __future__ import annotations

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import JsonValue
from agent_desk.connectors.http.shapes import JsonObject, objects_at, text_at
from agent_desk.connectors.mastodon import mapping
from agent_desk.connectors.mastodon.client import MastodonClient
from agent_desk.connectors.mastodon.mapping import Status
from agent_desk.connectors.mastodon.reading import PAGE_SIZE, Reading
from agent_desk.connectors.mastodon.sent import CLOCKS, NAME, addressed, judged, receipt_for, visibility_word
from agent_desk.connectors.mastodon.threads import readable
from agent_desk.connectors.uploads import content_of
from agent_desk.domain.errors import Gone, OutcomeUnknown, OwnWords, RateLimited, Rejected, Unexpected
from agent_desk.domain.outgoing import OutgoingMedia, OutgoingReply, ReadBack, Receipt, VenueAct, VenueActKind
from agent_desk.domain.posts import PostRef, PostState

PROCESSING = 3000
"""When to ask again for a file that the server still works on, in milliseconds."""
_MOST_PAGES = 10
_MOST_UPLOADS = 100


class Writing:
    """The writing half of the connector. Blocking; one thread at a time."""

    def __init__(self, access: VenueAccess, client: MastodonClient, reading: Reading) -> None:
        self._access, self._client, self._reading = access, client, reading
        self._uploads: dict[tuple[str, int], str] = {}

    def send(self, reply: OutgoingReply) -> Receipt:
        """One attempt under a key of the delivery's own. Raises RateLimited while the server still works on a file: it was
        uploaded and is kept for the next attempt, nothing was posted."""
        target = self._known(reply.target)
        body: JsonObject = {
            "status": _words(reply, target),
            "in_reply_to_id": reply.target.remote_id,
            "visibility": visibility_word(target["visibility"], reply.visibility),
        }
        if reply.warning:
            body |= {"spoiler_text": reply.warning, "sensitive": True}
        if target.get("lang"):
            body["language"] = target["lang"]
        if reply.media:
            body["media_ids"] = list(self._uploaded(reply))
        answer = self._client.post(body, reply.id)
        try:
            post = mapping.status(answer)
        except Unexpected as error:
            raise OutcomeUnknown(f"the answer to a reply is none: {error}") from error
        for index in range(len(reply.media)):
            self._uploads.pop((reply.id, index), None)
        return receipt_for(post, self._reading.ours())

    def find_sent(self, reply: OutgoingReply) -> ReadBack:
        """Our own posts since before the reply was queued, of every visibility, and what stands below its target."""
        target = self._known(reply.target)
        own, whole = self._own_since(reply.created_at - CLOCKS)
        try:
            _, below = self._client.context(reply.target.remote_id)
        except Gone:
            below = []
        us = self._reading.account_id
        posts = {post.id: post for post in (*own, *readable(below)) if post.author == us}
        words, target_id = _words(reply, target), reply.target.remote_id
        return judged(words, target_id, reply.created_at, posts.values(), self._client.source, whole=whole)

    def act(self, act: VenueAct) -> Receipt:
        """Favourite, or no longer; report; edit or delete a post of ours. Nothing tells of a report that was made, so one
        whose answer got lost is made twice."""
        post_id = act.target.remote_id
        if act.kind in (VenueActKind.LIKE, VenueActKind.UNLIKE):
            self._client.favour(post_id, on=act.kind is VenueActKind.LIKE)
            return Receipt(post_id)
        if act.kind is VenueActKind.EDIT:
            return self._edit(post_id, act.text)
        if act.kind is VenueActKind.DELETE:
            return self._delete(post_id)
        if act.kind is VenueActKind.FLAG:
            self._client.report(act.target.author_remote_id, post_id, act.text)
            return Receipt(post_id)
        raise Rejected(OwnWords("Mastodon has no {act}", act=act.kind))

    def _known(self, target: PostRef) -> dict[str, str]:
        if target.native.get("visibility"):
            return dict(target.native)
        return mapping.native_of(mapping.status(self._client.status(target.remote_id)), self._reading.ours())

    def _own_since(self, since: int) -> tuple[list[Status], bool]:
        """Our own posts back to `since`, and whether surely none is missing."""
        account_id, found, following = self._reading.account_id, [], ""
        for _ in range(_MOST_PAGES):
            page = self._client.posts_of(account_id, following, PAGE_SIZE)
            posts = readable(page)
            found += posts
            if len(posts) < len(page):
                return found, False
            if not posts or mapping.posted_at(posts[-1]) < since:
                return found, True
            following = page.following or posts[-1].id
        return found, False

    def _uploaded(self, reply: OutgoingReply) -> list[JsonValue]:
        ids = [self._upload(reply.id, index, media) for index, media in enumerate(reply.media)]
        # Every file is on its way before the first one is waited for.
        for index, media_id in enumerate(ids):
            try:
                ready = self._client.is_ready(media_id)
            except Gone:
                self._uploads.pop((reply.id, index), None)
                ready = False
            if not ready:
                raise RateLimited(self._access.now() + PROCESSING, "the server still works on a file")
        return list(ids)

    def _upload(self, reply_id: str, index: int, media: OutgoingMedia) -> str:
        known = self._uploads.get((reply_id, index))
        if known is not None:
            return known
        media_id = mapping.id_at(self._client.upload(media.path.name, content_of(media), media.mime, media.alt), "id")
        if not media_id:
            raise Unexpected("the server took a file without naming it")
        if len(self._uploads) >= _MOST_UPLOADS:
            self._uploads.clear()
        return self._uploads.setdefault((reply_id, index), media_id)

    def _edit(self, post_id: str, text: str) -> Receipt:
        before = mapping.status(self._client.status(post_id))
        if before.author != self._reading.account_id:
            raise Rejected(OwnWords("only posts of the connected account can be edited"))
        if before.raw.get("poll"):
            raise Rejected(OwnWords("a post with a poll would lose its votes"))
        name = mapping.native_of(before, self._reading.ours())["mention"]
        media = [mapping.id_at(item, "id") for item in objects_at(before.raw, "media_attachments")]
        body: JsonObject = {
            "status": addressed(text, name) if before.parent and NAME.fullmatch(name) else text,
            "spoiler_text": text_at(before.raw, "spoiler_text"),
            "sensitive": before.raw.get("sensitive") is True,
            # What is not said again, the server takes off the post.
            "media_ids": [*media],
        }
        if text_at(before.raw, "language"):
            body["language"] = text_at(before.raw, "language")
        answer = self._client.edit(post_id, body)
        try:
            return receipt_for(mapping.status(answer))
        except Unexpected as error:
            raise OutcomeUnknown(f"the answer to an edit is none: {error}") from error

    def _delete(self, post_id: str) -> Receipt:
        try:
            before = mapping.status(self._client.status(post_id))
            if before.author != self._reading.account_id:
                raise Rejected(OwnWords("only posts of the connected account can be deleted"))
            self._client.delete(post_id)
        except Gone:
            pass
        return Receipt(post_id, state=PostState.DELETED)


def _words(reply: OutgoingReply, target: dict[str, str]) -> str:
    name = target.get("mention") or reply.target.author_handle
    fits = NAME.fullmatch(name) is not None
    if not fits and visibility_word(target["visibility"], reply.visibility) == "direct":
        raise Rejected(OwnWords("nobody could read this: the person's name cannot be mentioned"))
    return addressed(reply.text, name) if fits else reply.text

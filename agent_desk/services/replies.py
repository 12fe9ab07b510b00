"""Answering: one Send commits one row to the outbox, fixed for good, and the thread shows it at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from mimetypes import guess_type
from pathlib import Path

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import Refused, WrongUse
from agent_desk.domain.measuring import Measure, measure
from agent_desk.domain.rows import DeliveryKind, MessageRow, StoredMedia
from agent_desk.domain.venues import Capability, Limits, Venue
from agent_desk.services.ground import Ground
from agent_desk.services.queueing import Sent, queue
from agent_desk.storage.contract import Nouns

UNDO_WINDOW = 10_000
"""Milliseconds in which a reply can be taken back before it leaves."""


class Replies:
    """Replies; each goes through the outbox. On the write lane."""

    def __init__(self, ground: Ground, attachments: Path) -> None:
        self._ground = ground
        self._attachments = attachments

    def limits(self, venue: Venue) -> Limits:
        """What fits at a venue: its own word, else the network's."""
        return venue.profile.limits if venue.profile else self._ground.registry.get(venue.network).manifest.limits

    def measure(self, text: str, venue: Venue) -> Measure:
        """How long a text is there. Any thread."""
        return measure(text, self.limits(venue))

    def send(
        self,
        conversation_id: str,
        text: str,
        *,
        target_message_id: str | None = None,
        media: Sequence[StoredMedia] = (),
        key: str | None = None,
        now: bool = False,
        keep_draft: bool = False,
    ) -> Sent:
        """Queue a reply and clear the draft, in one transaction. The same `key` returns the same row and sends nothing.

        `now` skips the undo window. `keep_draft`: these words do not come from the draft, so it stays.
        Raises Refused (`read_only`, `not_allowed`, `empty_reply`, `too_long`, `media_not_allowed`), NotFound.
        """
        with self._ground.act() as (nouns, tally):
            if key is not None and (before := nouns.deliveries.by_key(key)) is not None:
                return Sent(before, Changes())
            row = nouns.conversations.row(conversation_id)
            venue = nouns.venues.get(row.venue_id)
            target = self._target(nouns, conversation_id, target_message_id)
            self._check(venue, text, media)
            queued = queue(
                self._ground,
                nouns,
                venue,
                target,
                DeliveryKind.REPLY,
                text,
                media=media,
                key=key,
                wait=0 if now else UNDO_WINDOW,
            )
            drafts = not keep_draft and nouns.drafts.discard(conversation_id, self._ground.me)
            read = nouns.conversations.mark_read(conversation_id)
            tally.add(
                Changes(
                    conversations=frozenset({conversation_id}),
                    deliveries=frozenset({queued.id}),
                    drafts=frozenset({conversation_id} if drafts or read else ()),
                )
            )
        return Sent(queued, tally.changes)

    def attach(self, path: Path, alt: str, venue: Venue) -> StoredMedia:
        """Copy a file into a place of our own, so that it is still there when the reply leaves.

        Raises Refused(`media_not_allowed`) for a type or size that the venue does not take, WrongUse when unreadable.
        """
        limits = self.limits(venue)
        mime = guess_type(path.name)[0] or "application/octet-stream"
        try:
            size = path.stat().st_size
        except OSError as error:
            raise WrongUse(f"{path.name}: {error.strerror}") from error
        if not path.is_file():
            raise WrongUse(f"{path.name}: not a file")
        if mime not in limits.media_types:
            raise Refused("media_not_allowed", mime)
        if limits.media_bytes_max and size > limits.media_bytes_max:
            raise Refused("media_not_allowed", f"{size} > {limits.media_bytes_max} bytes")
        if limits.alt_max and len(alt) > limits.alt_max:
            raise Refused("too_long")
        kept = self._attachments / f"{self._ground.new_id()}{path.suffix.lower()}"
        try:
            _copy(path, kept)
        except OSError as error:
            kept.unlink(missing_ok=True)
            raise WrongUse(f"{path.name}: {error.strerror}") from error
        return StoredMedia(str(kept), mime, alt, size)

    def _check(self, venue: Venue, text: str, media: Sequence[StoredMedia]) -> None:
        if venue.read_only:
            raise Refused("read_only")
        if not venue.may(Capability.REPLY):
            raise Refused("not_allowed")
        if not text.strip() and not media:
            raise Refused("empty_reply")
        if not self.measure(text, venue).fits:
            raise Refused("too_long")
        if len(media) > self.limits(venue).media_max:
            raise Refused("media_not_allowed", f"{len(media)} > {self.limits(venue).media_max}")

    def _target(self, nouns: Nouns, conversation_id: str, message_id: str | None) -> MessageRow:
        if message_id is not None:
            target = nouns.messages.get(message_id)
            if target.conversation_id != conversation_id:
                raise WrongUse("that post stands in another conversation")
            return target
        target_id = nouns.messages.answerable(conversation_id)
        if target_id is None:
            raise Refused("not_allowed", "no post to answer")
        return nouns.messages.get(target_id)


def _copy(path: Path, kept: Path) -> None:
    """Copy a file, and see it on disk: the reply that goes with it will be."""
    with path.open("rb") as source, kept.open("xb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())

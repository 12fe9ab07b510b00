"""Answering: one Send commits one row to the outbox, fixed for good, and the thread shows it at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from mimetypes import guess_type
from pathlib import Path

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Direction
from agent_desk.domain.errors import NotFound, OwnWords, Refused, WrongUse
from agent_desk.domain.measuring import Measure, measure
from agent_desk.domain.posts import Visibility
from agent_desk.domain.rows import DeliveryKind, DeliveryRow, MessageRow, StoredMedia
from agent_desk.domain.venues import Capability, Limits, Venue
from agent_desk.services.drafts import clear_reply
from agent_desk.services.ground import Ground
from agent_desk.services.parts import parts_of
from agent_desk.services.queueing import UNDO_WINDOW, Leaving, Sent, queue, time_to_leave
from agent_desk.services.reviewing import ask
from agent_desk.storage.contract import Nouns


class Replies:
    """Replies; each goes through the outbox. On the write lane."""

    def __init__(self, ground: Ground, attachments: Path) -> None:
        self._ground = ground
        self._attachments = attachments
        self.undo_window = UNDO_WINDOW
        """Milliseconds in which a reply can be taken back before it leaves; an agent may choose another span."""

    def limits(self, venue: Venue) -> Limits:
        """What fits at a venue: its own word, else the network's."""
        return venue.profile.limits if venue.profile else self._ground.registry.get(venue.network).manifest.limits

    def measure(self, text: str, venue: Venue, warning: str = "") -> Measure:
        """How long a text is there, behind its content warning. Any thread."""
        return measure(text, self.limits(venue), warning)

    def split(self, text: str, venue: Venue, warning: str = "") -> tuple[str, ...]:
        """The numbered parts as which a text leaves, each behind the content warning; the text itself where it fits. Any
        thread. Raises Refused(`too_long`)."""
        from agent_desk.domain.splitting import split

        return split(text, self.limits(venue), warning)

    def visibilities(self, venue: Venue, target: MessageRow) -> tuple[Visibility, ...]:
        """Who may be let read an answer to that post, the usual first: as the post itself. Any thread."""
        usual = target.visibility
        direct = venue.may(Capability.DIRECT) and target.direction is not Direction.OURS
        others = (
            tuple(item for item in Visibility if item is not Visibility.DIRECT)
            if venue.may(Capability.VISIBILITY)
            else ()
        )
        found = (usual, *others, *((Visibility.DIRECT,) if direct else ()))
        return tuple(dict.fromkeys(found))

    def target(self, conversation_id: str, message_id: str | None = None) -> MessageRow | None:
        """The post that an answer there is for: the given one, else the one that waits. None where there is none any
        more. Any thread."""
        try:
            return self._target(self._ground.store.read, conversation_id, message_id)
        except (Refused, NotFound):
            return None

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
        visibility: Visibility | None = None,
        warning: str = "",
        at: int | None = None,
        split: bool = False,
    ) -> Sent:
        """Queue a reply and clear the draft, in one transaction. The same `key` returns the same row and sends nothing.

        `now` skips the undo window; `at`: when to leave (UTC milliseconds). `keep_draft`: these words do not come from the
        draft, so it stays. `visibility`: None as the post it answers. `split`: too long a text leaves as a numbered thread.
        Raises Refused (`read_only`, `not_allowed`, `empty_reply`, `too_long`, `media_not_allowed`, `wrong_time`,
        `visibility_not_allowed`, `warning_not_allowed`), NotFound.
        """
        with self._ground.act() as (nouns, tally):
            if key is not None and (before := nouns.deliveries.by_key(key)) is not None:
                return Sent(before, Changes(), parts_of(nouns, before))
            # What was merged into this one is answered where it stands.
            target = self._target(nouns, conversation_id, target_message_id)
            venue = nouns.venues.get(nouns.conversations.row(target.conversation_id).venue_id)
            texts = self.split(text, venue, warning.strip()) if split else (text,)
            whole = Leaving(DeliveryKind.REPLY, text, media, visibility, warning.strip(), parts=len(texts))
            self._check(venue, target, whole, texts)
            when = time_to_leave(self._ground.now(), at, now=now, window=self.undo_window)
            parts: list[DeliveryRow] = []
            for leaving in _parts(whole, texts):
                after = replace(leaving, after_id=parts[-1].id if parts else None)
                first_key = None if parts else key
                parts.append(queue(self._ground, nouns, venue, target, after, when, key=first_key))
            ask(self._ground, nouns, tally, parts[0])
            drafts = Changes() if keep_draft else clear_reply(self._ground, nouns, conversation_id, self._ground.me)
            read = nouns.conversations.mark_read(conversation_id)
            tally.add(
                drafts
                | Changes(
                    conversations=frozenset({conversation_id, target.conversation_id}),
                    deliveries=frozenset(part.id for part in parts),
                    drafts=frozenset({conversation_id} if read else ()),
                )
            )
        return Sent(parts[0], tally.changes, tuple(parts))

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
            raise WrongUse(OwnWords("{file}: not a file", file=path.name))
        if mime not in limits.media_types:
            raise Refused("media_not_allowed", mime)
        if limits.media_bytes_max and size > limits.media_bytes_max:
            raise Refused(
                "media_not_allowed",
                OwnWords("it has {size} bytes, and {most} are allowed", size=size, most=limits.media_bytes_max),
            )
        if limits.alt_max and len(alt) > limits.alt_max:
            raise Refused("too_long")
        kept = self._attachments / f"{self._ground.new_id()}{path.suffix.lower()}"
        try:
            _copy(path, kept)
        except OSError as error:
            kept.unlink(missing_ok=True)
            raise WrongUse(f"{path.name}: {error.strerror}") from error
        return StoredMedia(str(kept), mime, alt, size)

    def _check(self, venue: Venue, target: MessageRow, reply: Leaving, texts: Sequence[str]) -> None:
        if venue.read_only:
            raise Refused("read_only")
        if not venue.may(Capability.REPLY):
            raise Refused("not_allowed")
        if not reply.text.strip() and not reply.media:
            raise Refused("empty_reply")
        if not all(self.measure(text, venue, reply.warning).fits for text in texts):
            raise Refused("too_long")
        if len(reply.media) > self.limits(venue).media_max:
            raise Refused(
                "media_not_allowed", OwnWords("at most {n} files go with one reply", n=self.limits(venue).media_max)
            )
        if reply.visibility is not None and reply.visibility not in self.visibilities(venue, target):
            raise Refused("visibility_not_allowed", reply.visibility)
        if reply.warning and not venue.may(Capability.WARNING):
            raise Refused("warning_not_allowed")

    def _target(self, nouns: Nouns, conversation_id: str, message_id: str | None) -> MessageRow:
        if message_id is not None:
            target = nouns.messages.get(message_id)
            if target.conversation_id not in nouns.merging.family(conversation_id).all:
                raise WrongUse(OwnWords("that post stands in another conversation"))
            return target
        target_id = nouns.messages.answerable(*nouns.merging.family(conversation_id).all)
        if target_id is None:
            raise Refused("not_allowed", "no post to answer")
        return nouns.messages.get(target_id)


def _parts(whole: Leaving, texts: Sequence[str]) -> Iterator[Leaving]:
    for number, text in enumerate(texts, start=1):
        yield replace(whole, text=text, media=() if number > 1 else whole.media, part=number)


def _copy(path: Path, kept: Path) -> None:
    """Copy a file, and see it on disk: the reply that goes with it will be."""
    with path.open("rb") as source, kept.open("xb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())

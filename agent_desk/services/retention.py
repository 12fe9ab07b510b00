"""Keeping posts no longer than wanted, and forgetting one author for good. What was removed stays in the sums of its day."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import OwnWords, Refused, StoreBusy, StoreFull, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground, Touched
from agent_desk.services.statuses import record
from agent_desk.storage.contract.around import Erasure

log = logging.getLogger(__name__)
DAY = 24 * 3600 * 1000
LONGEST_DAYS = 36_500
AT_ONCE = 100
_PIECE = 1 << 20


@frozen
class Removed:
    """What a round of retention removed."""

    conversations: int
    posts: int
    changes: Changes


@frozen
class WouldErase:
    """How much an erasure would take: posts, replies of ours to them, notes; `shared` conversations with others stay."""

    posts: int
    replies: int
    notes: int
    conversations: int
    shared: int


@frozen
class Erased:
    """What an erasure took. `overwritten`: no file of the workspace holds any of it; False where another program reads the
    database or the disk is too full for the rebuilding, `overwrite` does it later. `backups`: files that still hold the
    author's posts. `pictures`: addresses whose pictures may lie in the cache."""

    posts: int
    replies: int
    notes: int
    conversations: int
    overwritten: bool
    backups: tuple[Path, ...]
    pictures: tuple[str, ...]
    changes: Changes


def _sum_up(ground: Ground, cancelled: Callable[[], bool]) -> bool:
    # Sums are loaded with the first work on them: a window is seen without.
    from agent_desk.services.figure_days import catch_up

    return catch_up(ground, cancelled=cancelled)


class Retention:
    """Slow, on a thread of its own; each transaction is short. `set` on the write lane."""

    def __init__(self, ground: Ground, backups: Path, attachments: Path, forget_pictures: Forget | None = None) -> None:
        """`forget_pictures` is given the addresses of pictures that must not stay in the cache."""
        self._ground = ground
        self._backups = backups
        self._attachments = attachments
        self._forget_pictures = forget_pictures

    def set(self, venue_id: str, days: int | None) -> Changes:
        """Keep ended conversations of a venue for so many days, None for good. Nothing is removed yet. Raises WrongUse."""
        if days is not None and not 0 < days <= LONGEST_DAYS:
            raise WrongUse(OwnWords("a number of days from 1 to {most} is wanted", most=LONGEST_DAYS))
        with self._ground.act() as (nouns, tally):
            nouns.venues.get(venue_id)
            nouns.retention.set_days(venue_id, days)
            tally.add(Changes(venues=frozenset({venue_id})))
        return tally.changes

    def would_remove(self, venue_id: str, days: int) -> int:
        """How many conversations would go right now."""
        return self._ground.store.read.retention.count_old(venue_id, self._ground.now() - days * DAY)

    def run(self, cancelled: Callable[[], bool] = lambda: False) -> Removed:
        """Remove what is older than its venue keeps. Whoever still waited there is expired by rule, and counted so. Before, the
        sums of all days are made, which outlive what they were made of."""
        if not _sum_up(self._ground, cancelled):
            return Removed(0, 0, Changes())
        conversations, posts, changes = 0, 0, Changes()
        for venue in self._ground.store.read.venues.all():
            while venue.retention_days is not None and not cancelled():
                taken = self._some(venue, self._ground.now() - venue.retention_days * DAY)
                if not taken.conversations_removed:
                    break
                conversations += len(taken.conversations_removed)
                posts += taken.posts
                changes |= Changes(conversations=frozenset(taken.conversations_removed))
        return Removed(conversations, posts, changes)

    def would_erase(self, author_id: str) -> WouldErase:
        """What would go with an author; raises NotFound."""
        found = self._ground.store.read.retention.would_erase(author_id)
        shared = len(found.conversations)
        return WouldErase(found.posts, found.replies, found.notes, len(found.conversations_removed), shared)

    def erase(self, author_id: str) -> Erased:
        """Forget an author for good: posts with their versions and words in the search, name, avatar, what we wrote to the
        author, drafts, notes that name the author. A fingerprint stays, so that no fetch brings them back. What others
        wrote about the author stays, and what we wrote to others. Raises NotFound; Refused(`ours`), Refused(`still_sending`)
        while a reply is to leave or may have left."""
        read = self._ground.store.read
        author, venue_id = read.people.get(author_id), read.people.venue_of(author_id)
        if author.ours:
            raise Refused("ours")
        backups = self._holding(author_id)
        _sum_up(self._ground, lambda: False)
        with self._ground.act() as (nouns, tally):
            if nouns.retention.sending(author_id):
                raise Refused("still_sending")
            key = fingerprint_of(nouns.ledger.workspace())
            scope = nouns.retention.would_erase(author_id)
            roots = nouns.merging.roots((*scope.conversations, *scope.conversations_removed))
            taken = nouns.retention.erase(author_id, key, self._ground.now())
            connected = {venue.id: venue for venue in nouns.venues.all()}
            if venue_id in connected:
                self._ground.settle(nouns, connected[venue_id], dict.fromkeys(taken.conversations, Touched()))
            record(self._ground, nouns, ActionKind.ERASE, "", None, {"posts": str(taken.posts)})
            gone = {*scope.conversations_removed, *taken.conversations_removed}
            worked_in = set(roots.values()) - gone
            nouns.merging.stand_alone(worked_in)
            touched = frozenset((*taken.conversations, *gone, *worked_in))
            tally.add(Changes(conversations=touched, authors=frozenset({author_id})))
        self._drop_files(taken)
        return Erased(
            taken.posts,
            taken.replies,
            taken.notes,
            len(taken.conversations_removed),
            self.overwrite(),
            backups,
            taken.pictures,
            tally.changes,
        )

    def overwrite(self) -> bool:
        """Rebuild the database file, so that nothing removed is left in it. A minute for some gigabytes."""
        try:
            return self._ground.store.overwrite()
        except (StoreBusy, StoreFull) as error:
            log.warning("what was erased is not overwritten yet: %s", error.detail)
            return False

    def remove_backups(self, files: Sequence[Path]) -> None:
        """Remove backups that still hold what was erased. Raises WrongUse for a file that is none, or that stays."""
        for file in files:
            if file.parent != self._backups:
                raise WrongUse(OwnWords("{file} is no backup of this workspace", file=str(file)))
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                raise WrongUse(f"{file}: {error.strerror}") from error

    def _some(self, venue: Venue, before: int) -> Erasure:
        with self._ground.act() as (nouns, tally):
            taken = nouns.retention.remove(nouns.retention.old(venue.id, before, AT_ONCE))
            tally.add(Changes(conversations=frozenset(taken.conversations_removed)))
        self._drop_files(taken)
        return taken

    def _drop_files(self, taken: Erasure) -> None:
        for name in taken.files:
            file = Path(name)
            if file.parent == self._attachments:
                try:
                    file.unlink(missing_ok=True)
                except OSError as error:
                    log.warning("an attached file could not be removed: %s", error.strerror)
        if self._forget_pictures is not None and taken.pictures:
            self._forget_pictures(taken.pictures)

    def _holding(self, author_id: str) -> tuple[Path, ...]:
        """Backups and set-aside databases in which the author's id stands. Copies elsewhere are not known here."""
        wanted = author_id.encode()
        return tuple(file for file in sorted(self._backups.iterdir()) if file.is_file() and _contains(file, wanted))


Forget = Callable[[Iterable[str]], None]


def fingerprint_of(workspace: str) -> Callable[[str], str]:
    """How this workspace recognises what it must not take in again: one way, so that it tells nobody a name."""
    return lambda text: hmac.new(workspace.encode(), text.encode(), hashlib.sha256).hexdigest()


def _contains(file: Path, wanted: bytes) -> bool:
    try:
        with file.open("rb") as source:
            rest = b""
            while piece := source.read(_PIECE):
                if wanted in rest + piece:
                    return True
                rest = piece[-len(wanted) :]
    except OSError as error:
        log.warning("a backup could not be read: %s", error.strerror)
    return False

"""The unattended ledger: both sides by day and venue, the posts behind each figure, and closing a day post by post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from agent_desk.domain.balance import BalanceDay, DisposeReason, Span, day_of, fits, span_of
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Disposition
from agent_desk.domain.errors import OwnWords, Refused, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Right, may
from agent_desk.domain.rows import MessageRow
from agent_desk.services.ground import Ground
from agent_desk.services.statuses import dispose

LONGEST = 366
"""Days in one look."""


@frozen
class Closed:
    """Posts that were dealt with, and how: what `undo` wants."""

    message_ids: tuple[str, ...]
    disposition: Disposition
    changes: Changes


class Balance:
    """Reads on any thread, of many days not on the GUI thread; `close` and `undo` on the write lane."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def zone(self) -> ZoneInfo:
        """In which the workspace's days begin and end."""
        return ZoneInfo(self._ground.store.read.choices.zone() or "UTC")

    def set_zone(self, zone: str) -> Changes:
        """Choose it by its IANA name; empty: UTC. Raises Refused(`no_right`, `zone_unknown`)."""
        if zone and zone not in available_timezones():
            raise Refused("zone_unknown", zone=zone[:60])
        with self._ground.act() as (nouns, tally):
            if not may(nouns.agents.get(self._ground.me).role, Right.SET_LEVELS):
                raise Refused("no_right")
            nouns.choices.set_zone(zone)
            tally.add(Changes(everything=True))
        return tally.changes

    def today(self) -> date:
        """The day it is in the workspace's zone."""
        return day_of(self._ground.now(), self.zone())

    def days(self, from_day: date, to_day: date, venue_id: str | None = None) -> list[BalanceDay]:
        """A line for each day, both included, and connected venue at which anything was fetched; the latest day first.
        Raises WrongUse for no day or more than a year."""
        count = (to_day - from_day).days + 1
        if not 0 < count <= LONGEST:
            raise WrongUse(OwnWords("from one day to {most} days are wanted", most=LONGEST))
        zone = self.zone()
        spans = [span_of(from_day + timedelta(days=number), zone) for number in range(count)]
        return self._ground.store.read.balance.days(spans, venue_id)

    def posts(
        self,
        day: date,
        venue_id: str | None,
        disposition: Disposition | None,
        limit: int = 200,
        after: MessageRow | None = None,
    ) -> list[MessageRow]:
        """The posts behind a figure that are still kept, oldest first; None: those that wait."""
        return self._ground.store.read.balance.posts(self._span(day), venue_id, disposition, limit, after)

    def left(self, day: date | None = None, venue_id: str | None = None) -> list[str]:
        """Ids of all posts up to the end of a day (None: today) that wait, oldest first: what closing the day goes
        through."""
        end = self._span(day or self.today()).end
        return self._ground.store.read.balance.left(end, venue_id)

    def oldest(self) -> int | None:
        """When the oldest post that waits was posted (UTC milliseconds); None where nobody waits."""
        return self._ground.store.read.balance.oldest()

    def close(
        self,
        message_ids: Sequence[str],
        disposition: Disposition,
        reason: DisposeReason | None = None,
        note: str = "",
    ) -> Closed:
        """Record how posts were dealt with, with a reason. Those that wait no more are left as they are. Raises WrongUse,
        NotFound."""
        if not fits(disposition, reason):
            raise WrongUse(OwnWords("{reason} is no reason for {disposition}", reason=reason, disposition=disposition))
        with self._ground.act() as (nouns, tally):
            posts: dict[str, list[str]] = {}
            for message in map(nouns.messages.get, message_ids):
                if message.waits:
                    posts.setdefault(message.conversation_id, []).append(message.id)
            for conversation_id, ids in posts.items():
                tally.add(
                    dispose(self._ground, nouns, conversation_id, ids, disposition, note, reason=str(reason or ""))
                )
        return Closed(tuple(one for ids in posts.values() for one in ids), disposition, tally.changes)

    def undo(self, closed: Closed) -> Changes:
        """Let them wait again; another decision that came meanwhile stays."""
        with self._ground.act() as (nouns, tally):
            for conversation_id, posts in nouns.settling.only(closed.message_ids).items():
                ids = [post.id for post in posts if post.decided is closed.disposition]
                tally.add(dispose(self._ground, nouns, conversation_id, ids, None, ""))
        return tally.changes

    def _span(self, day: date) -> Span:
        return span_of(day, self.zone())

"""Plays the demo's week: posts come in when they were written, and the team works through them with the same acts as in real
work, each at its own moment."""

from __future__ import annotations

import heapq
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.delivery import DeliveryState, Step
from agent_desk.domain.errors import DeskError
from agent_desk.domain.lists import ListOrder, ListQuery
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.roster import Presence
from agent_desk.domain.rows import ConversationRow, DeliveryKind
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.runtime.places import resources_dir
from agent_desk.runtime.secrets import Vault
from agent_desk.services.admission import Cleaned
from agent_desk.services.approvals import Approvals
from agent_desk.services.assignment import Assignment
from agent_desk.services.connecting import Line, access_to
from agent_desk.services.ground import Ground, Seat
from agent_desk.services.ingest import prepare, take_in
from agent_desk.services.notes import Notes
from agent_desk.services.notices import Notices
from agent_desk.services.queueing import Leaving, queue
from agent_desk.services.rehearsal.habits import take_up_habits
from agent_desk.services.rehearsal.team import Hired, hire
from agent_desk.services.replies import Replies
from agent_desk.services.roster import Roster
from agent_desk.services.statuses import Statuses
from agent_desk.services.ticking import tick
from agent_desk.services.triage import Triage
from agent_desk.storage.contract import Nouns, Store

MINUTE = 60_000
HOUR = 60 * MINUTE
WEEK = 7 * 24 * HOUR
_TOGETHER = 2 * MINUTE
"""Posts of a venue within this time are fetched together."""
_HOURS, _WEEKEND = range(7, 17), range(9, 15)
"""Hours of a day, UTC, in which somebody looks through what needs no answer."""
_SHORT = 6
"""A conversation of fewer posts is one that anybody understands at a glance."""
_UNHEARD = 2 * HOUR
"""What the one who comes to look was told since then is still to be seen."""
_ROUNDS = HOUR
"""How often the house looks what falls due."""
Deed = Callable[[int], None]


class Rehearsal:
    """Plays the week in one transaction, on a write lane; takes some seconds."""

    def __init__(self, ground: Ground, vault: Vault, attachments: Path) -> None:
        self._real, self._vault, self._attachments = ground, vault, attachments
        self._script: dict[str, Any] = {}
        self._plan: list[tuple[int, int, Deed]] = []
        self._order = count()
        self._within: Store
        self._team: Hired

    def needed(self) -> bool:
        """Whether nobody but the one who looks works here yet, and nothing was fetched."""
        read = self._real.store.read
        return len(read.roster.agents()) == 1 and all(venue.synced_at is None for venue in read.venues.all())

    def play(self) -> Changes:
        """Hire the team and let it work through the week; nothing where that was done. Raises DeskError."""
        if not self.needed():
            return Changes()
        self._script = json.loads((resources_dir() / "demo" / "team.json").read_text(encoding="utf-8"))
        now = self._real.now()
        with self._real.store.write(durable=False) as nouns:
            self._within = _Within(self._real.store, nouns)
            begun = self._ground(now - WEEK, self._real.me)
            self._team = hire(begun, self._script)
            take_up_habits(begun, self._team)
            for venue in nouns.venues.all():
                self._fetch(nouns, venue, now)
            self._plan_days(now)
            while self._plan:
                at, _, deed = heapq.heappop(self._plan)
                if at < now:
                    deed(at)
            for entry in self._script["agents"]:
                self._be(entry["key"], Presence(entry["presence"]), entry.get("reason", ""), now)
            self._leave_open(now)
            nouns.ledger.publish(Changes(everything=True), self._real.origin, now)
        return Changes(everything=True)

    def _ground(self, at: int, agent_id: str) -> Ground:
        real = self._real
        return Ground(self._within, real.registry, lambda: at, real.new_id, "", Seat(agent_id), real.follow)

    def _later(self, at: int, deed: Deed) -> None:
        heapq.heappush(self._plan, (at, next(self._order), deed))

    def _fetch(self, nouns: Nouns, venue: Venue, now: int) -> None:
        """Read all that the venue tells, and let it come in bit by bit."""
        network = self._real.registry.get(venue.network)
        connector = Line(access_to(self._real, self._vault, venue), network).connector()
        posts: list[Cleaned] = []
        for stream in connector.streams():
            cursor, more = None, True
            while more:
                page = connector.fetch(stream, cursor)
                posts += prepare(page.posts)
                cursor, more = page.cursor, page.more
            nouns.venues.save_cursor(venue.id, stream, cursor or "", now)
        nouns.venues.set_profile(venue.id, connector.verify())
        nouns.venues.set_state(venue.id, VenueState.OK, "", None, now)
        connector.close()
        together: list[Cleaned] = []
        for post in sorted(posts, key=lambda item: item.post.posted_at):
            if together and post.post.posted_at > together[0].post.posted_at + _TOGETHER:
                self._plan_arrival(venue, together)
                together = []
            together.append(post)
        if together:
            self._plan_arrival(venue, together)

    def _plan_arrival(self, venue: Venue, posts: Sequence[Cleaned]) -> None:
        lag = 20_000 + _chance(70_000, posts[0].post.remote_id)
        at = posts[-1].post.posted_at + lag
        self._later(at, partial(self._arrive, venue, posts))
        for item in posts:
            post, key = item.post, item.post.place.key
            if post.author.ours:
                # Who answers has taken it on before, and is done with it soon after.
                before = post.posted_at - (3 + _chance(9, post.remote_id)) * MINUTE
                self._later(before, partial(self._take_on, venue, key))
                self._later(at + 2 * MINUTE, partial(self._answered, venue, key))
            elif post.place.solved == post.remote_id:
                peer = partial(self._deal, venue, key, Disposition.ANSWERED_BY_PEER, "accepted")
                self._later(at + 45 * MINUTE, peer)
            elif post.parent_remote_id is not None or _chance(10, "sweep", post.remote_id) < 8:
                # Thanks are seen soon, what nobody wants to answer is put off.
                soon = (5 + _chance(40, "wait", post.remote_id)) * MINUTE
                wait = soon if post.parent_remote_id is not None else 4 * soon
                self._later(at + wait, partial(self._sweep, venue, key))

    def _plan_days(self, now: int) -> None:
        """Everybody comes and goes by their hours; the house looks round in between."""
        for at in range(now - WEEK, now, _ROUNDS):
            self._later(at, self._look_round)
        for key, (comes, goes) in self._team.works.items():
            for day in range(8):
                midnight = now - now % (24 * HOUR) - (7 - day) * 24 * HOUR
                if datetime.fromtimestamp(midnight / 1000, UTC).weekday() >= 5 and _chance(3, key, day):
                    continue
                late = _chance(20, key, "late", day) * MINUTE
                lunch = midnight + (comes + 4) * HOUR + late
                for at, presence, reason in (
                    (midnight + comes * HOUR + late, Presence.AVAILABLE, ""),
                    (lunch, Presence.AWAY, self._script["lunch"]),
                    (lunch + 40 * MINUTE, Presence.AVAILABLE, ""),
                    (midnight + goes * HOUR + late, Presence.OFFLINE, ""),
                ):
                    self._later(at, partial(self._be, key, presence, reason))
                self._later(midnight + goes * HOUR, partial(self._hear, key))
        self._later(now - _UNHEARD, partial(self._hear, self._script["me"]))

    def _look_round(self, at: int) -> None:
        tick(self._ground(at, self._real.me))

    def _be(self, key: str, presence: Presence, reason: str, at: int) -> None:
        Roster(self._ground(at, self._team.agents[key])).set_presence(presence, reason)

    def _hear(self, key: str, at: int) -> None:
        """Somebody looks at all they were told."""
        Notices(self._ground(at, self._team.agents[key])).see()

    def _arrive(self, venue: Venue, posts: Sequence[Cleaned], at: int) -> None:
        for item in posts:
            if item.post.author.ours:
                self._write(venue, item, at)
        ground = self._ground(at, self._real.me)
        with ground.act(durable=False) as (nouns, tally):
            take_in(ground, nouns, tally, venue, posts, seen_at=at)

    def _write(self, venue: Venue, item: Cleaned, at: int) -> None:
        """What the brand said at the venue was written here, by whoever works on it."""
        post, read = item.post, self._within.read
        row = self._row(venue, post.place.key)
        above = read.messages.known(venue.id, [post.parent_remote_id or ""]).get(post.parent_remote_id or "")
        if row is None or above is None:
            return
        ground = self._ground(post.posted_at - MINUTE, self._who(row, at))
        with ground.act(durable=False) as (nouns, tally):
            target = nouns.messages.get(above.id)
            leaving = Leaving(DeliveryKind.REPLY, item.text, (), None, "")
            sent = queue(ground, nouns, venue, target, leaving, post.posted_at)
            tally.add(Changes(conversations=frozenset({row.id})))
        if sent.approval is Approval.WANTED:
            second = "mira" if ground.me != self._team.agents["mira"] else "noor"
            Approvals(self._ground(post.posted_at, self._team.agents[second])).approve(sent.id)
        sent = read.deliveries.get(sent.id)
        sent = read.deliveries.step(sent, Step(DeliveryState.SENDING), post.posted_at, attempt=True)
        read.deliveries.step(
            sent, Step(DeliveryState.DELIVERED), post.posted_at, remote_id=post.remote_id, url=post.url
        )

    def _take_on(self, venue: Venue, key: str, at: int) -> None:
        row = self._row(venue, key)
        if row is None or row.waiting == 0:
            return
        who = self._who(row, at)
        ground = self._ground(at, who)
        if row.assignee_id != who:
            Assignment(self._ground(at, self._real.me)).assign(row.id, who)
        Statuses(ground).read(row.id)
        if _chance(9, "note", row.id) == 0:
            notes = self._script["notes"]
            Notes(ground).add(row.id, notes[_chance(len(notes), row.id)])

    def _answered(self, venue: Venue, key: str, at: int) -> None:
        row = self._row(venue, key)
        if row is None or row.status is Status.RESOLVED:
            return
        status = Status.PENDING if _chance(6, "pending", row.id) == 0 else Status.RESOLVED
        statuses = Statuses(self._ground(at, self._who(row, at)))
        statuses.read(row.id)
        if row.waiting == 0:
            statuses.set(row.id, status)

    def _leave_open(self, now: int) -> None:
        """What stands open when somebody comes to look: a question to them, something put off and watched, and an answer that
        asks for a second pair of eyes."""
        waiting = ListQuery(waiting=True, order=ListOrder.DUE)
        rows = [
            row for row in self._within.read.conversations.page(waiting, None, 40, now) if row.message_count < _SHORT
        ]
        asked, put_off, answered = rows[-3:]
        Notes(self._ground(now, self._team.agents["noor"])).add(asked.id, self._script["question"])
        Triage(self._ground(now, self._real.me)).watch(put_off.id)
        Statuses(self._ground(now, self._real.me)).set(put_off.id, Status.SNOOZED, until=now + 3 * HOUR)
        ade = self._ground(now, self._team.agents["ade"])
        Assignment(self._ground(now, self._real.me)).assign(answered.id, ade.me)
        Replies(ade, self._attachments).send(answered.id, self._script["answer"])

    def _sweep(self, venue: Venue, key: str, at: int) -> None:
        """What nobody answered: somebody who is there decides that it needs nothing."""
        when = datetime.fromtimestamp(at / 1000, UTC)
        if when.hour in (_HOURS if when.weekday() < 5 else _WEEKEND):
            self._deal(venue, key, Disposition.NO_ANSWER_NEEDED, "thanks", at)
        else:
            self._later(at + HOUR, partial(self._sweep, venue, key))

    def _deal(self, venue: Venue, key: str, disposition: Disposition, reason: str, at: int) -> None:
        row = self._row(venue, key)
        if row is None or row.waiting == 0:
            return
        statuses = Statuses(self._ground(at, self._who(row, at)))
        statuses.set(row.id, Status.RESOLVED, disposition=disposition, note=reason)
        statuses.read(row.id)

    def _row(self, venue: Venue, key: str) -> ConversationRow | None:
        read = self._within.read
        found = read.conversations.by_place(venue.id, [key]).get(key)
        return read.conversations.row(found) if found else None

    def _who(self, row: ConversationRow, at: int) -> str:
        """Who holds it, else somebody of the team who is there, else who looks at the demo."""
        if row.assignee_id:
            return row.assignee_id
        hour = datetime.fromtimestamp(at / 1000, UTC).hour
        there = [self._team.agents[key] for key, (comes, goes) in self._team.works.items() if comes <= hour < goes]
        members = {
            member.agent_id
            for team in self._within.read.roster.teams()
            for member in team.members
            if row.venue_id in team.venues
        }
        fitting = [agent for agent in there if agent in members] or sorted(members) or [self._real.me]
        return fitting[_chance(len(fitting), row.id)]


def _chance(below: int, *salt: object) -> int:
    """A number from 0 up to, but not including `below`, the same for the same salt."""
    return zlib.crc32(repr(salt).encode()) % below


class _Within:
    """A store inside one transaction that is open already: everything is read and written there."""

    def __init__(self, store: Store, nouns: Nouns) -> None:
        self._store, self._nouns = store, nouns

    @property
    def read(self) -> Nouns:
        return self._nouns

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[Nouns]:
        del durable
        yield self._nouns

    def backup(self, target: str) -> None:
        self._store.backup(target)

    def version(self) -> int:
        return self._store.version()

    def integrity(self) -> str:
        return self._store.integrity()

    def data_version(self) -> int:
        return self._store.data_version()

    def overwrite(self) -> bool:
        raise DeskError("not inside a transaction")

    def close(self) -> None:
        raise DeskError("not inside a transaction")

"""A workspace for tests of services: the real store on disk, a fake clock, a fake venue, and processes that come and go."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from agent_desk.domain.changes import Changes
from agent_desk.domain.ids import uuid7
from agent_desk.domain.posts import IncomingPost
from agent_desk.domain.venues import SecretPlace, Venue, VenueState
from agent_desk.runtime.secrets import Vault
from agent_desk.services.activity import Activity
from agent_desk.services.agent import Agent
from agent_desk.services.approvals import Approvals
from agent_desk.services.assignment import Assignment
from agent_desk.services.balance import Balance
from agent_desk.services.bulk import Bulk
from agent_desk.services.canned import Canned
from agent_desk.services.consequences import follow
from agent_desk.services.customers import Customers
from agent_desk.services.drafts import Drafts
from agent_desk.services.export import Export
from agent_desk.services.ground import Ground, Seat
from agent_desk.services.inbox import Inbox, Search
from agent_desk.services.ingest import prepare, take_in
from agent_desk.services.macros import Macros
from agent_desk.services.merging import Merging
from agent_desk.services.notes import Notes
from agent_desk.services.notices import Notices
from agent_desk.services.outbox import Outbox
from agent_desk.services.people import People
from agent_desk.services.replies import Replies
from agent_desk.services.retention import Retention
from agent_desk.services.roster import Roster
from agent_desk.services.rules import Rules
from agent_desk.services.saved_views import SavedViews
from agent_desk.services.station import Outcome, Station
from agent_desk.services.statuses import Statuses
from agent_desk.services.trail import Trail
from agent_desk.services.triage import Triage
from agent_desk.services.venue_acts import VenueActs
from agent_desk.services.venues import Venues
from agent_desk.storage.sqlite.nouns import SqliteNouns
from agent_desk.storage.sqlite.store import SqliteStore
from tests.clock import START, FakeClock
from tests.services.fake_venue import PROFILE, Crash, FakeRegistry, FakeVenue

EXAMPLES = 100 if os.environ.get("AGENT_DESK_REQUIRE_SERVERS") == "1" else 20
"""How many stories a property is tried with: few while one works, many in the required run."""
WEEK = 7 * 24 * 3600 * 1000
VENUE_ID = "venue-1"


class FakeIds:
    """Ids that rise and never come twice in a run of the tests."""

    _numbers = itertools.count(1)

    def __call__(self) -> str:
        return uuid7(START, next(self._numbers).to_bytes(10, "big"))


class CrashingStore(SqliteStore):
    """The real store of a process that can be killed at a commit: after `crash_after` more transactions have begun,
    just before or just after that one is on disk."""

    crash_after: int | None = None
    committed_first = False

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[SqliteNouns]:
        dies = False
        if self.crash_after is not None:
            self.crash_after -= 1
            dies = self.crash_after < 0
        # Processes die here, the power never fails: no disk has to be waited for.
        with super().write(durable=False) as nouns:
            yield nouns
            if dies and not self.committed_first:
                raise Crash
        if dies:
            raise Crash


class Process:
    """One running program on the workspace."""

    def __init__(self, folder: Path, clock: FakeClock, registry: FakeRegistry, ids: FakeIds, origin: str) -> None:
        backups = folder / "backups"
        backups.mkdir(exist_ok=True)
        self.clock = clock
        self.store = CrashingStore(folder / "desk.db", backups, ids, clock())
        self.ground = Ground(self.store, registry, clock, ids, origin, Seat(self.store.read.ledger.me()), follow)
        self.registry = registry
        self.vault = Vault(self.store.read.ledger.workspace())
        self.replies = Replies(self.ground, folder)
        self.outbox = Outbox(self.ground)
        self.drafts = Drafts(self.ground)
        self.inbox = Inbox(self.ground)
        self.search = Search(self.ground)
        self.status = Statuses(self.ground)
        self.acts = VenueActs(self.ground, self.replies.limits)
        self.venues = Venues(self.ground, self.vault)
        self.notes = Notes(self.ground)
        self.views = SavedViews(self.ground)
        self.canned = Canned(self.ground)
        self.people = People(self.ground)
        self.bulk = Bulk(self.ground)
        self.agent = Agent(self.ground)
        self.activity = Activity(self.ground)
        self.triage = Triage(self.ground)
        self.notices = Notices(self.ground)
        self.trail = Trail(self.ground)
        self.roster = Roster(self.ground)
        self.assignment = Assignment(self.ground)
        self.balance = Balance(self.ground)
        self.approvals = Approvals(self.ground)
        self.customers = Customers(self.ground)
        self.merging = Merging(self.ground)
        self.rules = Rules(self.ground)
        self.macros = Macros(self.ground)
        self.forgotten_pictures: list[str] = []
        self.retention = Retention(self.ground, backups, folder, self.forgotten_pictures.extend)
        self.export = Export(self.ground)
        self._station: Station | None = None

    @property
    def station(self) -> Station:
        if self._station is None:
            self._station = Station(self.ground, self.vault, self.venue)
        return self._station

    @property
    def venue(self) -> Venue:
        return self.ground.store.read.venues.get(VENUE_ID)

    def connect(self, since: int | None = None) -> Venue:
        """Connect the fake venue."""
        now = self.clock()
        venue = Venue(
            id=VENUE_ID,
            number=1,
            network="fake",
            url=self.registry.url,
            label="Fake",
            user="brand",
            options={},
            since=now - WEEK if since is None else since,
            read_only=False,
            secret_place=SecretPlace.NONE,
            secret_name="",
            profile=PROFILE,
            state=VenueState.NEW,
            state_detail="",
            synced_at=None,
            retry_at=None,
            added_at=now,
        )
        with self.ground.act() as (nouns, _):
            nouns.venues.add(venue)
        return venue

    def deliver(self) -> Outcome:
        """One round of the outbox, as the sending lane makes it."""
        return self.station._deliver(_unheard)

    def fetch(self) -> Outcome:
        """One round of fetching, as the reading lane makes it."""
        return self.station._fetch(_unheard)

    def take(self, posts: Sequence[IncomingPost], deleted: Sequence[str] = ()) -> Changes:
        """Take in a page that the venue told."""
        with self.ground.act(durable=False) as (nouns, tally):
            take_in(self.ground, nouns, tally, self.venue, prepare(posts), deleted)
        return tally.changes

    def conversation(self, place: str) -> str:
        """The id of the conversation at a place of the fake venue."""
        return self.store.read.conversations.by_place(VENUE_ID, [place])[place]

    def close(self) -> None:
        """The process is gone, in whatever state."""
        self.store.close()


def _unheard(changes: Changes) -> None:
    return None


def open_process(
    folder: Path,
    venue: FakeVenue,
    registry: FakeRegistry | None = None,
    origin: str = "one",
    ids: FakeIds | None = None,
) -> Process:
    """A program started on a folder; connects the venue where it is not connected yet."""
    process = Process(folder, venue.clock, registry or FakeRegistry(venue), ids or FakeIds(), origin)
    if not process.store.read.venues.all():
        process.connect()
    return process

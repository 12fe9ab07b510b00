"""One venue at work in this process: its lease, its two lanes with a connector each, and what its last contact was like."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from enum import StrEnum
from threading import Event

from agent_desk.connectors.contract import Connector
from agent_desk.connectors.registry import Network
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import (
    ConnectorError,
    DeskError,
    NotFound,
    RateLimited,
    SecretUnavailable,
    SignInAgain,
    StoreError,
    Unexpected,
    Unreachable,
    WrongUse,
)
from agent_desk.domain.sending import LONGEST_PAUSE, SECOND, Safety
from agent_desk.domain.venues import Venue, VenueState
from agent_desk.runtime.lanes import Lane
from agent_desk.runtime.processes import may_run
from agent_desk.runtime.secrets import Vault
from agent_desk.services.connecting import Line, access_to
from agent_desk.services.courier import Courier, LeaseLost, put_off, recover
from agent_desk.services.fetching import fetch_round
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns

log = logging.getLogger(__name__)
LEASE = 30.0
"""Seconds. A process that died is noticed at once where the system tells; one that froze, after this."""
HEARING = 0.25
"""Seconds a lane waits at most until the loop has heard what it did."""
HAND_OVER = 75.0
"""Seconds to wait for another process to do a round for us."""
PAUSES = (5, 10, 20, 40, 60, 120, 300)
"""Seconds between tries while a venue fails, when it names none itself."""
Publish = Callable[[Changes], None]


class Outcome(StrEnum):
    """How a round with a venue went."""

    OK = "ok"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    SIGN_IN = "sign_in"
    FAILED = "failed"


class Station:
    """On the loop thread, but for what runs on its lanes."""

    def __init__(self, ground: Ground, vault: Vault, venue: Venue) -> None:
        self.venue_id = venue.id
        self.wanted = False
        self.reading = False
        self.sending = False
        self.fetched = 0
        """Posts that the fetch under way has brought so far; counted on the reading lane."""
        self.stopped = False
        """The fetch under way is to end after its page."""
        self.rests_until = 0.0
        """On the loop's clock: nothing begins before, because something failed that no venue is to blame for."""
        self._ground = ground
        self._vault = vault
        self._venue = venue
        self._network = _installed(ground, venue)
        self._line: Line | None = None
        self._reading_lane = Lane(f"read-{venue.number}")
        self._sending_lane = Lane(f"send-{venue.number}")
        self._open: dict[Lane, tuple[Line, Connector]] = {}
        self._fence: int | None = None
        self._failures = 0

    def meet(self, venue: Venue) -> None:
        """Take note of the venue as it is stored now; a new secret or new rights need new connectors."""
        if (venue.secret_place, venue.secret_name, venue.read_only, venue.options) != (
            self._venue.secret_place,
            self._venue.secret_name,
            self._venue.read_only,
            self._venue.options,
        ) or (venue.state is VenueState.OK and self._venue.state is VenueState.SIGN_IN):
            self._line = None
            self.wanted = True
        self._venue = venue

    def wants_fetch(self, now: int) -> bool:
        """Whether it is time to fetch: asked for, never done, by the interval, or the clock was set back."""
        venue = self._venue
        if self.wanted or self._ground.store.read.leases.asked(self.venue_id) is not None:
            return True
        if venue.retry_at is not None:
            return not now < venue.retry_at <= now + LONGEST_PAUSE
        if venue.synced_at is None:
            return True
        poll = self._network.manifest.poll if self._network else 0
        return not venue.synced_at <= now < venue.synced_at + round(poll * SECOND)

    async def once(self, publish: Publish) -> Outcome:
        """One round: fetch and deliver, side by side. BUSY when another process has the venue. Raises StoreError."""
        outcomes = await asyncio.gather(self.fetch(publish), self.deliver(publish))
        order = (Outcome.FAILED, Outcome.SIGN_IN, Outcome.UNREACHABLE, Outcome.BUSY)
        return next((outcome for outcome in order if outcome in outcomes), Outcome.OK)

    async def fetch(self, publish: Publish) -> Outcome:
        """Fetch on the reading lane; the venue's state tells how it went. Raises StoreError."""
        loop = asyncio.get_running_loop()
        self.wanted = False
        self.fetched, self.stopped = 0, False
        return await self._reading_lane.run(self._fetch, _across(loop, publish))

    async def deliver(self, publish: Publish) -> Outcome:
        """Deliver what is due on the sending lane. Raises StoreError."""
        loop = asyncio.get_running_loop()
        return await self._sending_lane.run(self._deliver, _across(loop, publish))

    async def hand_over(self, publish: Publish) -> Outcome:
        """Ask the process that has the venue for a round, and wait for its word; where it ended, make the round."""
        request = await self._reading_lane.run(self._ask)
        for _ in range(round(HAND_OVER / 0.1)):
            await asyncio.sleep(0.1)
            answer = self._ground.store.read.leases.answered(request)
            if answer is not None:
                return Outcome(answer) if answer in set(Outcome) else Outcome.OK
            holder = self._ground.store.read.leases.holder(self.venue_id, self._ground.now())
            if holder is None or not may_run(holder):
                return await self.once(publish)
        return Outcome.BUSY

    async def close(self) -> None:
        """End the lanes, let the lease go. Waits for what is under way."""
        await asyncio.get_running_loop().run_in_executor(None, self._end)

    def _end(self) -> None:
        for lane in (self._reading_lane, self._sending_lane):
            lane.close()
        for _, connector in self._open.values():
            connector.close()
        if self._fence is None:
            return
        try:
            with self._ground.store.write(durable=False) as nouns:
                nouns.leases.release(self.venue_id, self._ground.origin)
        except StoreError as problem:
            # The lease ends by itself, at once where this process is seen to be gone.
            log.warning("the lease of venue %s was not given back: %s", self.venue_id, problem.detail)

    def _ask(self) -> int:
        with self._ground.store.write(durable=True) as nouns:
            return nouns.leases.ask(self.venue_id, self._ground.now())

    def _fetch(self, publish: Publish) -> Outcome:
        if not self._take_lease():
            return Outcome.BUSY
        asked = self._ground.store.read.leases.asked(self.venue_id)
        error: DeskError | None = None
        try:
            connector = self._connector(self._reading_lane)
            self._profile(connector, publish)
            fetch_round(self._ground, self._venue, connector, self._going_on(publish))
        except (ConnectorError, SecretUnavailable, WrongUse) as problem:
            error = problem
        except StoreError:
            raise
        except Exception as problem:
            # A fault of a connector must not end the fetching of this venue for good, nor that of others.
            log.exception("connector of venue %s failed", self.venue_id)
            error = DeskError(f"{type(problem).__name__}")
        outcome = self._note(error, publish)
        if asked is not None:
            outcome = self._answer(asked, outcome, publish)
        return outcome

    def _answer(self, request: int, outcome: Outcome, publish: Publish) -> Outcome:
        """Another process asked for a round: what is due leaves before it hears back."""
        delivered = self._sending_lane.wait_for(self._deliver, publish)
        outcome = outcome if delivered is Outcome.OK else delivered
        with self._ground.store.write(durable=False) as nouns:
            nouns.leases.answer(self.venue_id, request, outcome)
        return outcome

    def _deliver(self, publish: Publish) -> Outcome:
        now = self._ground.now()
        if self._ground.store.read.deliveries.next_due(now).get(self.venue_id, now + 1) > now:
            return Outcome.OK
        if not self._take_lease():
            return Outcome.BUSY
        publish(recover(self._ground, self.venue_id))
        try:
            connector = self._connector(self._sending_lane)
            manifest = self._known_network().manifest
            safety = Safety(manifest.idempotency, manifest.settle)
            changes, error = Courier(self._ground, self._venue, connector, safety, self._holds).round()
            publish(changes)
        except LeaseLost:
            self._fence = None
            return Outcome.BUSY
        except ConnectorError as problem:
            error = problem
            publish(put_off(self._ground, self.venue_id, error))
        if error is None:
            return Outcome.OK
        # What concerns the venue as a whole shows on the venue, whichever lane met it first. A limit on posting does not:
        # reading goes on, and the reply says when it leaves.
        whole = isinstance(error, (SignInAgain, Unreachable))
        return self._note(error, publish) if whole else _outcome(error)

    def _connector(self, lane: Lane) -> Connector:
        """The connector of a lane, opened anew where the venue's secret or rights changed. On that lane. Raises
        ConnectorError, whatever keeps it from being opened."""
        before = self._open.get(lane)
        if before is not None and before[0] is self._line:
            return before[1]
        try:
            line = self._line
            if line is None:
                access = access_to(self._ground, self._vault, self._venue)
                line = self._line = Line(access, self._known_network())
            connector = line.connector()
        except ConnectorError:
            raise
        except SecretUnavailable as problem:
            raise SignInAgain(problem.detail) from problem
        except WrongUse as problem:
            raise Unexpected(problem.detail) from problem
        except Exception as problem:
            log.exception("connector of venue %s cannot be opened", self.venue_id)
            raise Unexpected(type(problem).__name__) from problem
        self._open[lane] = (line, connector)
        if before is not None:
            before[1].close()
        return connector

    def _known_network(self) -> Network:
        if self._network is None:
            raise Unexpected(f"the network {self._venue.network} is not installed")
        return self._network

    def _profile(self, connector: Connector, publish: Publish) -> None:
        if self._venue.profile is not None:
            return
        profile = connector.verify()
        with self._ground.act() as (nouns, tally):
            nouns.venues.set_profile(self.venue_id, profile)
            tally.add(Changes(venues=frozenset({self.venue_id})))
        self._venue = self._ground.store.read.venues.get(self.venue_id)
        publish(tally.changes)

    def _take_lease(self) -> bool:
        now = self._ground.now()
        with self._ground.store.write(durable=False) as nouns:
            self._fence = nouns.leases.take(self.venue_id, self._ground.origin, now, LEASE, may_run)
        return self._fence is not None

    def _holds(self, nouns: Nouns) -> bool:
        """Still ours? Renews it in the same transaction, so that the attempt that follows is covered whole."""
        if self._fence is None:
            return False
        now = self._ground.now()
        return nouns.leases.take(self.venue_id, self._ground.origin, now, LEASE, may_run) == self._fence

    def _going_on(self, publish: Publish) -> Callable[[Changes], bool]:
        def heard(changes: Changes) -> bool:
            self.fetched += len(changes.messages)
            publish(changes)
            return self._take_lease() and not self.stopped

        return heard

    def _note(self, error: DeskError | None, publish: Publish) -> Outcome:
        now = self._ground.now()
        self._failures = 0 if error is None else self._failures + 1
        retry_at = None if error is None else self._retry_at(error, now)
        state, detail = _state(error), "" if error is None else error.detail
        try:
            with self._ground.act(durable=False) as (nouns, tally):
                moved = nouns.venues.set_state(self.venue_id, state, detail, retry_at, None if error else now)
                if moved:
                    log.info("venue %s: %s %s", self.venue_id, state, detail)
                    tally.add(Changes(venues=frozenset({self.venue_id})))
            self._venue = self._ground.store.read.venues.get(self.venue_id)
        except NotFound:
            return Outcome.OK
        publish(tally.changes)
        return Outcome.OK if error is None else _outcome(error)

    def _retry_at(self, error: DeskError, now: int) -> int:
        wait = PAUSES[min(self._failures, len(PAUSES)) - 1] * SECOND
        if isinstance(error, RateLimited) and error.until is not None:
            return min(max(error.until, now + SECOND), now + LONGEST_PAUSE)
        return now + (max(wait, 60 * SECOND) if isinstance(error, SignInAgain) else wait)


def _installed(ground: Ground, venue: Venue) -> Network | None:
    """The venue's network; None where its package was taken away, which must not keep other venues from working."""
    try:
        return ground.registry.get(venue.network)
    except NotFound:
        return None


def _state(error: DeskError | None) -> VenueState:
    if error is None:
        return VenueState.OK
    if isinstance(error, (SignInAgain, SecretUnavailable)):
        return VenueState.SIGN_IN
    if isinstance(error, RateLimited):
        return VenueState.RATE_LIMITED
    return VenueState.UNREACHABLE if isinstance(error, Unreachable) else VenueState.BROKEN


def _outcome(error: DeskError) -> Outcome:
    if isinstance(error, (SignInAgain, SecretUnavailable)):
        return Outcome.SIGN_IN
    return Outcome.UNREACHABLE if isinstance(error, ConnectorError) else Outcome.FAILED


def _across(loop: asyncio.AbstractEventLoop, publish: Publish) -> Publish:
    def on_loop(changes: Changes) -> None:
        if not changes or loop.is_closed():
            return
        heard = Event()

        def tell() -> None:
            publish(changes)
            heard.set()

        loop.call_soon_threadsafe(tell)
        # A lane goes on when the loop has heard of its last page, so that posts that flood in never crowd out the window.
        heard.wait(HEARING)

    return on_loop

"""Keeps the clocks of conversations as their facts say: after each act and page of posts, and all of them anew when asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from agent_desk.domain.changes import Changes
from agent_desk.domain.choosing import Promised, promised
from agent_desk.domain.clocks import Reckoned
from agent_desk.domain.clockwork import reckon
from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen
from agent_desk.domain.levels import ClockRow
from agent_desk.domain.venues import Answers
from agent_desk.services.bulk import PAUSE
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns

AT_ONCE = 200
"""Conversations in one transaction when all are made anew."""
LONG = 1000
"""Posts that are looked at in some hundredths of a second."""
_ALL = 1 << 62
_KEPT = 4
_known: dict[str, Promised] = {}
"""What was promised, by its stamp: the ids in it are global, so that two workspaces never share one."""

Progress = Callable[[int], None]
Cancelled = Callable[[], bool]


@frozen
class Comparison:
    """How many conversations were looked at, and those whose stored clocks differ from what their facts say."""

    looked_at: int
    differing: tuple[str, ...]


def renew(ground: Ground, nouns: Nouns, conversation_ids: Iterable[str], *, at_once: bool = True) -> Changes:
    """Bring the clocks of conversations, and of those merged with them, up to date, inside the caller's transaction. Costs one
    small read where nothing was ever promised. Unless `at_once`, conversations of more than LONG posts are left to the next
    tick: a thread that is fetched from its beginning is not read whole with each page."""
    stamp = nouns.clocks.stamp()
    ids = frozenset(conversation_ids)
    if not stamp:
        return Changes()
    if not at_once:
        ids -= nouns.clocks.put_off(ids, LONG)
    if not ids:
        return Changes()
    return Changes(conversations=nouns.clocks.keep(_rows(ground, nouns, ids, stamp)))


def reckoned(ground: Ground, nouns: Nouns, conversation_id: str) -> list[Reckoned]:
    """The clocks of one conversation with all that happened to them, from its facts; writes nothing."""
    stamp = nouns.clocks.stamp()
    if not stamp:
        return []
    histories = nouns.clocks.histories([conversation_id], _answers(ground))
    known = _promised(nouns, stamp)
    return [clock for one in histories if one.conversation_id == conversation_id for clock in reckon(one, known)]


def rebuild(ground: Ground, progress: Progress, cancelled: Cancelled) -> int:
    """Make all clocks anew from the facts, those of the newest conversations first, in short transactions; returns in how many
    conversations something changed. `progress` hears how many were looked at. Slow on large workspaces."""
    number: int | None = None
    done = changed = 0
    while not cancelled():
        with ground.store.write(durable=False) as nouns:
            some = nouns.clocks.before(number, AT_ONCE)
            changes = renew(ground, nouns, (one for _, one in some))
            nouns.ticks.fresh([one for _, one in some])
            nouns.ledger.publish(changes, ground.origin, ground.now())
        if not some:
            break
        changed += len(changes.conversations)
        number, done = some[-1][0], done + len(some)
        progress(done)
        time.sleep(PAUSE)
    return changed


def compare(ground: Ground, progress: Progress, cancelled: Cancelled, most: int | None = None) -> Comparison:
    """Look whether the stored clocks (of the newest so many conversations) are what the facts say; changes nothing. What waits
    for the next tick is passed over. Slow on large workspaces."""
    nouns = ground.store.read
    stamp = nouns.clocks.stamp()
    number: int | None = None
    done = 0
    differing: set[str] = set()
    while stamp and not cancelled() and (most is None or done < most):
        some = nouns.clocks.before(number, AT_ONCE)
        if not some:
            break
        differing.update(nouns.clocks.differing(_rows(ground, nouns, frozenset(one for _, one in some), stamp)))
        number, done = some[-1][0], done + len(some)
        progress(done)
    differing.difference_update(nouns.ticks.stale(_ALL))
    if differing:
        # Others may have been at work between two reads.
        differing.intersection_update(nouns.clocks.differing(_rows(ground, nouns, frozenset(differing), stamp)))
    return Comparison(done, tuple(sorted(differing)))


def _rows(ground: Ground, nouns: Nouns, ids: frozenset[str], stamp: str) -> dict[str, list[ClockRow]]:
    known = _promised(nouns, stamp)
    histories = nouns.clocks.histories(ids, _answers(ground))
    return {one.conversation_id: [clock.row for clock in reckon(one, known)] for one in histories}


def _promised(nouns: Nouns, stamp: str) -> Promised:
    known = _known.get(stamp)
    if known is None:
        levels = nouns.levels
        known = promised(
            levels.policy_versions(), levels.orders(), levels.calendar_versions(), nouns.clocks.team_hours()
        )
        while len(_known) >= _KEPT:
            _known.pop(next(iter(_known)), None)
        _known[stamp] = known
    return known


def _answers(ground: Ground) -> Callable[[str], Answers]:
    def answers(network: str) -> Answers:
        try:
            return ground.registry.get(network).manifest.answers
        except NotFound:
            # Its connector is not installed any more; what is here can still be worked on.
            return Answers.TARGET

    return answers

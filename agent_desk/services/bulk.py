"""One act on many conversations: in short transactions that let others' acts through, with progress, cancelling, and one
undo for all of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import DeskError, OwnWords, StoreError, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import ListQuery
from agent_desk.services.ground import Ground
from agent_desk.services.inbox import looking
from agent_desk.services.statuses import check_moment, dispose, set_status
from agent_desk.storage.contract import Nouns
from agent_desk.storage.contract.around import ReadState

AT_ONCE = 200
"""Conversations in one transaction, at most."""
LONGEST = 0.05
"""Seconds after which a transaction ends early: an agent who presses a key meanwhile must not notice."""
PAUSE = 0.002
"""Seconds between two transactions; without them, who waits for the lock might never get it."""

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Item = TypeVar("Item")


@frozen
class BulkAct:
    """What is to be done with each: a status (with `until` for SNOOZED), how waiting posts were dealt with, read or unread."""

    status: Status | None = None
    until: int | None = None
    disposition: Disposition | None = None
    note: str = ""
    read: bool | None = None


@frozen
class Before:
    """One conversation as it was. `disposed`: its posts that waited until then."""

    conversation_id: str
    state: ReadState
    disposed: tuple[str, ...]


@frozen
class BulkUndo:
    """Everything that is needed to take a bulk act back."""

    act: BulkAct
    before: tuple[Before, ...]


@frozen
class BulkFailure:
    """A conversation that was left as it was, and why."""

    conversation_id: str
    error: DeskError


@frozen
class BulkOutcome:
    """How it went. `undo`: None where nothing was done, or where it was an undo itself."""

    done: int
    failed: tuple[BulkFailure, ...]
    undo: BulkUndo | None
    changes: Changes


@dataclass(slots=True)
class _Run:
    before: list[Before] = field(default_factory=list)
    failed: list[BulkFailure] = field(default_factory=list)
    conversations: set[str] = field(default_factory=set)
    messages: set[str] = field(default_factory=set)
    done: int = 0

    def add(self, part: _Run) -> None:
        self.before += part.before
        self.failed += part.failed
        self.conversations |= part.conversations
        self.messages |= part.messages
        self.done += part.done

    def changes(self) -> Changes:
        return Changes(conversations=frozenset(self.conversations), messages=frozenset(self.messages))


class Bulk:
    """Slow, therefore never on the GUI thread nor on the lane of the agents' acts: their turn comes between transactions."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def matching(self, query: ListQuery, cancelled: Cancelled) -> tuple[str, ...]:
        """The ids of all conversations of a list, as they are right now."""
        return tuple(
            self._ground.store.read.conversations.ids(
                query, self._ground.now(), cancelled, looking(self._ground, query)
            )
        )

    def run(self, ids: Sequence[str], act: BulkAct, progress: Progress, cancelled: Cancelled) -> BulkOutcome:
        """Do it to each; what fails is left and told of. `progress` hears how many of how many are done. Raises WrongUse."""
        if act.status is not None:
            check_moment(act.status, act.until, self._ground.now())
        elif act.until is not None:
            raise WrongUse(OwnWords("a time goes with snoozing, and with nothing else"))

        def one(nouns: Nouns, conversation_id: str, run: _Run) -> Changes:
            changes, before = self._do(nouns, conversation_id, act)
            run.before.append(before)
            return changes

        run = self._each(ids, one, lambda item: item, progress, cancelled)
        undo = BulkUndo(act, tuple(run.before)) if run.before else None
        return BulkOutcome(run.done, tuple(run.failed), undo, run.changes())

    def undo(self, undo: BulkUndo, progress: Progress, cancelled: Cancelled) -> BulkOutcome:
        """Put each back to what it was; a status or a decision that came meanwhile stays."""

        def one(nouns: Nouns, before: Before, _: _Run) -> Changes:
            return self._undo(nouns, before, undo.act)

        run = self._each(undo.before, one, lambda before: before.conversation_id, progress, cancelled)
        return BulkOutcome(run.done, tuple(run.failed), None, run.changes())

    def _do(self, nouns: Nouns, conversation_id: str, act: BulkAct) -> tuple[Changes, Before]:
        state = nouns.states.get(conversation_id)
        changes = Changes(conversations=frozenset({conversation_id}))
        waiting: list[str] = []
        if act.disposition is not None:
            waiting = nouns.messages.waiting(conversation_id)
            changes |= dispose(self._ground, nouns, conversation_id, waiting, act.disposition, act.note)
        if act.status is not None:
            changes |= set_status(self._ground, nouns, conversation_id, act.status, act.until)
        if act.read is True:
            nouns.conversations.mark_read(conversation_id)
        elif act.read is False:
            nouns.states.mark_unread(conversation_id)
        return changes, Before(conversation_id, state, tuple(waiting))

    def _undo(self, nouns: Nouns, before: Before, act: BulkAct) -> Changes:
        now = nouns.states.get(before.conversation_id)
        changes = Changes(conversations=frozenset({before.conversation_id}))
        posts = nouns.settling.only(before.disposed).get(before.conversation_id, [])
        if ours := [post.id for post in posts if post.decided is act.disposition]:
            changes |= dispose(self._ground, nouns, before.conversation_id, ours, None, "")
        wanted = now
        if act.status is not None and (now.status, now.snoozed_until) == (act.status, act.until):
            wanted = replace(wanted, status=before.state.status, snoozed_until=before.state.snoozed_until)
        if act.read is not None:
            wanted = replace(wanted, read_up_to=before.state.read_up_to)
        if wanted != now:
            nouns.states.restore(before.conversation_id, wanted)
        return changes

    def _each(
        self,
        items: Sequence[Item],
        act: Callable[[Nouns, Item, _Run], Changes],
        name: Callable[[Item], str],
        progress: Progress,
        cancelled: Cancelled,
    ) -> _Run:
        run, at = _Run(), 0
        while at < len(items) and not cancelled():
            try:
                with self._ground.act() as (nouns, tally):
                    part, taken = _some(items[at : at + AT_ONCE], act, name, nouns)
                    tally.add(part.changes())
            except StoreError as error:
                # Nothing of this transaction was kept, and the next ones would not be either.
                run.failed += (BulkFailure(name(item), error) for item in items[at:])
                break
            run.add(part)
            at += taken
            progress(at, len(items))
            time.sleep(PAUSE)
        return run


def _some(
    items: Sequence[Item], act: Callable[[Nouns, Item, _Run], Changes], name: Callable[[Item], str], nouns: Nouns
) -> tuple[_Run, int]:
    """As many of them as fit into one short transaction, and how many these were."""
    run, until, taken = _Run(), time.monotonic() + LONGEST, 0
    for item in items:
        taken += 1
        try:
            touched = act(nouns, item, run)
        except StoreError:
            raise
        except DeskError as error:
            run.failed.append(BulkFailure(name(item), error))
        else:
            run.conversations |= touched.conversations
            run.messages |= touched.messages
            run.done += 1
        if time.monotonic() > until:
            break
    return run, taken

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
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.lists import ListQuery
from agent_desk.services.bulk_words import NO_WORDS, Words, WordsBefore, put_words, undo_words
from agent_desk.services.bulk_work import NO_WORK, NOTHING_DONE, Work, WorkBefore, put_work, undo_work
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.inbox import looking
from agent_desk.services.moving import tell_receivers
from agent_desk.services.statuses import check_moment, dispose, dispose_waiting, set_status
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
    """What is to be done with each: a status (with `until` for SNOOZED), how waiting posts were dealt with, read or unread,
    who works on it and how it is sorted (`work`), and what is written there (`words`)."""

    status: Status | None = None
    until: int | None = None
    disposition: Disposition | None = None
    note: str = ""
    read: bool | None = None
    work: Work = NO_WORK
    words: Words = NO_WORDS

    @property
    def only_work(self) -> bool:
        """Whether it leaves alone where the work stands and what was read, and writes nothing."""
        return self.status is None and self.disposition is None and self.read is None and not self.words


@frozen
class Before:
    """One conversation as it was. `state`: None where that was left alone. `disposed`: its posts that waited until then."""

    conversation_id: str
    state: ReadState | None
    disposed: tuple[str, ...]
    work: WorkBefore | None = None
    words: WordsBefore | None = None


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
    changes: Changes = field(default_factory=Changes)
    done: int = 0

    def add(self, part: _Run) -> None:
        self.before += part.before
        self.failed += part.failed
        self.changes |= part.changes
        self.done += part.done


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

        def some(nouns: Nouns, tally: Tally, part: Sequence[str], run: _Run) -> int:
            works = put_work(self._ground, nouns, tally, part, act.work) if act.work else NOTHING_DONE

            def one(conversation_id: str) -> None:
                work = works.before.get(conversation_id)
                if (why_not := works.failed.get(conversation_id)) is not None:
                    run.failed.append(BulkFailure(conversation_id, why_not))
                if why_not is not None and (work is None or act.only_work):
                    return
                run.before.append(self._do(nouns, tally, conversation_id, act, work))

            # What moved is written already: its rest goes with it, however long that takes.
            return _each_of(part, one, lambda item: item, run, patient=bool(act.work))

        run = self._each(ids, some, lambda item: item, progress, cancelled)
        self._tell(run, act)
        undo = BulkUndo(act, tuple(run.before)) if run.before else None
        return BulkOutcome(run.done, tuple(run.failed), undo, run.changes)

    def undo(self, undo: BulkUndo, progress: Progress, cancelled: Cancelled) -> BulkOutcome:
        """Put each back to what it was; a status, a decision or an assignment that came meanwhile stays."""

        def some(nouns: Nouns, tally: Tally, part: Sequence[Before], run: _Run) -> int:
            works = {before.conversation_id: before.work for before in part if before.work is not None}
            undo_work(self._ground, nouns, tally, works)

            def one(before: Before) -> None:
                tally.add(self._undo(nouns, before, undo.act))
                if before.words is not None:
                    undo_words(self._ground, nouns, tally, before.words)

            return _each_of(part, one, lambda before: before.conversation_id, run, patient=bool(works))

        run = self._each(undo.before, some, lambda before: before.conversation_id, progress, cancelled)
        return BulkOutcome(run.done, tuple(run.failed), None, run.changes)

    def _tell(self, run: _Run, act: BulkAct) -> None:
        moved = [
            before.work.moved for before in run.before if before.work is not None and before.work.moved is not None
        ]
        if moved:
            with self._ground.act() as (nouns, tally):
                tell_receivers(self._ground, nouns, tally, moved, by=act.work.by)
            run.changes |= tally.changes

    def _do(self, nouns: Nouns, tally: Tally, conversation_id: str, act: BulkAct, work: WorkBefore | None) -> Before:
        if act.only_work:
            return Before(conversation_id, None, (), work)
        state = nouns.states.get(conversation_id)
        tally.add(Changes(conversations=frozenset({conversation_id})))
        disposed: frozenset[str] = frozenset()
        if act.disposition is not None:
            dealt = dispose_waiting(self._ground, nouns, conversation_id, act.disposition, act.note)
            disposed = dealt.messages
            tally.add(dealt)
        if act.status is not None:
            tally.add(set_status(self._ground, nouns, conversation_id, act.status, act.until))
        if act.status is not None or act.disposition is not None:
            tally.tell(Happening(Event.STATE_CHANGED, conversation_id))
        if act.read is True:
            nouns.conversations.mark_read(conversation_id)
        elif act.read is False:
            nouns.states.mark_unread(conversation_id)
        words = put_words(self._ground, nouns, tally, conversation_id, act.words) if act.words else None
        return Before(conversation_id, state, tuple(sorted(disposed)), work, words)

    def _undo(self, nouns: Nouns, before: Before, act: BulkAct) -> Changes:
        if before.state is None:
            return Changes()
        now = nouns.states.get(before.conversation_id)
        changes = Changes(conversations=frozenset({before.conversation_id}))
        for conversation_id, posts in nouns.settling.only(before.disposed).items():
            if ours := [post.id for post in posts if post.decided is act.disposition]:
                changes |= dispose(self._ground, nouns, conversation_id, ours, None, "")
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
        some: Callable[[Nouns, Tally, Sequence[Item], _Run], int],
        name: Callable[[Item], str],
        progress: Progress,
        cancelled: Cancelled,
    ) -> _Run:
        """`some` does as many of those it is given as fit into one short transaction, and returns how many these were."""
        run, at = _Run(), 0
        while at < len(items) and not cancelled():
            part = _Run()
            try:
                # The last one waits for the disk, and with it everything before it is kept for good.
                with self._ground.act(durable=at + AT_ONCE >= len(items)) as (nouns, tally):
                    tally.many = len(items) > AT_ONCE
                    taken = some(nouns, tally, items[at : at + AT_ONCE], part)
            except StoreError as error:
                # Nothing of this transaction was kept, and the next ones would not be either.
                run.failed += (BulkFailure(name(item), error) for item in items[at:])
                break
            part.changes = tally.changes
            run.add(part)
            at += taken
            progress(at, len(items))
            time.sleep(PAUSE)
        if 0 < at < len(items):
            # It ended early: what was done until then waits for the disk now.
            with self._ground.store.write(durable=True) as nouns:
                nouns.ledger.publish(run.changes, self._ground.origin, self._ground.now())
        return run


def _each_of(
    items: Sequence[Item], act: Callable[[Item], None], name: Callable[[Item], str], run: _Run, *, patient: bool
) -> int:
    """As many of them as fit into one short transaction, and how many these were; where it is `patient`: all."""
    until, taken = time.monotonic() + LONGEST, 0
    for item in items:
        taken += 1
        failed = len(run.failed)
        try:
            act(item)
        except StoreError:
            raise
        except DeskError as error:
            run.failed.append(BulkFailure(name(item), error))
        else:
            run.done += len(run.failed) == failed
        if not patient and time.monotonic() > until:
            break
    return taken

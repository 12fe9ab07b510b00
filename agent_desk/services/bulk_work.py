"""What many conversations get at once of who works on them and how they are sorted, inside a transaction of the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent_desk.domain.assigning import KEEP, Held, Keep
from agent_desk.domain.errors import DeskError, NotFound, StoreError
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Priority
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.moving import Checker, Move, Moved, move, untouched
from agent_desk.services.triage import TriageUndo, put_priority, put_tags, undo_triage
from agent_desk.storage.contract import Nouns


@frozen
class Work:
    """What is to become of them. `assignee` and `team`: an id, None for nobody and none. `assignees`: by conversation, wins
    over `assignee`. `by`: what decided, where nobody did one by one."""

    assignee: str | Keep | None = KEEP
    team: str | Keep | None = KEEP
    assignees: Mapping[str, str | None] | None = None
    priority: Priority | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    by: str = ""

    def __bool__(self) -> bool:
        moves = self.assignees is not None or self.assignee is not KEEP or self.team is not KEEP
        return moves or bool(self.priority or self.add_tags or self.remove_tags)


NO_WORK = Work()


@frozen
class WorkBefore:
    """One conversation as it was, as far as it was changed."""

    moved: Moved | None = None
    triage: tuple[TriageUndo, ...] = ()


@frozen
class WorkDone:
    """What came of some of them: how each was before, and why others were left as they were."""

    before: Mapping[str, WorkBefore]
    failed: Mapping[str, DeskError]


NOTHING_DONE = WorkDone({}, {})


def put_work(ground: Ground, nouns: Nouns, tally: Tally, conversation_ids: Sequence[str], work: Work) -> WorkDone:
    """Do it to each; what may not be moved or is not there is left as it is."""
    held = nouns.holders.held(conversation_ids)
    failed: dict[str, DeskError] = {
        one: NotFound(f"conversation {one}", what="conversation", name=one)
        for one in conversation_ids
        if one not in held
    }
    moves = _allowed(ground, nouns, [_move(held[one], work) for one in conversation_ids if one in held], held, failed)
    moved = {one.conversation_id: one for one in move(ground, nouns, tally, moves, held, by=work.by)}
    before = {one.conversation_id: WorkBefore(moved.get(one.conversation_id)) for one in moves}
    if work.priority is None and not work.add_tags and not work.remove_tags:
        return WorkDone(before, failed)
    for one in list(before):
        try:
            before[one] = WorkBefore(moved.get(one), _sort(ground, nouns, tally, one, work))
        except StoreError:
            raise
        except DeskError as error:
            failed[one] = error
            if before[one].moved is None:
                del before[one]
    return WorkDone(before, failed)


def undo_work(ground: Ground, nouns: Nouns, tally: Tally, before: Mapping[str, WorkBefore]) -> None:
    """Put back what nobody changed since."""
    held = nouns.holders.held(before)
    moves = [
        Move(one.conversation_id, one.before_agent, one.before_team)
        for state in before.values()
        if (one := state.moved) is not None and untouched(nouns, one, held.get(one.conversation_id))
    ]
    move(ground, nouns, tally, moves, held, more={"undo": "1"})
    for state in before.values():
        for sorted_ in state.triage:
            undo_triage(ground, nouns, tally, sorted_)


def _move(held: Held, work: Work) -> Move:
    agent: str | Keep | None = work.assignee
    if work.assignees is not None:
        agent = work.assignees.get(held.conversation_id, KEEP)
    return Move(
        held.conversation_id,
        held.assignee_id if isinstance(agent, Keep) else agent,
        held.team_id if isinstance(work.team, Keep) else work.team,
    )


def _allowed(
    ground: Ground, nouns: Nouns, moves: Sequence[Move], held: Mapping[str, Held], failed: dict[str, DeskError]
) -> list[Move]:
    check, fine = Checker(ground, nouns), []
    for one in moves:
        before = held[one.conversation_id]
        try:
            if (one.agent_id, one.team_id) != (before.assignee_id, before.team_id):
                check(one, before)
        except DeskError as error:
            failed[one.conversation_id] = error
        else:
            fine.append(one)
    return fine


def _sort(ground: Ground, nouns: Nouns, tally: Tally, conversation_id: str, work: Work) -> tuple[TriageUndo, ...]:
    undo: list[TriageUndo] = []
    if work.priority is not None:
        before = put_priority(ground, nouns, tally, conversation_id, work.priority, by=work.by)
        if before is not None:
            undo.append(TriageUndo(conversation_id, before, work.priority))
    if work.add_tags or work.remove_tags:
        tags = put_tags(ground, nouns, tally, conversation_id, work.add_tags, work.remove_tags, by=work.by)
        if tags is not None:
            undo.append(tags)
    return tuple(undo)

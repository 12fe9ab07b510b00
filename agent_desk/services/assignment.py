"""Who works on what: claim, assign, pass on, release, what to do next, dealing out over a team; all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.assigning import (
    KEEP,
    Burden,
    By,
    Considered,
    Explanation,
    Held,
    Keep,
    Wanted,
    consider,
    load_of,
    next_for,
    spread,
    weight_of,
)
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import AgentRow, NoticeKind, Right
from agent_desk.domain.typed import sound
from agent_desk.services.boards import Board, board
from agent_desk.services.bulk import Bulk, BulkAct, BulkOutcome
from agent_desk.services.bulk_work import Work
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.handing_over import HandOver, TakenOver, hand_over_list, take_over
from agent_desk.services.moving import Move, Moved, check_moves, explained, move, tell_receivers, untouched
from agent_desk.services.roster import check_right
from agent_desk.storage.contract import Nouns

_POOL = 200
"""Among how many of the most urgent the next one is looked for."""


@frozen
class AssignUndo:
    """Everything that is needed to take an assignment back. `notes`: ids of the notes that went with it."""

    moved: tuple[Moved, ...]
    notes: tuple[str, ...] = ()


@frozen
class Assigned:
    """What an assignment touched, and what takes it back; None where nothing changed."""

    changes: Changes
    undo: AssignUndo | None


@frozen
class Served:
    """What to do next, None where nothing waits that this agent may serve; and why this one."""

    conversation_id: str | None
    why: Explanation
    changes: Changes
    undo: AssignUndo | None = None


@frozen
class Candidate:
    """An agent to whom a conversation could be given. `capacity` None: no limit. `why_not`: what speaks against it, which a
    human may overrule; None where `fits`."""

    agent: AgentRow
    load: int
    capacity: int | None
    fits: bool
    why_not: Considered | None


class Assignment:
    """Reads on any thread; acts on the write lane. Acts raise NotFound, Refused(`no_right`) for who may not move it,
    Refused(`agent_left`) for who works here no more."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def claim(self, conversation_id: str) -> Assigned:
        """It is mine now. Raises Refused(`held_by_other`) where somebody else holds it and who sits here is no lead."""
        return self.assign(conversation_id, self._ground.me)

    def assign(self, conversation_id: str, agent_id: str | None, team_id: str | Keep | None = KEEP) -> Assigned:
        """Give it to an agent, or to nobody (None), and, unless it is kept, into a team or into none."""
        return self._give([conversation_id], lambda held: (agent_id, _team(held, team_id)))

    def release(self, conversation_id: str) -> Assigned:
        """Nobody holds it any more; its team stays."""
        return self._give([conversation_id], lambda held: (None, held.team_id))

    def pass_on(
        self, conversation_id: str, agent_id: str | None, team_id: str | Keep | None = KEEP, note: str = ""
    ) -> Assigned:
        """Give it to another agent or team, with a private note that says what is left to do."""
        return self._give([conversation_id], lambda held: (agent_id, _team(held, team_id)), note=note)

    def hand_over(self, conversation_ids: Sequence[str], team_id: str, note: str = "") -> Assigned:
        """Give them to another team at the end of a shift; nobody holds them until the team takes them up."""
        return self._give(conversation_ids, lambda _: (None, team_id), note=note, by=By.HAND_OVER)

    def undo(self, undo: AssignUndo) -> Assigned:
        """Put back what nobody moved since."""
        with self._ground.act() as (nouns, tally):
            held = nouns.holders.held(one.conversation_id for one in undo.moved)
            moves = [
                Move(one.conversation_id, one.before_agent, one.before_team)
                for one in undo.moved
                if untouched(nouns, one, held.get(one.conversation_id))
            ]
            back = move(self._ground, nouns, tally, moves, held, more={"undo": "1"})
            stayed = {one.conversation_id for one in undo.moved} - {one.conversation_id for one in back}
            for note in map(nouns.notes.get, undo.notes):
                # Where it went on from there, whoever has it now needs the note.
                if note.conversation_id not in stayed and nouns.notes.remove(note.id, self._ground.now()):
                    tally.add(Changes(conversations=frozenset({note.conversation_id})))
        return Assigned(tally.changes, None)

    def serve_next(self, besides: Sequence[str] = ()) -> Served:
        """The most urgent conversation that waits, that is mine or nobody's, for my teams or for none, and that I serve; it is
        mine then. `besides`: ids to pass by, such as the one on screen."""
        with self._ground.act() as (nouns, tally):
            me, now = nouns.agents.get(self._ground.me), self._ground.now()
            teams = [team.id for team in nouns.roster.teams() if any(one.agent_id == me.id for one in team.members)]
            pool = nouns.holders.next_pool(me, teams, now, _POOL + len(besides))
            why = next_for(me, teams, [one for one in pool if one.conversation_id not in besides], now)
            moved: list[Moved] = []
            if why.chosen is not None:
                held = nouns.holders.held([why.chosen])
                told = {"reason": str(why.reason)}
                to = Move(why.chosen, me.id, held[why.chosen].team_id)
                moved = move(self._ground, nouns, tally, [to], held, by=By.URGENCY, more=told)
        return Served(why.chosen, why, tally.changes, AssignUndo(tuple(moved)) if moved else None)

    def explain(self, conversation_id: str) -> Explanation | None:
        """Why the latest automatic choice fell as it did; None where a human decided, or nobody holds it."""
        details = self._ground.store.read.roster.latest_choice(conversation_id)
        return None if details is None else explained(details)

    def candidates(self, conversation_id: str) -> list[Candidate]:
        """Everybody who works here, those of its team who fit first, then by load and number. Raises NotFound."""
        read = self._ground.store.read
        held = _known(read, conversation_id)
        teams = read.roster.teams()
        team = next((one for one in teams if one.id == held.team_id), None)
        loads = read.holders.loads()
        wanted = Wanted(held.language, held.venue_id, weight_of(team, held.kind))
        members = {member.agent_id for member in team.members} if team else set()
        found = []
        for agent in read.roster.agents():
            load = load_of(team, loads.get(agent.id, {}))
            said = consider(None, Burden(agent, load), wanted)
            fits = said.why_not is None
            found.append(Candidate(agent, load, agent.capacity, fits, None if fits else said))
        return sorted(found, key=lambda one: (one.agent.id not in members, not one.fits, one.load, one.agent.number))

    def spread(
        self,
        conversation_ids: Sequence[str],
        team_id: str,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> BulkOutcome:
        """Deal conversations out over the members of a team who are available and serve them, each to the least loaded; what
        fits nobody stays with the team, held by nobody. Not on the GUI thread. Undone by `desk.bulk.undo`."""
        read = self._ground.store.read
        check_right(read.agents.get(self._ground.me), Right.ASSIGN_OTHERS)
        team = read.roster.team(team_id)
        held = read.holders.held(conversation_ids)
        loads = read.holders.loads()
        burdens = [Burden(agent, load_of(team, loads.get(agent.id, {}))) for agent in read.roster.agents()]
        wanted = [
            (one, Wanted(held[one].language, held[one].venue_id, weight_of(team, held[one].kind)))
            for one in conversation_ids
            if one in held
        ]
        dealt: Mapping[str, str | None] = spread(team, burdens, wanted)
        return Bulk(self._ground).run(
            conversation_ids, BulkAct(work=Work(assignees=dealt, team=team.id, by=By.SPREAD)), progress, cancelled
        )

    def board(self, team_id: str | None, limit: int = 300) -> Board:
        """One column per agent of a team (None: of everybody) and one for what nobody holds, at most `limit` lines each."""
        return board(self._ground, team_id, limit)

    def hand_over_list(self, team_id: str, to_team_id: str | None = None) -> HandOver:
        """What of a team falls due before the team opens again, with the time that is left of it in the hours of the team
        that works next (or of the one named). Raises NotFound."""
        return hand_over_list(self._ground, team_id, to_team_id)

    def take_over(self, agent_id: str) -> TakenOver:
        """The drafts and the replies that have not left of somebody absent are mine to go on with. Raises
        Refused(`is_there`) where the agent is available or busy."""
        return take_over(self._ground, agent_id)

    def _give(
        self,
        conversation_ids: Sequence[str],
        to: Callable[[Held], tuple[str | None, str | None]],
        *,
        note: str = "",
        by: str = "",
    ) -> Assigned:
        note = sound(note).strip()
        with self._ground.act() as (nouns, tally):
            held = nouns.holders.held(conversation_ids)
            if missing := [one for one in conversation_ids if one not in held]:
                raise NotFound(f"conversation {missing[0]}", what="conversation", name=missing[0])
            moves = [Move(one, *to(held[one])) for one in conversation_ids]
            check_moves(self._ground, nouns, moves, held)
            more = {"note": "1"} if note else {}
            moved = move(self._ground, nouns, tally, moves, held, by=by, more=more)
            notes = tuple(_note(self._ground, nouns, tally, one.conversation_id, note) for one in moves) if note else ()
            kind = NoticeKind.HANDED_OVER if note or by else NoticeKind.ASSIGNED
            tell_receivers(self._ground, nouns, tally, moved, kind)
        return Assigned(tally.changes, AssignUndo(tuple(moved), notes) if moved or notes else None)


def _team(held: Held, team_id: str | Keep | None) -> str | None:
    return held.team_id if isinstance(team_id, Keep) else team_id


def _known(nouns: Nouns, conversation_id: str) -> Held:
    held = nouns.holders.held([conversation_id]).get(conversation_id)
    if held is None:
        raise NotFound(f"conversation {conversation_id}", what="conversation", name=conversation_id)
    return held


def _note(ground: Ground, nouns: Nouns, tally: Tally, conversation_id: str, text: str) -> str:
    """A private note that goes with passing on; returns its id."""
    note = nouns.notes.add(ground.new_id(), conversation_id, ground.me, text, ground.now())
    details = {"note": note.id, "what": "add"}
    nouns.ledger.add(
        Action(ground.new_id(), ActionKind.NOTE, ground.me, conversation_id, ground.now(), details=details)
    )
    tally.add(Changes(conversations=frozenset({conversation_id})))
    return note.id

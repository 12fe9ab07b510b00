"""What rules and macros do, done: each effect through the same act that an agent's hand takes, inside the caller's
transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.assigning import Held
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.roster import NoticeKind, Priority, Role
from agent_desk.domain.rules import NOBODY, Does, Effect
from agent_desk.services.acting import acted
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.moving import Move, move, tell_receivers
from agent_desk.services.notifying import notify
from agent_desk.services.statuses import dispose_waiting, set_status
from agent_desk.services.triage import put_priority, put_tags
from agent_desk.storage.contract import Nouns

MINUTE = 60_000


@dataclass(slots=True)
class Doer:
    """Brings effects about in one conversation. `by`: what acts, `rule:ID`; `name`: what it is called. What waits is dealt with
    as far as it concerns the event: `about`: the customer's post it is about, whose author's posts alone it concerns, else all;
    `until`: those posted until then (UTC milliseconds)."""

    ground: Ground
    nouns: Nouns
    tally: Tally
    conversation_id: str
    by: str
    name: str
    about: str | None = None
    until: int | None = None

    def do(self, effect: Effect) -> None:
        """One effect. Raises what the act raises."""
        _ACTS[effect.does](self, effect)

    @property
    def cause(self) -> str:
        """The rule, as happenings name it."""
        return self.by.removeprefix("rule:")

    def tag(self, effect: Effect) -> None:
        """Put a tag on."""
        put_tags(self.ground, self.nouns, self.tally, self.conversation_id, [effect.value], by=self.by)

    def untag(self, effect: Effect) -> None:
        """Take a tag off."""
        put_tags(self.ground, self.nouns, self.tally, self.conversation_id, (), [effect.value], by=self.by)

    def assign(self, effect: Effect) -> None:
        """Give it to an agent or to nobody; its team stays."""
        self._move(lambda held: (_or_none(effect.value), held.team_id))

    def team(self, effect: Effect) -> None:
        """Put it into a team or into none; who holds it stays."""
        self._move(lambda held: (held.assignee_id, _or_none(effect.value)))

    def priority(self, effect: Effect) -> None:
        """Set how much it matters."""
        put_priority(self.ground, self.nouns, self.tally, self.conversation_id, Priority(int(effect.value)), by=self.by)

    def status(self, effect: Effect) -> None:
        """Say where the work stands."""
        self._status(Status(effect.value), None)

    def snooze(self, effect: Effect) -> None:
        """Put it off for so many minutes."""
        self._status(Status.SNOOZED, self.ground.now() + int(effect.value) * MINUTE)

    def policy(self, effect: Effect) -> None:
        """Let a policy count there, whatever others would fit."""
        self.nouns.rules.set_policy(self.conversation_id, _or_none(effect.value))
        self._record({"policy": effect.value})

    def hold(self, _: Effect) -> None:
        """Let replies there need a second pair of eyes."""
        self.nouns.rules.hold(self.conversation_id, self.cause)
        self._record({"hold": "yes"})

    def dispose(self, effect: Effect) -> None:
        """Record how the posts that wait were dealt with, those of others than the event is about left aside."""
        self.tally.add(
            dispose_waiting(
                self.ground,
                self.nouns,
                self.conversation_id,
                Disposition(effect.value),
                with_author_of=self.about,
                until=self.until,
                reason=effect.reason,
                by=self.by,
            )
        )
        self.tally.tell(Happening(Event.STATE_CHANGED, self.conversation_id, cause=self.cause))

    def note(self, effect: Effect) -> None:
        """Write a private note."""
        note = self.nouns.notes.add(
            self.ground.new_id(), self.conversation_id, self.ground.me, effect.value, self.ground.now()
        )
        details = {"note": note.id, "act": "add"}
        acted(self.ground, self.nouns, self.tally, ActionKind.NOTE, self.conversation_id, details, by=self.by)

    def notify(self, effect: Effect) -> None:
        """Tell an agent, or all who have a role or more."""
        agents = at_least(self.nouns, Role(effect.value)) if effect.value in set(Role) else [effect.value]
        details = {"rule": self.cause, "name": self.name, "by": self.by}
        notify(self.ground, self.nouns, self.tally, agents, NoticeKind.RULE, self.conversation_id, details=details)

    def _move(self, to: Callable[[Held], tuple[str | None, str | None]]) -> None:
        held = self.nouns.holders.held([self.conversation_id])
        moves = [Move(one, *to(held[one])) for one in held]
        moved = move(self.ground, self.nouns, self.tally, moves, held, by=self.by)
        tell_receivers(self.ground, self.nouns, self.tally, moved, by=self.by)

    def _status(self, status: Status, until: int | None) -> None:
        self.tally.add(set_status(self.ground, self.nouns, self.conversation_id, status, until, by=self.by))
        self.tally.tell(Happening(Event.STATE_CHANGED, self.conversation_id, cause=self.cause))

    def _record(self, details: dict[str, str]) -> None:
        acted(self.ground, self.nouns, self.tally, ActionKind.RULE, self.conversation_id, details, by=self.by)
        self.tally.add(Changes(conversations=frozenset({self.conversation_id})))


_ACTS: Mapping[Does, Callable[[Doer, Effect], None]] = {
    Does.TAG: Doer.tag,
    Does.UNTAG: Doer.untag,
    Does.ASSIGN: Doer.assign,
    Does.TEAM: Doer.team,
    Does.PRIORITY: Doer.priority,
    Does.STATUS: Doer.status,
    Does.SNOOZE: Doer.snooze,
    Does.POLICY: Doer.policy,
    Does.HOLD: Doer.hold,
    Does.DISPOSE: Doer.dispose,
    Does.NOTE: Doer.note,
    Does.NOTIFY: Doer.notify,
}


def at_least(nouns: Nouns, role: Role) -> list[str]:
    """Ids of the agents who work here and have that role or more."""
    ranks = tuple(Role)
    return [agent.id for agent in nouns.roster.agents() if ranks.index(agent.role) >= ranks.index(role)]


def _or_none(value: str) -> str | None:
    return None if value == NOBODY else value

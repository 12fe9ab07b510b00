"""Escalation: what a policy wants done when a clock is at risk, late, or so many working minutes late; each step once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent_desk.domain.assigning import Held
from agent_desk.domain.calendars import Compiled, compile_calendar
from agent_desk.domain.changes import Changes
from agent_desk.domain.escalation import Moment, loudest, moments, open_moments
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.levels import CalendarVersion, ClockRow, PolicyVersion, StepAct, StepWhen
from agent_desk.domain.roster import NoticeKind, Priority, Role, TeamRow
from agent_desk.services.ground import Ground, Tally
from agent_desk.services.moving import Move, move
from agent_desk.services.notifying import notify
from agent_desk.services.triage import put_priority
from agent_desk.storage.contract import Nouns
from agent_desk.storage.contract.ticks import Taken

_KINDS = {
    StepWhen.AT_RISK: NoticeKind.AT_RISK,
    StepWhen.BREACH: NoticeKind.BREACHED,
    StepWhen.AFTER: NoticeKind.ESCALATED,
}


@dataclass(slots=True)
class Versions:
    """Versions of policies and calendars by id, which never change: read once for as long as this lives."""

    policies: dict[str, PolicyVersion] = field(default_factory=dict)
    calendars: dict[str, CalendarVersion] = field(default_factory=dict)
    compiled: dict[str, Compiled] = field(default_factory=dict)

    def policy(self, nouns: Nouns, version_id: str) -> PolicyVersion | None:
        """The version, None where it is not known."""
        if version_id not in self.policies:
            self.policies = {one.id: one for one in nouns.levels.policy_versions()}
        return self.policies.get(version_id)

    def calendar(self, nouns: Nouns, version_id: str) -> Compiled:
        """The calendar ready for reckoning; all hours of all days where there is none."""
        if version_id and version_id not in self.calendars:
            self.calendars = {one.id: one for one in nouns.levels.calendar_versions()}
        if version_id not in self.compiled:
            version = self.calendars.get(version_id)
            self.compiled[version_id] = compile_calendar(version.body if version else None)
        return self.compiled[version_id]


def escalate(ground: Ground, nouns: Nouns, tally: Tally, clocks: Sequence[ClockRow], versions: Versions) -> None:
    """Do what has come for these open clocks, inside the caller's transaction: tell at risk and late, take the steps of their
    policies, and note when each is to be looked at next."""
    now = ground.now()
    held = nouns.holders.held({clock.conversation_id for clock in clocks})
    taken: dict[tuple[str, str, str], dict[str, int]] = {}
    for step in nouns.ticks.taken(clocks):
        known = taken.setdefault((step.conversation_id, step.metric, step.message_id), {})
        known[step.step] = max(known.get(step.step, step.due_at), step.due_at)
    for clock in clocks:
        policy = versions.policy(nouns, clock.policy_version_id)
        calendar = versions.calendar(nouns, clock.calendar_version_id)
        every = moments(clock, policy.body.steps if policy else (), calendar.due)
        before = taken.get((clock.conversation_id, clock.metric.value, clock.message_id), {})
        left = open_moments(every, before, clock.due_at or 0)
        come = [one for one in left if one.at <= now]
        if clock.due_at is not None and now > clock.due_at:
            nouns.ticks.breach(clock)
        nouns.ticks.take(_taken(clock, one, now) for one in come)
        nouns.ticks.look_again(clock, min((one.at for one in left if one.at > now), default=None))
        if come:
            tally.add(Changes(conversations=frozenset({clock.conversation_id})))
            for one in loudest(come):
                _do(_Case(ground, nouns, tally, clock, policy, held.get(clock.conversation_id)), one)


def _taken(clock: ClockRow, moment: Moment, now: int) -> Taken:
    return Taken(
        clock.conversation_id, clock.metric.value, clock.message_id, moment.key, clock.due_at or moment.at, now
    )


@dataclass(slots=True)
class _Case:
    """One clock for which something is to be done."""

    ground: Ground
    nouns: Nouns
    tally: Tally
    clock: ClockRow
    policy: PolicyVersion | None
    held: Held | None

    @property
    def by(self) -> str:
        return f"policy:{self.policy.policy_id}" if self.policy else "policy:"


def _do(case: _Case, moment: Moment) -> None:
    step = moment.step
    if step is None:
        event = moment.event or Event.AT_RISK
        case.tally.tell(Happening(event, case.clock.conversation_id, case.clock.message_id))
    elif case.held is None or not case.held.open:
        return
    elif step.act is StepAct.REASSIGN:
        _give_back(case, case.held)
    elif step.act is StepAct.RAISE_PRIORITY:
        priority = case.nouns.triage.priority(case.held.conversation_id)
        if priority < Priority.URGENT:
            raised = Priority(priority + 1)
            put_priority(case.ground, case.nouns, case.tally, case.held.conversation_id, raised, by=case.by)
    else:
        _tell(case, case.held, _KINDS[step.when], step.act)


def _give_back(case: _Case, held: Held) -> None:
    """To its team, whose method finds somebody; where it has none, to nobody."""
    if held.assignee_id is not None:
        moves = [Move(held.conversation_id, None, held.team_id)]
        move(case.ground, case.nouns, case.tally, moves, {held.conversation_id: held}, by=case.by)


def _tell(case: _Case, held: Held, kind: NoticeKind, act: StepAct) -> None:
    details = {
        "by": case.by,
        "metric": case.clock.metric.value,
        "due_at": str(case.clock.due_at),
        "policy": case.nouns.levels.policy_name(case.policy.policy_id) if case.policy else "",
    }
    top = case.nouns.triage.priority(held.conversation_id) is Priority.URGENT
    told = _receivers(case.nouns, held, act)
    notify(case.ground, case.nouns, case.tally, told, kind, held.conversation_id, details=details, top=top)


def _receivers(nouns: Nouns, held: Held, act: StepAct) -> list[str]:
    """Who is told. Where there is nobody of that kind it is those above, so that it never is nobody at all."""
    order: Sequence[Callable[[Nouns, Held], list[str]]] = (_assignee, _leads, _supervisors)
    first = (StepAct.NOTIFY_ASSIGNEE, StepAct.NOTIFY_LEADS, StepAct.NOTIFY_SUPERVISORS).index(act)
    for found in order[first:]:
        if told := found(nouns, held):
            return told
    return []


def _assignee(_: Nouns, held: Held) -> list[str]:
    return [held.assignee_id] if held.assignee_id else []


def _leads(nouns: Nouns, held: Held) -> list[str]:
    """Of the conversation's team, else of the teams of who holds it."""
    working = {agent.id for agent in nouns.roster.agents()}
    return [
        member.agent_id
        for team in nouns.roster.teams()
        if _concerned(team, held)
        for member in team.members
        if member.lead and member.agent_id in working
    ]


def _concerned(team: TeamRow, held: Held) -> bool:
    if held.team_id is not None:
        return team.id == held.team_id
    return any(member.agent_id == held.assignee_id for member in team.members)


def _supervisors(nouns: Nouns, _: Held) -> list[str]:
    agents = nouns.roster.agents()
    found = [agent.id for agent in agents if agent.role is Role.SUPERVISOR]
    return found or [agent.id for agent in agents if agent.role is Role.ADMIN]

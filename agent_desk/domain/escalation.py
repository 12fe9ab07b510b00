"""When the steps of a policy are to be taken for one clock: from its moments alone, so that it makes no difference who looks, how
often, or whether the program was closed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event
from agent_desk.domain.levels import MINUTE, ClockRow, Step, StepAct, StepWhen

_TELLING = (StepAct.NOTIFY_ASSIGNEE, StepAct.NOTIFY_LEADS, StepAct.NOTIFY_SUPERVISORS)
AT_RISK, BREACHED = "told:at_risk", "told:breached"
"""Keys of what every clock tells, whatever its policy's steps."""


@frozen
class Moment:
    """Something to be done at a moment (UTC milliseconds). `key` names it among those of its clock for good: an event to be
    told, or a step to be taken."""

    at: int
    key: str
    event: Event | None = None
    step: Step | None = None


def key_of(step: Step) -> str:
    """The name of a step among those of a policy; the same for the same step of another version."""
    return (
        f"{step.when.value}:{step.minutes}:{step.act.value}" if step.minutes else f"{step.when.value}:{step.act.value}"
    )


def moments(clock: ClockRow, steps: Iterable[Step], due: Callable[[int, int], int | None]) -> list[Moment]:
    """All moments of an open clock, ascending; none of one that does not run. `due`: when so much working time (milliseconds)
    after a moment is over, by the clock's calendar."""
    if clock.due_at is None or clock.at_risk_at is None:
        return []
    # In time up to and including its due time, late from then on.
    late = clock.due_at + 1
    found = [Moment(min(clock.at_risk_at, late), AT_RISK, event=Event.AT_RISK), Moment(late, BREACHED, Event.BREACHED)]
    for step in steps:
        at: int | None = late
        if step.when is StepWhen.AT_RISK:
            at = min(clock.at_risk_at, late)
        elif step.when is StepWhen.AFTER:
            at = due(clock.due_at, step.minutes * MINUTE)
        if at is not None:
            found.append(Moment(at, key_of(step), step=step))
    return sorted(found, key=lambda moment: moment.at)


def open_moments(found: Iterable[Moment], taken: Mapping[str, int], due_at: int) -> list[Moment]:
    """Those that were not taken yet. `taken`: by key, for which due time (the latest) it was taken. What was taken is taken
    again only where the clock fell due later since: three nudges are one breach, and a step that makes a clock fall due
    earlier does not call itself."""
    return [one for one in found if one.key not in taken or taken[one.key] < due_at]


def loudest(come: Iterable[Moment]) -> list[Moment]:
    """What is really done of all that has come at once, as after a night in which nobody looked: of the events the last one, and
    of several steps that tell the same people the last one."""
    last: dict[StepAct | str, Moment] = {}
    for one in come:
        if one.step is None:
            last["event"] = one
        else:
            last[one.step.act if one.step.act in _TELLING else one.key] = one
    return sorted(last.values(), key=lambda moment: moment.at)

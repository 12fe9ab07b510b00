"""`sla`: what was promised, when it falls due, and every step of the reckoning in words."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from agent_desk.cli.output import Answer, Code
from agent_desk.cli.shapes import Shape
from agent_desk.cli.sla_arguments import PRIORITIES
from agent_desk.cli.times import ahead, rfc3339
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.explained import ClockView, Line
from agent_desk.domain.levels import Metric
from agent_desk.domain.stored_levels import calendar_written, policy_written
from agent_desk.runtime.level_words import said, zone_of
from agent_desk.services.carrying_levels import read, written
from agent_desk.services.desk import Desk
from agent_desk.services.reckoning import compare, rebuild

_LARGEST = 10_000_000


def due(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """When a promise would fall due."""
    policy = desk.levels.policy(arguments.policy)
    start = ahead(arguments.start, desk.ground.now())
    found = desk.levels.due(policy.id, PRIORITIES[arguments.priority], start, Metric(arguments.metric))
    shape: Shape = {
        "policy": policy.name,
        "metric": arguments.metric,
        "priority": arguments.priority,
        "from": rfc3339(start),
        "due_at": rfc3339(found.due_at),
        "at_risk_at": rfc3339(found.at_risk_at),
        "zone": desk.levels.zone(),
    }
    return Answer(shape | {"steps": _steps(found.lines, desk)})


def _steps(lines: Iterable[Line], desk: Desk) -> list[str]:
    zone = zone_of(desk.levels.zone())
    return [said(line, zone) for line in lines]


def explain(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Every clock of a conversation with every step of its reckoning."""
    clocks = desk.levels.clocks(arguments.conversation)
    lines = desk.levels.explain(arguments.conversation)
    return Answer(
        {
            "conversation": desk.ground.store.read.conversations.find(arguments.conversation),
            "zone": desk.levels.zone(),
            "clocks": [_clock(view) for view in clocks],
            "steps": _steps(lines, desk),
        }
    )


def _clock(view: ClockView) -> Shape:
    row = view.row
    return {
        "metric": row.metric.value,
        "state": view.state.value,
        "priority": row.priority.name.lower(),
        "message": row.message_id,
        "policy": view.policy,
        "policy_version": view.number,
        "started_at": rfc3339(row.started_at),
        "due_at": rfc3339(row.due_at),
        "at_risk_at": rfc3339(row.at_risk_at),
        "at_risk": view.at_risk,
        "stopped_at": rfc3339(row.stopped_at),
        "reason": row.reason,
        "target_seconds": row.target // 1000,
        "left_seconds": None if view.left is None else view.left // 1000,
        "fetch_lag_seconds": view.lag // 1000,
        "met_when_sent_since": rfc3339(view.met_when_sent),
    }


def policies(_: argparse.Namespace, desk: Desk) -> Answer:
    """All policies in their order."""
    return Answer(
        [
            _plain(
                {"id": one.id, "name": one.name, "position": one.position, "number": one.latest.number}
                | {"from": rfc3339(one.latest.from_at), "running": desk.levels.running(one.id)}
                | policy_written(one.latest.body)
            )
            for one in desk.levels.policies()
        ]
    )


def calendars(_: argparse.Namespace, desk: Desk) -> Answer:
    """All calendars by name."""
    return Answer(
        [
            _plain(
                {"id": one.id, "name": one.name, "number": one.latest.number, "from": rfc3339(one.latest.from_at)}
                | calendar_written(one.latest.body)
            )
            for one in desk.levels.calendars()
        ]
    )


def exported(_: argparse.Namespace, desk: Desk) -> Answer:
    """All of them in the form that `import` reads."""
    return Answer(_plain(written(desk.ground)))


def imported(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Take over a file, whole or not at all; prints what there is then."""
    try:
        if arguments.file.stat().st_size > _LARGEST:
            raise WrongUse(OwnWords("{file}: too large for calendars and policies", file=str(arguments.file)))
        told = json.loads(arguments.file.read_bytes())
    except OSError as error:
        raise WrongUse(f"{arguments.file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise WrongUse(OwnWords("{file}: no JSON", file=str(arguments.file))) from error
    read(desk.ground, told, running_too=arguments.running_too)
    desk.levels.catch_up(lambda _done, _whole: None, lambda: False)
    return exported(arguments, desk)


def rebuilt(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Make all clocks anew from posts and acts, or only look which differ; ends with 1 where a look found some."""
    if not arguments.check:
        return Answer({"changed": rebuild(desk.ground, lambda _done: None, lambda: False)})
    found = compare(desk.ground, lambda _done: None, lambda: False)
    code = Code.FAILED if found.differing else Code.OK
    return Answer({"looked_at": found.looked_at, "differing": list(found.differing)}, code)


def _plain(value: dict[str, object]) -> Shape:
    shape: Shape = json.loads(json.dumps(value))
    return shape

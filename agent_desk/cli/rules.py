"""`rules` and `macros`: what happens by itself, and several acts as one."""

from __future__ import annotations

import argparse

from agent_desk.cli.output import Answer, Code, say
from agent_desk.cli.shapes import Shape
from agent_desk.cli.times import rfc3339
from agent_desk.domain.errors import DeskError
from agent_desk.runtime import rule_words, texts
from agent_desk.runtime.rule_words import Names
from agent_desk.runtime.texts import tr
from agent_desk.services.desk import Desk
from agent_desk.services.dry_running import DryRun, Hit
from agent_desk.services.macros import ListedMacro
from agent_desk.services.rules import Listed


def listed(_: argparse.Namespace, desk: Desk) -> Answer:
    """Every rule in its order, in words, and what keeps one from running."""
    names, called = _names(desk), desk.rules.names()
    return Answer([_rule(one, names, called) for one in desk.rules.all()])


def switched(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Switch a rule on or off; prints it."""
    rule = desk.rules.get(arguments.rule)
    desk.rules.enable(rule.id, arguments.action == "enable")
    names, called = _names(desk), desk.rules.names()
    return Answer(next(_rule(one, names, called) for one in desk.rules.all() if one.rule.id == rule.id))


def tried(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """What a rule would have done over the last days; changes nothing."""
    rule = desk.rules.get(arguments.rule)
    run = desk.rules.dry_run(rule, arguments.days, lambda done, most: say(f"{done}/{most}"), lambda: False)
    return Answer(_trial(run, _names(desk), desk, arguments.limit))


def macros(_: argparse.Namespace, desk: Desk) -> Answer:
    """Every macro of this agent, in its order."""
    names = _names(desk)
    return Answer([_macro(one, names) for one in desk.macros.all()])


def run_macro(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Run a macro on conversations; its reply is begun in their drafts. Exit code 1 where one was left as it is."""
    macro = desk.macros.get(arguments.macro)
    ids = [desk.inbox.find(one) for one in arguments.conversations]
    ran = desk.macros.run(macro.id, ids, lambda *_: None, lambda: False)
    failed: list[Shape] = [
        {"conversation": failure.conversation_id, "error": _said(failure.error)} for failure in ran.failed
    ]
    return Answer({"macro": macro.name, "done": ran.done, "failed": failed}, Code.FAILED if failed else Code.OK)


def _names(desk: Desk) -> Names:
    networks = {venue.network for venue in desk.venues.all()}
    return Names(desk.rules.known(), {name: _network(desk, name) for name in networks})


def _network(desk: Desk, name: str) -> str:
    try:
        return desk.venues.network(name).label
    except DeskError:
        return name


def _rule(one: Listed, names: Names, called: dict[str, str]) -> Shape:
    rule = one.rule
    troubles = [rule_words.trouble(trouble) for trouble in one.troubles]
    if rule.stopped:
        troubles.append(rule_words.stopped(rule.stopped, called))
    return {
        "id": rule.id,
        "position": rule.position + 1,
        "name": rule.name,
        "enabled": rule.enabled,
        "says": rule_words.sentence(rule, names),
        "troubles": troubles,
        "runs": one.runs,
        "last_at": rfc3339(one.last_at),
    }


def _macro(one: ListedMacro, names: Names) -> Shape:
    macro = one.macro
    return {
        "id": macro.id,
        "name": macro.name,
        "shared": macro.owner_id is None,
        "does": [rule_words.effect(effect, names) for effect in macro.effects],
        "troubles": [rule_words.trouble(trouble) for trouble in one.troubles],
        "used": macro.used,
        "used_at": rfc3339(macro.used_at),
    }


def _trial(run: DryRun, names: Names, desk: Desk, limit: int) -> Shape:
    return {
        "looked_at": run.looked,
        "fits": run.matched,
        "would_change": run.changed,
        "conversations": run.conversations,
        "effects": [{"effect": rule_words.effect(effect, names), "times": n} for effect, n in run.by_effect],
        "posts": [_hit(hit, names, desk) for hit in run.hits[:limit]],
    }


def _hit(hit: Hit, names: Names, desk: Desk) -> Shape:
    return {
        "conversation": desk.inbox.row(hit.conversation_id).number,
        "message": hit.message_id,
        "at": rfc3339(hit.at),
        "author": hit.author,
        "text": hit.text,
        "would": [rule_words.effect(effect, names) for effect in hit.effects],
    }


def _said(error: DeskError) -> str:
    return str(texts.what_happened(error)) or tr("Something went wrong")

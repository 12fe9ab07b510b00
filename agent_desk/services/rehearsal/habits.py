"""What the demo's team has made itself easier with: rules, macros and canned answers, from the packed resources."""

from __future__ import annotations

import json
from dataclasses import replace

from agent_desk.domain.rows import EVERYBODY, CannedVariant, Scope
from agent_desk.domain.rules import Effect, Macro
from agent_desk.domain.stored_rules import macro_from, rule_from
from agent_desk.runtime.places import resources_dir
from agent_desk.services.canned import Canned
from agent_desk.services.ground import Ground
from agent_desk.services.macros import Macros
from agent_desk.services.rehearsal.team import Hired
from agent_desk.services.rules import Rules

_ME = "me"


def take_up_habits(ground: Ground, team: Hired) -> None:
    """Put them in place, as of the ground's moment. Raises DeskError where the resource is wrong."""
    script = json.loads((resources_dir() / "demo" / "habits.json").read_text(encoding="utf-8"))
    for entry in script["rules"]:
        rule = rule_from(entry["says"], "", entry["name"])
        Rules(ground).save(replace(rule, enabled=not entry.get("off", False)))
    for entry in script["macros"]:
        effects = tuple(_meant(effect, ground.me) for effect in macro_from(entry["says"]))
        Macros(ground).save(Macro("", entry["name"], effects, ground.me if entry.get("own") else None))
    for entry in script["canned"]:
        scope = Scope(team_id=team.teams[entry["team"]]) if "team" in entry else EVERYBODY
        scope = Scope(owner_id=ground.me) if entry.get("own") else scope
        variants = [CannedVariant(one["text"], "", one.get("language", "")) for one in entry["variants"]]
        Canned(ground).save(entry["shortcut"], entry["title"], variants, scope=scope)


def _meant(effect: Effect, me: str) -> Effect:
    return replace(effect, value=me) if effect.value == _ME else effect

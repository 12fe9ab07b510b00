"""A busy week for a team to look back on: many short exchanges at believable hours, most of them answered in time, some late,
some solved by others, a few not answered yet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from agent_desk.connectors.demo.content import Content
from agent_desk.connectors.demo.seed import HOUR, KINDS, MINUTE, WEEK, say
from agent_desk.connectors.demo.world import BRAND, DemoConversation, World

EXCHANGES = 240
_BY_HOUR = (1, 1, 1, 1, 1, 2, 3, 5, 7, 9, 9, 8, 7, 8, 9, 8, 7, 6, 5, 5, 4, 3, 2, 1)
"""How many write in each hour of a weekday, UTC; at weekends half of that."""
_MINUTES = (3, 4, 6, 7, 9, 11, 12, 14, 16, 18, 20, 22, 25, 27, 30, 33, 37, 41, 46, 52, 66, 85, 110, 150, 320)
"""Until somebody answered, in working hours."""
_OPENS, _CLOSES = 7, 17
"""Hours of the day, UTC, between which the brand answers on weekdays."""
_TRIES = 40


def fill(world: World, content: Content) -> None:
    """The week before `world.started`, in addition to what the scripts tell."""
    for index in range(EXCHANGES):
        talk = content.traffic["talks"][index % len(content.traffic["talks"])]
        exchange(world, content, talk, index, world.started - _age(world, index))


def exchange(world: World, content: Content, talk: dict[str, Any], index: int, at: int) -> None:
    """One customer asks; somebody answers where there was time enough, and the customer says so."""
    place = str(talk["place"])
    people = [key for key, (_, _, language) in content.traffic["people"].items() if language == talk["lang"]]
    crowd = people or [
        key for key, person in content.people.items() if person.language == talk["lang"] and key != BRAND
    ]
    customer = world.pick(crowd, "asks", index)
    key = f"{place}-t{index}"
    title = _worded(world, content, str(talk.get("title", "")), index)
    subject: dict[str, Any] = {}
    if place == "blog":
        subject = dict(world.pick(content.scripts["blog"]["subjects"], "under", index))
        subject["at"] = world.started - int(subject.pop("age") * HOUR)
        at = max(at, subject["at"] + MINUTE)
    conversation = DemoConversation(key, place, KINDS[place], title, subject)
    world.conversations[f"{place}/{key}"] = conversation
    text = _worded(world, content, str(talk["ask"]), index)
    asked = say(world, content, conversation, at, _said(customer, text, talk), above=None)
    if (peer := talk.get("peer")) and (then := at + _wait(world, index)) < world.started:
        helper = world.pick([one for one in content.people if one not in (BRAND, customer)], "helps", index)
        solution = say(
            world, content, conversation, then, _said(helper, str(peer), {"lang": talk["lang"]}), above=asked.id
        )
        conversation.solved = solution.id if talk.get("solves") else ""
        return
    answered = _working(at + _wait(world, index))
    if "answer" not in talk or answered >= world.started or world.number(12, "left", index) == 0:
        return
    last = say(
        world,
        content,
        conversation,
        answered,
        _said(BRAND, str(talk["answer"]), {"lang": talk["lang"]}),
        above=asked.id,
    )
    for step, line in enumerate(talk.get("then", ())):
        answered += (5 + world.number(70, "then", index, step)) * MINUTE
        if answered >= world.started:
            return
        by = customer if step % 2 == 0 else BRAND
        last = say(world, content, conversation, answered, _said(by, line, {"lang": talk["lang"]}), above=last.id)


def _said(by: str, text: str, talk: dict[str, Any]) -> dict[str, Any]:
    return {"by": by, "text": text, "lang": talk.get("lang", ""), "stars": talk.get("stars", 0)}


def _worded(world: World, content: Content, text: str, index: int) -> str:
    thing = world.pick(content.traffic["things"], "thing", index)
    return text.replace("{thing}", thing).replace("{number}", str(1000 + world.number(9000, "order", index)))


def _age(world: World, index: int) -> int:
    """How long ago it began, in milliseconds; the busier an hour is, the more begins in it."""
    age = 0
    for turn in range(_TRIES):
        age = 10 * MINUTE + world.number(WEEK - 20 * MINUTE, "age", index, turn)
        when = datetime.fromtimestamp((world.started - age) / 1000, UTC)
        weight = _BY_HOUR[when.hour] * (1 if when.weekday() < 5 else 0.5)
        if world.number(100, "busy", index, turn) < weight * 10:
            break
    return age


def _wait(world: World, index: int) -> int:
    return world.pick(_MINUTES, "wait", index) * MINUTE + world.number(MINUTE, "seconds", index)


def _working(at: int) -> int:
    """That moment, or so many minutes after the next morning begins."""
    when = datetime.fromtimestamp(at / 1000, UTC)
    if when.weekday() < 5 and _OPENS <= when.hour < _CLOSES:
        return at
    morning = when.replace(hour=_OPENS, minute=0)
    while morning < when or morning.weekday() >= 5:
        morning = datetime.fromtimestamp(morning.timestamp() + HOUR * 24 / 1000, UTC)
    return round(morning.timestamp() * 1000) + at % (90 * MINUTE)

"""Turns the written scripts into conversations of the demo network: last week's at the start, newcomers later."""

from __future__ import annotations

from typing import Any

from agent_desk.connectors.demo.content import PLACES, Content
from agent_desk.connectors.demo.world import BRAND, DemoConversation, DemoPost, World

MINUTE = 60_000
HOUR = 60 * MINUTE
WEEK = 7 * 24 * HOUR
KINDS = {"social": "mentions", "blog": "comments", "community": "topic", "reviews": "review", "direct": "direct"}
Step = tuple[int, DemoConversation, dict[str, Any]]


def fill(world: World, content: Content) -> None:
    """Last week, up to `world.started`: every script of every place, in the order of time."""
    steps: list[Step] = []
    for place in PLACES:
        scripts = content.scripts[place]["conversations"]
        for index, script in enumerate(scripts):
            age = _age(world, script, place, index, len(scripts))
            conversation = _conversation(content, place, script, world.started, f"{place}-c{index}")
            _keep(world, conversation)
            steps += _steps(world, content, conversation, script, world.started - age)
    written: dict[tuple[str, int], str] = {}
    for at, conversation, said in sorted(steps, key=lambda step: step[0]):
        above = None if said["n"] == 0 else written[conversation.key, said.get("to", said["n"] - 1)]
        post = say(world, content, conversation, min(at, world.started), said, above=above)
        if "quote" in said:
            quoted = world.posts[written[conversation.key, said["quote"]]]
            post.quote = {"id": quoted.id, "author": quoted.author, "text": quoted.text}
        if said.get("solves"):
            conversation.solved = post.id
        written[conversation.key, said["n"]] = post.id
    world.due.sort(key=lambda event: int(event["at"]))


def newcomer(world: World, content: Content, place: str, index: int, at: int) -> None:
    """A conversation that begins now; what its script says later is put on the list of what is due."""
    later = content.scripts[place]["later"]
    script = later[index % len(later)]
    conversation = _conversation(content, place, script, world.started, f"{place}-n{index}")
    _keep(world, conversation)
    first, *rest = _steps(world, content, conversation, script, at)
    post = say(world, content, conversation, at, first[2], above=None)
    for when, _, said in rest:
        if said["by"] in ("edit", "delete"):
            world.due.append({"at": when, "do": said["by"], "post": post.id, "text": said["text"]})
        else:
            known = {"place": place, "key": conversation.key, "to": post.id}
            world.due.append({"at": when, "do": "say", "said": said, **known})


def say(
    world: World,
    content: Content,
    conversation: DemoConversation,
    at: int,
    said: dict[str, Any],
    *,
    above: str | None,
) -> DemoPost:
    """One line of a script (`by` whom, `text`, how it looks) becomes a post; `above`: the id of the post it answers."""
    if above is None and conversation.place == "social" and conversation.subject:
        above = str(conversation.subject["id"])
    post = world.add(
        conversation,
        said["by"],
        at,
        said["text"],
        parent=above,
        state=said.get("state", "published"),
        language=said.get("lang", content.person(said["by"]).language),
        media=[dict(zip(("name", "alt", "kind"), picture, strict=False)) for picture in said.get("pictures", ())],
        likes=said.get("likes", 0),
        stars=said.get("stars", 0),
        visibility=said.get("visibility", "public"),
        warning=said.get("warning", ""),
        reactions=dict(said.get("reactions", {})),
        votes=said.get("votes", 0),
    )
    if said.get("edited"):
        post.edited = at + 4 * MINUTE
    return post


def _age(world: World, script: dict[str, Any], place: str, index: int, count: int) -> int:
    if "age" in script:
        return int(script["age"] * HOUR)
    slot = (WEEK - HOUR) * (index + 1) // (count + 1)
    return slot + world.number(3 * HOUR, "age", place, index) - HOUR


def _keep(world: World, conversation: DemoConversation) -> None:
    world.conversations[f"{conversation.place}/{conversation.key}"] = conversation
    world.dirty = True


def _conversation(content: Content, place: str, script: dict[str, Any], started: int, key: str) -> DemoConversation:
    kind = str(script.get("kind", KINDS[place]))
    subject: dict[str, Any] = {}
    if "under" in script:
        subject = dict(content.scripts[place]["subjects"][script["under"]])
        subject["at"] = started - int(subject.pop("age") * HOUR)
        kind = "comments"
    locked, labels = bool(script.get("locked", False)), list(script.get("labels", ()))
    return DemoConversation(key, place, kind, str(script.get("title", "")), subject, locked, labels)


def _steps(
    world: World, content: Content, conversation: DemoConversation, script: dict[str, Any], begin: int
) -> list[Step]:
    at = begin
    found: list[Step] = [(at, conversation, {**script, "then": (), "n": 0})]
    for number, (author, minutes, text, *more) in enumerate(script.get("then", ()), start=1):
        at += int(minutes * MINUTE)
        said = {"by": _named(author), "text": text, "n": number, **(more[0] if more else {})}
        found.append((at, conversation, said))
    return found + _chatter(world, content, conversation, int(script.get("chatter", 0)), found[-1])


def _named(author: str) -> str:
    return BRAND if author == "us" else author


def _chatter(world: World, content: Content, conversation: DemoConversation, count: int, last: Step) -> list[Step]:
    crowd = sorted(content.people.keys() - {BRAND, "noor", "tomasz"})
    gap = max((world.started - last[0] - HOUR) // max(count, 1), 1)
    found = []
    for number in range(count):
        text = world.pick(content.chatter, "chatter", conversation.key, number)
        by = world.pick(crowd, "who", conversation.key, number)
        at = last[0] + number * gap + world.number(gap, "gap", number)
        found.append((at, conversation, {"by": by, "text": text, "n": last[2]["n"] + number + 1, "to": 0}))
    return found

"""Turns the written scripts into conversations of the demo network: last week's at the start, newcomers later."""

from __future__ import annotations

from typing import Any

from agent_desk.connectors.demo.content import PLACES, Content
from agent_desk.connectors.demo.world import BRAND, DemoConversation, DemoPost, World

MINUTE = 60_000
HOUR = 60 * MINUTE
WEEK = 7 * 24 * HOUR
KINDS = {"social": "mentions", "blog": "comments", "community": "topic", "reviews": "review", "direct": "direct"}
Step = tuple[int, str, DemoConversation, dict[str, Any]]


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
    for at, author, conversation, said in sorted(steps, key=lambda step: step[0]):
        post = say(world, content, conversation, author, min(at, world.started), said, written)
        written[conversation.key, said["n"]] = post.id
    world.due.sort(key=lambda event: int(event["at"]))


def newcomer(world: World, content: Content, place: str, index: int, at: int) -> None:
    """A conversation that begins now; what its script says later is put on the list of what is due."""
    later = content.scripts[place]["later"]
    script = later[index % len(later)]
    conversation = _conversation(content, place, script, world.started, f"{place}-n{index}")
    _keep(world, conversation)
    first, *rest = _steps(world, content, conversation, script, at)
    post = say(world, content, conversation, first[1], at, first[3], {})
    for when, author, _, said in rest:
        world.due.append(
            {"at": when, "do": "say", "place": place, "key": conversation.key, "by": author, "said": said, "to": post.id}
        )


def say(
    world: World,
    content: Content,
    conversation: DemoConversation,
    author: str,
    at: int,
    said: dict[str, Any],
    written: dict[tuple[str, int], str],
) -> DemoPost:
    """One line of a script becomes a post; `written` knows the ids of the lines before it."""
    above = None if said["n"] == 0 else written.get((conversation.key, said.get("to", said["n"] - 1)))
    if said["n"] == 0 and conversation.kind in ("comments", "mentions"):
        above = str(conversation.subject.get("post", "")) or None
    post = world.add(
        conversation,
        author,
        at,
        said["text"],
        parent=above,
        state=said.get("state", "published"),
        language=said.get("lang", content.person(author).language),
        media=[dict(zip(("name", "alt"), picture, strict=True)) for picture in said.get("pictures", ())],
        likes=said.get("likes", 0),
        stars=said.get("stars", 0),
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


def _conversation(
    content: Content, place: str, script: dict[str, Any], started: int, key: str
) -> DemoConversation:
    kind = str(script.get("kind", KINDS[place]))
    subject: dict[str, Any] = {}
    if "under" in script:
        subject = dict(content.scripts[place]["subjects"][script["under"]])
        subject["at"] = started - int(subject.pop("age") * HOUR)
        kind = "comments"
    return DemoConversation(key, place, kind, str(script.get("title", "")), subject, bool(script.get("locked", False)))


def _steps(
    world: World, content: Content, conversation: DemoConversation, script: dict[str, Any], begin: int
) -> list[Step]:
    at = begin
    found: list[Step] = [(at, script["by"], conversation, {**script, "then": (), "n": 0})]
    for number, (author, minutes, text, *more) in enumerate(script.get("then", ()), start=1):
        at += int(minutes * MINUTE)
        found.append((at, _named(author), conversation, {"text": text, "n": number, **(more[0] if more else {})}))
    crowd = sorted(content.people.keys() - {BRAND, "noor", "tomasz"})
    for number in range(len(found), len(found) + int(script.get("chatter", 0))):
        at += world.number(24 * MINUTE, "gap", number) + MINUTE // 2
        said = {"text": world.pick(content.chatter, "chatter", number), "n": number, "to": 0}
        found.append((at, world.pick(crowd, "who", number), conversation, said))
    return found


def _named(author: str) -> str:
    return BRAND if author == "us" else author

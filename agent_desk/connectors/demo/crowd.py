"""The living crowd: newcomers every few minutes, answers back after ours, moderators who get round to it. What happens
follows from the file's seed and the clock alone; nothing waits, each access catches up with the time that went by."""

from __future__ import annotations

from typing import Any

from agent_desk.connectors.demo.content import PLACES, Content
from agent_desk.connectors.demo.seed import MINUTE, newcomer, say
from agent_desk.connectors.demo.world import BRAND, DemoPost, World

SECOND = 1_000
_EARLY = (12, 40, 90, 150, 240)
_MOST_AT_ONCE = 30


def advance(world: World, content: Content, now: int) -> None:
    """Let everything happen that is due by now. After a long absence only the latest newcomers come."""
    if world.lively:
        _newcomers(world, content, now)
    due = sorted((event for event in world.due if event["at"] <= now), key=lambda event: int(event["at"]))
    if due:
        world.due = [event for event in world.due if event["at"] > now]
        world.dirty = True
    for event in due:
        _happen(world, content, event)


def after_ours(world: World, post: DemoPost) -> None:
    """The brand answered: arrange what the crowd will make of it."""
    if post.state == "held":
        world.due.append({"at": post.at + 40 * SECOND, "do": "approve", "post": post.id})
    if not world.lively or post.parent is None:
        return
    ours = sum(other.author == BRAND for other in world.of_conversation(post.place, post.conversation))
    wait = (20 + world.number(40, "wait", post.id)) * SECOND
    customer = world.posts[post.parent].author
    if customer == BRAND or ours > 3:
        return
    if post.place == "reviews":
        world.due.append({"at": post.at + wait, "do": "kinder", "post": post.parent})
    else:
        mood = "question" if ours == 1 and world.number(3, "mood", post.id) == 0 else "thanks"
        world.due.append({"at": post.at + wait, "do": "answer", "post": post.id, "mood": mood})
    world.dirty = True


def _arrival(world: World, index: int) -> int:
    """When the newcomer of that number comes, UTC milliseconds: soon at first, every three to five minutes in the first
    hour, then three times in an hour."""
    if index < len(_EARLY):
        return world.started + _EARLY[index] * SECOND
    busy = min(index - len(_EARLY) + 1, 14)
    quiet = max(index - len(_EARLY) + 1 - 14, 0)
    jitter = world.number(2 * MINUTE, "arrival", index)
    return world.started + _EARLY[-1] * SECOND + busy * 4 * MINUTE + quiet * 20 * MINUTE + jitter - MINUTE


def _newcomers(world: World, content: Content, now: int) -> None:
    first = world.arrivals
    while _arrival(world, world.arrivals) <= now:
        world.arrivals += 1
        world.dirty = True
    for index in range(max(first, world.arrivals - _MOST_AT_ONCE), world.arrivals):
        place = PLACES[(0, 4, 2, 0, 1, 3, 0, 2)[index % 8]]
        turn = sum(PLACES[(0, 4, 2, 0, 1, 3, 0, 2)[before % 8]] == place for before in range(index))
        newcomer(world, content, place, turn, _arrival(world, index))


def _happen(world: World, content: Content, event: dict[str, Any]) -> None:
    if event["do"] == "say":
        conversation = world.conversations[f"{event['place']}/{event['key']}"]
        say(world, content, conversation, event["at"], event["said"], above=event["to"])
        return
    if event["do"] == "publish":
        if not _refused_twin(world, event["order"]):
            publish(world, event["at"], event["order"])
        return
    post = world.posts[event["post"]]
    if post.state == "deleted":
        return
    if event["do"] == "edit":
        world.change(post, event["at"], text=event["text"])
    elif event["do"] == "delete":
        world.change(post, event["at"], state="deleted")
    elif event["do"] == "approve":
        world.change(post, event["at"], state="published")
    elif event["do"] == "kinder":
        if post.edited is None:
            post.stars = min(post.stars + 2, 5)
            line = world.pick(_lines(content, post.author, "kinder"), "kinder", post.id)
            world.change(post, event["at"], text=f"{post.text}\n\n{line}")
    else:
        _answer_back(world, content, post, event)


def _answer_back(world: World, content: Content, ours: DemoPost, event: dict[str, Any]) -> None:
    customer = world.posts[ours.parent or ""].author
    conversation = world.conversations[f"{ours.place}/{ours.conversation}"]
    if conversation.locked:
        return
    lines = _lines(content, customer, event["mood"])
    heard = {post.text for post in world.of_conversation(ours.place, ours.conversation)}
    fresh = [line for line in lines if line not in heard] or lines
    language = content.person(customer).language
    text = world.pick(fresh, "line", ours.id)
    world.add(conversation, customer, event["at"], text, parent=ours.id, language=language, visibility=ours.visibility)


def _lines(content: Content, person: str, mood: str) -> list[str]:
    spoken = content.lines.get(content.person(person).language, content.lines["en"])
    return spoken.get(mood) or content.lines["en"][mood]


def _refused_twin(world: World, order: dict[str, Any]) -> bool:
    """Whether the network, at work on a late post, finds that a repeat of it overtook it."""
    mine = (post for post in world.posts.values() if post.author == BRAND and post.place == order["place"])
    if order["sent_key"]:
        return any(post.key == order["sent_key"] for post in mine)
    return bool(order["guarded"]) and any((post.parent, post.text) == (order["parent"], order["text"]) for post in mine)


def publish(world: World, at: int, order: dict[str, Any]) -> DemoPost:
    """A post of the brand appears. `order`: `place`, `key` (the conversation's), `text`, `parent`, `media`, `state`,
    `visibility`, `warning`, `sent_key` and `guarded` (whether the network refuses the same words a second time)."""
    conversation = world.conversations[f"{order['place']}/{order['key']}"]
    post = world.add(
        conversation,
        BRAND,
        at,
        order["text"],
        parent=order["parent"],
        media=order["media"],
        state=order["state"],
        visibility=order["visibility"],
        warning=order["warning"],
        key=order["sent_key"],
    )
    after_ours(world, post)
    return post

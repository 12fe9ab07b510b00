"""Turns what the demo network tells into posts of the desk; pure."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from agent_desk.connectors.demo.content import Content
from agent_desk.connectors.demo.rules import RULES
from agent_desk.connectors.demo.world import BRAND, DemoPost
from agent_desk.domain.outgoing import Receipt
from agent_desk.domain.posts import (
    ConversationKind,
    IncomingPost,
    Media,
    MediaKind,
    Origin,
    Place,
    PostState,
    Quote,
    SeenAuthor,
    Subject,
    Visibility,
)

log = logging.getLogger(__name__)
_TEXT_MAX = 2_000


def posts(raw: Mapping[str, Any], content: Content, staff: Collection[str], since: int) -> Iterator[IncomingPost]:
    """The posts of an answer, deleted ones left out; one that does not fit is left out too and logged. Posts older than
    `since` (UTC milliseconds) are context."""
    for item in raw["posts"]:
        try:
            if item["state"] == "deleted":
                continue
            post = _post(item, raw["conversations"][item["conversation"]], content, staff)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("post %s is left out: %r", item.get("id"), error)
            continue
        yield replace(post, origin=Origin.CONTEXT) if post.posted_at < since or post.author.ours else post


def deleted(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the posts that are gone."""
    return tuple(str(item["id"]) for item in raw["posts"] if item["state"] == "deleted")


def receipt(post: DemoPost) -> Receipt:
    """The network's word that a post of ours is there."""
    native = {"conversation": post.conversation}
    return Receipt(post.id, _url(post.place, post.id), PostState(post.state), post.at, native)


def _post(
    item: Mapping[str, Any], conversation: Mapping[str, Any], content: Content, staff: Collection[str]
) -> IncomingPost:
    return IncomingPost(
        remote_id=item["id"],
        place=place(conversation),
        author=_author(item["author"], item["place"], content, staff),
        posted_at=int(item["at"]),
        body=f"{'★' * item['stars']}{'☆' * (5 - item['stars'])}\n{item['text']}" if item["stars"] else item["text"],
        origin=Origin(item["origin"]),
        state=PostState(item["state"]),
        parent_remote_id=item["parent"],
        edited_at=item["edited"],
        url=_url(item["place"], item["id"]),
        languages=(item["language"],) if item["language"] else (),
        media=tuple(_media(entry, _url(item["place"], item["id"])) for entry in item["media"]),
        counts=_counts(item),
        native={"conversation": item["conversation"]},
        visibility=Visibility.DIRECT if item["place"] == "direct" else Visibility(item["visibility"]),
        warning=item["warning"],
        quote=_quote(item, content),
    )


def _counts(item: Mapping[str, Any]) -> dict[str, int]:
    counts = {"likes": item["likes"], "stars": item["stars"], "votes": item["votes"]}
    reactions = {f"reaction:{name}": count for name, count in item["reactions"].items()}
    return {name: count for name, count in {**counts, **reactions}.items() if count or name == "likes"}


def _quote(item: Mapping[str, Any], content: Content) -> Quote | None:
    quoted = item["quote"]
    if not quoted:
        return None
    name = RULES[item["place"]].name if quoted["author"] == BRAND else content.person(quoted["author"]).name
    return Quote(quoted["id"], name, quoted["text"][:_TEXT_MAX], _url(item["place"], quoted["id"]))


def place(raw: Mapping[str, Any]) -> Place:
    """The place of a conversation."""
    subject = None
    if about := raw["subject"]:
        subject = Subject(
            about["id"], about["title"], about["text"][:_TEXT_MAX], _url(raw["place"], about["id"]),
            RULES[raw["place"]].name, about["at"],
        )  # fmt: skip
    return Place(
        ConversationKind(raw["kind"]), raw["key"], raw["title"], _url(raw["place"], raw["key"]), subject,
        raw["solved"], tuple(raw["labels"]),
    )  # fmt: skip


def _author(key: str, where: str, content: Content, staff: Collection[str]) -> SeenAuthor:
    rules = RULES[where]
    if key == BRAND:
        return SeenAuthor(BRAND, rules.handle, rules.name, f"https://{rules.host}/@{rules.handle}", ours=True)
    person = content.person(key)
    url, ours = f"https://{rules.host}/@{person.handle}", person.handle in staff
    facts = {name: zlib.crc32(f"{name} {key}".encode()) % most for name, most in rules.facts.items()}
    return SeenAuthor(person.id, person.handle, person.name, url, ours=ours, facts=facts)


def _media(raw: Mapping[str, str], url: str) -> Media:
    picture = f"demo:picture/{raw['name']}"
    if raw.get("kind") == "video":
        return Media(MediaKind.VIDEO, url, raw["alt"], picture, width=640, height=400)
    return Media(MediaKind.IMAGE, picture, raw["alt"], width=640, height=400)


def _url(where: str, key: str) -> str:
    return f"https://{RULES[where].host}/{key}"

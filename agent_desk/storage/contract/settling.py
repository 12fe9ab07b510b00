"""Settling: what the rules of attention need to know of conversations to which posts came, and where their outcome is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from agent_desk.domain.conversations import Disposition, Post, Status
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.venues import Answers


@frozen
class Standing:
    """A conversation as it stands. `known`: it had posts before these came; `ours`: something of ours is in it."""

    kind: ConversationKind
    status: Status
    known: bool
    ours: bool


@frozen
class Around:
    """What decides about new posts: all `posts` that matter to them, and the ids of those that may have to be `decided`
    anew: the new ones, and those that new answers of ours may answer."""

    posts: list[Post]
    decided: frozenset[str]


@frozen
class Settled:
    """What the rules decided in a conversation. `fresh`: ids of new posts where nothing else happened, and the outcome is
    about these and what they touch; None where it is about all posts."""

    dispositions: Mapping[str, Disposition | None]
    fresh: frozenset[str] | None


class Settling(Protocol):
    """For all conversations that a page of posts touched at once."""

    def standings(self, conversation_ids: Iterable[str]) -> dict[str, Standing]: ...
    def posts(self, conversation_ids: Iterable[str]) -> dict[str, list[Post]]:
        """All posts, by conversation."""

    def only(self, message_ids: Iterable[str]) -> dict[str, list[Post]]:
        """These posts, by conversation."""

    def around(self, conversation_id: str, fresh: Iterable[str], answers: Answers) -> Around | None:
        """What decides about new posts beside answers of ours; None where something known hangs below them, so that all
        posts have to be looked at. `answers`: how far an answer reaches in this kind of conversation."""

    def keep(self, outcomes: Mapping[str, Settled]) -> frozenset[str]:
        """Store who waits, and bring the lines of the list (latest customer post, counts, unread) up to date. Returns
        the conversations in which a post that was dealt with waits again."""

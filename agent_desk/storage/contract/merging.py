"""Merged conversations as a store keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from agent_desk.domain.merging import Family


class Merging(Protocol):
    """Who was merged into whom; the pointers on the conversations lead straight to the root."""

    def root(self, conversation_id: str) -> str:
        """The conversation in which one goes on: itself, where it was not merged."""

    def family(self, conversation_id: str) -> Family:
        """The whole family of a conversation, wherever in it that stands."""

    def roots(self, conversation_ids: Iterable[str]) -> dict[str, str]:
        """The roots of those that were merged into another, by id; nothing for the others."""

    def tree(self, conversation_ids: Iterable[str]) -> dict[str, str]:
        """For each merged conversation of these families the one it was merged into."""

    def merge(self, conversation_id: str, into_id: str, agent_id: str, at: int) -> None:
        """Let one, with what was merged into it, go on in the family of another."""

    def unmerge(self, conversation_id: str, at: int) -> str:
        """Take it out again, with what was merged into it; returns the conversation it had been merged into. Raises
        Refused(`not_merged`)."""

    def across(self, venue_id: str) -> list[str]:
        """Those that were merged from a venue into a conversation of another one, or the other way round."""

    def at(self, conversation_id: str) -> int | None:
        """When it was merged (UTC milliseconds); None where it stands by itself."""

    def note_reopened(self, conversation_id: str, before: str) -> None:
        """Keep with an open merge how the root stood that was reopened by it."""

    def reopened(self, conversation_id: str) -> str:
        """How the root stood; empty where the merge reopened none."""

    def sum_up(self, conversation_ids: Iterable[str]) -> frozenset[str]:
        """Bring the lines of the families up to date in which these stand, from the posts of the whole family; returns the
        ids of their roots."""

    def stand_alone(self, conversation_ids: Iterable[str]) -> None:
        """Bring the lines of conversations up to date from their own posts alone."""

"""Customers as a store keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent_desk.domain.customers import CustomerRow, Identity, LinkRow
from agent_desk.domain.rows import ConversationRow


class Customers(Protocol):
    """Persons, the identities linked to them, and every decision about that."""

    def get(self, ref: str) -> CustomerRow:
        """From id or short number; raises NotFound."""

    def of_author(self, author_id: str) -> CustomerRow | None: ...
    def identity(self, author_id: str) -> Identity:
        """Raises NotFound."""

    def customer_ids(self, author_ids: Sequence[str]) -> dict[str, str | None]:
        """To whom each is linked."""

    def add(self, customer_id: str, name: str, at: int) -> CustomerRow: ...
    def change(self, customer_id: str, name: str, remark: str) -> None: ...
    def link(self, author_id: str, customer_id: str | None, agent_id: str, reason: str, at: int) -> bool:
        """Link an author to a customer, None: to nobody; with history. False where it was so."""

    def history(self, customer_id: str) -> list[LinkRow]:
        """What was decided about identities of a customer, newest first."""

    def alike(self, author_id: str, handle: str, links: Sequence[str], limit: int) -> list[Identity]:
        """Identities elsewhere whose plain handle is that, or whose profile has one of these addresses (plain)."""

    def links(self, author_id: str) -> frozenset[str]:
        """The addresses (plain) in the author's latest posts."""

    def conversations(self, customer_id: str, limit: int) -> list[ConversationRow]:
        """Of all identities, newest first."""

    def find(self, text: str, limit: int) -> list[CustomerRow]:
        """By the beginning of the name, or by `#number`."""

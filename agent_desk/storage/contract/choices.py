"""What a workspace as a whole has chosen: its zone, and choices by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Choices(Protocol):
    """Of the one workspace."""

    def zone(self) -> str:
        """An IANA name; empty: UTC."""

    def set_zone(self, zone: str) -> None: ...
    def get(self, name: str) -> str:
        """A choice; empty where nobody chose."""

    def set(self, name: str, value: str) -> None: ...
    def names(self, name: str) -> tuple[str, ...]:
        """A choice that is a list."""

    def set_names(self, name: str, values: Sequence[str]) -> None: ...
    def reviewed(self) -> frozenset[str]:
        """Ids of the venues at which every reply wants a second pair of eyes."""

    def set_reviewed(self, venue_id: str, on: bool) -> None: ...

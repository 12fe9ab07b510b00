"""Where an answer goes, and what of it an agent writes: the reply itself, a note beside it, or a direct message."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.venues import Limits, Venue


class Tab(StrEnum):
    """What is being written. DIRECT writes the words of the reply, for one reader only."""

    REPLY = "reply"
    NOTE = "note"
    DIRECT = "direct"


@frozen
class Place:
    """A conversation with all that decides how an answer leaves. `sign_off`: what the agent's replies there end with."""

    row: ConversationRow
    venue: Venue
    network: Manifest
    limits: Limits
    sign_off: str = ""


@frozen
class Order:
    """How a reply is to leave. `go_on`: the agent wants the next conversation then. `at`: UTC milliseconds."""

    resolve: bool = False
    go_on: bool = False
    at: int | None = None


def signed(text: str, sign_off: str) -> str:
    """The words as they leave: with the sign-off below them, unless they end with it already."""
    bare = text.rstrip()
    return text if not sign_off or not bare or bare.endswith(sign_off) else f"{bare}\n\n{sign_off}"

"""What authors are called on screen."""

from __future__ import annotations

from agent_desk.domain.rows import MessageRow
from agent_desk.runtime.texts import tr


def name_of(message: MessageRow) -> str:
    """What the author is called."""
    return message.author.name or message.author.handle or tr("Somebody")


def handle_of(message: MessageRow) -> str:
    """The author's handle as it is written at the venue, empty where there is none or it says nothing new."""
    handle = message.author.handle
    return mention(handle) if handle and handle != message.author.name else ""


def mention(handle: str) -> str:
    """How a handle is written in a post of its venue."""
    return handle if handle.startswith(("@", "u/")) or " " in handle else f"@{handle}"

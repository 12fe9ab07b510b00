"""Marks on authors: whose posts need nobody, and why."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.domain.conversations import Disposition


class AuthorMark(StrEnum):
    """What an agent decided about an author. What a marked author writes is dealt with at once, with the mark as the reason."""

    NONE = ""
    MUTED = "muted"
    SPAM = "spam"
    TROLL = "troll"


DEALT_WITH_AS = {
    AuthorMark.MUTED: Disposition.NOT_RELEVANT,
    AuthorMark.SPAM: Disposition.MODERATED,
    AuthorMark.TROLL: Disposition.MODERATED,
}
"""How posts of marked authors are disposed of."""

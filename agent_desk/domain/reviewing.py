"""A second pair of eyes: whose replies, at which venues and under which tags wait for somebody else's word before they leave."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import AgentRow, Right, may


class Approval(StrEnum):
    """Where a delivery stands with its second pair of eyes. One that is WANTED never leaves."""

    NONE = ""
    WANTED = "wanted"
    GIVEN = "given"


class WhyReviewed(StrEnum):
    """What asks for the second look."""

    AGENT = "agent"
    VENUE = "venue"
    TAG = "tag"
    RULE = "rule"


@frozen
class Wanted:
    """Why a reply has to wait. `name`: the tag or the rule, where one asks for it."""

    why: WhyReviewed
    name: str = ""

    @property
    def code(self) -> str:
        """As it is stored: `agent`, `venue`, `tag:NAME` or `rule:NAME`."""
        return f"{self.why}:{self.name}" if self.name else str(self.why)


def wanted(
    author: AgentRow, venue_reviewed: bool, tags: Collection[str], reviewed_tags: Collection[str]
) -> Wanted | None:
    """Whether a reply wants a second pair of eyes, and why; the agent before the venue before the tags."""
    if author.reviewed:
        return Wanted(WhyReviewed.AGENT)
    if venue_reviewed:
        return Wanted(WhyReviewed.VENUE)
    asked = {tag.casefold() for tag in reviewed_tags}
    found = sorted((tag for tag in tags if tag.casefold() in asked), key=str.casefold)
    return Wanted(WhyReviewed.TAG, found[0]) if found else None


def parsed(code: str) -> Wanted | None:
    """What was stored; None where nothing was, or what no version knows."""
    why, _, name = code.partition(":")
    return Wanted(WhyReviewed(why), name) if why in set(WhyReviewed) else None


def why_not(reviewer: AgentRow, author_id: str) -> Refused | None:
    """The refusal where somebody may not be the second pair of eyes for that author's words."""
    if reviewer.id == author_id:
        return Refused("own_words")
    return None if may(reviewer.role, Right.APPROVE) else Refused("no_right")

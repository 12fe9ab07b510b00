"""What follows from an act or a page of posts in the same transaction, in a fixed order: rules, handing out, clocks."""

from __future__ import annotations

from agent_desk.services.ground import Ground, Tally
from agent_desk.services.handing_out import hand_out
from agent_desk.storage.contract import Nouns


def follow(ground: Ground, nouns: Nouns, tally: Tally) -> None:
    """Add to the tally what follows from what is in it. Inside the caller's transaction."""
    hand_out(ground, nouns, tally)

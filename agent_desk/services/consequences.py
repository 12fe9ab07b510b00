"""What follows from an act or a page of posts in the same transaction, in a fixed order: rules, handing out, clocks."""

from __future__ import annotations

from agent_desk.services.ground import Ground, Tally
from agent_desk.services.handing_out import hand_out
from agent_desk.services.notifying import tell_watchers
from agent_desk.storage.contract import Nouns


def follow(ground: Ground, nouns: Nouns, tally: Tally) -> None:
    """Add to the tally what follows from what is in it. Inside the caller's transaction."""
    _rule(ground, nouns, tally, 0)
    told = len(tally.happened)
    hand_out(ground, nouns, tally)
    if len(tally.happened) > told:
        # Rules that wait for an assignment hear of those that were made just now.
        _rule(ground, nouns, tally, told)
    tell_watchers(ground, nouns, tally)
    _reckon(ground, nouns, tally)


def _rule(ground: Ground, nouns: Nouns, tally: Tally, since: int) -> None:
    if nouns.rules.any_run():
        # Without rules nothing of them is loaded.
        from agent_desk.services.ruling import apply

        apply(ground, nouns, tally, since)


def _reckon(ground: Ground, nouns: Nouns, tally: Tally) -> None:
    if nouns.levels.any():
        touched = tally.changes.conversations | {one.conversation_id for one in tally.happened}
        if tally.many:
            nouns.clocks.put_off(touched, -1)
            return
        # Without policies nothing of the clocks is loaded.
        from agent_desk.services.reckoning import renew

        tally.add(renew(ground, nouns, touched, at_once=False))

"""What falls due by the clock although nobody did anything: clocks at risk or late, and what a new version of a policy has made
stale. Everything due is due by times in the store, so nothing is missed while the program is closed."""

from __future__ import annotations

import weakref

from agent_desk.domain.changes import Changes
from agent_desk.services.escalating import Versions, escalate
from agent_desk.services.ground import Ground
from agent_desk.services.handing_out import tick as hand_out
from agent_desk.services.reckoning import renew

_AT_ONCE = 25
"""Clocks in one transaction, one or two milliseconds each: a backlog after a long rest keeps nobody from the store."""
_RENEWED = 80
_versions: weakref.WeakKeyDictionary[object, Versions] = weakref.WeakKeyDictionary()
"""By store, for versions never change."""


def wanted(ground: Ground) -> bool:
    """Whether a tick would do anything. A few reads by index; any thread."""
    ticks = ground.store.read.ticks
    soonest = ticks.soonest()
    return (soonest is not None and soonest <= ground.now()) or bool(ticks.stale(1))


def tick(ground: Ground) -> Changes:
    """Do what has come by the clock, at most so much that others get their turn; wanted() tells whether there is more. Blocking,
    off the GUI thread. Returns what was touched."""
    changes = Changes()
    versions = _versions.setdefault(ground.store, Versions())
    if ground.store.read.ticks.come(ground.now(), 1):
        with ground.act() as (nouns, tally):
            clocks = nouns.ticks.come(ground.now(), _AT_ONCE)
            escalate(ground, nouns, tally, clocks, versions)
        changes |= tally.changes
    touched, _ = renew_some(ground)
    changes |= touched | hand_out(ground)
    if ground.store.read.rules.any_run():
        # Without rules nothing of them is loaded.
        from agent_desk.services.ruling import timed

        changes |= timed(ground)
    return changes


def renew_some(ground: Ground, limit: int = _RENEWED) -> tuple[Changes, int]:
    """Reckon some stale clocks anew in one short transaction; returns what was touched and how many conversations that were.
    Any thread but the GUI's."""
    if not ground.store.read.ticks.stale(1):
        return Changes(), 0
    with ground.act(durable=False) as (nouns, tally):
        stale = nouns.ticks.stale(limit)
        nouns.ticks.fresh(stale)
        tally.add(renew(ground, nouns, stale))
    return tally.changes, len(stale)

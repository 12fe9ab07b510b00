"""What falls due by the clock although nobody did anything: clocks at risk or late, and what a new version of a policy has made
stale. Everything due is due by times in the store, so nothing is missed while the program is closed."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Sequence

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import StoreError
from agent_desk.services.escalating import Versions, escalate
from agent_desk.services.ground import Ground
from agent_desk.services.handing_out import tick as hand_out
from agent_desk.services.reckoning import renew
from agent_desk.storage.contract import Nouns

log = logging.getLogger(__name__)
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
    off the GUI thread. Returns what was touched. A fault in one part keeps no other from its turn; the first is raised in the
    end."""
    changes, fault = Changes(), None
    for part in (_escalate, lambda ground: renew_some(ground)[0], hand_out, _rule):
        try:
            changes |= part(ground)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - a border: it is raised as soon as the others had their turn
            fault = fault or error
    if fault is not None:
        raise fault
    return changes


def _escalate(ground: Ground) -> Changes:
    if not ground.store.read.ticks.come(ground.now(), 1):
        return Changes()
    versions = _versions.setdefault(ground.store, Versions())
    with ground.act() as (nouns, tally):
        escalate(ground, nouns, tally, nouns.ticks.come(ground.now(), _AT_ONCE), versions)
    return tally.changes


def _rule(ground: Ground) -> Changes:
    if not ground.store.read.rules.any_run():
        return Changes()
    # Without rules nothing of them is loaded.
    from agent_desk.services.ruling import timed

    return timed(ground)


def renew_some(ground: Ground, limit: int = _RENEWED) -> tuple[Changes, int]:
    """Reckon some stale clocks anew in one short transaction; returns what was touched and how many conversations that were.
    Any thread but the GUI's."""
    if not ground.store.read.ticks.stale(1):
        return Changes(), 0
    with ground.act(durable=False) as (nouns, tally):
        stale = nouns.ticks.stale(limit)
        nouns.ticks.fresh(stale)
        tally.add(_renewed(ground, nouns, stale))
    return tally.changes, len(stale)


def _renewed(ground: Ground, nouns: Nouns, ids: Sequence[str]) -> Changes:
    """Where the clocks of one cannot be reckoned, those of the others still are."""
    try:
        with nouns.attempt():
            return renew(ground, nouns, ids)
    except StoreError:
        raise
    except Exception:
        if len(ids) == 1:
            log.exception("the clocks of %s cannot be reckoned", ids[0])
            return Changes()
    half = len(ids) // 2
    return _renewed(ground, nouns, ids[:half]) | _renewed(ground, nouns, ids[half:])

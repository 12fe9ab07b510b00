"""`sync`: fetch, deliver what is due and reconcile what is unknown, once or until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Mapping

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer, Code, Json, say
from agent_desk.domain.changes import Changes
from agent_desk.runtime.texts import tr, venue_state
from agent_desk.services.collector import Collector, Heard, run_once
from agent_desk.services.desk import Desk
from agent_desk.services.station import Outcome

_CODES = {
    Outcome.OK: Code.OK,
    Outcome.BUSY: Code.UNREACHABLE,
    Outcome.UNREACHABLE: Code.UNREACHABLE,
    Outcome.SIGN_IN: Code.FAILED,
    Outcome.FAILED: Code.FAILED,
}


def sync(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """One round or many. Prints each venue with its outcome, and how much was touched."""
    venue_id = desk.venues.get(arguments.venue).id if arguments.venue else None
    touched = [Changes()]
    heard = Heard(changed=lambda changes: touched.append(touched.pop() | changes))
    if arguments.watch:
        daily = None if venue_id else desk.retention.run
        asyncio.run(_watch(Collector(desk.ground, desk.vault, heard, only=venue_id, daily=daily)))
        return Answer(_told(desk, {}, touched[0]))
    outcomes = run_once(desk.ground, desk.vault, venue_id, heard)
    codes = {_CODES[outcome] for outcome in outcomes.values()}
    code = Code.FAILED if Code.FAILED in codes else max(codes, default=Code.OK)
    return Answer(_told(desk, outcomes, touched[0]), code)


def _told(desk: Desk, outcomes: Mapping[str, Outcome], changes: Changes) -> Json:
    venues: list[Json] = []
    for venue in desk.venues.all():
        outcome = outcomes.get(venue.id)
        if outcomes and outcome is None:
            continue
        venues.append({**shapes.venue(venue), "outcome": outcome.value if outcome else None})
        if outcome not in (None, Outcome.OK):
            detail = f" ({venue.state_detail})" if venue.state_detail else ""
            say(f"{venue.label}: {outcome}, {venue_state(venue.state)}{detail}")
    return {
        "venues": venues,
        "touched": {
            "conversations": len(changes.conversations),
            "messages": len(changes.messages),
            "deliveries": len(changes.deliveries),
            "arrived": len(changes.arrived),
        },
    }


async def _watch(collector: Collector) -> None:
    loop = asyncio.get_running_loop()
    wanted = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(wanted.set))
    watching = asyncio.create_task(collector.watch())
    ending = asyncio.create_task(wanted.wait())
    say(tr("Watching. Ctrl+C ends it in order."))
    try:
        await asyncio.wait((watching, ending), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for running in (watching, ending):
            running.cancel()
        ended, _ = await asyncio.gather(watching, ending, return_exceptions=True)
        await collector.close()
    if isinstance(ended, Exception):
        raise ended

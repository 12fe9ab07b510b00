"""The commands by name: each gets the workspace it needs, and its answer is printed."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agent_desk.assembly import open_desk
from agent_desk.cli import (
    assignment,
    canned,
    conversations,
    figures,
    ledger,
    machine,
    notes,
    outbox,
    people,
    roster,
    rules,
    sla,
    syncing,
    venues,
    views,
)
from agent_desk.cli.output import Answer, say, write, write_text
from agent_desk.cli.workspace import logged, places_of
from agent_desk.domain.errors import Refused, StoreDamaged
from agent_desk.runtime import texts
from agent_desk.runtime.places import Places
from agent_desk.services.desk import Desk

WITHOUT_DESK: dict[str, Callable[[], Answer]] = {"networks": machine.networks, "version": machine.version}
WITH_DESK: dict[str, Callable[[argparse.Namespace, Desk], Answer]] = {
    "venue add": venues.add,
    "venue sign-in": venues.sign_in,
    "venue find": venues.find,
    "venue list": venues.listed,
    "venue check": venues.check,
    "venue remove": venues.remove,
    "sync": syncing.sync,
    "list": conversations.listed,
    "show": conversations.show,
    "search": conversations.search,
    "status": conversations.status,
    "reply": outbox.reply,
    "act": outbox.act,
    "outbox": outbox.outbox,
    "ledger": ledger.ledger,
    "merge": ledger.merge,
    "unmerge": ledger.unmerge,
    "customer": ledger.customer,
    "backup": machine.backup,
    "take-up": conversations.take_up,
    "notes list": notes.listed,
    "notes add": notes.add,
    "notes edit": notes.edit,
    "notes remove": notes.remove,
    "notes restore": notes.restore,
    "views list": views.listed,
    "views show": views.show,
    "views save": views.save,
    "views remove": views.remove,
    "export": views.export,
    "canned list": canned.listed,
    "canned export": canned.exported,
    "canned import": canned.imported,
    "canned remove": canned.remove,
    "people find": people.find,
    "people show": people.show,
    "people mark": people.mark,
    "people trusted": people.regard,
    "people automatic": people.regard,
    "retention list": people.retained,
    "retention set": people.retain,
    "retention forever": people.retain,
    "retention would-remove": people.would_remove,
    "retention run": people.run,
    "retention overwrite": people.overwrite,
    "erase": people.erase,
    "sla due": sla.due,
    "sla explain": sla.explain,
    "sla policies": sla.policies,
    "sla calendars": sla.calendars,
    "sla export": sla.exported,
    "sla import": sla.imported,
    "sla rebuild": sla.rebuilt,
    "rules list": rules.listed,
    "rules enable": rules.switched,
    "rules disable": rules.switched,
    "rules dry-run": rules.tried,
    "macros list": rules.macros,
    "macros run": rules.run_macro,
    "agents list": roster.agents,
    "agents add": roster.add_agent,
    "agents set": roster.set_agent,
    "agents leave": roster.leave,
    "agents presence": roster.presence,
    "teams list": roster.teams,
    "teams add": roster.add_team,
    "teams set": roster.set_team,
    "teams remove": roster.remove_team,
    "assign": assignment.assign,
    "claim": assignment.claim,
    "release": assignment.release,
    "next": assignment.serve_next,
    "board": assignment.board,
    "report": figures.report,
    "live": figures.live,
    "pauses": figures.pauses,
}


def run(command: str, arguments: argparse.Namespace) -> int:
    """Run one command and print its answer; returns the exit code. Raises DeskError."""
    if command in WITHOUT_DESK:
        return _answered(WITHOUT_DESK[command]())
    places = places_of(arguments)
    with logged(places, verbose=arguments.verbose):
        if command == "doctor":
            return _answered(machine.doctor(arguments, places))
        with opened(places, demo=arguments.demo, fill=command != "sync") as desk:
            if arguments.acts_as:
                seat_for_now(desk, arguments.acts_as)
            answer = WITH_DESK[command](arguments, desk)
        return _answered(answer)


def _answered(answer: Answer) -> int:
    if answer.text is None:
        write(answer.value)
    else:
        write_text(answer.text)
    return answer.code


@contextmanager
def opened(places: Places, *, demo: bool, fill: bool = True) -> Iterator[Desk]:
    """The desk of a workspace, closed at the end. A fresh demo is filled first, unless told not to."""
    before = _set_aside(places)
    desk = open_desk(places, demo=demo)
    for aside in sorted(_set_aside(places) - before):
        say(f"{texts.what_happened(StoreDamaged())} ({aside})")
    try:
        if demo and fill:
            desk.rehearsal.play()
        yield desk
    finally:
        desk.ground.store.close()


def seat_for_now(desk: Desk, ref: str) -> None:
    """Let an agent act in this process; who usually sits here stays. Raises NotFound, Refused(`agent_left`)."""
    who = desk.roster.agent(ref)
    if who.left_at is not None:
        raise Refused("agent_left", name=who.name)
    desk.ground.seat.agent_id = who.id


def _set_aside(places: Places) -> set[Path]:
    """The damaged databases that were set aside here."""
    try:
        return set(places.backups.glob("damaged-*.db"))
    except OSError:
        return set()

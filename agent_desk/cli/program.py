"""From arguments to exit code: opens what a command needs, prints its answer, and says in words what went wrong."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence

from agent_desk.cli import conversations, machine, outbox, syncing, venues
from agent_desk.cli.output import Answer, Code, prepare_streams, say, write
from agent_desk.cli.parser import parse
from agent_desk.cli.workspace import home_of, logged, opened, places_of
from agent_desk.domain.errors import DeskError, MachineError, OutcomeUnknown, RateLimited, Unreachable, WrongUse
from agent_desk.runtime import texts
from agent_desk.runtime.machine import display
from agent_desk.runtime.places import Places
from agent_desk.services.desk import Desk

log = logging.getLogger(__name__)

WITHOUT_DESK: dict[str, Callable[[], Answer]] = {"networks": machine.networks, "version": machine.version}
WITH_DESK: dict[str, Callable[[argparse.Namespace, Desk], Answer]] = {
    "venue add": venues.add,
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
    "backup": machine.backup,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or the window. Returns the exit code (agent_desk.cli.output.Code)."""
    prepare_streams()
    try:
        return _run(parse(sys.argv[1:] if arguments is None else arguments))
    except DeskError as error:
        if usage := error.params.get("usage"):
            say(str(usage))
        say(str(texts.what_happened(error)))
        return code_of(error)
    except KeyboardInterrupt:
        say(texts.tr("Interrupted. What was queued stays queued."))
        return Code.FAILED
    except Exception as error:
        # The last border: a fault of our own ends in words, with the traceback in the log.
        log.exception("command failed")
        say(str(texts.what_happened(DeskError(f"{type(error).__name__}: {error}"))))
        return Code.FAILED


def code_of(error: DeskError) -> Code:
    """The exit code that stands for an error."""
    if isinstance(error, WrongUse):
        return Code.WRONG_USE
    if isinstance(error, (Unreachable, RateLimited, OutcomeUnknown)):
        return Code.UNREACHABLE
    return Code.FAILED


def _run(arguments: argparse.Namespace) -> int:
    command = "version" if arguments.version else _name(arguments)
    if command in WITHOUT_DESK:
        return _answered(WITHOUT_DESK[command]())
    if command == "pictures":
        from agent_desk import app

        return app.pictures(arguments.folder, arguments.theme, arguments.size)
    places = places_of(arguments)
    with logged(places, verbose=arguments.verbose):
        if command is None:
            return _window(arguments, places)
        if command == "doctor":
            return _answered(machine.doctor(arguments, places))
        with opened(places, demo=arguments.demo, fill=command != "sync") as desk:
            answer = WITH_DESK[command](arguments, desk)
        return _answered(answer)


def _window(arguments: argparse.Namespace, places: Places) -> int:
    found = display()
    if not found.ok:
        # Qt would abort the process.
        raise MachineError(f"{found.text} {found.todo}")
    from agent_desk import app

    if arguments.smoke:
        return app.smoke(places, demo=arguments.demo)
    return app.run_window(home_of(arguments), demo=arguments.demo)


def _name(arguments: argparse.Namespace) -> str | None:
    if arguments.command == "venue":
        return f"venue {arguments.action}"
    command: str | None = arguments.command
    if command is not None and arguments.smoke:
        raise WrongUse("--smoke goes without a command")
    return command


def _answered(answer: Answer) -> int:
    write(answer.value)
    return answer.code

"""From arguments to exit code: opens what a command needs, prints its answer, and says in words what went wrong."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from agent_desk.cli.desk_arguments import WITH_ACTIONS
from agent_desk.cli.output import Code, prepare_streams, say
from agent_desk.cli.parser import parse
from agent_desk.cli.workspace import home_of, logged, places_of
from agent_desk.domain.errors import (
    DeskError,
    MachineError,
    OutcomeUnknown,
    OwnWords,
    RateLimited,
    Unreachable,
    WrongUse,
)
from agent_desk.runtime import texts
from agent_desk.runtime.language import best_language, use_language
from agent_desk.runtime.log import blotted
from agent_desk.runtime.machine import display
from agent_desk.runtime.places import Places


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or the window. Returns the exit code (agent_desk.cli.output.Code)."""
    prepare_streams()
    try:
        use_language(best_language(_system_languages()))
        found = parse(sys.argv[1:] if arguments is None else arguments)
        if found.language:
            use_language(best_language([found.language]))
        return _run(found)
    except DeskError as error:
        if usage := error.params.get("usage"):
            say(str(usage))
        say(str(texts.what_happened(error)))
        return code_of(error)
    except KeyboardInterrupt:
        say(texts.tr("Interrupted. What was queued stays queued."))
        return Code.FAILED
    except Exception as error:  # noqa: BLE001 - the last border
        # A fault of our own ends in words; its traceback is in the log.
        say(str(texts.what_happened(DeskError(blotted(f"{type(error).__name__}: {error}")))))
        return Code.FAILED


def code_of(error: DeskError) -> Code:
    """The exit code that stands for an error."""
    if isinstance(error, WrongUse):
        return Code.WRONG_USE
    if isinstance(error, (Unreachable, RateLimited, OutcomeUnknown)):
        return Code.UNREACHABLE
    return Code.FAILED


def _system_languages() -> list[str]:
    """The languages that the environment asks for, as gettext reads it; for the command line, which loads no Qt."""
    several = os.environ.get("LANGUAGE", "").split(":")
    return [
        name for name in (*several, *(os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))) if name
    ]


def _run(arguments: argparse.Namespace) -> int:
    command = "version" if arguments.version else _name(arguments)
    if command is None:
        if arguments.acts_as:
            raise WrongUse(OwnWords("--as goes with a command; in the window, switch at its upper edge"))
        places = places_of(arguments)
        with logged(places, verbose=arguments.verbose):
            return _window(arguments, places)
    if command == "pictures":
        from agent_desk import app

        return app.pictures(arguments.folder, arguments.theme, arguments.size)
    # Loaded here, because a window that opens needs none of it.
    from agent_desk.cli.commands import run

    return run(command, arguments)


def _window(arguments: argparse.Namespace, places: Places) -> int:
    found = display()
    if not found.ok:
        # Qt would abort the process.
        raise MachineError(f"{found.text} {found.todo}")
    # While a window is made everything is needed; whoever keeps it alive looks for garbage again.
    gc.disable()
    from agent_desk import app

    if arguments.smoke:
        return app.smoke(places, demo=arguments.demo, language=arguments.language)
    return app.run_window(home_of(arguments), demo=arguments.demo, language=arguments.language)


def _name(arguments: argparse.Namespace) -> str | None:
    if arguments.command in ("venue", "venues"):
        return f"venue {arguments.action}"
    if arguments.command in WITH_ACTIONS:
        return f"{arguments.command} {arguments.action}"
    command: str | None = arguments.command
    if command is not None and arguments.smoke:
        raise WrongUse(OwnWords("--smoke goes without a command"))
    return command

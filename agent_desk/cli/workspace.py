"""Which workspace is meant, and its log."""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from agent_desk.cli.output import say
from agent_desk.domain.errors import DeskError, OwnWords, WrongUse
from agent_desk.runtime import log as log_file
from agent_desk.runtime.language import tr
from agent_desk.runtime.places import Places, for_folder, for_profile

log = logging.getLogger(__name__)
_PROFILE = re.compile(r"\w[\w.-]{0,63}")
_DEFAULT = "default"


def home_of(arguments: argparse.Namespace) -> Places:
    """The places of the real work that the global options name; its demo lies in a folder of its own below. Raises
    WrongUse for a profile that has no plain name."""
    if arguments.data_dir is not None:
        return for_folder(arguments.data_dir)
    profile: str = arguments.profile if arguments.profile is not None else _DEFAULT
    if not _PROFILE.fullmatch(profile):
        raise WrongUse(OwnWords("a profile's name has letters, digits, dots and hyphens only"))
    return for_profile(profile)


def places_of(arguments: argparse.Namespace) -> Places:
    """The places of the workspace that is meant, real work or demo. Raises WrongUse where the two would mix."""
    named = home_of(arguments)
    if arguments.demo:
        places = named.demo
        if places.database.exists() and not places.demo_network.exists():
            raise WrongUse(OwnWords("{folder} holds real work, not the demo", folder=str(places.data)))
        return places
    if named.demo_network.exists():
        raise WrongUse(
            OwnWords(
                "{folder} is a demo workspace; it opens with --demo and the folder above it", folder=str(named.data)
            )
        )
    return named


@contextmanager
def logged(places: Places, *, verbose: bool) -> Iterator[None]:
    """Log into the workspace's own file, with `verbose` to stderr too. Without a place for the log work goes on.

    A fault of our own is written there with its traceback on its way through.
    """
    handlers: list[logging.Handler] = []
    # A log that cannot be written must not fill the screen with its own tracebacks.
    complains, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        places.make()
        handlers.append(log_file.start(places.log))
    except OSError as error:
        say(tr("No log can be written: {reason}", reason=error.strerror))
    if verbose:
        stream = logging.StreamHandler(sys.stderr)
        stream.setFormatter(log_file.JsonLines())
        logging.getLogger().addHandler(stream)
        handlers.append(stream)
    try:
        yield
    except DeskError:
        raise
    except Exception:
        # Only in here there is a log that can take the traceback.
        log.exception("command failed")
        raise
    finally:
        for handler in handlers:
            log_file.stop(handler)
        logging.raiseExceptions = complains

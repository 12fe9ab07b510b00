"""`backup`, `doctor`, `networks` and `--version`: about this machine and this program."""

from __future__ import annotations

import argparse
import os
import platform

from agent_desk import __version__
from agent_desk.cli import shapes
from agent_desk.cli.output import Answer
from agent_desk.connectors.registry import Registry
from agent_desk.domain.errors import StoreFull, WrongUse
from agent_desk.services.desk import Desk


def version() -> Answer:
    """What this program is."""
    return Answer({"name": "agent-desk", "version": __version__, "python": platform.python_version()})


def networks() -> Answer:
    """Every network that can be connected."""
    return Answer([shapes.network(network.manifest) for network in Registry().networks()])


def backup(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write a consistent copy of the database into a new file, while work goes on. Raises WrongUse where one is."""
    target = arguments.file.absolute()
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise WrongUse(f"{target} is there already") from None
    except OSError as error:
        raise StoreFull(f"{target}: {error.strerror}") from error
    try:
        desk.ground.store.backup(str(target))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Answer({"file": str(target), "bytes": target.stat().st_size, "version": desk.ground.store.version()})

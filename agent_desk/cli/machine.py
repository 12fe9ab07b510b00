"""`backup`, `doctor`, `networks` and `--version`: about this machine and this program."""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import asdict

from agent_desk import __version__
from agent_desk.assembly import open_desk
from agent_desk.cli import shapes
from agent_desk.cli.output import Answer, Json, say
from agent_desk.connectors.registry import Registry
from agent_desk.domain.errors import DeskError, OwnWords, StoreFull, WrongUse
from agent_desk.runtime.places import Places
from agent_desk.services.desk import Desk
from agent_desk.services.doctor import Doctor


def version() -> Answer:
    """What this program is."""
    return Answer({"name": "agent-desk", "version": __version__, "python": platform.python_version()})


def networks() -> Answer:
    """Every network that can be connected."""
    return Answer([shapes.network(network.manifest) for network in Registry().all()])


def doctor(arguments: argparse.Namespace, places: Places) -> Answer:
    """What is wrong with this machine, in words; also where the workspace cannot be opened. That it could be told is
    success, whatever was found."""
    desk: Desk | None = None
    trouble: DeskError | None = None
    try:
        desk = open_desk(places, demo=arguments.demo)
    except DeskError as error:
        trouble = error
    try:
        doctor = Doctor(places, desk, trouble)
        checks = doctor.examine()
        if arguments.bundle is not None:
            doctor.pack(arguments.bundle, checks)
    finally:
        if desk is not None:
            desk.ground.store.close()
    told: list[Json] = [{"name": check.name, **asdict(check.finding), "code": check.code} for check in checks]
    for check in checks:
        if not check.finding.ok:
            say(f"{check.name}: {check.finding.text} {check.finding.todo}".rstrip())
    bundle = str(arguments.bundle.absolute()) if arguments.bundle is not None else None
    ok = all(check.finding.ok for check in checks)
    return Answer({"ok": ok, "data": str(places.data), "checks": told, "bundle": bundle})


def backup(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write a consistent copy of the database into a new file, while work goes on. Raises WrongUse where one is."""
    target = arguments.file.absolute()
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise WrongUse(OwnWords("{target} is there already", target=str(target))) from None
    except OSError as error:
        raise StoreFull(f"{target}: {error.strerror}") from error
    try:
        desk.ground.store.backup(str(target))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return Answer({"file": str(target), "bytes": target.stat().st_size, "version": desk.ground.store.version()})

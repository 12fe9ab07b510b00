"""`canned`: prepared answers, listed and carried from desk to desk."""

from __future__ import annotations

import argparse
import json

from agent_desk.cli.output import Answer
from agent_desk.cli.shapes import Shape
from agent_desk.cli.times import rfc3339
from agent_desk.domain.errors import NotFound, OwnWords, WrongUse
from agent_desk.domain.rows import CannedAnswer
from agent_desk.services.desk import Desk

_LARGEST = 10_000_000


def shape(row: CannedAnswer) -> Shape:
    """One canned answer with its variants."""
    return {
        "id": row.id,
        "shortcut": row.shortcut,
        "title": row.title,
        "variants": [{"text": one.text, "network": one.network, "language": one.language} for one in row.variants],
        "owner": row.scope.owner_id,
        "team": row.scope.team_id,
        "used": row.used,
        "used_at": rfc3339(row.used_at),
    }


def listed(_: argparse.Namespace, desk: Desk) -> Answer:
    """Every canned answer, by its shortcut."""
    return Answer([shape(row) for row in desk.canned.all()])


def exported(_: argparse.Namespace, desk: Desk) -> Answer:
    """All of them in the form that `import` reads."""
    return Answer(json.loads(json.dumps(desk.canned.written())))


def imported(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Take over a file, whole or not at all; prints what there is then."""
    try:
        if arguments.file.stat().st_size > _LARGEST:
            raise WrongUse(OwnWords("{file}: too large for canned answers", file=arguments.file))
        told = json.loads(arguments.file.read_bytes())
    except OSError as error:
        raise WrongUse(f"{arguments.file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise WrongUse(OwnWords("{file}: no JSON", file=arguments.file)) from error
    desk.canned.read(told)
    return listed(arguments, desk)


def remove(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Remove one by its shortcut."""
    shortcut = arguments.shortcut.removeprefix("/")
    for row in desk.canned.all():
        if row.shortcut == shortcut:
            desk.canned.remove(row.id)
            return Answer({"id": row.id, "shortcut": row.shortcut, "removed": True})
    raise NotFound(f"canned answer {shortcut}", what="canned answer", name=shortcut)

"""`notes`: private notes beside conversations."""

from __future__ import annotations

import argparse

from agent_desk.cli.output import Answer
from agent_desk.cli.shapes import note
from agent_desk.services.desk import Desk


def listed(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The notes of a conversation, oldest first."""
    return Answer([note(row) for row in desk.notes.of(desk.inbox.find(arguments.conversation))])


def add(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write a note; prints it."""
    return Answer(note(desk.notes.add(desk.inbox.find(arguments.conversation), arguments.text).note))


def edit(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Change a note; prints it."""
    return Answer(note(desk.notes.edit(arguments.note_id, arguments.text).note))


def remove(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Take a note out of sight."""
    return Answer({"id": arguments.note_id, "removed": bool(desk.notes.remove(arguments.note_id))})


def restore(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Bring a note back."""
    return Answer({"id": arguments.note_id, "restored": bool(desk.notes.restore(arguments.note_id))})

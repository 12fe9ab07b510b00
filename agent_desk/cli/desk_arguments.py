"""The arguments of the commands for what stands around conversations: notes, views, canned answers, people, retention."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_desk.domain.conversations import Status
from agent_desk.domain.filtering import Field
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import Due, ListOrder
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.rows import Share

WITH_ACTIONS = ("notes", "views", "canned", "people", "retention", "agents", "teams", "sla", "rules", "macros")
"""Commands that are named together with their action."""
NO_MARK = "none"


@frozen
class Makings:
    """What the parser of all commands lends: its sub-parsers, the global options, and how words and counts are read."""

    commands: argparse._SubParsersAction[Any]
    shared: argparse.ArgumentParser
    words: Callable[[str], str]
    count: Callable[[str], int]


def add(makings: Makings) -> None:
    """Add the commands."""
    _notes(makings)
    _views(makings)
    _canned(makings)
    _people(makings)
    _retention(makings)
    erase = command(makings, "erase", "forget one author for good: what would go, or with --yes do it")
    erase.add_argument("author", help="the id that `people find` tells")
    erase.add_argument("--yes", action="store_true", help="really do it; it cannot be undone")
    erase.add_argument("--backups", action="store_true", help="with --yes: remove the backups that hold the author too")
    export = command(makings, "export", "write conversations with all that belongs to them, one JSON object a line")
    export.add_argument("file", type=Path, metavar="FILE.jsonl")
    export.add_argument("--view", metavar="NAME", type=makings.words, help="only those of a saved view")
    take_up = command(makings, "take-up", "take a found conversation into the inbox")
    take_up.add_argument("conversation")


def command(makings: Makings, name: str, about: str) -> argparse.ArgumentParser:
    """One more command."""
    parser: argparse.ArgumentParser = makings.commands.add_parser(name, parents=[makings.shared], help=about)
    return parser


def action_adder(makings: Makings, name: str, about: str) -> Callable[[str, str], argparse.ArgumentParser]:
    """One more command with actions; what comes back adds one of them."""
    actions = command(makings, name, about).add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, told: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(name, parents=[makings.shared], help=told)
        return parser

    return action


def _notes(makings: Makings) -> None:
    action = action_adder(makings, "notes", "private notes, which no venue sees")
    action("list", "the notes of a conversation, oldest first").add_argument("conversation")
    for name, told, of in (("add", "write a note", "conversation"), ("edit", "change your own note", "note_id")):
        parser = action(name, told)
        parser.add_argument(of)
        parser.add_argument("--text", type=makings.words, required=True, metavar="T")
    for name, told in (("remove", "take your own note out of sight"), ("restore", "bring it back")):
        action(name, told).add_argument("note_id")


def _views(makings: Makings) -> None:
    action = action_adder(makings, "views", "saved views")
    action("list", "every saved view, in order")
    show = action("show", "the conversations of a view")
    show.add_argument("view", type=makings.words)
    show.add_argument("--limit", type=makings.count, default=100, metavar="N")
    save = action("save", "make a view, or change the one of that name")
    save.add_argument("view", type=makings.words)
    save.add_argument("--status", choices=[status.value for status in Status])
    save.add_argument("--venue", metavar="V")
    for flag in ("waiting", "unread", "draft", "failed", "found", "mentions", "watched", "active"):
        save.add_argument(f"--{flag}", action="store_true")
    save.add_argument("--assignee", type=makings.words, metavar="A", help="me, none, or an agent")
    save.add_argument("--team", type=makings.words, metavar="T", help="mine, none, or a team")
    save.add_argument("--due", choices=[due.value for due in Due])
    save.add_argument("--share", choices=[share.value for share in Share], help="whose it is: one's own unless said")
    save.add_argument("--with-team", type=makings.words, metavar="T", help="goes with `--share team`")
    save.add_argument("--order", choices=[order.value for order in ListOrder], default=ListOrder.NEWEST.value)
    save.add_argument(
        "--where",
        action="append",
        default=[],
        type=makings.words,
        metavar="C",
        help=f"a condition such as `title contains parcel`; fields: {', '.join(Field)}",
    )
    save.add_argument("--any", action="store_true", help="any condition suffices, instead of all")
    action("remove", "remove a view; its conversations stay").add_argument("view", type=makings.words)


def _canned(makings: Makings) -> None:
    action = action_adder(makings, "canned", "canned answers")
    action("list", "every canned answer, by its shortcut")
    action("export", "print all of them, as `import` reads them")
    action("import", "take them over from a file; the same shortcut is replaced").add_argument("file", type=Path)
    action("remove", "remove one").add_argument("shortcut", type=makings.words)


def _people(makings: Makings) -> None:
    action = action_adder(makings, "people", "who writes to us")
    find = action("find", "find authors by handle or name")
    find.add_argument("text", type=makings.words)
    find.add_argument("--limit", type=makings.count, default=20, metavar="N")
    action("show", "an author with all decisions and conversations").add_argument("author")
    mark = action("mark", "deal with all an author writes")
    mark.add_argument("author")
    mark.add_argument("mark", choices=[NO_MARK, *(mark.value for mark in AuthorMark if mark)])
    mark.add_argument("--reason", type=makings.words, default="", metavar="R")
    for name, told in (
        ("trusted", "an author's answers to others count as help, as policies say"),
        ("automatic", "no human writes there: it answers nobody"),
    ):
        parser = action(name, told)
        parser.add_argument("author")
        parser.add_argument("--off", action="store_true", help="no longer")


def _retention(makings: Makings) -> None:
    action = action_adder(makings, "retention", "how long ended conversations are kept")
    action("list", "how long each venue keeps them")
    for name, told in (
        ("set", "keep them for so many days"),
        ("would-remove", "how many conversations that would cost"),
    ):
        parser = action(name, told)
        parser.add_argument("venue", metavar="LABEL")
        parser.add_argument("days", type=makings.count)
    action("forever", "keep everything").add_argument("venue", metavar="LABEL")
    action("run", "remove now what is too old")
    action("overwrite", "rebuild the database, so that nothing removed is left in the file")

"""The arguments: which commands and options there are. Global options stand before or after the command alike."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from agent_desk.cli import (
    desk_arguments,
    figure_arguments,
    ledger_arguments,
    rule_arguments,
    sla_arguments,
    team_arguments,
)
from agent_desk.domain.conversations import BY_AGENT, Status
from agent_desk.domain.errors import WrongUse
from agent_desk.domain.outgoing import VenueActKind
from agent_desk.domain.posts import Visibility

_MOST = 1_000_000
_OUTBOX = ("retry", "discard", "send-anyway", "undo", "reschedule", "history", "ended", "approve", "refuse", "withdraw")


class Parser(argparse.ArgumentParser):
    """Raises WrongUse where argparse would end the program."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Raises WrongUse with the usage of the command beside it."""
        raise WrongUse(message, usage=self.format_usage().strip())


class _Alt(argparse.Action):
    """Describes the file that was named before."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: Any) -> None:
        if not namespace.media or namespace.media[-1][1]:
            parser.error("--alt describes the --media before it")
        namespace.media[-1] = (namespace.media[-1][0], values)


class _Media(argparse.Action):
    """Adds a file, not described yet."""

    def __call__(self, _: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *__: Any) -> None:
        namespace.media = [*namespace.media, (values, "")]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments as a namespace; `command` is None where the window is wanted. Raises WrongUse."""
    return _window(arguments) or _command(arguments)


def _window(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The options of a window that opens, which waits for no commands to be described; None where there is more."""
    try:
        found, more = _window_options(add_help=False).parse_known_args(arguments)
    except WrongUse:
        return None
    if more or (found.profile is not None and found.data_dir is not None):
        return None
    return argparse.Namespace(command=None, **vars(found))


def _window_options(**options: Any) -> Parser:
    parser = Parser(prog="agent-desk", parents=[_global_options(suppress=False)], **options)
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--smoke", action="store_true", help="open the window, paint the inbox once, and end")
    return parser


def _command(arguments: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    found = parser.parse_args(_joined(list(arguments), _option_names(parser)))
    if found.profile is not None and found.data_dir is not None:
        parser.error("--profile and --data-dir exclude each other")
    return found


def _parser() -> Parser:
    shared = _global_options(suppress=True)
    parser = _window_options(
        description="One inbox for customers who write in communities and on social networks. Without a command the"
        " window opens; every command prints JSON."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    about_venues = "connect, list, check and remove venues"
    _venue(commands.add_parser("venue", aliases=["venues"], parents=[shared], help=about_venues), shared)
    _sync(commands.add_parser("sync", parents=[shared], help="fetch, and deliver what is due"))
    _list(commands.add_parser("list", parents=[shared], help="list conversations, newest first"))
    show = commands.add_parser("show", parents=[shared], help="show one conversation with all its posts")
    show.add_argument("conversation")
    _reply(commands.add_parser("reply", parents=[shared], help="answer a conversation"))
    _act(commands.add_parser("act", parents=[shared], help="like, moderate, edit or delete a post"))
    outbox = commands.add_parser("outbox", parents=[shared], help="what is on its way, oldest first")
    outbox.add_argument("action", nargs="?", choices=_OUTBOX)
    outbox.add_argument("id", nargs="?")
    outbox.add_argument("--at", metavar="T", help="with reschedule: when to leave")
    outbox.add_argument("--why", type=_words, default="", metavar="TEXT", help="with refuse: what should be different")
    search = commands.add_parser("search", parents=[shared], help="find posts by their words, newest first")
    search.add_argument("text", type=_words)
    search.add_argument("--limit", type=_count, default=50)
    _status(commands.add_parser("status", parents=[shared], help="set where the work on a conversation stands"))
    makings = desk_arguments.Makings(commands, shared, _words, _count)
    desk_arguments.add(makings)
    team_arguments.add(makings)
    sla_arguments.add(makings)
    figure_arguments.add(makings)
    rule_arguments.add(makings)
    ledger_arguments.add(makings)
    backup = commands.add_parser("backup", parents=[shared], help="write a consistent copy of the database")
    backup.add_argument("file", type=Path)
    doctor = commands.add_parser("doctor", parents=[shared], help="tell what is wrong with this machine")
    doctor.add_argument("--bundle", type=Path, metavar="FILE", help="pack a support bundle without content or secrets")
    commands.add_parser("networks", parents=[shared], help="list the networks that can be connected")
    pictures = commands.add_parser("pictures", parents=[shared], help="draw every screen with demo data")
    pictures.add_argument("folder", type=Path, metavar="DIR")
    pictures.add_argument("--theme", choices=("light", "dark", "contrast"), default="light")
    pictures.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    return parser


def _global_options(*, suppress: bool) -> Parser:
    # A sub-parser must leave untouched what was said before the command, so there nothing has a default.
    def default(value: object) -> Any:
        return argparse.SUPPRESS if suppress else value

    parser = Parser(add_help=False)
    parser.add_argument("--profile", metavar="P", default=default(None), help="a named workspace of this user")
    parser.add_argument("--data-dir", metavar="D", type=Path, default=default(None), help="a workspace in that folder")
    parser.add_argument(
        "--as", dest="acts_as", metavar="AGENT", default=default(""), help="act as that agent, this time"
    )
    parser.add_argument("--demo", action="store_true", default=default(False), help="the demo workspace, offline")
    parser.add_argument(
        "--json", action="store_true", default=default(False), help="changes nothing: it is always JSON"
    )
    parser.add_argument("--language", metavar="L", default=default(""), help="say things in that language: de, en")
    parser.add_argument("--verbose", action="store_true", default=default(False), help="show the log on stderr too")
    return parser


def _venue(parser: Parser, shared: Parser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", parents=[shared], help="sign in, and connect")
    add.add_argument("network")
    add.add_argument("--url", metavar="U")
    add.add_argument("--user", type=_words, default="", metavar="NAME")
    _signing_in(add)
    add.add_argument(
        "--read-only", action="store_true", help="never send anything; without a secret, read as anybody may"
    )
    add.add_argument("--since", metavar="T", help="older posts are context, not work; seven days back unless said")
    add.add_argument("--option", action="append", default=[], metavar="K=V", type=_words)
    add.add_argument("--name", type=_words, default="", metavar="LABEL")
    again = actions.add_parser("sign-in", parents=[shared], help="give a venue a new secret, or open it for writing")
    again.add_argument("venue", metavar="LABEL")
    again.add_argument("--user", type=_words, default="", metavar="NAME")
    _signing_in(again)
    find = actions.add_parser("find", parents=[shared], help="tell which network stands at an address")
    find.add_argument("address")
    actions.add_parser("list", parents=[shared], help="list connected venues")
    check = actions.add_parser("check", parents=[shared], help="ask venues who we are there and what we may do")
    check.add_argument("venue", nargs="?", metavar="LABEL")
    remove = actions.add_parser("remove", parents=[shared], help="let a venue go, and forget its secret")
    remove.add_argument("venue", metavar="LABEL")


def _signing_in(parser: Parser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--browser", action="store_true", help="sign in with the browser, where the network can")
    how.add_argument("--secret-stdin", action="store_true", help="read the secret from stdin: one line")
    how.add_argument("--secret-env", metavar="NAME", help="read the secret from this variable at each start")
    parser.add_argument("--paste", action="store_true", help="with --browser: read its answer from stdin: one line")


def _sync(parser: Parser) -> None:
    parser.add_argument("--venue", metavar="LABEL")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="one round, then end (the default)")
    how.add_argument("--watch", action="store_true", help="go on until interrupted")


def _list(parser: Parser) -> None:
    parser.add_argument("--status", choices=[status.value for status in Status])
    parser.add_argument("--venue", metavar="V")
    parser.add_argument("--query", type=_words, metavar="Q", help="only conversations with these words in a post")
    parser.add_argument("--limit", type=_count, default=100, metavar="N")
    parser.add_argument("--waiting", action="store_true", help="only where a customer waits")
    parser.add_argument("--unread", action="store_true", help="only with unread posts")
    parser.add_argument("--found", action="store_true", help="the stream of found posts instead of the inbox")


def _reply(parser: Parser) -> None:
    parser.add_argument("conversation")
    text = parser.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", type=_words, metavar="T")
    text.add_argument("--stdin", action="store_true", help="read the text from stdin")
    parser.add_argument("--to", metavar="MESSAGE", help="the post to answer; else the latest that waits")
    parser.add_argument("--key", type=_words, metavar="K", help="the same key gives the same row, never a second post")
    parser.add_argument("--media", action=_Media, type=Path, default=[], metavar="F")
    parser.add_argument("--alt", action=_Alt, type=_words, metavar="T", help="describes the --media before it")
    parser.add_argument("--visibility", choices=[item.value for item in Visibility], help="else as the post it answers")
    parser.add_argument("--warning", type=_words, default="", metavar="W", help="a content warning in front of it")
    parser.add_argument("--at", metavar="T", help="when to leave, such as 2h or 2026-11-22T10:00:00Z")
    parser.add_argument("--split", action="store_true", help="too long a text leaves as a numbered thread")
    _waiting(parser)


def _act(parser: Parser) -> None:
    parser.add_argument("message")
    parser.add_argument("kind", choices=[kind.value for kind in VenueActKind])
    parser.add_argument("--text", type=_words, default="", metavar="T", help="the new text of an edit")
    _waiting(parser)


def _waiting(parser: Parser) -> None:
    parser.add_argument("--now", action="store_true", help="skip the undo window, and wait for the outcome")
    parser.add_argument("--wait", type=_seconds, default=60.0, metavar="S", help="seconds to wait with --now")


def _status(parser: Parser) -> None:
    parser.add_argument("conversation")
    parser.add_argument("status", choices=[status.value for status in Status])
    parser.add_argument("--until", metavar="T", help="when to wake a snoozed conversation")
    parser.add_argument(
        "--disposition", choices=[item.value for item in BY_AGENT], help="ends the waiting of its posts"
    )
    parser.add_argument("--note", type=_words, default="", metavar="N", help="why, with --disposition")


def _option_names(parser: argparse.ArgumentParser) -> set[str]:
    names: set[str] = set()
    for action in parser._actions:
        names |= set(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                names |= _option_names(child)
    return names


def _joined(arguments: list[str], names: set[str]) -> list[str]:
    """Free text may begin with a hyphen; argparse takes such a value only when it hangs on its option. A value that is
    an option of ours is none: who forgot the text must not send `--now`."""
    joined: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            return [*joined, argument, *rest]
        if argument in ("--text", "--alt", "--note", "--query", "--key", "--warning", "--reason", "--where"):
            value = next(rest, None)
            if value is None or value.partition("=")[0] in names:
                joined += [argument] if value is None else [argument, value]
            else:
                joined.append(f"{argument}={value}")
        else:
            joined.append(argument)
    return joined


def _words(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("the text is not UTF-8") from None
    return text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"a number from 1 to {_MOST} is wanted, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _MOST:
        raise argparse.ArgumentTypeError(f"seconds are wanted, not {text!r}")
    return seconds


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"a size such as 1280x800 is wanted, not {text!r}")
    return int(width), int(height)

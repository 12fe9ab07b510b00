"""`list`, `show`, `search` and `status`: reading conversations, and setting where the work on them stands."""

from __future__ import annotations

import argparse

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer, say
from agent_desk.cli.times import ahead
from agent_desk.domain.conversations import BY_AGENT, Disposition, Status
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.lists import ListQuery
from agent_desk.runtime.texts import ntr
from agent_desk.services.desk import Desk


def listed(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Conversations of the inbox (or the found stream), newest first, of every status unless one is named."""
    query = ListQuery(
        status=Status(arguments.status) if arguments.status else None,
        venue_id=desk.venues.get(arguments.venue).id if arguments.venue else None,
        waiting=arguments.waiting,
        unread=arguments.unread,
        found=arguments.found,
    )
    if arguments.query is None:
        rows = desk.inbox.page(query, None, arguments.limit)
    else:
        _index(desk)
        rows = desk.search.conversations(arguments.query, query, arguments.limit)
    return Answer([shapes.conversation(row) for row in rows])


def show(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """A conversation with all its posts, oldest first."""
    detail = desk.inbox.open(desk.inbox.find(arguments.conversation))
    messages = detail.messages
    if detail.earlier:
        messages = desk.inbox.earlier(detail.row.id, messages[0], detail.earlier) + messages
    return Answer(shapes.opened(detail, messages))


def search(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The newest posts with all the words."""
    _index(desk)
    return Answer([shapes.hit(hit) for hit in desk.search.find(arguments.text, arguments.limit)])


def status(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Set a status. Posts that wait go on waiting unless a disposition is named: it is asked for, never guessed."""
    if arguments.note and not arguments.disposition:
        raise WrongUse(OwnWords("--note goes with --disposition"))
    until = None if arguments.until is None else ahead(arguments.until, desk.ground.now())
    conversation_id = desk.inbox.find(arguments.conversation)
    desk.status.set(
        conversation_id,
        Status(arguments.status),
        until=until,
        disposition=Disposition(arguments.disposition) if arguments.disposition else None,
        note=arguments.note,
    )
    row = desk.inbox.row(conversation_id)
    if row.status is Status.RESOLVED and row.waiting:
        waiting = ntr("{n} post still waits.", "{n} posts still wait.", row.waiting)
        say(f"{waiting} --disposition {'|'.join(BY_AGENT)}")
    return Answer(shapes.conversation(row))


def take_up(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Take a found conversation into the inbox; its customers' posts wait from now on."""
    conversation_id = desk.inbox.find(arguments.conversation)
    desk.status.take_up(conversation_id)
    return Answer(shapes.conversation(desk.inbox.row(conversation_id)))


def _index(desk: Desk) -> None:
    while desk.search.catch_up():
        pass

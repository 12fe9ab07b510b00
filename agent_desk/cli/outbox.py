"""`reply`, `act` and `outbox`: what leaves for the venues, and what can be done about it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer, Code, say
from agent_desk.cli.times import ahead
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.outgoing import VenueActKind
from agent_desk.domain.posts import Visibility
from agent_desk.domain.reviewing import Approval
from agent_desk.domain.rows import DeliveryRow, StoredMedia
from agent_desk.domain.venues import Venue
from agent_desk.runtime import texts
from agent_desk.services.collector import Collector
from agent_desk.services.desk import Desk
from agent_desk.services.parts import waits_for_part

_ARRIVED = (DeliveryState.DELIVERED, DeliveryState.AWAITING_MODERATION)
_ENDED = (*_ARRIVED, DeliveryState.REJECTED, DeliveryState.STOPPED, DeliveryState.NEEDS_HUMAN, DeliveryState.DISCARDED)
_POLL = 0.2
_HISTORY = 1000


def reply(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Queue a reply; with `--now` carry it until its outcome is known or the time is up. Prints its row, and those of all
    `parts` where it leaves as a thread."""
    if arguments.now and arguments.at:
        raise WrongUse(OwnWords("--now and --at exclude each other"))
    conversation_id = desk.inbox.find(arguments.conversation)
    venue = desk.venues.get(desk.inbox.row(conversation_id).venue_id)
    text = _stdin() if arguments.stdin else arguments.text
    target = desk.inbox.message(arguments.to).id if arguments.to else None
    media: list[StoredMedia] = []
    parts: tuple[DeliveryRow, ...] = ()
    try:
        for path, alt in arguments.media:
            media.append(desk.replies.attach(path, alt, venue))
        parts = desk.replies.send(
            conversation_id,
            text,
            target_message_id=target,
            media=media,
            key=arguments.key,
            now=arguments.now,
            keep_draft=True,
            visibility=Visibility(arguments.visibility) if arguments.visibility else None,
            warning=arguments.warning,
            at=ahead(arguments.at, desk.ground.now()) if arguments.at else None,
            split=arguments.split,
        ).parts
    finally:
        _drop_copies(media, parts)
    return _carried(arguments, desk, parts, venue)


def act(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Ask for a repeatable act on a post: like, moderation, edit, deletion. Prints its row."""
    message = desk.inbox.message(arguments.message)
    venue = desk.venues.get(desk.inbox.row(message.conversation_id).venue_id)
    asked = desk.acts.request(message.id, VenueActKind(arguments.kind), arguments.text)
    return _carried(arguments, desk, asked.parts, venue)


def outbox(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The outbox, oldest first, or its history, newest first; or one act on one of its rows, printed as it stands then."""
    if arguments.action == "ended":
        return Answer([shapes.delivery(row) for row in desk.outbox.ended(_HISTORY)])
    if arguments.action is None:
        return Answer([shapes.delivery(row) for row in desk.outbox.rows()])
    if arguments.id is None:
        raise WrongUse(OwnWords("outbox {action} needs the id or number of a row", action=arguments.action))
    row = desk.outbox.get(arguments.id)
    acts: dict[str, Callable[[str], object]] = {
        "retry": desk.outbox.retry,
        "discard": desk.outbox.discard,
        "send-anyway": desk.outbox.send_anyway,
        "undo": desk.outbox.undo,
        "approve": desk.approvals.approve,
        "withdraw": desk.approvals.withdraw,
    }
    if arguments.action == "reschedule":
        if arguments.at is None:
            raise WrongUse(OwnWords("outbox reschedule needs --at"))
        desk.outbox.reschedule(row.id, ahead(arguments.at, desk.ground.now()))
    elif arguments.action == "refuse":
        desk.approvals.refuse(row.id, arguments.why)
    elif arguments.action in acts:
        acts[arguments.action](row.id)
    shape = shapes.delivery(desk.outbox.get(row.id))
    if arguments.action == "history":
        return Answer({**shape, "history": [shapes.step(step) for step in desk.outbox.history(row.id)]})
    return Answer(shape)


def _stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise WrongUse(OwnWords("the text from stdin is not UTF-8")) from None


def _drop_copies(media: Sequence[StoredMedia], parts: Sequence[DeliveryRow]) -> None:
    """A key that was used before, or a refusal, leaves copies of files that no reply needs."""
    needed = {item.path for row in parts for item in row.media}
    for item in media:
        if item.path not in needed:
            Path(item.path).unlink(missing_ok=True)


def _carried(arguments: argparse.Namespace, desk: Desk, parts: Sequence[DeliveryRow], venue: Venue) -> Answer:
    if not arguments.now:
        return Answer(_shape(parts))
    parts = asyncio.run(_until_ended(desk, parts, venue, arguments.wait))
    missing = next((row for row in parts if row.state not in _ARRIVED), None)
    if missing is None:
        return Answer(_shape(parts))
    reason = texts.reason(missing.reason) or missing.detail
    say(": ".join(part for part in (texts.delivery_state(missing.state), reason) if part))
    return Answer(_shape(parts), Code.FAILED if missing.state in _ENDED else Code.UNREACHABLE)


def _shape(parts: Sequence[DeliveryRow]) -> shapes.Shape:
    shape = shapes.delivery(parts[0])
    if len(parts) > 1:
        shape["parts"] = [shapes.delivery(row) for row in parts]
    return shape


def _moves(row: DeliveryRow) -> bool:
    """Whether time alone brings it on."""
    return row.state not in _ENDED and not waits_for_part(row) and row.approval is not Approval.WANTED


async def _until_ended(desk: Desk, parts: Sequence[DeliveryRow], venue: Venue, seconds: float) -> Sequence[DeliveryRow]:
    """Carry it ourselves, or wait while the process that has the venue does."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    collector = Collector(desk.ground, desk.vault)
    try:
        while moving := [row for row in parts if _moves(row)]:
            if any(row.due_at is None or row.due_at <= desk.ground.now() for row in moving):
                await collector.deliver(venue.id)
            parts = [desk.outbox.get(row.id) for row in parts]
            left = deadline - loop.time()
            if left <= 0:
                break
            if any(_moves(row) for row in parts):
                await asyncio.sleep(min(_POLL, left))
    finally:
        await collector.close()
    return [desk.outbox.get(row.id) for row in parts]

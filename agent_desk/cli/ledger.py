"""`ledger`, `merge`, `unmerge` and `customer`: what is left of a day, and what belongs together."""

from __future__ import annotations

import argparse
from datetime import date, timedelta

from agent_desk.cli import shapes
from agent_desk.cli.output import Answer
from agent_desk.cli.times import rfc3339
from agent_desk.domain.balance import BalanceDay, BalanceSum, add_up
from agent_desk.domain.customers import CustomerRow, Identity
from agent_desk.domain.errors import NotFound, OwnWords, WrongUse
from agent_desk.domain.ids import is_number
from agent_desk.services.desk import Desk

_WEEK = 6


def ledger(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The ledger by day and venue with both sides and their sum, or the posts that wait."""
    venue_id = desk.venues.get(arguments.venue).id if arguments.venue else None
    last = _day(arguments.last) or desk.balance.today()
    if arguments.left:
        ids = desk.balance.left(last, venue_id)
        posts = map(desk.inbox.message, ids)
        return Answer([{**shapes.message(post), "conversation": post.conversation_id} for post in posts])
    first = _day(arguments.first) or last - timedelta(days=_WEEK)
    days = desk.balance.days(first, last, venue_id)
    labels = {venue.id: venue.label for venue in desk.venues.all()}
    lines = [
        {"day": one.day.isoformat(), "venue": labels.get(one.venue_id, one.venue_id), **_sides(one)} for one in days
    ]
    zone = desk.balance.zone().key
    return Answer({"zone": zone, "days": lines, "sum": _sides(add_up(days))})


def merge(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Let conversations go on in another; prints that one."""
    done = desk.merging.merge([desk.inbox.find(one) for one in arguments.conversation], arguments.into)
    return Answer({"into": done.root, "merged": list(done.undo.ids)})


def unmerge(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Let one stand by itself again; prints in which it went on until now."""
    done = desk.merging.unmerge(desk.inbox.find(arguments.conversation))
    return Answer({"out_of": done.root, "conversation": done.undo.ids[0]})


def customer(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Show, suggest, link or take out; prints the customer as it is then."""
    if arguments.action == "show" and is_number(arguments.author):
        return Answer(_customer(desk.customers.get(arguments.author)))
    author_id = desk.people.author(arguments.author).id
    if arguments.action == "suggest":
        found = desk.customers.suggestions(author_id)
        return Answer([{**_identity(one.identity), "hints": [hint.value for hint in one.hints]} for one in found])
    if arguments.action == "link":
        if arguments.other is None:
            raise WrongUse(OwnWords("customer link needs two authors"))
        linked = desk.customers.link(author_id, desk.people.author(arguments.other).id, arguments.why)
        return Answer(_customer(linked.customer) if linked.customer else None)
    if arguments.action == "unlink":
        desk.customers.unlink(author_id, arguments.why)
    known = desk.customers.of_author(author_id)
    if known is None and arguments.action == "show":
        raise NotFound(f"customer of {author_id}", what="customer", name=author_id)
    return Answer(_customer(known) if known else None)


def _sides(line: BalanceDay | BalanceSum) -> shapes.Shape:
    return {
        "fetched": line.fetched,
        "waiting": line.waiting,
        "dispositions": {disposition.value: posts for disposition, posts in sorted(line.by.items())},
        "removed": line.removed,
        "difference": line.difference,
        "oldest_waiting": rfc3339(line.oldest),
    }


def _customer(row: CustomerRow) -> shapes.Shape:
    return {
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "remark": row.remark,
        "identities": [_identity(one) for one in row.identities],
    }


def _identity(one: Identity) -> shapes.Shape:
    author = one.author
    return {
        "author": author.id,
        "handle": author.handle,
        "name": author.name,
        "url": author.url,
        "venue": one.venue_label,
        "last_at": rfc3339(one.last_at or None),
    }


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUse(OwnWords("“{text}” is no day; write 2026-11-22", text=text)) from None

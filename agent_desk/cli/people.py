"""`people`, `retention` and `erase`: who writes to us, how long we keep it, and forgetting somebody for good."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from agent_desk.cli import shapes
from agent_desk.cli.desk_arguments import NO_MARK
from agent_desk.cli.output import Answer, Code, say
from agent_desk.cli.times import rfc3339
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.rows import AuthorRow
from agent_desk.runtime.texts import tr
from agent_desk.services.desk import Desk

_CONVERSATIONS = 50


def shape(row: AuthorRow) -> shapes.Shape:
    """An identity at a venue."""
    return {
        "id": row.id,
        "remote_id": row.remote_id,
        "handle": row.handle,
        "name": row.name,
        "url": row.url,
        "ours": row.ours,
        "facts": dict(row.facts),
        "mark": row.mark.value,
        "trusted": row.trusted,
        "automatic": row.automatic,
    }


def find(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Authors by handle or name, exact matches first."""
    while desk.search.catch_up():
        pass
    hits = desk.people.find(arguments.text, arguments.limit)
    return Answer(
        [
            {
                **shape(hit.author),
                "venue_id": hit.venue_id,
                "conversation": hit.conversation_id,
                "conversations": hit.conversations,
            }
            for hit in hits
        ]
    )


def show(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """An author with all decisions, newest first, and the latest conversations."""
    history = desk.people.history(arguments.author)
    rows = desk.people.conversations(arguments.author, _CONVERSATIONS)
    return Answer(
        {
            **shape(desk.people.author(arguments.author)),
            "history": [
                {"mark": one.mark.value, "reason": one.reason, "agent": one.agent_name, "at": rfc3339(one.at)}
                for one in history
            ],
            "conversations": [shapes.conversation(row) for row in rows],
        }
    )


def mark(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Mark an author, or take a mark back; prints the author."""
    chosen = AuthorMark.NONE if arguments.mark == NO_MARK else AuthorMark(arguments.mark)
    changes = desk.people.mark(arguments.author, chosen, arguments.reason)
    return Answer({**shape(desk.people.author(arguments.author)), "posts": len(changes.messages)})


def regard(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Trust an author's answers, or know that no human writes there, or no longer; prints the author."""
    desk.people.regard(arguments.author, **{arguments.action: not arguments.off})
    return Answer(shape(desk.people.author(arguments.author)))


def retained(_: argparse.Namespace, desk: Desk) -> Answer:
    """How long each venue keeps ended conversations; None: for good."""
    return Answer([{"venue": venue.label, "days": venue.retention_days} for venue in desk.venues.all()])


def retain(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Keep ended conversations of a venue for so many days; what is too old goes within a day, or with `retention run`."""
    venue = desk.venues.get(arguments.venue)
    desk.retention.set(venue.id, getattr(arguments, "days", None))
    return retained(arguments, desk)


def would_remove(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """How many conversations would go."""
    venue = desk.venues.get(arguments.venue)
    count = desk.retention.would_remove(venue.id, arguments.days)
    return Answer({"venue": venue.label, "days": arguments.days, "conversations": count})


def run(_: argparse.Namespace, desk: Desk) -> Answer:
    """Remove now what is too old."""
    removed = desk.retention.run()
    return Answer({"conversations": removed.conversations, "posts": removed.posts})


def overwrite(_: argparse.Namespace, desk: Desk) -> Answer:
    """Rebuild the database file."""
    done = desk.retention.overwrite()
    if not done:
        say(_not_overwritten())
    return Answer({"overwritten": done}, Code.OK if done else Code.FAILED)


def erase(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Forget an author for good; without --yes only say what would go."""
    if not arguments.yes:
        would = desk.retention.would_erase(arguments.author)
        say(tr("Nothing was erased. With --yes this goes for good; it cannot be undone."))
        return Answer({"erased": False, **asdict(would)})
    erased = desk.retention.erase(arguments.author)
    left = list(erased.backups)
    if arguments.backups:
        desk.retention.remove_backups(left)
        left = []
    if left:
        say(tr("These backups still hold the posts; remove them too, and every copy you made elsewhere."))
    if not erased.overwritten:
        say(_not_overwritten())
    return Answer(
        {
            "erased": True,
            "posts": erased.posts,
            "replies": erased.replies,
            "notes": erased.notes,
            "conversations": erased.conversations,
            "overwritten": erased.overwritten,
            "backups": [str(file) for file in left],
        }
    )


def _not_overwritten() -> str:
    return tr(
        "The database file could not be rebuilt, so traces may be left in it. Close other windows, see that the disk has"
        " room for a second copy, and run “agent-desk retention overwrite”."
    )

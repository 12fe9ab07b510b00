"""Merging conversations into one another and taking them apart again: the whole family is worked in its root."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.merging import mergeable
from agent_desk.domain.rows import ConversationRow
from agent_desk.services.acting import acted
from agent_desk.services.ground import Ground, Tally
from agent_desk.storage.contract import Nouns


@frozen
class MergeUndo:
    """What takes a merge, or the end of one, back: each of `ids` was merged into (with `merged`) or taken out of `into_id`."""

    ids: tuple[str, ...]
    into_id: str
    merged: bool


@frozen
class Merged:
    """How it went. `root`: where the conversations go on, of one that was taken out: where it had gone on."""

    root: str
    undo: MergeUndo
    changes: Changes


class Merging:
    """Reads on any thread; acts on the write lane. Acts raise NotFound."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def root(self, conversation_id: str) -> str:
        """In which conversation one goes on: itself, where it was not merged."""
        return self._ground.store.read.merging.root(conversation_id)

    def family(self, conversation_id: str) -> list[ConversationRow]:
        """All that are worked as one with it, the root first; a conversation by itself alone."""
        read = self._ground.store.read
        return [read.conversations.row(one) for one in read.merging.family(conversation_id).all]

    def candidates(self, conversation_ids: Sequence[str], limit: int = 30) -> list[ConversationRow]:
        """Into which others these might go: other conversations of the same customer or author, newest first."""
        read = self._ground.store.read
        found: dict[str, ConversationRow] = {}
        family = {one for each in conversation_ids for one in read.merging.family(each).all}
        for conversation_id in conversation_ids:
            author_id = read.conversations.row(conversation_id).author_id
            if not author_id:
                continue
            customer = read.customers.of_author(author_id)
            rows = (
                read.customers.conversations(customer.id, limit)
                if customer
                else read.people.conversations(author_id, limit)
            )
            found |= {row.id: row for row in rows if row.merged_into is None and row.id not in family}
        return sorted(found.values(), key=lambda row: -row.last_at)[:limit]

    def merge(self, conversation_ids: Sequence[str], into: str) -> Merged:
        """Let conversations go on in another one, of any venue. Who waits there reopens that one. Raises
        Refused(`nothing_to_merge`) where all are in its family already."""
        with self._ground.act() as (nouns, tally):
            goal = nouns.merging.root(nouns.conversations.find(into))
            tree = nouns.merging.tree([*conversation_ids, goal])
            chosen = mergeable(conversation_ids, goal, tree)
            if not chosen:
                raise Refused("nothing_to_merge")
            at = self._ground.now()
            waits = False
            for one in chosen:
                waits = waits or nouns.conversations.row(one).waiting > 0
                nouns.merging.merge(one, goal, self._ground.me, at)
                acted(self._ground, nouns, tally, ActionKind.MERGE, one, {"into": goal})
                acted(self._ground, nouns, tally, ActionKind.MERGE, goal, {"merged": one})
            if waits:
                self._reopen(nouns, chosen[0], goal)
            nouns.merging.sum_up([goal])
            tally.add(_touched(nouns, goal))
        return Merged(goal, MergeUndo(tuple(chosen), goal, merged=True), tally.changes)

    def unmerge(self, conversation_id: str) -> Merged:
        """Take a conversation out of its family, with what had been merged into it before; both are as they would be had
        it never been merged. Raises Refused(`not_merged`)."""
        with self._ground.act() as (nouns, tally):
            root = nouns.merging.root(conversation_id)
            into = take_out(self._ground, nouns, tally, conversation_id)
        return Merged(root, MergeUndo((conversation_id,), into, merged=False), tally.changes)

    def undo(self, undo: MergeUndo) -> Changes:
        """Take back what was done last; what came or was moved meanwhile stays where it is."""
        if not undo.merged:
            return self.merge(undo.ids, undo.into_id).changes
        with self._ground.act() as (nouns, tally):
            for one in reversed(undo.ids):
                if nouns.merging.tree([one]).get(one) == undo.into_id:
                    take_out(self._ground, nouns, tally, one)
        return tally.changes

    def _reopen(self, nouns: Nouns, first: str, root: str) -> None:
        """Somebody waits there now; how it stood is kept with the first of those that were merged."""
        row = nouns.conversations.row(root)
        if row.status in (Status.RESOLVED, Status.SNOOZED):
            nouns.merging.note_reopened(first, f"{row.status}:{row.snoozed_until or ''}")
            nouns.conversations.set_status(root, Status.OPEN, None)


def take_out(ground: Ground, nouns: Nouns, tally: Tally, conversation_id: str) -> str:
    """Take a conversation out of its family inside the caller's transaction; returns the one it had been merged into. Raises
    Refused(`not_merged`)."""
    root = nouns.merging.root(conversation_id)
    merged_at, reopened = nouns.merging.at(conversation_id), nouns.merging.reopened(conversation_id)
    into = nouns.merging.unmerge(conversation_id, ground.now())
    acted(ground, nouns, tally, ActionKind.MERGE, conversation_id, {"out_of": root})
    acted(ground, nouns, tally, ActionKind.MERGE, root, {"released": conversation_id})
    for one in (root, conversation_id):
        nouns.merging.stand_alone([one])
        nouns.merging.sum_up([one])
        tally.add(_touched(nouns, one))
    if reopened and not _wanted_since(nouns, root, merged_at or 0):
        status, _, until = reopened.partition(":")
        nouns.conversations.set_status(root, Status(status), int(until) if until else None)
    return into


def _wanted_since(nouns: Nouns, root: str, merged_at: int) -> bool:
    """Whether it is to stay as it is: somebody set it otherwise, or a post came that waits there."""
    if nouns.conversations.row(root).status is not Status.OPEN:
        return True
    waiting = map(nouns.messages.get, nouns.messages.waiting(root))
    return any(message.seen_at > merged_at for message in waiting)


def _touched(nouns: Nouns, conversation_id: str) -> Changes:
    return Changes(conversations=frozenset(nouns.merging.family(conversation_id).all))

"""Deciding where the work on a conversation stands, and how its customers' posts were dealt with."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import BY_AGENT, Disposition, Status
from agent_desk.domain.errors import OwnWords, Refused, WrongUse
from agent_desk.domain.happenings import Event, Happening
from agent_desk.services.ground import Ground, Touched
from agent_desk.storage.contract import Nouns


class Statuses:
    """Acts of the agent at this desk; on the write lane."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def set(
        self,
        conversation_id: str,
        status: Status,
        *,
        until: int | None = None,
        disposition: Disposition | None = None,
        note: str = "",
    ) -> Changes:
        """Set the status; `until` (UTC milliseconds, in the future) goes with SNOOZED alone. `disposition` ends the
        waiting of the posts that wait; without one they go on waiting, because it is never guessed. Raises WrongUse, NotFound."""
        check_moment(status, until, self._ground.now())
        with self._ground.act() as (nouns, tally):
            tally.add(set_status(self._ground, nouns, conversation_id, status, until))
            if disposition is not None:
                tally.add(dispose_waiting(self._ground, nouns, conversation_id, disposition, note))
            tally.tell(Happening(Event.STATE_CHANGED, conversation_id))
        return tally.changes

    def dispose(self, message_ids: Sequence[str], disposition: Disposition | None, note: str = "") -> Changes:
        """Record how posts were dealt with; None takes an agent's own decision back. Raises WrongUse, NotFound."""
        with self._ground.act() as (nouns, tally):
            posts: dict[str, list[str]] = {}
            for message in map(nouns.messages.get, message_ids):
                posts.setdefault(message.conversation_id, []).append(message.id)
            for conversation_id, ids in posts.items():
                tally.add(dispose(self._ground, nouns, conversation_id, ids, disposition, note))
                tally.tell(Happening(Event.STATE_CHANGED, conversation_id))
        return tally.changes

    def read(self, conversation_id: str) -> Changes:
        """Everything in it was seen."""
        with self._ground.act() as (nouns, tally):
            root = nouns.merging.root(conversation_id)
            if nouns.conversations.mark_read(root):
                tally.add(Changes(conversations=frozenset({root})))
        return tally.changes

    def unread(self, conversation_id: str) -> Changes:
        """The customers' latest post is to be seen again."""
        with self._ground.act() as (nouns, tally):
            if nouns.states.mark_unread(conversation_id):
                tally.add(Changes(conversations=frozenset({conversation_id})))
        return tally.changes

    def take_up(self, conversation_id: str) -> Changes:
        """A found conversation joins the inbox: its customers' posts wait from now on, and those that come.
        Raises Refused(`in_inbox_already`) where it is in the inbox already, NotFound."""
        with self._ground.act() as (nouns, tally):
            row = nouns.conversations.row(conversation_id)
            if not nouns.states.take_up(conversation_id):
                raise Refused("in_inbox_already")
            venue = nouns.venues.get(row.venue_id)
            self._ground.settle(nouns, venue, {conversation_id: Touched()})
            nouns.conversations.set_status(conversation_id, Status.OPEN, None)
            record(self._ground, nouns, ActionKind.TAKE_UP, conversation_id, None, {})
            tally.tell(Happening(Event.STATE_CHANGED, conversation_id))
            tally.add(Changes(conversations=frozenset({conversation_id})))
        return tally.changes

    def wake(self) -> Changes:
        """Open the conversations whose snooze is over."""
        if not self._ground.store.read.conversations.woken(self._ground.now()):
            return Changes()
        with self._ground.act() as (nouns, tally):
            for conversation_id in nouns.conversations.woken(self._ground.now()):
                nouns.conversations.set_status(conversation_id, Status.OPEN, None)
                tally.add(Changes(conversations=frozenset({conversation_id})))
                tally.tell(Happening(Event.STATE_CHANGED, conversation_id))
        return tally.changes


def check_moment(status: Status, until: int | None, now: int) -> None:
    """Raises WrongUse where a status and a moment do not go together."""
    if (status is Status.SNOOZED) != (until is not None):
        raise WrongUse(OwnWords("a time goes with snoozing, and with nothing else"))
    if until is not None and until <= now:
        raise WrongUse(OwnWords("that time is in the past"))


def set_status(
    ground: Ground, nouns: Nouns, conversation_id: str, status: Status, until: int | None, *, by: str = ""
) -> Changes:
    """Set a status inside the caller's transaction; raises NotFound. `by`: what acts where it is no agent (`rule:ID`)."""
    nouns.conversations.row(conversation_id)
    nouns.conversations.set_status(conversation_id, status, until)
    details = {"status": str(status)} | ({"until": str(until)} if until else {}) | ({"by": by} if by else {})
    record(ground, nouns, ActionKind.STATUS, conversation_id, None, details)
    return Changes(conversations=frozenset({conversation_id}))


def dispose(
    ground: Ground,
    nouns: Nouns,
    conversation_id: str,
    message_ids: Sequence[str],
    disposition: Disposition | None,
    note: str,
    *,
    reason: str = "",
    by: str = "",
) -> Changes:
    """Record how posts of one conversation were dealt with, inside the caller's transaction. `reason`:
    agent_desk.domain.balance.DisposeReason; `by`: what acts where it is no agent (`rule:ID`), which may let posts expire, too.
    Raises WrongUse, NotFound."""
    if disposition is not None and disposition not in (BY_RULE if by else BY_AGENT):
        raise WrongUse(OwnWords("{disposition} follows from facts; it cannot be decided", disposition=disposition))
    venue = nouns.venues.get(nouns.conversations.row(conversation_id).venue_id)
    more = {name: told for name, told in (("reason", reason), ("by", by)) if told}
    for message_id in message_ids:
        details = {"disposition": str(disposition or ""), **more}
        action_id = record(ground, nouns, ActionKind.DISPOSE, conversation_id, message_id, details)
        nouns.messages.decide(message_id, disposition, action_id, ground.now(), note, reason)
    ground.settle(nouns, venue, {conversation_id: Touched()})
    return Changes(conversations=frozenset({conversation_id}), messages=frozenset(message_ids))


def dispose_waiting(
    ground: Ground,
    nouns: Nouns,
    conversation_id: str,
    disposition: Disposition,
    note: str = "",
    *,
    with_author_of: str | None = None,
    until: int | None = None,
    reason: str = "",
    by: str = "",
) -> Changes:
    """The same for what waits in a conversation and in all that was merged into it; for the posts of one author alone, by one
    of them, and for those posted until a moment."""
    changes = Changes()
    for one in nouns.merging.family(conversation_id).all:
        waiting = nouns.messages.waiting(one, with_author_of=with_author_of, until=until)
        changes |= dispose(ground, nouns, one, waiting, disposition, note, reason=reason, by=by)
    return changes


BY_RULE = (*BY_AGENT, Disposition.EXPIRED_BY_RULE)


def record(
    ground: Ground,
    nouns: Nouns,
    kind: ActionKind,
    conversation_id: str,
    message_id: str | None,
    details: dict[str, str],
) -> str:
    """Keep what the agent at this desk decided; returns the id of the action."""
    action_id = ground.new_id()
    nouns.ledger.add(Action(action_id, kind, ground.me, conversation_id, ground.now(), message_id, details))
    return action_id

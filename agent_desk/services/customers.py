"""Customers: which authors are one person, reversibly and with reasons; hints about who might be; what they wrote anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desk.domain.actions import Action, ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.customers import CustomerRow, Hint, LinkRow, Suggestion, hints, plain_handle, plain_link
from agent_desk.domain.errors import Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.typed import sound
from agent_desk.services.ground import Ground
from agent_desk.storage.contract import Nouns

MOST_SUGGESTIONS = 200
_ORDER = tuple(Hint)


@frozen
class LinkUndo:
    """To whom authors were linked before, by author, and to whom since (None: to nobody)."""

    before: tuple[tuple[str, str | None], ...]
    since: str | None


@frozen
class Linked:
    """Authors that are one customer now, or one who is nobody's identity any more (`customer` None)."""

    customer: CustomerRow | None
    undo: LinkUndo
    changes: Changes


class Customers:
    """Reads on any thread, `suggestions` not on the GUI thread; acts on the write lane. All raise NotFound."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, ref: str) -> CustomerRow:
        """One from id or short number."""
        return self._ground.store.read.customers.get(ref)

    def of_author(self, author_id: str) -> CustomerRow | None:
        """Whose identity an author is, with all the others; None where nobody linked it."""
        return self._ground.store.read.customers.of_author(author_id)

    def history(self, customer_id: str) -> list[LinkRow]:
        """Every decision about its identities, newest first."""
        return self._ground.store.read.customers.history(customer_id)

    def conversations(self, customer_id: str, limit: int = 50) -> list[ConversationRow]:
        """Of all identities, across venues, newest first."""
        return self._ground.store.read.customers.conversations(customer_id, limit)

    def find(self, text: str, limit: int = 20) -> list[CustomerRow]:
        """By the beginning of the name, or by `#number`."""
        return self._ground.store.read.customers.find(text, limit)

    def suggestions(self, author_id: str, limit: int = 5) -> list[Suggestion]:
        """Identities that may be the same person, those with the strongest hint first. None is a proof, and nothing is
        linked without an agent."""
        read = self._ground.store.read.customers
        here = read.identity(author_id)
        own_links = read.links(author_id)
        wanted = sorted({link for link in (*own_links, plain_link(here.author.url)) if link})
        others = read.alike(author_id, plain_handle(here.author.handle), wanted, MOST_SUGGESTIONS)
        linked = read.customer_ids([author_id, *(other.author.id for other in others)])
        found = []
        for other in others:
            customer_id = linked.get(other.author.id)
            same = customer_id is not None and customer_id == linked.get(author_id)
            reasons = () if same else hints(here.author, other.author, own_links, read.links(other.author.id))
            if reasons:
                found.append(Suggestion(other, reasons, customer_id))
        found.sort(key=lambda one: (_ORDER.index(one.hints[0]), -len(one.hints), -one.identity.last_at))
        return found[:limit]

    def link(self, author_id: str, other_id: str, reason: str = "") -> Linked:
        """Two authors are one person: both are identities of one customer from now on. Where both were of different
        customers, all of the other's identities join the first's. Raises Refused(`ours`, `linked_already`)."""
        with self._ground.act() as (nouns, tally):
            known = nouns.customers.customer_ids([author_id, other_id])
            for one in (author_id, other_id):
                if nouns.people.get(one).ours:
                    raise Refused("ours")
            goal, theirs = known[author_id], known[other_id]
            if author_id == other_id or (goal is not None and goal == theirs):
                raise Refused("linked_already")
            moved = [author_id, other_id]
            if goal is None and theirs is None:
                name = nouns.people.get(author_id)
                goal = nouns.customers.add(self._ground.new_id(), name.name or name.handle, self._ground.now()).id
            elif goal is None:
                goal = theirs
            elif theirs is not None:
                moved += [identity.author.id for identity in nouns.customers.get(theirs).identities]
            undo = self._link_all(nouns, moved, str(goal), reason)
            self._record(nouns, "linked", str(goal))
            tally.add(self._touched(undo, goal, theirs))
        return Linked(self.get(str(goal)), undo, tally.changes)

    def unlink(self, author_id: str, reason: str = "") -> Linked:
        """An author is not that customer after all. Raises Refused(`not_linked`)."""
        with self._ground.act() as (nouns, tally):
            before = nouns.customers.customer_ids([author_id]).get(author_id)
            if before is None:
                raise Refused("not_linked")
            undo = self._link_all(nouns, [author_id], None, reason)
            self._record(nouns, "unlinked", before)
            tally.add(self._touched(undo, before))
        return Linked(None, undo, tally.changes)

    def undo(self, undo: LinkUndo) -> Changes:
        """Put each author back to whom it was linked, unless somebody linked it otherwise meanwhile."""
        with self._ground.act() as (nouns, tally):
            now = self._ground.now()
            touched: set[str] = set()
            for author_id, customer_id in undo.before:
                current = nouns.customers.customer_ids([author_id]).get(author_id)
                if current != undo.since:
                    continue
                touched |= {one for one in (current, customer_id) if one}
                nouns.customers.link(author_id, customer_id, self._ground.me, "", now)
            tally.add(Changes(authors=frozenset(a for a, _ in undo.before), customers=frozenset(touched)))
        return tally.changes

    def rename(self, customer_id: str, name: str, remark: str | None = None) -> Changes:
        """Call a customer otherwise, or note something. Raises Refused(`customer_name_missing`)."""
        name = sound(name).strip()
        if not name:
            raise Refused("customer_name_missing")
        with self._ground.act() as (nouns, tally):
            before = nouns.customers.get(customer_id)
            nouns.customers.change(before.id, name, before.remark if remark is None else sound(remark).strip())
            authors = frozenset(identity.author.id for identity in before.identities)
            tally.add(Changes(customers=frozenset({before.id}), authors=authors))
        return tally.changes

    def _link_all(self, nouns: Nouns, author_ids: Sequence[str], customer_id: str | None, reason: str) -> LinkUndo:
        ids = tuple(dict.fromkeys(author_ids))
        before = nouns.customers.customer_ids(ids)
        moved = tuple(
            (one, before[one])
            for one in ids
            if nouns.customers.link(one, customer_id, self._ground.me, sound(reason).strip(), self._ground.now())
        )
        return LinkUndo(moved, customer_id)

    def _record(self, nouns: Nouns, what: str, customer_id: str) -> None:
        # The reason stands with the link alone, where an erasure finds it.
        details = {"what": what, "customer": customer_id}
        action = Action(
            self._ground.new_id(), ActionKind.LINK, self._ground.me, "", self._ground.now(), details=details
        )
        nouns.ledger.add(action)

    def _touched(self, undo: LinkUndo, *customers: str | None) -> Changes:
        authors = frozenset(author_id for author_id, _ in undo.before)
        return Changes(authors=authors, customers=frozenset(one for one in customers if one))

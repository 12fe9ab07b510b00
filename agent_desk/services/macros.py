"""Macros: several acts at once, on one conversation or on many, and one undo for all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from agent_desk.domain.assigning import KEEP, Keep
from agent_desk.domain.changes import Changes
from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import NotFound, Refused
from agent_desk.domain.frozen import frozen
from agent_desk.domain.roster import Priority, Right
from agent_desk.domain.rule_checks import Trouble, check_macro, macro_troubles
from agent_desk.domain.rules import NOBODY, Does, Effect, Macro
from agent_desk.domain.typed import sound
from agent_desk.services.bulk import Bulk, BulkAct, BulkFailure, BulkUndo
from agent_desk.services.bulk_words import Words
from agent_desk.services.bulk_work import Work
from agent_desk.services.canned import fill
from agent_desk.services.ground import Ground
from agent_desk.services.roster import check_right
from agent_desk.services.rules import NAME_MAX, tidied
from agent_desk.services.ruling import known
from agent_desk.storage.contract import Nouns

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
MINUTE = 60_000


@frozen
class ListedMacro:
    """A macro in the list. `troubles`: why it cannot run."""

    macro: Macro
    troubles: tuple[Trouble, ...]


@frozen
class MacroSaved:
    """A macro as it stands now, and what it touched."""

    macro: Macro
    changes: Changes


@frozen
class Ran:
    """How a run went: in how many conversations it is done, what failed, and what takes it back by `desk.bulk.undo` (None:
    nothing was done). `reply`: words for the draft of the conversation that the caller types in; nothing has them yet."""

    done: int
    failed: tuple[BulkFailure, ...]
    undo: BulkUndo | None
    changes: Changes
    reply: str = ""


class Macros:
    """Reads on any thread; acts on the write lane, `run` where bulk acts run. Acts raise NotFound, and Refused(`no_right`) where
    a macro is everybody's and who sits here may not share, or where it is another agent's."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def all(self) -> list[ListedMacro]:
        """Those that are everybody's and one's own, by position."""
        read = self._ground.store.read
        there = known(read)
        mine = (macro for macro in read.macros.all() if macro.owner_id in (None, self._ground.me))
        return [ListedMacro(macro, macro_troubles(macro, there)) for macro in mine]

    def get(self, ref: str) -> Macro:
        """One of these by id or name; raises NotFound."""
        return _one(self.all(), ref)

    def save(self, macro: Macro) -> MacroSaved:
        """Make a macro (without an id), behind the others, or change one. Raises Refused as
        agent_desk.domain.rule_checks.check_macro does, too."""
        name = sound(macro.name).strip()[:NAME_MAX]
        chosen = replace(
            macro, id=macro.id or self._ground.new_id(), name=name, effects=tidied(macro.effects), trouble=""
        )
        check_macro(chosen)
        with self._ground.act() as (nouns, tally):
            known_ = {one.id: one for one in nouns.macros.all()}
            for one in (chosen, *([known_[chosen.id]] if chosen.id in known_ else ())):
                self._check(nouns, one)
            nouns.macros.save(chosen, self._ground.now())
            saved = next(one for one in nouns.macros.all() if one.id == chosen.id)
            tally.add(Changes(rules=frozenset({chosen.id})))
        return MacroSaved(saved, tally.changes)

    def move(self, macro_id: str, position: int) -> Changes:
        """Put a macro in another place among those seen here, counted from 0."""
        seen = [listed.macro for listed in self.all()]
        with self._ground.act() as (nouns, tally):
            every = [macro.id for macro in nouns.macros.all()]
            others = [macro for macro in seen if macro.id != macro_id]
            behind = others[position - 1 : position] if position > 0 else []
            rest = [one for one in every if one != macro_id]
            place = (
                rest.index(behind[0].id) + 1 if behind and behind[0].id in rest else (len(rest) if position > 0 else 0)
            )
            if nouns.macros.move(macro_id, place):
                tally.add(Changes(rules=frozenset({macro_id})))
        return tally.changes

    def remove(self, macro_id: str) -> Changes:
        """Remove a macro; what it did stays."""
        with self._ground.act() as (nouns, tally):
            for macro in nouns.macros.all():
                if macro.id == macro_id:
                    self._check(nouns, macro)
                    nouns.macros.remove(macro_id)
                    tally.add(Changes(rules=frozenset({macro_id})))
        return tally.changes

    def run(
        self,
        macro_id: str,
        conversation_ids: Sequence[str],
        progress: Progress,
        cancelled: Cancelled,
        *,
        typed_in: str = "",
    ) -> Ran:
        """Do all of it in each conversation, in one transaction each; one undo for everything. `typed_in`: the conversation
        whose reply the caller puts into the composer, at the cursor. Raises NotFound, Refused(`macro_trouble`)."""
        read = self._ground.store.read
        listed = next((one for one in self.all() if one.macro.id == macro_id), None)
        if listed is None:
            raise NotFound(f"macro {macro_id}", what="macro", name=macro_id)
        if listed.troubles:
            raise Refused("macro_trouble", name=listed.macro.name)
        macro = listed.macro
        outcome = Bulk(self._ground).run(
            conversation_ids, act_of(macro, self._ground.now(), typed_in), progress, cancelled
        )
        changes = outcome.changes
        if outcome.done:
            with self._ground.act(durable=False) as (nouns, tally):
                nouns.macros.used(macro_id, outcome.done, self._ground.now())
                tally.add(Changes(rules=frozenset({macro_id})))
            changes |= tally.changes
        words = reply_of(macro) if typed_in in conversation_ids and outcome.done else ""
        reply = fill(self._ground, read, typed_in, words) if words else ""
        return Ran(outcome.done, outcome.failed, outcome.undo, changes, reply)

    def _check(self, nouns: Nouns, macro: Macro) -> None:
        if macro.owner_id is None:
            check_right(nouns.agents.get(self._ground.me), Right.SHARE)
        elif macro.owner_id != self._ground.me:
            raise Refused("no_right", right=str(Right.SHARE))


def reply_of(macro: Macro) -> str:
    """What a macro writes into the draft, with its placeholders."""
    return _joined(macro.effects, Does.REPLY)


def act_of(macro: Macro, now: int, typed_in: str = "") -> BulkAct:
    """All that a macro does as one act; of two effects on the same thing the later one counts."""
    last = {effect.does: effect for effect in macro.effects}
    snoozed = next((one for one in reversed(macro.effects) if one.does in (Does.STATUS, Does.SNOOZE)), None)
    status = until = None
    if snoozed is not None:
        is_status = snoozed.does is Does.STATUS
        status = Status(snoozed.value) if is_status else Status.SNOOZED
        until = None if is_status else now + int(snoozed.value) * MINUTE
    dealt = last.get(Does.DISPOSE)
    return BulkAct(
        status=status,
        until=until,
        disposition=Disposition(dealt.value) if dealt else None,
        work=_work(macro.effects, last),
        words=Words(macro.id, macro.name, _joined(macro.effects, Does.NOTE), reply_of(macro), typed_in),
    )


def _work(effects: Sequence[Effect], last: Mapping[Does, Effect]) -> Work:
    tags: dict[str, Effect] = {one.value.casefold(): one for one in effects if one.does in (Does.TAG, Does.UNTAG)}
    priority = last.get(Does.PRIORITY)
    return Work(
        assignee=_id(last.get(Does.ASSIGN)),
        team=_id(last.get(Does.TEAM)),
        priority=Priority(int(priority.value)) if priority else None,
        add_tags=tuple(one.value for one in tags.values() if one.does is Does.TAG),
        remove_tags=tuple(one.value for one in tags.values() if one.does is Does.UNTAG),
    )


def _id(effect: Effect | None) -> str | Keep | None:
    if effect is None:
        return KEEP
    return None if effect.value == NOBODY else effect.value


def _joined(effects: Sequence[Effect], does: Does) -> str:
    return "\n\n".join(effect.value for effect in effects if effect.does is does)


def _one(listed: Sequence[ListedMacro], ref: str) -> Macro:
    for one in listed:
        if ref in (one.macro.id, one.macro.name):
            return one.macro
    raise NotFound(f"macro {ref}", what="macro", name=ref)

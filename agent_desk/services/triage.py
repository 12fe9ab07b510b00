"""Sorting conversations: how much one matters, our own tags on it, and who watches it."""

from __future__ import annotations

from collections.abc import Iterable

from agent_desk.domain.actions import ActionKind
from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import OwnWords, WrongUse
from agent_desk.domain.frozen import frozen
from agent_desk.domain.happenings import Event, Happening
from agent_desk.domain.roster import Priority
from agent_desk.domain.typed import sound
from agent_desk.services.acting import acted
from agent_desk.services.ground import Ground, Tally
from agent_desk.storage.contract import Nouns

TAG_MAX = 40
"""Letters a tag has at most."""


@frozen
class TriageUndo:
    """What takes an act back: the priority and the watching as they were (None: untouched), the priority that was `chosen`
    instead, and the tags it took and gave."""

    conversation_id: str
    priority: Priority | None = None
    chosen: Priority | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    watch: bool | None = None


@frozen
class Triaged:
    """What an act touched, and what takes it back; None where it changed nothing."""

    changes: Changes
    undo: TriageUndo | None = None


class Triage:
    """Acts of the agent at this desk, on the write lane; reads on any thread. Raise NotFound, WrongUse."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def set_priority(self, conversation_id: str, priority: Priority) -> Triaged:
        """Say how much it matters."""
        with self._ground.act() as (nouns, tally):
            before = put_priority(self._ground, nouns, tally, conversation_id, priority)
        return Triaged(tally.changes, None if before is None else TriageUndo(conversation_id, before, priority))

    def tag(self, conversation_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Triaged:
        """Put tags of our own on it and take others off; upper and lower case are the same tag."""
        with self._ground.act() as (nouns, tally):
            undo = put_tags(self._ground, nouns, tally, conversation_id, add, remove)
        return Triaged(tally.changes, undo)

    def watch(self, conversation_id: str, on: bool = True) -> Triaged:
        """Be told when a customer writes there, or when it is answered; or no more."""
        with self._ground.act() as (nouns, tally):
            moved = _watch(self._ground, nouns, tally, conversation_id, on)
        return Triaged(tally.changes, TriageUndo(conversation_id, watch=not on) if moved else None)

    def undo(self, undo: TriageUndo) -> Changes:
        """Take an act back; what others did meanwhile stays."""
        with self._ground.act() as (nouns, tally):
            undo_triage(self._ground, nouns, tally, undo)
        return tally.changes

    def tags(self, conversation_id: str) -> tuple[str, ...]:
        """Our own tags on a conversation, by name."""
        return self._ground.store.read.triage.tags(conversation_id)

    def known_tags(self, prefix: str = "", limit: int = 20) -> list[str]:
        """Tags in use that begin so, by name."""
        return self._ground.store.read.triage.known_tags(prefix, limit)

    def watchers(self, conversation_id: str) -> list[str]:
        """Ids of the agents who watch it, who began first."""
        return self._ground.store.read.triage.watchers([conversation_id]).get(conversation_id, [])

    def watched(self, conversation_id: str) -> bool:
        """Whether the agent at this desk watches it."""
        return self._ground.me in self.watchers(conversation_id)


def put_priority(
    ground: Ground, nouns: Nouns, tally: Tally, conversation_id: str, priority: Priority, *, by: str = ""
) -> Priority | None:
    """Set a priority inside the caller's transaction; returns the one before, None where it was so already. `by`: what acts
    where it is no agent (`rule:ID`). Raises NotFound."""
    before = nouns.triage.priority(conversation_id)
    if before is priority:
        return None
    nouns.triage.set_priority(conversation_id, priority)
    details = {"priority": str(int(priority)), "before": str(int(before))}
    acted(ground, nouns, tally, ActionKind.PRIORITY, conversation_id, details, by=by)
    tally.tell(Happening(Event.STATE_CHANGED, conversation_id, cause=_cause(by)))
    return before


def put_tags(
    ground: Ground,
    nouns: Nouns,
    tally: Tally,
    conversation_id: str,
    add: Iterable[str],
    remove: Iterable[str] = (),
    *,
    by: str = "",
) -> TriageUndo | None:
    """Change tags inside the caller's transaction; returns what takes it back, None where nothing changed. Raises WrongUse for
    a tag without a letter, NotFound."""
    before = {tag.casefold(): tag for tag in nouns.triage.tags(conversation_id)}
    gone = [name for name in dict.fromkeys(tag_key(tag) for tag in remove) if name in before]
    new: dict[str, str] = {}
    for tag in map(tag_name, add):
        if tag.casefold() not in before:
            new.setdefault(tag.casefold(), tag)
    if not gone and not new:
        return None
    kept = [tag for name, tag in before.items() if name not in gone]
    nouns.triage.set_tags(conversation_id, [*kept, *new.values()])
    taken = tuple(before[name] for name in gone)
    details = {"add": "\n".join(new.values()), "remove": "\n".join(taken)}
    acted(
        ground,
        nouns,
        tally,
        ActionKind.TAG,
        conversation_id,
        {key: text for key, text in details.items() if text},
        by=by,
    )
    tally.tell(Happening(Event.TAGGED, conversation_id, cause=_cause(by)))
    return TriageUndo(conversation_id, add=taken, remove=tuple(new.values()))


def undo_triage(ground: Ground, nouns: Nouns, tally: Tally, undo: TriageUndo, *, by: str = "") -> None:
    """Take an act back inside the caller's transaction."""
    if undo.priority is not None and nouns.triage.priority(undo.conversation_id) is undo.chosen:
        put_priority(ground, nouns, tally, undo.conversation_id, undo.priority, by=by)
    if undo.add or undo.remove:
        put_tags(ground, nouns, tally, undo.conversation_id, undo.add, undo.remove, by=by)
    if undo.watch is not None:
        _watch(ground, nouns, tally, undo.conversation_id, undo.watch)


def tag_name(text: str) -> str:
    """A tag as it is kept: one line without a leading #, inner spaces single. Raises WrongUse where nothing is left."""
    name = " ".join(sound(text).split()).lstrip("#").strip()[:TAG_MAX].strip()
    if not name:
        raise WrongUse(OwnWords("a tag needs a letter"))
    return name


def tag_key(text: str) -> str:
    """By what two spellings are the same tag; for one that may be none at all."""
    return " ".join(sound(text).split()).lstrip("#").strip().casefold()


def _watch(ground: Ground, nouns: Nouns, tally: Tally, conversation_id: str, on: bool) -> bool:
    nouns.triage.priority(conversation_id)
    if not nouns.triage.watch(conversation_id, ground.me, ground.now() if on else None):
        return False
    acted(ground, nouns, tally, ActionKind.WATCH, conversation_id, {"watch": "yes" if on else "no"})
    return True


def _cause(by: str) -> str:
    kind, _, rule = by.partition(":")
    return rule if kind == "rule" else ""

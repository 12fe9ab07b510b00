"""Where the palette looks: what is in memory at once, conversations and people off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.errors import DeskError, NotFound
from agent_desk.domain.rows import ConversationRow, PersonHit, SearchHit
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.commands import COMMANDS, key_text, place_of
from agent_desk.views.palette.found import Found, Sort
from agent_desk.views.ready_made import SAVED, VIEWS

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

MACRO = "macro:"
"""Begins the id of a macro among the commands."""
MOST = 8
"""Conversations, and people, that one search shows."""
_MATCH = str.maketrans("", "", "\x02\x03")


class Sources:
    """`works`: the ids of the commands that would do something now."""

    def __init__(self, desk: Desk, works: Callable[[], Iterable[str]]) -> None:
        self._desk, self._works = desk, works

    def near(self) -> list[Found]:
        """Commands that work now, views and venues. Small reads only."""
        working = set(self._works())
        found = [
            Found(Sort.COMMAND, what.id, tr(what.text), place_of(what), key_text(what.id), more=tr(what.menu.value))
            for what in COMMANDS
            if what.id in working
        ]
        found += [
            Found(Sort.VIEW, f"{SAVED}{view.id}", view.name, tr("View of yours"), icon="filter")
            for view in self._desk.views.all()
            if view.trouble is None
        ]
        if "conversation.macro" in working:
            found += [
                Found(Sort.COMMAND, f"{MACRO}{one.macro.id}", one.macro.name, tr("Macro"), icon="macros")
                for one in self._desk.macros.all()
                if not one.troubles
            ]
        found += [Found(Sort.VIEW, view.id, tr(view.title), tr("View"), icon=view.icon) for view in VIEWS]
        found += [
            Found(Sort.VENUE, f"venue:{venue.id}", venue.label, tr("Venue"), icon="plug", more=venue.network)
            for venue in self._desk.venues.all()
        ]
        return found

    def far(self, words: str, sorts: tuple[Sort, ...]) -> list[Found]:
        """Conversations with these words, or with this number, and people called so. Slow: never on the GUI thread."""
        found: list[Found] = []
        if Sort.CONVERSATION in sorts:
            found += self._conversations(words)
        if Sort.PERSON in sorts:
            found += [_person(hit) for hit in self._desk.people.find(words, MOST) if hit.conversation_id]
        return found

    def known(self, key: str) -> Found | None:
        """What a remembered key of a conversation stands for, where it is still there."""
        sort, _, conversation_id = key.partition(":")
        if sort != Sort.CONVERSATION:
            return None
        try:
            return _conversation(self._desk.inbox.row(conversation_id))
        except DeskError:
            return None

    def _conversations(self, words: str) -> list[Found]:
        seen: dict[str, Found] = {}
        if words.isdecimal():
            with suppress(NotFound):
                row = self._desk.inbox.row(self._desk.inbox.find(words))
                seen[row.id] = _conversation(row)
        for hit in self._desk.search.find(words, MOST * 3):
            seen.setdefault(hit.conversation_id, _hit(hit))
        return list(seen.values())[:MOST]


def _hit(hit: SearchHit) -> Found:
    said = " ".join(hit.snippet.translate(_MATCH).split())
    title = tr("#{number} {title}", number=hit.conversation_number, title=hit.title or hit.author_name)
    detail = tr("{author}: {words}", author=hit.author_name, words=said) if said else hit.author_name
    return Found(Sort.CONVERSATION, hit.conversation_id, title, detail, icon="inbox", message_id=hit.message_id)


def _conversation(row: ConversationRow) -> Found:
    title = tr("#{number} {title}", number=row.number, title=row.title or row.author_name)
    return Found(Sort.CONVERSATION, row.id, title, first_line(row.text, 120), icon="inbox", more=row.author_name)


def _person(hit: PersonHit) -> Found:
    many = ntr("{n} conversation", "{n} conversations", hit.conversations)
    detail = tr("{handle}, {many}", handle=hit.author.handle, many=many)
    return Found(Sort.PERSON, hit.conversation_id or "", hit.author.name or hit.author.handle, detail, icon="person")

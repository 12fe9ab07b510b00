"""What helps to write: canned answers, mentions and emoji at the cursor or from a list, and quotes of posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.emoji import find_emoji
from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import AuthorRow, CannedAnswer, MessageRow
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import bind
from agent_desk.views.composer.canned_editor import CannedEditor
from agent_desk.views.composer.choices import Choice
from agent_desk.views.composer.completion import Completion, Source
from agent_desk.views.composer.face import ComposerFace
from agent_desk.views.composer.picker import Picker
from agent_desk.views.composer.place import Place
from agent_desk.views.people import mention
from agent_desk.views.ports import Acts, Settings
from agent_desk.views.widgets import link_button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_SLASH = re.compile(r"(?:^|\s)(/([^\s/{}]{0,40}))$")
_AT = re.compile(r"(?:^|[\s(])(@([\w.-]*(?:@[\w.-]*)?))$")
_COLON = re.compile(r"(?:^|\s)(:([\w+-]{2,40}))$")
_RECENT = "emoji.recent"
_RECENT_MOST, _GRID_MOST, _QUOTED_LINES, _COLLEAGUES = 24, 240, 6, 8


class WritingTools(QObject):
    """Works on the field in which the agent writes. `place`: where an answer goes now."""

    def __init__(
        self, face: ComposerFace, desk: Desk, acts: Acts, settings: Settings, place: Callable[[], Place | None]
    ) -> None:
        super().__init__(face)
        self._face, self._desk, self._acts, self._settings, self._place = face, desk, acts, settings, place
        self._canned_picker: Picker | None = None
        self._emoji_picker: Picker | None = None
        self._editor: CannedEditor | None = None
        canned = Source(_SLASH, self._find_canned, self._canned_words)
        people = Source(_AT, self._find_people, _mention)
        emoji = Source(_COLON, self._find_emoji, self._emoji_words)
        self.completions = (
            Completion(face.edit, (canned, people, emoji)),
            Completion(face.note_edit, (canned, Source(_AT, self._find_colleagues, _called), emoji)),
        )
        for command_id, name, deed in (
            ("reply.canned", "canned", self.open_canned),
            ("reply.emoji", "emoji", self.open_emoji),
        ):
            bind(face, command_id, deed)
            face.foot.tools[name].clicked.connect(lambda _checked=False, deed=deed: deed())

    def insert(self, words: str) -> None:
        """Write at the cursor; what is selected is replaced, nothing else."""
        if self._face.field.isVisible() and not self._face.field.isReadOnly():
            self._face.field.insertPlainText(words)
            self._face.field.setFocus()

    def withdraw(self, words: str) -> None:
        """Take words away again that were written at the cursor, where they still stand so."""
        found = self._face.edit.toPlainText().find(words)
        if found >= 0:
            cursor = self._face.edit.textCursor()
            cursor.setPosition(found)
            cursor.setPosition(found + len(words), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()

    def quote(self, message: MessageRow, selected: str = "") -> None:
        """Quote what is selected of a post, else its first lines, as the network writes quotes."""
        place = self._place()
        lines = [line.strip() for line in (selected or message.text).strip().splitlines()]
        if place is None or not any(lines):
            return
        if not selected:
            lines = [line for line in lines if line and not line.startswith(">")][:_QUOTED_LINES] or lines[:1]
        field = self._face.edit
        begun = field.textCursor().block().text()[: field.textCursor().positionInBlock()]
        before = "\n" if begun.strip() else ""
        if place.network.markup == "markdown":
            words = "\n".join(f"> {line}".rstrip() for line in lines)
            self.insert(f"{before}{words}\n\n")
        else:
            said = selected.strip() or first_line(message.text, 200)
            self.insert(tr("“{words}”", words=" ".join(said.split())) + "\n")

    # Canned answers

    def open_canned(self) -> None:
        """Pick a canned answer by name."""
        if self._canned_picker is None:
            nothing = tr("No canned answer fits. Make one below, then call it up with / and its name.")
            made = Picker(tr("Canned answers"), tr("Name of a canned answer"), self._find_all_canned, nothing)
            manage = link_button(tr("Manage canned answers"))
            manage.setObjectName("manageCanned")
            manage.clicked.connect(self.manage_canned)
            made.add(manage)
            made.picked.connect(lambda choice: self.insert(self._canned_words(choice)))
            self._canned_picker = made
        self._canned_picker.open_over(self._face, self._face.field)

    def manage_canned(self) -> None:
        """Make, change and remove canned answers, in a window beside."""
        if self._editor is None:
            self._editor = CannedEditor(self._desk, self._acts, self._face.window())
        self._editor.open_at(self._face.field.textCursor().selectedText().replace("\u2029", "\n"))

    def _find_canned(self, prefix: str) -> list[Choice]:
        return self._shown(self._desk.canned.find(prefix))

    def _find_all_canned(self, words: str) -> list[Choice]:
        return self._shown(self._desk.canned.find(words.strip(), 50))

    def _shown(self, answers: Sequence[CannedAnswer]) -> list[Choice]:
        place = self._place()
        if place is None:
            return []
        return [
            Choice(
                one.title or one.shortcut,
                one,
                f"/{one.shortcut}",
                first_line(self._desk.canned.text_for(one, place.row.id), 160),
            )
            for one in answers
        ]

    def _canned_words(self, choice: Choice) -> str:
        answer, place = choice.value, self._place()
        if not isinstance(answer, CannedAnswer) or place is None:
            return choice.text
        self._acts.do(lambda: self._desk.canned.used(answer.id), None, _counted_another_time)
        return self._desk.canned.text_for(answer, place.row.id)

    # People

    def _find_people(self, prefix: str) -> list[Choice]:
        place = self._place()
        if place is None:
            return []
        found = self._desk.people.mentionable(place.row.id, prefix)
        return [
            Choice(one.name or one.handle, one, mention(one.handle))
            for one in found
            if one.handle and " " not in one.handle
        ]

    def _find_colleagues(self, prefix: str) -> list[Choice]:
        """Who a note can mention: by the handle, or by the beginning of a name."""
        typed = prefix.casefold()
        me = self._desk.ground.me
        return [
            Choice(agent.name or agent.handle, agent.handle, f"@{agent.handle}")
            for agent in self._desk.roster.agents()
            if agent.handle
            and agent.id != me
            and (agent.handle.casefold().startswith(typed) or agent.name.casefold().startswith(typed))
        ][:_COLLEAGUES]

    # Emoji

    def open_emoji(self) -> None:
        """Pick an emoji."""
        if self._emoji_picker is None:
            nothing = tr("No emoji has these words in its English name.")
            made = Picker(tr("Emoji"), tr("Name of an emoji, in English"), self._find_grid, nothing, grid=True)
            made.picked.connect(lambda choice: self.insert(self._emoji_words(choice)))
            self._emoji_picker = made
        self._emoji_picker.open_over(self._face, self._face.field)

    def _find_grid(self, words: str) -> list[Choice]:
        found = find_emoji(words, _GRID_MOST, self._recent())
        return [Choice(one.sign, one.sign, below=one.name) for one in found]

    def _find_emoji(self, prefix: str) -> list[Choice]:
        found = find_emoji(prefix, 8, self._recent())
        return [Choice(f"{one.sign}  {one.name}", one.sign) for one in found]

    def _emoji_words(self, choice: Choice) -> str:
        sign = str(choice.value)
        recent = [sign, *(other for other in self._recent() if other != sign)]
        self._settings.set(_RECENT, " ".join(recent[:_RECENT_MOST]))
        return sign

    def _recent(self) -> list[str]:
        return self._settings.get(_RECENT).split()


def _mention(choice: Choice) -> str:
    return f"{mention(choice.value.handle)} " if isinstance(choice.value, AuthorRow) else choice.text


def _called(choice: Choice) -> str:
    return f"@{choice.value} "


def _counted_another_time(_error: DeskError) -> None:
    """How often an answer was used only orders the list; the reply matters more than a message about that."""

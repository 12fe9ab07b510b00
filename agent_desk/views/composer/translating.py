"""Translating with the command that the agent set: the draft where there is one, else the post that is answered. What comes
back is a proposal beside the composer; nothing is ever sent by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPlainTextEdit

from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import MessageRow
from agent_desk.runtime.language import language
from agent_desk.runtime.texts import tr
from agent_desk.runtime.translation import translate
from agent_desk.views.commands import bind
from agent_desk.views.composer.face import ComposerFace
from agent_desk.views.people import name_of
from agent_desk.views.ports import Acts, Question, Settings
from agent_desk.views.setting_table import chosen
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar

_UNKNOWN = "auto"


class Translating(QObject):
    """`target`: the post that is answered now. Runs off the GUI thread, and is forgotten when its bar goes."""

    def __init__(
        self, face: ComposerFace, acts: Acts, settings: Settings, target: Callable[[], MessageRow | None]
    ) -> None:
        super().__init__(face)
        self._face, self._acts, self._settings, self._target = face, acts, settings, target
        bind(face, "reply.translate", self.translate)
        face.foot.tools["translate"].clicked.connect(lambda _checked=False: self.translate())

    @property
    def command(self) -> str:
        """What is set in the preferences; empty: nothing."""
        return chosen(self._settings, "translate")

    def translate(self) -> None:
        """Translate what is written, for whoever reads it; with nothing written, what the customer wrote."""
        target, written = self._target(), self._face.field.toPlainText().strip()
        theirs = target.languages[0] if target is not None and target.languages else _UNKNOWN
        mine = language().replace("_", "-")
        if not self.command:
            said = tr("No command that translates is set")
            bar = Bar(said, detail=tr("Name one in the preferences, under “Writing and sending”."))
            bar.close_after(8000)
            self._face.bars.show_bar("translation", bar)
        elif written:
            self._ask(tr("Translation of what you wrote"), written, mine, theirs, draft=True)
        elif target is not None and target.text.strip():
            title = tr("Translation of what {name} wrote", name=name_of(target))
            self._ask(title, target.text, theirs, mine, draft=False)

    def _ask(self, title: str, text: str, source: str, wanted: str, *, draft: bool) -> None:
        command = self.command
        waiting = Bar(tr("Translating…"))
        question: list[Question] = []

        def show(translated: str) -> None:
            waiting.close_bar()
            self._show(title, translated, draft=draft)

        def failed(error: DeskError) -> None:
            waiting.close_bar()
            self._face.bars.show_error(error)

        waiting.closed.connect(lambda: question[0].cancel() if question else None)
        self._face.bars.show_bar("translation", waiting)
        question.append(self._acts.ask(lambda: translate(command, text, source, wanted), show, failed))

    def _show(self, title: str, translated: str, *, draft: bool) -> None:
        bar = Bar(title)
        field = QPlainTextEdit(translated)
        field.setObjectName("translated")
        field.setAccessibleName(title)
        field.setReadOnly(not draft)
        field.setTabChangesFocus(True)
        field.setFixedHeight(px(96))
        field.setMinimumWidth(px(300))
        bar.add_widget(field)
        if draft:
            take = bar.add(tr("Put it in place of what you wrote"), lambda: self._replace(field.toPlainText()))
            take.setObjectName("takeTranslation")
        self._face.bars.show_bar("translation", bar)

    def _replace(self, text: str) -> None:
        """In one step, so that one undo brings back what was written."""
        field = self._face.field
        cursor = field.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(text)
        field.setFocus()

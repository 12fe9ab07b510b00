"""Making, changing and removing canned answers: a name to call each up by, and wordings for networks and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from agent_desk.domain.errors import DeskError
from agent_desk.domain.roster import Right
from agent_desk.domain.rows import EVERYBODY, CannedAnswer, CannedVariant, Scope
from agent_desk.runtime.texts import tr
from agent_desk.services.canned import PLACEHOLDERS
from agent_desk.views.ports import Acts
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack, Combo, button, icon_button, label, link_button, primary_button

if TYPE_CHECKING:
    from agent_desk.services.canned import CannedSaved
    from agent_desk.services.desk import Desk

_ANSWER = Qt.ItemDataRole.UserRole
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "uk", "ar", "zh", "ja", "ko")


class VariantBox(QWidget):
    """One wording, with the network and the language it is for. `unwanted`: take it away."""

    unwanted = Signal()

    def __init__(self, networks: list[tuple[str, str]], variant: CannedVariant) -> None:
        super().__init__()
        self.network = _choice(tr("For the network"), [("", tr("Every network")), *networks], variant.network)
        languages = [("", tr("Every language")), *((one, _own_name(one)) for one in _LANGUAGES)]
        if variant.language and variant.language not in _LANGUAGES:
            languages.append((variant.language, _own_name(variant.language)))
        self.language = _choice(tr("For the language"), languages, variant.language)
        remove = icon_button("close", tr("Remove this wording"))
        remove.clicked.connect(self.unwanted)
        self.text = QPlainTextEdit(variant.text)
        self.text.setObjectName("variantText")
        self.text.setAccessibleName(tr("Wording"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(px(90))
        row = QHBoxLayout()
        row.addWidget(self.network)
        row.addWidget(self.language)
        row.addStretch(1)
        row.addWidget(remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.addLayout(row)
        column.addWidget(self.text)

    @property
    def variant(self) -> CannedVariant:
        """What is written here."""
        return CannedVariant(self.text.toPlainText(), str(self.network.currentData()), str(self.language.currentData()))


class CannedEditor(QWidget):
    """A window of its own beside the desk; several can wait half-edited only one after the other. Named: cannedList,
    shortcut, title, saveCanned, removeCanned, newCanned, addVariant."""

    def __init__(self, desk: Desk, acts: Acts, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._desk, self._acts = desk, acts
        self._answer: CannedAnswer | None = None
        self.scope = Combo()
        self.scope.setObjectName("cannedScope")
        self.scope.setAccessibleName(tr("Who has it"))
        self._boxes: list[VariantBox] = []
        self.setObjectName("cannedEditor")
        self.setWindowTitle(tr("Canned answers"))
        self.setProperty("ground", "pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(px(760), px(520))
        self.bars = BarStack()
        self.list = QListWidget()
        self.list.setObjectName("cannedList")
        self.list.setAccessibleName(tr("Canned answers"))
        self.list.setMinimumWidth(px(180))
        self.list.currentRowChanged.connect(lambda _row: self._show_current())
        self._lay_out()

    def _lay_out(self) -> None:
        new = button(tr("New"))
        new.setObjectName("newCanned")
        new.clicked.connect(lambda _checked=False: self.begin_new())
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(new, 0, Qt.AlignmentFlag.AlignLeft)
        self.shortcut, self.title = QLineEdit(), QLineEdit()
        self._variants = QVBoxLayout()
        add = link_button(tr("Another wording, for a network or a language"))
        add.setObjectName("addVariant")
        add.clicked.connect(self._add_wording)
        page = QWidget()
        page.setProperty("ground", "pane")
        form = QVBoxLayout(page)
        for field, name, said in (
            (self.shortcut, "shortcut", tr("Name to call it up by, after /")),
            (self.title, "title", tr("Title")),
        ):
            field.setObjectName(name)
            field.setAccessibleName(said)
            words = label(said)
            words.setBuddy(field)
            form.addWidget(words)
            form.addWidget(field)
        whose = label(tr("Who has it"))
        whose.setBuddy(self.scope)
        form.addWidget(whose)
        form.addWidget(self.scope, 0, Qt.AlignmentFlag.AlignLeft)
        names = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        form.addWidget(label(tr("Filled in by themselves: {names}", names=names), tone="dim", size="label", wrap=True))
        form.addLayout(self._variants)
        form.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        form.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        right = QVBoxLayout()
        right.addWidget(area, 1)
        right.addLayout(self._make_foot())
        row = QHBoxLayout()
        row.setContentsMargins(px(12), px(12), px(12), px(12))
        row.setSpacing(px(12))
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bars)
        column.addLayout(row, 1)

    def _make_foot(self) -> QHBoxLayout:
        self._remove = button(tr("Remove"))
        self._remove.setObjectName("removeCanned")
        self._remove.clicked.connect(self.remove)
        save = primary_button(tr("Save"))
        save.setObjectName("saveCanned")
        save.clicked.connect(self.save)
        foot = QHBoxLayout()
        foot.addWidget(self._remove)
        foot.addStretch(1)
        foot.addWidget(save)
        return foot

    def open_at(self, text: str = "") -> None:
        """Show the window; `text`: begin a new answer with these words."""
        self._reload(self._answer.id if self._answer and not text else "")
        if text or not self.list.count():
            self.begin_new(text)
        self.show()
        self.raise_()
        self.activateWindow()

    def begin_new(self, text: str = "") -> None:
        """An empty form."""
        self.list.setCurrentRow(-1)
        self._show(None, text)
        self.shortcut.setFocus()

    def save(self) -> None:
        """Keep what is written; what does not fit is said above."""
        shortcut, title = self.shortcut.text(), self.title.text()
        variants = [box.variant for box in self._boxes]
        answer_id = self._answer.id if self._answer else None
        scope: Scope = self.scope.currentData()

        def done(saved: CannedSaved) -> None:
            self._reload(saved.answer.id)
            bar = Bar(tr("Saved. It is called up with /{shortcut}", shortcut=saved.answer.shortcut), tone="ok")
            bar.close_after(4000)
            self.bars.show_bar("said", bar)

        self._acts.do(lambda: self._desk.canned.save(shortcut, title, variants, answer_id, scope), done, self._on_error)

    def remove(self) -> None:
        """Remove the answer shown, with the way back."""
        answer = self._answer
        if answer is None:
            return

        def back() -> None:
            again = self._desk.canned.save
            self._acts.do(
                lambda: again(answer.shortcut, answer.title, answer.variants, None, answer.scope),
                lambda saved: self._reload(saved.answer.id),
                self._on_error,
            )

        def done(_changes: object) -> None:
            self._reload("")
            bar = Bar(tr("Removed: /{shortcut}", shortcut=answer.shortcut), tone="ok")
            bar.add(tr("Undo"), back).setObjectName("restoreCanned")
            self.bars.show_bar("said", bar)

        self._acts.do(lambda: self._desk.canned.remove(answer.id), done, self._on_error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def _reload(self, chosen: str) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._desk.canned.all():
            words = f"/{one.shortcut}  {one.title}".rstrip()
            if one.scope != EVERYBODY:
                words = tr("{answer} ({whose})", answer=words, whose=self._whose(one.scope))
            item = QListWidgetItem(words)
            item.setData(_ANSWER, one)
            self.list.addItem(item)
            if one.id == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        self._show_current()

    def _show_current(self) -> None:
        self._show(self.list.currentItem().data(_ANSWER) if self.list.currentRow() >= 0 else None)

    def _on_error(self, error: DeskError) -> None:
        self.bars.show_error(error)

    def _add_wording(self) -> None:
        self._add_box(CannedVariant("")).text.setFocus()

    def _show(self, answer: CannedAnswer | None, text: str = "") -> None:
        self._answer = answer
        self.shortcut.setText(answer.shortcut if answer else "")
        self.title.setText(answer.title if answer else "")
        self._remove.setVisible(answer is not None)
        self._offer_scopes(answer)
        for box in list(self._boxes):
            self._drop(box)
        for variant in answer.variants if answer else (CannedVariant(text),):
            self._add_box(variant)

    def _offer_scopes(self, answer: CannedAnswer | None) -> None:
        """Whose it can be made by who sits here; what is another's stays as it is."""
        shares = self._desk.roster.may(Right.SHARE)
        own = Scope(owner_id=self._desk.ground.me)
        offered = [own, *((Scope(team_id=team.id) for team in self._desk.roster.teams()) if shares else ())]
        offered += [EVERYBODY] if shares else []
        current = answer.scope if answer else EVERYBODY if shares else own
        self.scope.clear()
        for one in dict.fromkeys((*offered, current)):
            self.scope.addItem(self._whose(one), one)
            if one == current:
                self.scope.setCurrentIndex(self.scope.count() - 1)
        self.scope.setEnabled(current in offered)

    def _whose(self, scope: Scope) -> str:
        if scope == EVERYBODY:
            return tr("everybody")
        if scope.team_id is not None:
            names = {team.id: team.name for team in self._desk.roster.teams()}
            return tr("the team {name}", name=names.get(scope.team_id, scope.team_id))
        return tr("only me")

    def _add_box(self, variant: CannedVariant) -> VariantBox:
        networks = {venue.network for venue in self._desk.venues.all()}
        named = [(one, self._desk.venues.network(one).label) for one in sorted(networks | {variant.network} - {""})]
        box = VariantBox(named, variant)
        box.unwanted.connect(lambda: self._drop(box))
        self._boxes.append(box)
        self._variants.addWidget(box)
        return box

    def _drop(self, box: VariantBox) -> None:
        self._boxes.remove(box)
        self._variants.removeWidget(box)
        box.hide()
        box.setParent(None)
        box.deleteLater()


def _own_name(language: str) -> str:
    return QLocale(language).nativeLanguageName().capitalize() or language


def _choice(name: str, choices: list[tuple[str, str]], value: str) -> QComboBox:
    result = Combo()
    result.setAccessibleName(name)
    for one, words in choices:
        result.addItem(words, one)
    result.setCurrentIndex(max(0, result.findData(value)))
    return result

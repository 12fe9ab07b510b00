"""What an agent decides about authors: mute, mark as spam or troll with a reason, trust, call a program, take it back, and see
who decided what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.rows import AuthorRow, MarkRow
from agent_desk.runtime.texts import marked, tr
from agent_desk.views import when
from agent_desk.views.ports import Acts, Now
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_OFFERS: dict[AuthorMark, str] = {
    AuthorMark.MUTED: marked("Mute…"),
    AuthorMark.SPAM: marked("Mark as spam…"),
    AuthorMark.TROLL: marked("Mark as a troll…"),
}
_QUESTIONS: dict[AuthorMark, str] = {
    AuthorMark.MUTED: marked("Mute {name}? What {name} writes will not wait for an answer any more."),
    AuthorMark.SPAM: marked("Mark {name} as spam? What {name} writes will count as moderated."),
    AuthorMark.TROLL: marked("Mark {name} as a troll? What {name} writes will count as moderated."),
}
_DONE: dict[AuthorMark, str] = {
    AuthorMark.NONE: marked("{name} is not marked any more. What was dealt with by the mark waits again."),
    AuthorMark.MUTED: marked("{name} is muted"),
    AuthorMark.SPAM: marked("{name} is marked as spam"),
    AuthorMark.TROLL: marked("{name} is marked as a troll"),
}
_STATES: dict[AuthorMark, str] = {
    AuthorMark.NONE: marked("not marked"),
    AuthorMark.MUTED: marked("muted"),
    AuthorMark.SPAM: marked("spam"),
    AuthorMark.TROLL: marked("troll"),
}
_REGARDED: dict[tuple[str, bool], str] = {
    ("trusted", True): marked("{name} is trusted: answers of {name} to others count as help"),
    ("trusted", False): marked("{name} is not trusted any more: answers of {name} to others do not count as help"),
    ("automatic", True): marked("{name} is a program: nothing it writes answers anybody"),
    ("automatic", False): marked("{name} is not a program: what {name} writes counts as written by a person"),
}


def regard_words(author: AuthorRow) -> list[str]:
    """What an author is held for, each in a word or two; empty for most."""
    held = ((author.trusted, tr("trusted")), (author.automatic, tr("a program")))
    return [words for holds, words in held if holds]


def mark_word(mark: AuthorMark) -> str:
    """What an author is marked as, in a word."""
    return tr(_STATES[mark])


def called(author: AuthorRow) -> str:
    """What an author is called."""
    return author.name or author.handle or tr("Somebody")


class AuthorWork:
    """Asks for a reason in a bar, never in a dialog."""

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack, follow: Callable[[str], None], now: Now) -> None:
        self._desk, self._acts, self._bars, self._follow, self._now = desk, acts, bars, follow, now

    def menu(self, author: AuthorRow, parent: QWidget) -> QMenu:
        """What can be done about an author; actions are named by what they do."""
        menu = QMenu(tr("About {name}", name=called(author)[:60]).replace("&", "&&"), parent)
        if author.url:
            self._add(menu, "authorPage", tr("Open the profile in the browser"), partial(self._follow, author.url))
        if author.handle:
            self._add(menu, "copyHandle", tr("Copy {handle}", handle=author.handle[:60]), partial(_copy, author.handle))
        menu.addSeparator()
        if not author.ours:
            self._add_regard(menu, author, "trusted", tr("Trusted: answers to others count as help"), author.trusted)
        self._add_regard(menu, author, "automatic", tr("A program: its posts answer nobody"), author.automatic)
        if author.ours:
            return menu
        menu.addSeparator()
        for mark, words in _OFFERS.items():
            if mark is not author.mark:
                self._add(menu, mark.value, tr(words), partial(self.ask, author, mark))
        if author.mark is not AuthorMark.NONE:
            words = tr("Not {mark} any more", mark=mark_word(author.mark))
            self._add(menu, "unmark", words, partial(self.mark, author, AuthorMark.NONE, ""))
        self._add(menu, "marks", tr("History of marks"), partial(self.show_history, author))
        return menu

    def open_menu(self, author: AuthorRow, at: QPoint, parent: QWidget) -> None:
        """Open the menu of an author at a place on screen."""
        menu = self.menu(author, parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def ask(self, author: AuthorRow, mark: AuthorMark) -> None:
        """Ask for the reason, which is kept."""
        bar = Bar(tr(_QUESTIONS[mark], name=called(author)), tone="risk")
        field = QLineEdit()
        field.setObjectName("markReason")
        field.setPlaceholderText(tr("Why? The reason is kept."))
        field.setAccessibleName(tr("Reason of the mark"))
        field.setMinimumWidth(max(px(220), field.fontMetrics().horizontalAdvance(field.placeholderText()) + px(24)))
        bar.add_widget(field)

        def go() -> None:
            self.mark(author, mark, field.text().strip())

        confirm = bar.add(tr("Mark the author") if mark is not AuthorMark.MUTED else tr("Mute"), go, look="primary")
        confirm.setObjectName("confirmMark")
        field.returnPressed.connect(confirm.click)
        bar.add(tr("Leave it"), lambda: None)
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def mark(self, author: AuthorRow, mark: AuthorMark, reason: str) -> None:
        """Decide, and say so with the way back."""
        before = author.mark

        def then(_changes: object) -> None:
            bar = Bar(tr(_DONE[mark], name=called(author)), tone="ok")
            if mark is not AuthorMark.NONE:
                bar.add(tr("Undo"), partial(self.mark, author, before, ""))
            bar.close_after(8000)
            self._bars.show_bar("done", bar)

        self._acts.do(lambda: self._desk.people.mark(author.id, mark, reason), then)

    def regard(self, author: AuthorRow, what: str, holds: bool) -> None:
        """Say that an author is `trusted` or `automatic`, or not, and how to take it back."""

        def then(_changes: object) -> None:
            bar = Bar(tr(_REGARDED[what, holds], name=called(author)), tone="ok")
            bar.add(tr("Undo"), partial(self.regard, author, what, not holds))
            bar.close_after(8000)
            self._bars.show_bar("done", bar)

        self._acts.do(lambda: self._desk.people.regard(author.id, **{what: holds}), then)

    def show_history(self, author: AuthorRow) -> None:
        """Who marked them as what, when and why, in a bar."""
        lines = [self._line(row) for row in self._desk.people.history(author.id)]
        detail = "\n".join(lines) or tr("Nobody has marked them yet.")
        self._bars.show_bar("marks", Bar(tr("Marks of {name}", name=called(author)), detail=detail))

    def _line(self, row: MarkRow) -> str:
        parts = [when.moment(row.at, self._now()), mark_word(row.mark), row.agent_name, row.reason]
        return " · ".join(part for part in parts if part)

    def _add_regard(self, menu: QMenu, author: AuthorRow, what: str, text: str, holds: bool) -> None:
        action = self._add(menu, what, text, partial(self.regard, author, what, not holds))
        action.setCheckable(True)
        action.setChecked(holds)

    def _add(self, menu: QMenu, name: str, text: str, act: Callable[[], None]) -> QAction:
        action = menu.addAction(text.replace("&", "&&"))
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: act())
        return action


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)

"""The words of a post on screen: cleaned HTML that can be selected and copied; fetches and opens nothing by itself."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QFocusEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from agent_desk.domain.links import followable, link_target
from agent_desk.views.theme import Token, color, font, hex_of, px

__all__ = ["PostBody", "follow"]


def follow(url: str) -> None:
    """Open a link in the system's browser or mail program, where it may be followed."""
    if allowed := followable(url):
        QDesktopServices.openUrl(QUrl(allowed))


class PostBody(QTextBrowser):
    """Shows one text as high as it is; scrolling is left to whoever holds it."""

    followed = Signal(str)
    """A link that was clicked."""

    hovered = Signal(str)
    """Where the link under the pointer or the caret leads, in full; empty: none is."""

    left = Signal()
    """The keyboard is done with reading in the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setTextInteractionFlags(_BY_MOUSE)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.anchorClicked.connect(lambda url: self.followed.emit(url.toString()))
        self.highlighted.connect(self._hovered)
        self._shown = ("", "")

    def show_html(self, shown: str) -> None:
        """Show cleaned HTML in the colours in use."""
        style = _style()
        if self._shown == (shown, style):
            return
        self._shown = (shown, style)
        self.document().setDefaultFont(font())
        self.document().setDefaultStyleSheet(style)
        self.setHtml(shown)

    def show_plain(self, text: str) -> None:
        """Show plain text, line by line."""
        self.show_html("".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n")).replace("\n", "<br>"))

    def height_for(self, width: int) -> int:
        """How high the text is at that width."""
        # A width of its own: else the text is laid out for the widget as wide as it happens to be by now.
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)
        return math.ceil(self.document().size().height())

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is ever loaded because a text says so."""
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def enter(self) -> None:
        """Put the caret into the text: it can be selected and its links be reached by keyboard, until the focus leaves."""
        self.setTextInteractionFlags(_BY_MOUSE | _BY_KEYBOARD)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def mark(self, words: str) -> None:
        """Mark every place in which these words stand, whatever their case; empty takes the marks away."""
        self.setExtraSelections([] if not words else [_marked(cursor) for cursor in self._places_of(words)])

    def _places_of(self, words: str) -> Iterator[QTextCursor]:
        cursor = self.document().find(words, 0)
        while not cursor.isNull():
            yield cursor
            cursor = self.document().find(words, cursor)

    def _hovered(self, url: QUrl) -> None:
        target = link_target(url.toString())
        self.setToolTip(target)
        self.hovered.emit(target)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setTextInteractionFlags(_BY_MOUSE)
            self.hovered.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._reads_by_keyboard():
            self.left.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Single keys belong to the list of posts, not to a text that cannot be typed into.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            mine = event.key() == Qt.Key.Key_Escape and self._reads_by_keyboard()
            event.setAccepted(mine)
            return mine
        return super().event(event)

    def _reads_by_keyboard(self) -> bool:
        return bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard)


def _marked(cursor: QTextCursor) -> QTextEdit.ExtraSelection:
    found, letters = QTextEdit.ExtraSelection(), QTextCharFormat()
    letters.setBackground(color(Token.RISK_SOFT))
    letters.setForeground(color(Token.TEXT))
    letters.setFontUnderline(True)
    found.cursor, found.format = cursor, letters
    return found


_BY_MOUSE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
_BY_KEYBOARD = Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByKeyboard


_PARAGRAPH_GAP = 6


def _style() -> str:
    return (
        f"p, ul, ol, pre, blockquote {{ margin: 0 0 {px(_PARAGRAPH_GAP)}px 0; }}"
        f" ul, ol {{ margin-left: {px(18)}px; -qt-list-indent: 0; }} li {{ margin: 0 0 {px(2)}px 0; }}"
        f" blockquote {{ margin-left: {px(14)}px; color: {hex_of(Token.DIM)}; }}"
        f" a {{ color: {hex_of(Token.ACCENT)}; text-decoration: none; }}"
        f" code, pre {{ font-family: monospace; background-color: {hex_of(Token.CHIP)}; }}"
    )

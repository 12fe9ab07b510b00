"""The line at the top: whose desk it is, the search field, the menu."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.commands import key_text
from agent_desk.views.keymap import keymap
from agent_desk.views.theme import px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.widgets import Chip, KeyHint, icon_button, label, link_button

_WIDE = 760
"""Width, in pixels at 100 %, from which there is room for words at the end."""
_ROOMY = 560
"""Width, in pixels at 100 %, from which there is room for what the menu has as well."""


class SearchField(QLineEdit):
    """Emits `down` when the agent moves into the results, `left` on Escape."""

    down = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(tr("Search all posts"))
        self.setAccessibleName(tr("Search"))
        self.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._sign = QLabel(self)
        self._sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint = KeyHint(key_text("search"), self)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._place_hint)
        keymap.changed.connect(self._show_keys)

    def _show_keys(self) -> None:
        self._hint.setText(key_text("search"))
        self._place_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_hint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange):
            self._place_hint()

    def _place_hint(self) -> None:
        """Drawing and key stand at the two ends and grow with the text; what is typed runs between them."""
        side, size = px(16), self._hint.sizeHint()
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        hinted = not self.text() and self.width() > size.width() + side + words + px(36)
        start, end = side + px(6), size.width() + px(6) if hinted else 0
        right = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        self.setTextMargins(start if right else end, 0, end if right else start, 0)
        self._sign.setPixmap(pixmap("search"))
        at = px(9) if right else self.width() - side - px(9)
        self._sign.setGeometry(at, (self.height() - side) // 2, side, side)
        self._hint.setVisible(hinted)
        x = self.width() - size.width() - px(8) if right else px(8)
        self._hint.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())


class TopBar(QWidget):
    """Search in the middle, the menu at the end. In the demo workspace it says so, and offers the way out."""

    real_work_wanted = Signal()

    def __init__(self, *, demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = SearchField()
        self.search.setMaximumWidth(px(420))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.views_button = icon_button("all", tr("Views and venues"))
        self.views_button.hide()
        self.menu_button = icon_button("menu", tr("Menu"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.bell_button = icon_button("bell", tr("Notices"))
        self.seat_button = icon_button("person", tr("Who sits here"))
        self.theme_button = icon_button("theme", tr("Light or dark"))
        self.help_button = icon_button("help", tr("Keys and help"))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(10), px(6))
        row.setSpacing(px(8))
        start, end = QHBoxLayout(), QHBoxLayout()
        start.addWidget(self.views_button)
        start.addWidget(label(tr("Agent Desk"), bold=True))
        if demo:
            chip = Chip(tr("Demo: nothing here is real"), "accent")
            way_out = link_button(tr("Begin real work"))
            way_out.clicked.connect(self.real_work_wanted)
            start.addSpacing(px(8))
            start.addWidget(chip)
            start.addWidget(way_out)
        start.addStretch(1)
        end.addStretch(1)
        for widget in (self.seat_button, self.bell_button, self.theme_button, self.help_button, self.menu_button):
            end.addWidget(widget)
        row.addLayout(start, 1)
        row.addWidget(self.search, 2)
        row.addLayout(end, 1)

    def show_menu_of(self, actions: Iterable[QAction | None]) -> None:
        """Fill the menu; None separates."""
        menu = QMenu(self.menu_button)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                action.setIcon(QIcon())
                menu.addAction(action)
        self.menu_button.setMenu(menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the picture of who sits here has to do."""
        super().resizeEvent(event)
        beside = self.width() >= px(_WIDE)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if beside else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.seat_button.setToolButtonStyle(style)
        roomy = self.width() >= px(_ROOMY)
        # The menu leads there too.
        self.theme_button.setVisible(roomy)
        self.help_button.setVisible(roomy)

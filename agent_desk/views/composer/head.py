"""The lines above the field: what is being written, who will read it, and which post it answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSpacerItem,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.posts import Visibility
from agent_desk.domain.rows import MessageRow
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import key_text
from agent_desk.views.composer.audience import Audience, visibility_name, visibility_sign
from agent_desk.views.composer.place import Tab
from agent_desk.views.people import name_of
from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import icon, pixmap
from agent_desk.views.widgets import ElidedLabel, icon_button

_TABS = tuple(Tab)
_FIXED, _GROWS = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
_TONES = {"dim": Token.DIM, "accent": Token.ACCENT, "ok": Token.OK, "risk": Token.RISK}


class ComposerHead(QWidget):
    """Named: composerTabs, readers, visibility, replyingTo, clearTarget. `tab_chosen`: a Tab; `visibility_chosen`: a
    Visibility, by the agent."""

    tab_chosen = Signal(object)
    visibility_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Audience(Visibility.PUBLIC, "", "globe", "accent")
        self._offered: tuple[tuple[Visibility, ...], Visibility | None] | None = None
        self._make_tabs()
        self._sign = QLabel()
        self._sign.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._readers = ElidedLabel(tone="dim")
        self._readers.setObjectName("readers")
        self._readers.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.chooser = icon_button("down", tr("Who may read the reply"))
        self.chooser.setObjectName("visibility")
        self.chooser.setPopupMode(self.chooser.ToolButtonPopupMode.InstantPopup)
        self._to = ElidedLabel(tone="dim")
        self._to.setObjectName("replyingTo")
        self.target_clear = icon_button("close", tr("Answer the post that waits, not this one"))
        self.target_clear.setObjectName("clearTarget")
        self._lay_out()
        self.show_target(None)
        self.show_choices((), None)

    def _make_tabs(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setObjectName("composerTabs")
        self.tabs.setAccessibleName(tr("What to write"))
        self.tabs.setDrawBase(False)
        self.tabs.setIconSize(QSize(px(14), px(14)))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        names = {
            Tab.REPLY: (tr("Reply"), ""),
            Tab.NOTE: (tr("Private note"), key_text("reply.note_switch")),
            Tab.DIRECT: (tr("Direct message"), key_text("reply.direct")),
        }
        for tab in _TABS:
            name, keys = names[tab]
            at = self.tabs.addTab(name)
            self.tabs.setTabToolTip(at, tr("{name} ({keys})", name=name, keys=keys) if keys else "")
        self.tabs.currentChanged.connect(self._on_tab)

    def _lay_out(self) -> None:
        who = QHBoxLayout()
        who.setSpacing(px(5))
        self._before = QSpacerItem(0, 0, _GROWS, _FIXED)
        self._after = QSpacerItem(0, 0, _FIXED, _FIXED)
        who.addItem(self._before)
        who.addWidget(self._sign)
        who.addWidget(self._readers)
        who.addWidget(self.chooser)
        who.addItem(self._after)
        self._who = who
        top = self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        top.setSpacing(px(4))
        top.addWidget(self.tabs)
        top.addLayout(who, 1)
        to = QHBoxLayout()
        to.setSpacing(px(8))
        to.addWidget(self._to, 1)
        to.addWidget(self.target_clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(top)
        column.addLayout(to)

    @property
    def tab(self) -> Tab:
        """What is being written."""
        return _TABS[self.tabs.currentIndex()]

    def show_tab(self, tab: Tab) -> None:
        """Show this as being written; announces nothing."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(_TABS.index(tab))
        self.tabs.blockSignals(False)

    def offer_direct(self, offered: bool) -> None:
        """Whether the answer can be moved to a direct message."""
        self.tabs.setTabVisible(_TABS.index(Tab.DIRECT), offered)
        self._arrange()

    def mark_draft(self, tab: Tab, kept: bool) -> None:
        """Whether words are kept under a tab that is not the one shown."""
        at = _TABS.index(tab)
        self.tabs.setTabIcon(at, icon("draft") if kept else QIcon())
        name = self.tabs.tabText(at)
        self.tabs.setAccessibleTabName(at, tr("{name}, with a draft", name=name) if kept else name)
        self._arrange()

    def show_audience(self, shown: Audience) -> None:
        """Who will read it, and as whom it goes out: in words, sign and colour."""
        self._shown = shown
        self._readers.setText(shown.text)
        self._readers.setAccessibleName(shown.text)
        if self._readers.property("tone") != shown.tone:
            self._readers.setProperty("tone", shown.tone)
            self._readers.style().unpolish(self._readers)
            self._readers.style().polish(self._readers)
        self._draw()
        self._arrange()

    def show_choices(self, choices: Sequence[Visibility], chosen: Visibility | None) -> None:
        """Who could be let read it; one choice is none."""
        if (offered := (tuple(choices), chosen)) == self._offered:
            return
        self._offered = offered
        self.chooser.setVisible(len(choices) > 1)
        menu = QMenu(self.chooser)
        for one in choices:
            action = menu.addAction(icon(visibility_sign(one)), visibility_name(one))
            action.setObjectName(f"visibility.{one}")
            action.setCheckable(True)
            action.setChecked(one is chosen)
            action.triggered.connect(partial(self._choose, one))
        before = self.chooser.menu()
        self.chooser.setMenu(menu)
        if before is not None:
            before.deleteLater()
        if chosen is not None:
            self.chooser.setAccessibleName(tr("Who may read the reply: {who}", who=visibility_name(chosen)))

    def open_choices(self) -> None:
        """Let the agent choose who may read it, where there is a choice."""
        if not self.chooser.isHidden():
            self.chooser.showMenu()

    def show_target(self, message: MessageRow | None) -> None:
        """Which post was chosen to be answered; None: the one that waits."""
        said = ""
        if message is not None:
            said = tr("Replying to {name}: {words}", name=name_of(message), words=first_line(message.text, 120))
        self._to.setText(said)
        self._to.setAccessibleName(said)
        self._to.setVisible(bool(said))
        self.target_clear.setVisible(message is not None)

    def _choose(self, visibility: Visibility, _checked: bool = False) -> None:
        self.visibility_chosen.emit(visibility)

    def _on_tab(self, at: int) -> None:
        if at >= 0:
            self.tab_chosen.emit(_TABS[at])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _arrange(self) -> None:
        """Tabs and readers in one line where both fit."""
        needed = self.tabs.sizeHint().width() + self._who.sizeHint().width() + px(12)
        fits = needed <= self.width()
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)
        self._before.changeSize(0, 0, _GROWS if fits else _FIXED, _FIXED)
        self._after.changeSize(0, 0, _FIXED if fits else _GROWS, _FIXED)
        self._who.invalidate()

    def _draw(self) -> None:
        self._sign.setVisible(bool(self._shown.text))
        self._sign.setPixmap(pixmap(self._shown.sign, _TONES[self._shown.tone], 14))

"""The wall in the window, and alone on a big screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.domain.live import Live, LiveFilter
from agent_desk.runtime.texts import tr
from agent_desk.views.levels import words
from agent_desk.views.levels.asking import Asking, Every
from agent_desk.views.levels.filters import Filters
from agent_desk.views.levels.frame import FigureScreen
from agent_desk.views.wall.face import WallFace
from agent_desk.views.wall.figures import wall_figures
from agent_desk.views.widgets import FilterChip, primary_button
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.views.tools import Tools

_EVERY = 15_000


class WallScreen(FigureScreen):
    """Shows the wall as it will look; Enter fills the screen with it, Escape leaves."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tr("Wall"), tools.news)
        self._desk, self._acts = tools.desk, tools.acts
        self.face = WallFace()
        self.window_face: WallWindow | None = None
        self.filters = Filters(tools.desk)
        self.light = FilterChip(tr("Light"))
        self.light.setAccessibleName(tr("Light ground"))
        self.full = primary_button(tr("Fill the screen"))
        self._asking = Asking(tools.acts, self._question, self._show, self.bars.show_error)
        self.choose_by(*self.filters.boxes, self.light, self.full)
        self.foot.hide()
        self.lay_out_figures(self.face)
        self.full.clicked.connect(self.fill_screen)
        self.light.toggled.connect(self._dress)
        self.filters.changed.connect(self._asking.ask_anew)
        Every(_EVERY, self.face, self._asking.ask)
        lead_focus(self, self.full)

    def refresh(self) -> None:
        """Ask anew, off the GUI thread."""
        self._asking.ask()

    def fill_screen(self) -> WallWindow:
        """The wall alone, on all of the screen on which this window stands."""
        if self.window_face is None:
            shown = self.window_face = WallWindow(self)
            shown.left.connect(self._leave)
            shown.face.light = self.light.isChecked()
            Every(_EVERY, shown, self._asking.ask)
            shown.setGeometry(self.screen().geometry())
            shown.showFullScreen()
            self._asking.ask()
        return self.window_face

    def _leave(self) -> None:
        if self.window_face is not None:
            self.window_face.deleteLater()
            self.window_face = None
            self.full.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self, light: bool) -> None:
        self.face.light = light
        self.face.update()

    def _question(self) -> Callable[[], Live]:
        live, row = self._desk.live, self.filters
        wanted = LiveFilter(row.team_id, row.venue_id, row.language_code)
        return lambda: live.figures(wanted)

    def _show(self, live: Live) -> None:
        figures, coverage = wall_figures(live), words.coverage(live.coverage)
        self.filters.offer([line.key for line in live.languages])
        self.said.setText(self.filters.said() or tr("all teams, all venues"))
        faces = [self.face] + ([self.window_face.face] if self.window_face is not None else [])
        for face in faces:
            face.show_figures(figures, coverage, complete=live.coverage.whole, at=live.at)


class WallWindow(QWidget):
    """A window without a frame. `left`: it was closed, by Escape or otherwise."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.face = WallFace()
        self.setWindowTitle(tr("Wall"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.face)
        self.face.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.left.emit()

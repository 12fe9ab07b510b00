"""The frame of a screen of figures: what is chosen in the head, or below it where that is too narrow; what scrolls; the line
at the bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.coverage import Coverage
from agent_desk.runtime.texts import tr
from agent_desk.views.charts import Foot
from agent_desk.views.levels import words
from agent_desk.views.ports import News
from agent_desk.views.theme import px
from agent_desk.views.widgets import FlowLayout
from agent_desk.views.widgets.work_screen import WorkScreen

_SAID = 230
"""Pixels of the design that the words beside the title want."""


class FigureScreen(WorkScreen):
    """`choose_by` puts a control into the head. The line at the bottom stands where `foot` was laid out."""

    def __init__(self, title: str, news: News) -> None:
        super().__init__(title, news)
        self.setProperty("ground", "bg")
        self.foot = Foot()
        self._choices = QWidget()
        self._flow = FlowLayout(self._choices, px(8), trailing=True)
        self.controls.addWidget(self._choices)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(px(16), 0, px(16), 0)
        self._beside = True

    def choose_by(self, *controls: QWidget) -> None:
        """Put controls into the head, in that order."""
        for one in controls:
            self._flow.addWidget(one)

    def lay_out_figures(self, inside: QWidget) -> None:
        """Put the screen together: `inside` between the head and the line at the bottom."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._below)
        column.addWidget(inside, 1)
        column.addWidget(self.foot)
        self.lay_out(body)

    def say_coverage(self, known: Coverage) -> None:
        """How far the figures on screen reach."""
        said, behind = words.coverage(known), words.behind(known)
        if known.lacking and not known.complete:
            said = tr("{coverage}: {first}", coverage=said, first=behind.partition("\n")[0])
        self.foot.show_coverage(said, complete=known.whole, detail=behind)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self._flow.sizeHint().width() + self.title.sizeHint().width() + px(_SAID)
        beside = wanted <= self.width()
        if beside == self._beside:
            return
        self._beside = beside
        held = QApplication.focusWidget()
        inside = held is not None and self._choices.isAncestorOf(held)
        (self._below if beside else self.controls).removeWidget(self._choices)
        (self.controls if beside else self._below).addWidget(self._choices)
        self._choices.show()  # at once: in its new place it would stay unseen until the next turn
        if held is not None and inside:
            held.setFocus(Qt.FocusReason.OtherFocusReason)
        top = 0 if beside else px(8)
        self._below.setContentsMargins(px(16), top, px(16), 0)


def scrolled() -> tuple[QScrollArea, QVBoxLayout]:
    """An area that scrolls, and the column in it that panels are put into."""
    inside = QWidget()
    inside.setProperty("ground", "bg")
    inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(inside)
    column.setContentsMargins(px(16), px(12), px(16), px(12))
    column.setSpacing(px(12))
    area = QScrollArea()
    area.setProperty("ground", "bg")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area, column

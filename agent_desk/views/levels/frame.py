"""The frame of a screen of figures: what is chosen in the head, what scrolls, and the line at the bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.coverage import Coverage
from agent_desk.runtime.texts import tr
from agent_desk.views.charts import Foot
from agent_desk.views.levels import words
from agent_desk.views.ports import News
from agent_desk.views.theme import px
from agent_desk.views.widgets.work_screen import WorkScreen


class FigureScreen(WorkScreen):
    """`choose_by` puts a control into the head. The line at the bottom stands where `foot` was laid out."""

    def __init__(self, title: str, news: News) -> None:
        super().__init__(title, news)
        self.setProperty("ground", "bg")
        self.foot = Foot()

    def choose_by(self, *controls: QWidget) -> None:
        """Put controls into the head, in that order."""
        for one in controls:
            self.controls.addWidget(one)

    def lay_out_figures(self, inside: QWidget) -> None:
        """Put the screen together: `inside` between the head and the line at the bottom."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(inside, 1)
        column.addWidget(self.foot)
        self.lay_out(body)

    def say_coverage(self, known: Coverage) -> None:
        """How far the figures on screen reach."""
        said, behind = words.coverage(known), words.behind(known)
        if known.lacking and not known.complete:
            said = tr("{coverage}: {first}", coverage=said, first=behind.partition("\n")[0])
        self.foot.show_coverage(said, complete=known.whole, detail=behind)


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

"""One part of a report on screen: its facts as numbers that open, its figures drawn and as a table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QStyle, QWidget

from agent_desk.domain.reporting import Figure, Opened
from agent_desk.runtime.texts import tr
from agent_desk.views.charts import (
    Bars,
    Buckets,
    Chart,
    ChartCard,
    Days,
    FigureModel,
    Figures,
    FigureTable,
    Heat,
    Panel,
)
from agent_desk.views.levels.panels import Field
from agent_desk.views.reports.parts import Drawing, Drill, Fact, Part
from agent_desk.views.theme import LABEL, TITLE, Token, color, font, px
from agent_desk.views.widgets import FlowLayout, label
from agent_desk.views.widgets.tab_order import tab_as_laid_out

_CHARTS: dict[Drawing, Callable[[FigureModel, str], Chart]] = {
    Drawing.DAYS: Days,
    Drawing.BUCKETS: Buckets,
    Drawing.BARS: Bars,
    Drawing.HEAT: Heat,
}


class Facts(QWidget):
    """Numbers side by side, each above what it is; those behind which something stands can be pressed.
    `opened`: the Drill and what the number is."""

    opened = Signal(object, str)

    def __init__(self, watch: Callable[[QWidget], None]) -> None:
        super().__init__()
        self._watch = watch
        self._shown: tuple[Fact, ...] = ()
        self._flow = FlowLayout(self, px(14))

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these; nothing moves where they are the same."""
        if facts == self._shown:
            return
        held = [at for at in range(self._flow.count()) if (one := self._at(at)) is not None and one.hasFocus()]
        self._shown = facts
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for fact in facts:
            one = FactNumber(fact)
            one.clicked.connect(lambda _on=False, one=fact: self.opened.emit(one.drill, one.what))
            self._watch(one)
            self._flow.addWidget(one)
        if held and (again := self._at(held[0])) is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def _at(self, at: int) -> QWidget | None:
        item = self._flow.itemAt(at)
        return item.widget() if item is not None else None


class FactNumber(QAbstractButton):
    """A number with what it is below; underlined and reached by the keyboard where it opens something."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self._fact = fact
        opens = fact.drill is not None
        self.setAccessibleName(tr("{number}, show them", number=fact.text) if opens else fact.text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        if opens:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        big, small = (QFontMetrics(letters) for letters in self._letters())
        wide = max(big.horizontalAdvance(self._fact.figure), small.horizontalAdvance(self._fact.what))
        return QSize(wide + px(8), big.height() + small.height() + px(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        opens = self._fact.drill is not None
        if opens and (self.underMouse() or self.hasFocus()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(Token.CHIP))
            painter.drawRoundedRect(self.rect(), px(5), px(5))
        big, small = self._letters()
        tone = {"late": Token.LATE, "risk": Token.RISK}.get(self._fact.tone, Token.ACCENT if opens else Token.TEXT)
        align = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        align |= Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine
        room = self.rect().adjusted(px(4), px(2), -px(4), -px(2))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        for letters, token, text, edge in (
            (big, tone, self._fact.figure, Qt.AlignmentFlag.AlignTop),
            (small, Token.DIM, self._fact.what, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(letters)
            painter.setPen(color(token))
            painter.drawText(room, align | edge, text)

    @staticmethod
    def _letters() -> tuple[QFont, QFont]:
        return font(TITLE, bold=True, tabular=True), font(LABEL)


class PartPanel(QObject):
    """Holds the `panel` of a part and shows what each report says of it. `opened`: a Drill and the part's title."""

    opened = Signal(object, str)

    def __init__(self, part: Part, parent: QObject) -> None:
        super().__init__(parent)
        self._title = part.title
        self.wide = part.wide
        make = _CHARTS.get(part.drawing)
        if make is not None:
            card = ChartCard(make(FigureModel(), part.title), part.title)
            card.opened.connect(self._open)
            self.panel: Panel = card
        else:
            self.panel = Panel(part.title)
            self._model = FigureModel(self)
            self.table = FigureTable(self._model, part.title, stretch=None)
            self.table.opened.connect(self._open)
            self.panel.watch(self.table)
            self.panel.column.addWidget(self.table)
        self._facts = Facts(self.panel.watch)
        self._facts.opened.connect(self._open)
        self._missing = label(tr("The chosen filters cannot narrow this."), tone="dim", wrap=True)
        self.panel.column.insertWidget(1, self._facts)
        self.panel.column.insertWidget(2, self._missing)

    def show_part(self, part: Part) -> None:
        """What it says now."""
        self.panel.explain(part.definition)
        self._missing.setVisible(part.figures is None)
        self._facts.show_facts(part.facts)
        self._facts.setVisible(bool(part.facts))
        tab_as_laid_out(self.panel)
        figures = part.figures or Figures(())
        if isinstance(self.panel, ChartCard):
            self.panel.faces.setVisible(part.figures is not None)
            self.panel.switch.setVisible(part.figures is not None)
            self.panel.show_figures(figures, part.hint)
        else:
            self.panel.hint.setText(part.hint)
            self._model.show(figures)
            self.table.setVisible(bool(figures.lines))
            self.table.setFixedHeight(self.table.full_height())

    def _open(self, key: object, what: str = "") -> None:
        if isinstance(key, Drill):
            self.opened.emit(key, tr("{part}: {what}", part=self._title, what=what) if what else self._title)
        elif isinstance(key, Field):
            self.opened.emit(Drill(Figure.ARRIVALS, Opened(weekday=key.weekday, hour=key.hour)), self._title)

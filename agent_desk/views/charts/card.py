"""A chart with its title, the sentence of what is read, and the same figures as a table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.charts.chart import Chart
from agent_desk.views.charts.explaining import Explaining
from agent_desk.views.charts.figures import FigureModel, Figures
from agent_desk.views.charts.table import FigureTable
from agent_desk.views.theme import px
from agent_desk.views.widgets import ElidedLabel, label, link_button, plain_tip

_MOST = 9
"""Lines of a table twin that are in sight at once; the others are scrolled to."""


class Panel(QWidget):
    """A ground with a title. `explained`: its definition is wanted, empty: not any more."""

    explained = Signal(str)

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__()
        self.definition = ""
        self._explaining = Explaining(self)
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label(title, bold=True, wrap=True)
        self.hint = ElidedLabel(hint, tone="dim")
        self.head = QHBoxLayout()
        self.head.setSpacing(px(10))
        self.head.addWidget(self.title)
        self.head.addWidget(self.hint, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(14), px(10), px(14), px(12))
        self.column.setSpacing(px(8))
        self.column.addLayout(self.head)

    def watch(self, widget: QWidget) -> None:
        """The definition is wanted too while the keyboard is in that part."""
        widget.installEventFilter(self)

    def explain(self, definition: str) -> None:
        """What its figures count, from now on."""
        self.definition = definition
        self.setAccessibleDescription(definition)
        self.title.setToolTip(plain_tip(definition))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and isinstance(watched, QWidget) and event.gotFocus():
            self.explained.emit(self.definition)
            self._explaining.begin(watched, self.definition, event.reason())
        elif event.type() == QEvent.Type.FocusOut:
            self._explaining.end()
            self.explained.emit("")
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.explained.emit(self.definition)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.explained.emit("")


class ChartCard(Panel):
    """A chart and its twin over one model: the reading cursor stays where it is when one takes the place of the other.
    `opened`: the key of a figure that was opened in either."""

    opened = Signal(object)

    def __init__(self, chart: Chart, title: str, hint: str = "", *, empty: str = "") -> None:
        super().__init__(title, hint)
        self.chart = chart
        self._hint = hint
        self.table = FigureTable(chart.figures, tr("{title}, as a table", title=title))
        before = self.table.selectionModel()
        self.table.setSelectionModel(chart.selectionModel())
        before.deleteLater()
        self.switch = link_button(tr("as table"), name=tr("{title}: as a table", title=title))
        self.switch.setCheckable(True)
        self.switch.toggled.connect(self._turn)
        self.head.addWidget(self.switch)
        self._nothing = label(empty or tr("Nothing to show yet."), tone="dim", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.faces = QStackedWidget()
        for face in (chart, self.table, self._nothing):
            face.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            self.faces.addWidget(face)
        self.column.addWidget(self.faces)
        self.column.addStretch(1)
        for view in (chart, self.table):
            view.opened.connect(self.opened)
            view.read.connect(self._say)
            self.watch(view)
        self._turn(False)

    @property
    def empty(self) -> QLabel:
        """What stands there instead of a chart without figures."""
        return self._nothing

    def show_figures(self, figures: Figures, hint: str | None = None) -> None:
        """Show these in both."""
        if hint is not None:
            self._hint = hint
            self.hint.setText(hint)
        self.chart.figures.show(figures)
        self._turn(self.switch.isChecked())

    def _turn(self, as_table: bool) -> None:
        model: FigureModel = self.chart.figures
        shown: QWidget = self._nothing if not model.rowCount() else self.table if as_table else self.chart
        held = self.chart.hasFocus() or self.table.hasFocus()
        self.switch.setText(tr("as chart") if as_table else tr("as table"))
        self.faces.setCurrentWidget(shown)
        high = max(self.chart.sizeHint().height(), px(60))
        high = max(high, self.table.full_height(_MOST)) if as_table else high
        if high != self.faces.height():
            self.faces.setFixedHeight(high)
            self._make_room()
        if held and shown is not self._nothing:
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_room(self) -> None:
        """Lay out everything around at once, so that nothing is seen in between."""
        around: QWidget | None = self
        while around is not None and not around.isWindow():
            if (layout := around.layout()) is not None:
                layout.activate()
            around = around.parentWidget()

    def _say(self, sentence: str) -> None:
        self.hint.setText(sentence or self._hint)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn(self.switch.isChecked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """T turns from the chart to the table and back."""
        if event.key() == Qt.Key.Key_T and not event.modifiers():
            self.switch.toggle()
            return
        super().keyPressEvent(event)

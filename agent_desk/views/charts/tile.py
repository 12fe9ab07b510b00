"""A big figure with what it is, that filters what stands below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStyle, QWidget

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.texts import tr
from agent_desk.views.charts.explaining import Explaining
from agent_desk.views.theme import LABEL, Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.widgets import plain_tip

FIGURE = 22
_TOKENS = {"": Token.TEXT, "ok": Token.OK, "risk": Token.RISK, "late": Token.LATE}
_SIGNS = {"ok": "check", "risk": "alert", "late": "alert"}


@frozen
class TileFigure:
    """What a tile says. `state`: empty, ok, risk, late; it colours the figure and puts a sign beside it, `what` and `detail`
    say it in words. `definition`: what is counted, for whoever asks."""

    figure: str
    what: str
    detail: str = ""
    state: str = ""
    definition: str = ""


class Tile(QAbstractButton):
    """Checked while it filters. Space and Enter press it. `explained`: its definition is wanted, empty: not any more."""

    explained = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, filters: bool = True) -> None:
        super().__init__(parent)
        self.says = TileFigure("", "")
        self._explaining = Explaining(self)
        self.setCheckable(filters)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if filters:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_figure(self, says: TileFigure) -> None:
        """Say this from now on."""
        if says == self.says:
            return
        self.says = says
        self.setAccessibleName(tr("{figure} {what}", figure=says.figure, what=says.what))
        self.setAccessibleDescription(" ".join(part for part in (says.detail, says.definition) if part))
        self.setToolTip(plain_tip(says.definition))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        lines = QFontMetrics(font(FIGURE, bold=True)).height() + QFontMetrics(font()).height()
        lines += QFontMetrics(font(LABEL)).height()
        return QSize(px(150), lines + px(28))

    def minimumSizeHint(self) -> QSize:
        figure = QFontMetrics(font(FIGURE, bold=True, tabular=True)).horizontalAdvance(self.says.figure)
        what = QFontMetrics(font()).horizontalAdvance(self.says.what)
        detail = QFontMetrics(font(LABEL)).horizontalAdvance(self.says.detail)
        return QSize(max(px(110), figure + px(46), what + px(30), detail + px(30)), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.explained.emit(self.says.definition)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.explained.emit("")
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.explained.emit(self.says.definition)
        self._explaining.begin(self, self.says.definition, event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._explaining.end()
        self.explained.emit("")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = _TOKENS[self.says.state]
        edge = (token if self.says.state else Token.ACCENT) if self.isChecked() else Token.LINE
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(edge))
        painter.drawRoundedRect(box.translated(0, 1), px(8), px(8))
        painter.setPen(QPen(color(edge), 1))
        painter.setBrush(color(Token.HOVER if self.underMouse() and self.isCheckable() else Token.PANE))
        painter.drawRoundedRect(box, px(8), px(8))
        self._write(painter, token)

    def _write(self, painter: QPainter, token: Token) -> None:
        room = self.rect().adjusted(px(14), px(10), -px(14), -px(10))
        top = room.top()
        side = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        side |= Qt.AlignmentFlag.AlignAbsolute
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        lines = (
            (self.says.figure, font(FIGURE, bold=True, tabular=True), token),
            (self.says.what, font(bold=self.isChecked()), Token.TEXT if self.isChecked() else Token.DIM),
            (self.says.detail, font(LABEL), Token.DIM),
        )
        for text, letters, shade in lines:
            metrics = QFontMetrics(letters)
            painter.setFont(letters)
            painter.setPen(color(shade))
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            place = QRectF(room.left(), top, room.width(), metrics.height())
            painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)
            top += metrics.height() + px(1)
        sign = "filter" if self.isChecked() else _SIGNS.get(self.says.state, "")
        if sign:
            size = px(14)
            x = room.right() - size if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else room.left()
            paint_icon(
                painter, QRectF(x, room.top() + px(2), size, size), sign, token if self.says.state else Token.ACCENT
            )

"""Sheets of paper that are written from top to bottom: text that wraps, tables with bars, and fields of a heat map."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPdfWriter, QPen, QPolygonF

from agent_desk.views.charts import Cell, Figures
from agent_desk.views.theme.tokens import TABLES, Scheme, Token

_INK = TABLES[Scheme.LIGHT]
_ROW, _FIELD, _GAP, _EDGE = 15.0, 17.0, 8.0, 26.0
_NAMES, _BARS, _SMALL = 0.34, 0.2, 10
_TONES = {"late": Token.LATE, "risk": Token.RISK, "ok": Token.OK}
_LINES = ((Token.ACCENT, Qt.PenStyle.SolidLine), (Token.TEXT, Qt.PenStyle.DashLine), (Token.DIM, Qt.PenStyle.DotLine))
_START, _END = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight

Edges = Callable[["Paper", int], None]
"""Writes head and foot of a page, whose number is told."""


class Paper:
    """One run over the sheets. Without a `painter` nothing is drawn: so one learns how many sheets there will be. Any
    thread, one at a time."""

    def __init__(self, writer: QPdfWriter, painter: QPainter | None, edges: Edges) -> None:
        self._writer, self._painter, self._edges = writer, painter, edges
        self.width, self.height = float(writer.width()), float(writer.height())
        self.pages = 1
        self._y = _EDGE
        edges(self, 1)

    def text(self, text: str, size: int = _SMALL, token: Token = Token.TEXT, *, bold: bool = False) -> None:
        """Write a paragraph, wrapped where the line ends."""
        flags = Qt.TextFlag.TextWordWrap | _START
        room = self._metrics(size, bold=bold).boundingRect(QRectF(0, 0, self.width, 1e6), int(flags), text)
        self.need(room.height())
        self._draw(QRectF(0, self._y, self.width, room.height() + 1), text, size, token, flags, bold=bold)
        self._y += room.height() + 2

    def gap(self, pixels: float = _GAP) -> None:
        """Leave some room."""
        self._y += pixels

    def need(self, pixels: float) -> None:
        """Go on with the next sheet where so much does not fit on this one."""
        if self._y + pixels > self.height - _EDGE and self._y > _EDGE:
            self.pages += 1
            if self._painter is not None:
                self._writer.newPage()
            self._y = _EDGE
            self._edges(self, self.pages)

    def edge(self, text: str, *, top: bool, far: bool = False) -> None:
        """Write into the head or the foot."""
        y = 0 if top else self.height - _EDGE + 10
        flags = (_END if far else _START) | Qt.AlignmentFlag.AlignVCenter
        self._draw(QRectF(0, y, self.width, _EDGE - 10), text, 9, Token.DIM, flags)

    def table(self, figures: Figures, *, bars: bool) -> None:
        """A table with its headings on each sheet; `bars`: the first column is drawn, too."""
        longest = max((line.cells[0].value or 0 for line in figures.lines), default=0) if bars else 0
        widest = max((self._wide(line.heading) for line in figures.lines), default=0) + _GAP
        names = min(widest, self.width * _NAMES)
        start = names + (self.width * _BARS + _GAP if bars else 0)
        each = min(110.0, (self.width - start) / max(1, len(figures.columns)))
        self.need(3 * _ROW)
        self._headings(figures.columns, start, each)
        for line in figures.lines:
            before = self.pages
            self.need(_ROW)
            if self.pages != before:
                self._headings(figures.columns, start, each)
            self._draw(QRectF(0, self._y, names, _ROW), line.heading, _SMALL, Token.TEXT, _START)
            if bars and longest and line.cells[0].value:
                self._fill(
                    QRectF(names, self._y + 3, self.width * _BARS * line.cells[0].value / longest, 6), Token.ACCENT
                )
            self._cells(line.cells, start, each)
            self._y += _ROW

    def heat(self, figures: Figures) -> None:
        """Fields, the deeper the more, each with its number."""
        most = max((cell.value or 0 for line in figures.lines for cell in line.cells), default=0)
        names = max((self._wide(line.heading) for line in figures.lines), default=0) + _GAP
        wide = (self.width - names) / max(1, len(figures.columns))
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        self.need((len(figures.lines) + 1) * _FIELD)
        for at, name in enumerate(figures.columns):
            self._draw(QRectF(names + at * wide, self._y, wide, _FIELD), name, 8, Token.DIM, middle)
        self._y += _FIELD
        for line in figures.lines:
            self._draw(QRectF(0, self._y, names, _FIELD), line.heading, _SMALL, Token.TEXT, _START)
            for at, cell in enumerate(line.cells):
                place = QRectF(names + at * wide, self._y, wide - 1.5, _FIELD - 1.5)
                part = (cell.value or 0) / most if most else 0.0
                self._fill(place, Token.CHIP, _mixed(part))
                self._draw(place, cell.text, 8, Token.ON_ACCENT if part > 0.55 else Token.TEXT, middle)
            self._y += _FIELD

    def days(self, figures: Figures) -> None:
        """One line for each column, over the days."""
        high = 110.0
        self.need(high + 2 * _ROW)
        values = [cell.value for line in figures.lines for cell in line.cells if cell.value is not None]
        most = max(values, default=0) or 1
        x = 0.0
        for (token, style), name in zip(_LINES, figures.columns, strict=False):
            self._line([QPointF(x, self._y + 6), QPointF(x + 18, self._y + 6)], token, style)
            self._draw(QRectF(x + 22, self._y, 120, _ROW), name, 9, Token.DIM, _START)
            x += 30 + self._wide(name)
        self._y += _ROW + 2
        bottom = self._y + high
        for part in (0.0, 1.0):
            y = bottom - high * part
            self._line([QPointF(0, y), QPointF(self.width, y)], Token.LINE, Qt.PenStyle.SolidLine)
        self._draw(QRectF(0, self._y + 2, 80, _ROW), f"{most:.0f}", 8, Token.DIM, _START)
        step = self.width / max(1, len(figures.lines))
        for at, (token, style) in enumerate(_LINES[: len(figures.columns)]):
            points = [
                QPointF((row + 0.5) * step, bottom - high * (line.cells[at].value or 0) / most)
                for row, line in enumerate(figures.lines)
                if line.cells[at].value is not None
            ]
            self._line(points, token, style)
        ends = ((0, _START), (-1, _END))
        for at, side in ends if figures.lines else ():
            self._draw(QRectF(0, bottom + 2, self.width, _ROW), figures.lines[at].heading, 8, Token.DIM, side)
        self._y = bottom + _ROW + 4

    def _headings(self, columns: Sequence[str], start: float, each: float) -> None:
        for at, name in enumerate(columns):
            self._draw(QRectF(start + at * each, self._y, each - 6, _ROW), name, 9, Token.DIM, _END)
        self._y += _ROW

    def _cells(self, cells: Sequence[Cell], start: float, each: float) -> None:
        for at, cell in enumerate(cells):
            token = _TONES.get(cell.tone, Token.TEXT)
            self._draw(QRectF(start + at * each, self._y, each - 6, _ROW), cell.text, _SMALL, token, _END)

    def _draw(
        self,
        place: QRectF,
        text: str,
        size: int,
        token: Token,
        flags: Qt.AlignmentFlag | Qt.TextFlag,
        *,
        bold: bool = False,
    ) -> None:
        if self._painter is None:
            return
        if not int(flags) & int(Qt.TextFlag.TextWordWrap):
            text = self._metrics(size, bold=bold).elidedText(text, Qt.TextElideMode.ElideRight, place.width() + 1)
        self._painter.setFont(_letters(size, bold=bold))
        self._painter.setPen(QColor(_INK[token]))
        self._painter.drawText(place, int(flags), text)

    def _fill(self, place: QRectF, token: Token, colour: QColor | None = None) -> None:
        if self._painter is not None:
            self._painter.fillRect(place, colour or QColor(_INK[token]))

    def _line(self, points: Sequence[QPointF], token: Token, style: Qt.PenStyle) -> None:
        if self._painter is not None and len(points) > 1:
            self._painter.setPen(QPen(QColor(_INK[token]), 1, style))
            self._painter.drawPolyline(QPolygonF(list(points)))

    def _metrics(self, size: int, *, bold: bool = False) -> QFontMetricsF:
        return QFontMetricsF(_letters(size, bold=bold), self._writer)

    def _wide(self, text: str) -> float:
        return self._metrics(_SMALL).horizontalAdvance(text)


def _letters(size: int, *, bold: bool) -> QFont:
    result = QFont()
    result.setPixelSize(size)
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return result


def _mixed(part: float) -> QColor:
    start, end = QColor(_INK[Token.CHIP]), QColor(_INK[Token.ACCENT])
    channels = ((start.red(), end.red()), (start.green(), end.green()), (start.blue(), end.blue()))
    return QColor(*(round(a + (b - a) * part) for a, b in channels))

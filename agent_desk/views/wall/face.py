"""Paints the wall: huge figures on a dark ground, moved by some pixels from minute to minute so that nothing burns in."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.charts import TileFigure
from agent_desk.views.theme.tokens import TABLES, Scheme, Token
from agent_desk.views.wall.figures import WallFigures, WallLine

_TONES = {"": Token.TEXT, "ok": Token.OK, "risk": Token.RISK, "late": Token.LATE}
_SIGNS = {"late": "!!", "risk": "!"}
_ORBIT = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
_STRIDE = 6.0
"""Pixels of a screen 1080 high by which the picture moves; one place a minute, back at the first after nine."""


class WallFace(QWidget):
    """`show_figures` puts up new ones. `now`: UTC milliseconds. Dark unless `light`."""

    def __init__(self) -> None:
        super().__init__()
        self.light = False
        self._figures = WallFigures((), (), "")
        self._coverage, self._complete, self._at = "", True, 0
        self.setAccessibleName(tr("Wall"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def show_figures(self, figures: WallFigures, coverage: str, *, complete: bool, at: int) -> None:
        """These hang from now on, as they were `at` (UTC milliseconds); `coverage`: how far they reach."""
        self._figures, self._coverage, self._complete, self._at = figures, coverage, complete, at
        self.setAccessibleDescription(f"{figures.spoken}. {coverage}")
        self.update()

    @property
    def offset(self) -> QPointF:
        """By how much the picture is moved now."""
        x, y = _ORBIT[self._at // 60_000 % len(_ORBIT)]
        return QPointF(x, y) * _STRIDE * self._unit

    @property
    def _unit(self) -> float:
        """Pixels for one of a screen of 1920 by 1080."""
        return max(0.3, min(self.width() / 1920, self.height() / 1080))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._colour(Token.BG))
        unit = self._unit
        edge = 60 * unit
        room = QRectF(self.rect()).adjusted(edge, edge * 0.7, -edge, -edge * 0.7).translated(self.offset)
        if not self._figures.tiles:
            self._write(painter, room, tr("Reading the figures…"), 40, Token.DIM, Qt.AlignmentFlag.AlignHCenter)
            return
        foot = 50 * unit
        self._draw_foot(painter, QRectF(room.x(), room.bottom() - foot, room.width(), foot))
        tiles = room.adjusted(0, 0, 0, -foot)
        if self._figures.lines:
            tiles.setHeight(tiles.height() * 0.56)
        self._draw_tiles(painter, tiles)
        if self._figures.lines:
            below = QRectF(room.x(), tiles.bottom() + 24 * unit, room.width(), 0)
            below.setBottom(room.bottom() - foot - 12 * unit)
            self._draw_lines(painter, below)

    def _draw_tiles(self, painter: QPainter, room: QRectF) -> None:
        columns, gap = 3, 24 * self._unit
        wide = (room.width() - gap * (columns - 1)) / columns
        high = (room.height() - gap) / 2
        for at, tile in enumerate(self._figures.tiles):
            x = room.x() + at % columns * (wide + gap)
            self._draw_tile(
                painter, self._visual(QRectF(x, room.y() + at // columns * (high + gap), wide, high), room), tile
            )

    def _draw_tile(self, painter: QPainter, box: QRectF, tile: TileFigure) -> None:
        token, unit = _TONES[tile.state], self._unit
        painter.setPen(QPen(self._colour(token if tile.state in _SIGNS else Token.LINE), 2 * unit))
        painter.setBrush(self._colour(Token.PANE))
        painter.drawRoundedRect(box, 14 * unit, 14 * unit)
        inner = box.adjusted(28 * unit, 16 * unit, -28 * unit, -16 * unit)
        big = QRectF(inner.x(), inner.y(), inner.width(), inner.height() * 0.58)
        self._write(painter, big, tile.figure, 110, token, bold=True)
        if tile.state in _SIGNS:
            self._write(painter, big, _SIGNS[tile.state], 60, token, Qt.AlignmentFlag.AlignRight, bold=True)
        rest = inner.height() * 0.42
        what = QRectF(inner.x(), big.bottom(), inner.width(), rest * 0.52)
        self._write(painter, what, tile.what, 38, Token.TEXT)
        self._write(painter, QRectF(inner.x(), what.bottom(), inner.width(), rest * 0.48), tile.detail, 28, Token.DIM)

    def _draw_lines(self, painter: QPainter, room: QRectF) -> None:
        lines = self._figures.lines
        high = min(64 * self._unit, room.height() / max(1, len(lines)))
        for at, line in enumerate(lines):
            self._draw_line(painter, QRectF(room.x(), room.y() + at * high, room.width(), high), line)

    def _draw_line(self, painter: QPainter, room: QRectF, line: WallLine) -> None:
        painter.setPen(QPen(self._colour(Token.LINE), 1))
        painter.drawLine(room.topLeft(), room.topRight())
        shares = (
            (0.0, 0.40, line.name, Token.TEXT),
            (0.42, 0.18, line.waiting, Token.DIM),
            (0.61, 0.15, line.oldest, Token.DIM),
        )
        for start, part, text, token in shares:
            place = QRectF(room.x() + room.width() * start, room.y(), room.width() * part, room.height())
            self._write(painter, self._visual(place, room), text, 32, token)
        place = QRectF(room.x() + room.width() * 0.77, room.y(), room.width() * 0.23, room.height())
        sign = _SIGNS.get(line.tone, "")
        said = f"{sign} {line.said}" if sign else line.said
        self._write(
            painter, self._visual(place, room), said, 32, _TONES[line.tone], Qt.AlignmentFlag.AlignRight, bold=True
        )

    def _draw_foot(self, painter: QPainter, room: QRectF) -> None:
        token = Token.DIM if self._complete else Token.RISK
        left = QRectF(room.x(), room.y(), room.width() * 0.5, room.height())
        right = QRectF(room.x() + room.width() * 0.5, room.y(), room.width() * 0.5, room.height())
        said = self._coverage if self._complete else f"! {self._coverage}"
        self._write(painter, self._visual(left, room), said, 26, token)
        people = tr("{people} · {time}", people=self._figures.people, time=when.clock(self._at))
        self._write(painter, self._visual(right, room), people, 26, Token.DIM, Qt.AlignmentFlag.AlignRight)

    def _write(
        self,
        painter: QPainter,
        place: QRectF,
        text: str,
        size: float,
        token: Token,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        *,
        bold: bool = False,
    ) -> None:
        """One line, as large as it may be and made smaller where the room is too narrow for it."""
        letters = QFont(QApplication.font())
        letters.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        letters.setFeature(QFont.Tag("tnum"), 1)
        high = min(size * self._unit, place.height() * 0.92)
        letters.setPixelSize(max(6, round(high)))
        needed = QFontMetricsF(letters).horizontalAdvance(text)
        if needed > place.width() > 0:
            letters.setPixelSize(max(6, int(high * max(0.55, place.width() / needed))))
        painter.setFont(letters)
        painter.setPen(self._colour(token))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        short = QFontMetricsF(letters).elidedText(text, Qt.TextElideMode.ElideRight, place.width() + 1)
        align = QStyle.visualAlignment(self.layoutDirection(), side) | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)

    def _visual(self, place: QRectF, room: QRectF) -> QRectF:
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            return place
        return QRectF(room.left() + room.right() - place.right(), place.y(), place.width(), place.height())

    def _colour(self, token: Token) -> QColor:
        return QColor(TABLES[Scheme.LIGHT if self.light else Scheme.DARK][token])

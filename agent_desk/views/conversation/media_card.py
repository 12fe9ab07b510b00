"""What hangs on a post: its picture or poster where the policy or the agent shows it, else a calm place that says what it is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.links import followable, link_target
from agent_desk.domain.posts import Media, MediaKind
from agent_desk.runtime.texts import tr
from agent_desk.services.pictures import host_of
from agent_desk.views.conversation.items import picture_url
from agent_desk.views.conversation.media_words import described, line_of
from agent_desk.views.conversation.post_words import media_kind
from agent_desk.views.media import Decoded, Detail, VenuePictures
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.theme.icons import paint_icon
from agent_desk.views.widgets import link_button, plain_tip

_ICONS = {MediaKind.IMAGE: "image", MediaKind.VIDEO: "play", MediaKind.LINK: "external", MediaKind.FILE: "attach"}
_WIDEST, _HIGHEST, _LOWEST = 420, 320, 72
_GUESSED = (4, 3)
_SHADE, _ON_SHADE = QColor(20, 23, 28, 205), QColor("#ffffff")
"""The band of the description, over any picture in both schemes."""


class MediaCard(QAbstractButton):
    """A picture, video, link card or file of a post. A click looks at it large, opens it, or asks for its picture."""

    followed = Signal(str)
    enlarged = Signal(object)
    """Media: show it large."""

    def __init__(self, pictures: VenuePictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._media: Media | None = None
        self._open = False
        self._picture: Decoded | None = None
        self._scaled: QPixmap | None = None
        self._words = ""
        self.setObjectName("media")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._show = self._tool("showPicture", lambda: self._pictures.ask_for(picture_url(self._shown())))
        self._always = self._tool("alwaysFromHost", lambda: self._pictures.always_from(picture_url(self._shown())))
        self._browse = self._tool("openMedia", lambda: self.followed.emit(self._shown().url))
        self.clicked.connect(self._act)
        pictures.arrived.connect(self._on_arrived)

    def _tool(self, name: str, act: object) -> QPushButton:
        tool = link_button("", parent=self)
        tool.setObjectName(name)
        tool.setProperty("letters", "label")
        tool.clicked.connect(act)
        tool.hide()
        return tool

    def _shown(self) -> Media:
        if self._media is None:
            raise RuntimeError("a card without media")
        return self._media

    def show_media(self, media: Media, *, opened: bool) -> None:
        """What it stands for; `opened`: with its picture."""
        self._media, self._open = media, opened and bool(picture_url(media))
        self._words = described(media)
        self._picture, self._scaled = None, None
        host = host_of(picture_url(media))
        can_ask = not self._open and self._pictures.can_show(picture_url(media))
        opens = bool(followable(media.url))
        self._show.setText(tr("Show the picture"))
        self._show.setAccessibleName(tr("Show the picture from {host}: {words}", host=host, words=self._words))
        self._always.setText(tr("Always from {host}", host=host))
        self._always.setAccessibleName(tr("Always show pictures from {host} in posts of this venue", host=host))
        self._browse.setText(tr("Open ↗"))
        self._browse.setAccessibleName(tr("Open in the browser: {target}", target=link_target(media.url)))
        self._show.setVisible(can_ask)
        self._always.setVisible(can_ask and bool(host))
        self._browse.setVisible(not self._open and opens and media.kind is not MediaKind.LINK)
        self.setEnabled(self._open or can_ask or opens)
        self.setToolTip(plain_tip(f"{media.alt}\n{link_target(media.url)}".strip()))
        self._load()
        self._name()
        self.update()

    def _load(self) -> None:
        if self._open:
            self._picture = self._pictures.get(picture_url(self._shown()), Detail.CARD)
            self._scaled = None

    def _name(self) -> None:
        media = self._shown()
        trouble = self._pictures.loader.trouble(picture_url(media)) if self._open else ""
        closed = "" if self._open or media.kind is MediaKind.LINK else tr("not loaded")
        said = ", ".join(part for part in (media_kind(media), trouble or closed) if part)
        self.setAccessibleName(f"{said}: {self._words}")

    def _on_arrived(self, url: str) -> None:
        if self._media is not None and self._open and url == picture_url(self._media):
            self._load()
            self._name()
            self.update()

    def _act(self) -> None:
        media = self._shown()
        if self._open and media.kind is MediaKind.IMAGE:
            if self._pictures.loader.trouble(picture_url(media)):
                self._pictures.ask_for(picture_url(media))
                self.show_media(media, opened=True)
            else:
                self.enlarged.emit(media)
        elif not self._show.isHidden() and media.kind is not MediaKind.LINK:
            self._pictures.ask_for(picture_url(media))
        else:
            self.followed.emit(media.url)

    # Geometry

    def size_for(self, width: int) -> QSize:
        """How large it is where there is that much room. It never changes by what arrives."""
        room = min(width, px(_WIDEST))
        if not self._open:
            tools = px(24) * self._tool_rows(room)
            words = self._text_rect(room).height()
            return QSize(room, max(px(52), min(words, px(17) * 4) + px(32)) + tools)
        media = self._shown()
        wide, high = (media.width, media.height) if media.width > 0 and media.height > 0 else _GUESSED
        height = max(px(_LOWEST), min(px(_HIGHEST), round(room * high / wide)))
        fitting = max(px(160), min(room, round(height * wide / high)))
        return QSize(min(room, fitting), height)

    def _tools(self) -> list[QPushButton]:
        return [tool for tool in (self._show, self._always, self._browse) if not tool.isHidden()]

    def _tool_rows(self, width: int) -> int:
        x, rows = 0, 1 if self._tools() else 0
        for tool in self._tools():
            needed = tool.sizeHint().width()
            if x and x + needed > width - px(64):
                x, rows = 0, rows + 1
            x += needed + px(6)
        return rows

    def _text_rect(self, width: int) -> QRect:
        room = QRect(0, 0, max(px(40), width - px(66)), px(400))
        return QFontMetrics(font(12)).boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._scaled = None
        x, y = px(50), self.height() - px(24) * self._tool_rows(self.width()) - px(4)
        for tool in self._tools():
            hint = QSize(min(tool.sizeHint().width(), self.width() - px(64)), px(22))
            if x > px(50) and x + hint.width() > self.width() - px(14):
                x, y = px(50), y + px(24)
            left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
            tool.setGeometry(QRect(QPoint(x if left else self.width() - x - hint.width(), y), hint))
            x += hint.width() + px(6)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._media is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._open:
            self._paint_picture(painter)
        else:
            self._paint_place(painter)

    def _paint_picture(self, painter: QPainter) -> None:
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, px(6), px(6))
        painter.fillPath(shape, color(Token.CHIP))
        if self._picture is not None:
            painter.save()
            painter.setClipPath(shape)
            scaled = self._fitted(self._picture)
            size = scaled.deviceIndependentSize().toSize()
            painter.drawPixmap((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, scaled)
            painter.restore()
        else:
            self._paint_waiting(painter)
        if self._shown().kind is MediaKind.VIDEO or (self._picture is not None and self._picture.moves):
            self._paint_play(painter)
        self._paint_band(painter, shape)
        focused = self.hasFocus()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color(Token.ACCENT if focused else Token.LINE), px(2) if focused else 1))
        painter.drawRoundedRect(frame, px(6), px(6))

    def _fitted(self, picture: Decoded) -> QPixmap:
        """The picture in the size of this card, scaled once."""
        if self._scaled is None:
            ratio = self.devicePixelRatioF()
            image = picture.image.scaled(
                QSize(round(self.width() * ratio), round(self.height() * ratio)),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled = QPixmap.fromImage(image)
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def _paint_waiting(self, painter: QPainter) -> None:
        trouble = self._pictures.loader.trouble(picture_url(self._shown()))
        words = tr("{what}. Click to try again.", what=trouble) if trouble else tr("Loading the picture…")
        painter.setFont(font(12))
        painter.setPen(color(Token.DIM))
        painter.drawText(
            self.rect().adjusted(px(8), px(4), -px(8), -px(28)),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            words,
        )

    def _paint_play(self, painter: QPainter) -> None:
        side = px(40)
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawEllipse(place)
        arrow = QPainterPath()
        middle = place.center()
        arrow.moveTo(middle.x() - px(6), middle.y() - px(9))
        arrow.lineTo(middle.x() + px(10), middle.y())
        arrow.lineTo(middle.x() - px(6), middle.y() + px(9))
        painter.fillPath(arrow, _ON_SHADE)

    def _paint_band(self, painter: QPainter, shape: QPainterPath) -> None:
        """What the picture shows, in words, over its lower edge."""
        media = self._shown()
        if not (media.alt or media.title):
            return
        letters = font(11)
        metrics = QFontMetrics(letters)
        room = self.width() - px(24)
        text = tr("ALT {words}", words=self._words)
        needed = metrics.boundingRect(QRect(0, 0, room, px(300)), int(Qt.TextFlag.TextWordWrap), text)
        lines = max(1, min(needed.height() // max(1, metrics.lineSpacing()), 2))
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room * lines - (px(30) if lines > 1 else 0))
        height = lines * metrics.lineSpacing() + px(8)
        band = QRectF(px(6), self.height() - height - px(6), self.width() - px(12), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(band, px(4), px(4))
        painter.setFont(letters)
        painter.setPen(_ON_SHADE)
        inside = band.adjusted(px(6), px(3), -px(6), -px(3))
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap, text)

    def _paint_place(self, painter: QPainter) -> None:
        media, focused = self._shown(), self.hasFocus()
        painter.setPen(QPen(color(Token.ACCENT if focused else Token.LINE), 1))
        painter.setBrush(color(Token.HOVER if self.underMouse() and self.isEnabled() else Token.PANE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        side = px(32)
        sign = QRect(px(10) if left else self.width() - px(10) - side, px(10), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(Token.CHIP))
        painter.drawRoundedRect(sign, px(5), px(5))
        paint_icon(painter, QRectF(sign).adjusted(px(8), px(8), -px(8), -px(8)), _ICONS[media.kind], Token.DIM)
        text = QRect(px(54) if left else px(12), px(8), self.width() - px(66), px(16))
        align = Qt.AlignmentFlag.AlignLeading
        painter.setFont(font(11))
        painter.setPen(color(Token.DIM))
        head = QFontMetrics(font(11)).elidedText(line_of(media), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, align | Qt.TextFlag.TextSingleLine, head)
        painter.setFont(font(12))
        painter.setPen(color(Token.TEXT if first_line(media.alt or media.title, 5) else Token.DIM))
        height = self.height() - px(32) - px(24) * self._tool_rows(self.width())
        painter.drawText(QRect(text.x(), px(25), text.width(), height), align | Qt.TextFlag.TextWordWrap, self._words)

"""What hangs on a post, told in words: its kind and its description. The thing itself is fetched by nobody unasked."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.links import followable, link_target
from agent_desk.domain.posts import Media, MediaKind
from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.post_words import media_kind
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.theme.icons import paint_icon

_ICONS = {MediaKind.IMAGE: "image", MediaKind.VIDEO: "image", MediaKind.LINK: "external", MediaKind.FILE: "attach"}


class MediaCard(QAbstractButton):
    """A picture, video, link card or file of a post; a click opens it at the venue, in the browser."""

    followed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._media: Media | None = None
        self._words = ""
        self.setObjectName("media")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._follow)

    def show_media(self, media: Media) -> None:
        """What it stands for."""
        self._media = media
        said = media.alt or media.title
        self._words = first_line(said.replace("\n", " "), 600)
        if not self._words:
            self._words = tr("Without a description")
        opens = bool(followable(media.url))
        self.setEnabled(opens)
        self.setToolTip(tr("Opens in the browser: {target}", target=link_target(media.url)) if opens else "")
        self.setAccessibleName(f"{media_kind(media)}: {self._words}")
        self.update()

    def _follow(self) -> None:
        if self._media is not None:
            self.followed.emit(self._media.url)

    def height_for(self, width: int) -> int:
        """How high it is at that width."""
        return max(px(48), min(self._text_rect(width, px(400)).height(), px(16) * 4) + px(30))

    def _text_rect(self, width: int, height: int) -> QRect:
        room = QRect(0, 0, max(px(40), width - px(66)), height)
        return QFontMetrics(font(12)).boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._media is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(color(Token.ACCENT if focused else Token.LINE), 1))
        painter.setBrush(color(Token.HOVER if self.underMouse() and self.isEnabled() else Token.PANE))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
        left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        side = px(32)
        sign = QRect(px(10) if left else self.width() - px(10) - side, (self.height() - side) // 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(Token.CHIP))
        painter.drawRoundedRect(sign, px(5), px(5))
        paint_icon(painter, QRectF(sign).adjusted(px(8), px(8), -px(8), -px(8)), _ICONS[self._media.kind], Token.DIM)
        text = QRect(px(54) if left else px(12), px(7), self.width() - px(66), px(16))
        align = Qt.AlignmentFlag.AlignLeading
        painter.setFont(font(11))
        painter.setPen(color(Token.DIM))
        head = media_kind(self._media)
        if self.isEnabled():
            head = tr("{kind} · opens in the browser", kind=head)
        painter.drawText(text, align | Qt.TextFlag.TextSingleLine, head)
        painter.setFont(font(12))
        painter.setPen(color(Token.TEXT if self._media.alt or self._media.title else Token.DIM))
        words = QRect(text.x(), px(23), text.width(), self.height() - px(29))
        painter.drawText(words, align | Qt.TextFlag.TextWordWrap, self._words)

"""Something of ours that is not public yet: what it says, how it stands, what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.markup import cut_to
from agent_desk.domain.rows import DeliveryKind, DeliveryRow
from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.body import PostBody
from agent_desk.views.conversation.card import AVATAR, EDGE, OURS_SIGN, Card, of_kind
from agent_desk.views.conversation.items import SHOWN_FIRST, DeliveryItem, Item
from agent_desk.views.delivery_words import DeliveryAct, act_label, acts_for, kind_name, seconds_left, sentence
from agent_desk.views.media import Decoded, Detail, PictureLoader
from agent_desk.views.ports import Now
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.widgets import FlowLayout, KeyHint, button, label, paint_avatar

_GROUNDS = {"": Token.SOFT, "risk": Token.RISK_SOFT, "late": Token.LATE_SOFT, "ok": Token.OK_SOFT}
_TICK = 200
_THUMB, _THUMBS_MOST = 56, 8


class DeliveryCard(Card):
    """A delivery in the thread."""

    acted = Signal(object, object)
    """DeliveryAct, DeliveryRow"""

    def __init__(self, now: Now, undo_keys: str, pictures: PictureLoader) -> None:
        super().__init__()
        self._now, self._undo_keys, self._pictures = now, undo_keys, pictures
        self._thumbs: list[Decoded | None] = []
        pictures.arrived.connect(self._on_arrived)
        self._body = PostBody(self)
        self._body.setAccessibleName(tr("Text of the post"))
        self._strip = QWidget(self)
        self._strip.setObjectName("deliveryStrip")
        self._sentence = label(wrap=True)
        self._sentence.setObjectName("deliverySentence")
        self._detail = label(tone="dim", wrap=True)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self._progress.setAccessibleName(tr("Time left to undo"))
        self._tools = QWidget()
        self._buttons = FlowLayout(self._tools, px(6))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._sentence)
        words.addWidget(self._detail)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._strip)
        row.setContentsMargins(px(EDGE), px(7), px(EDGE), px(7))
        row.setSpacing(px(10))
        row.addLayout(words)
        row.addWidget(self._progress, 1)
        row.addWidget(self._tools)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._progress.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def row(self) -> DeliveryRow:
        """The delivery it shows."""
        return of_kind(self.item, DeliveryItem).row

    @property
    def _who(self) -> str:
        return of_kind(self.item, DeliveryItem).who

    def bind(self, item: Item) -> None:
        item = of_kind(item, DeliveryItem)
        super().bind(item)
        self._body.setVisible(self._has_text())
        self._body.show_plain(cut_to(item.row.text, SHOWN_FIRST))
        self._load()
        self._show_buttons()
        self._tick()
        self._run()

    def _load(self) -> None:
        self._thumbs = [self._pictures.get_own(media.path, Detail.AVATAR) for media in self.row.media[:_THUMBS_MOST]]

    def _on_arrived(self, path: str) -> None:
        if self._item is not None and any(media.path == path for media in self.row.media):
            self._load()
            self.update()

    def _has_text(self) -> bool:
        return self.row.kind in (DeliveryKind.REPLY, DeliveryKind.EDIT)

    def _show_buttons(self) -> None:
        while (taken := self._buttons.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        for at, act in enumerate(acts_for(self.row)):
            control = button(act_label(act, self.row))
            control.setObjectName(act.value)
            control.clicked.connect(lambda _checked=False, chosen=act: self.acted.emit(chosen, self.row))
            if act is DeliveryAct.UNDO and self._undo_keys:
                self._buttons.addWidget(KeyHint(self._undo_keys))
            self._buttons.addWidget(control)
            if at == 0:
                control.setProperty("first", True)
        # The thread measures a card before it is shown, when nobody has told the layout yet that there are others.
        self._tools.updateGeometry()

    def buttons(self) -> list[QPushButton]:
        """What can be done, as it is offered."""
        return self._strip.findChildren(QPushButton)

    def _run(self) -> None:
        running = self.isVisible() and self.row.due_at is not None
        if running and not self._timer.isActive():
            self._timer.start()
        elif not running:
            self._timer.stop()

    def _tick(self) -> None:
        row, now = self.row, self._now()
        said = sentence(row, self._who, now)
        text = said.text if self._has_text() else f"{kind_name(row.kind)}: {said.text}"
        left = seconds_left(row, now)
        self._progress.setVisible(left > 0)
        self._sentence.setWordWrap(not left)
        whole = max(1, row.not_before - row.created_at)
        self._progress.setValue(round(1000 * max(0, row.not_before - now) / whole))
        if text != self._sentence.text():
            self._sentence.setText(text)
            self.setAccessibleName(f"{text} {said.detail} {row.text if self._has_text() else ''}".strip())
        self._detail.setText(first_line(said.detail, 300))
        self._detail.setVisible(bool(said.detail))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    # Geometry and painting

    def height_for(self, width: int) -> int:
        return self._text_height(width) + self._strip_height(width)

    def _text_height(self, width: int) -> int:
        if not self._has_text():
            return 0
        inner = self.inner(width)
        attached = px(20 + 8 + _THUMB) if self.row.media else 0
        return inner.y() + px(20) + self._body.height_for(inner.width()) + attached + px(10)

    def _strip_height(self, width: int) -> int:
        layout = self._row
        # Words and buttons side by side where the words fit into a line there, else the buttons below.
        needed = self._buttons.sizeHint().width() + (px(70) if not self._progress.isHidden() else 0)
        letters = self._sentence.fontMetrics()
        words = max(letters.horizontalAdvance(shown.text()) for shown in (self._sentence, self._detail))
        beside = needed + words + 2 * px(EDGE + 10) <= width
        layout.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        layout.setAlignment(self._tools, Qt.AlignmentFlag.AlignVCenter if beside else Qt.AlignmentFlag(0))
        layout.invalidate()
        layout.activate()
        needed = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        return max(px(42), needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, inner = self.width(), self.inner(self.width())
        text = self._text_height(width)
        body = QRect(inner.x(), inner.y() + px(20), inner.width(), max(0, self._body.height_for(inner.width())))
        self._body.setGeometry(self.mirrored(body))
        self._strip.setGeometry(0, text, width, self.height() - text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(Token.OURS))
        tone = sentence(self.row, self._who, self._now()).tone
        painter.fillRect(self._strip.geometry(), color(_GROUNDS[tone]))
        if self._has_text():
            place = self.mirrored(QRect(px(EDGE), px(10), px(AVATAR), px(AVATAR)))
            paint_avatar(painter, place, self._who.lstrip("@"), OURS_SIGN)
            self._paint_head(painter)
        self.paint_focus(painter)

    def _paint_head(self, painter: QPainter) -> None:
        inner = self.inner(self.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignLeading
        bold = font(bold=True)
        used = QFontMetrics(bold).horizontalAdvance(self._who) + px(8)
        painter.setFont(bold)
        painter.setPen(color(Token.TEXT))
        painter.drawText(self.mirrored(QRect(inner.x(), inner.y() - px(2), used, px(18))), flags, self._who)
        painter.setFont(font(12))
        painter.setPen(color(Token.DIM))
        place = QRect(inner.x() + used, inner.y() - px(2), inner.width() - used, px(18))
        painter.drawText(self.mirrored(place), flags, tr("not public yet"))
        if self.row.media:
            names = "; ".join(media.alt or tr("no description") for media in self.row.media)
            y = self._strip.y() - px(_THUMB + 38)
            said = tr("With {n} attached: {names}", n=len(self.row.media), names=first_line(names, 200))
            painter.drawText(self.mirrored(QRect(inner.x(), y, inner.width(), px(20))), flags, said)
            self._paint_thumbs(painter, QPoint(inner.x(), y + px(24)))

    def _paint_thumbs(self, painter: QPainter, at: QPoint) -> None:
        ratio, side = self.devicePixelRatioF(), px(_THUMB)
        for number, thumb in enumerate(self._thumbs):
            place = self.mirrored(QRect(at.x() + number * (side + px(6)), at.y(), side, side))
            painter.fillRect(place, color(Token.CHIP))
            if thumb is not None:
                whole = QSize(round(side * ratio), round(side * ratio))
                by = Qt.AspectRatioMode.KeepAspectRatio
                image = QPixmap.fromImage(thumb.image.scaled(whole, by, Qt.TransformationMode.SmoothTransformation))
                image.setDevicePixelRatio(ratio)
                size = image.deviceIndependentSize().toSize()
                painter.drawPixmap(place.center() - QPoint(size.width() // 2, size.height() // 2), image)

"""The pictures of a thread, one at a time and large, over the conversation: by keyboard, with their descriptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QMovie, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import Media
from agent_desk.runtime.clock import now
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.media.decode import Decoded
from agent_desk.views.media.loader import Detail, VenuePictures
from agent_desk.views.theme import Token, color, font, px
from agent_desk.views.widgets import button, icon_button, label

ZOOM_STEP, ZOOM_MOST = 1.25, 8.0


@frozen
class Plate:
    """One picture: what it shows in words, who posted it and when (UTC milliseconds)."""

    media: Media
    words: str
    author: str
    at: int

    @property
    def url(self) -> str:
        """The address of the picture itself, not of its preview."""
        return self.media.url or self.media.thumb_url


class _Picture(QWidget):
    """Paints one picture, fitted or zoomed; can be dragged while it is larger than its room."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(px(80), px(80))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._picture: Decoded | None = None
        self._said = ""
        self.zoom = 1.0
        self._offset, self._drag = QPointF(), QPointF()
        self._movie: QMovie | None = None
        self._buffer: QBuffer | None = None

    def show_picture(self, picture: Decoded | None, said: str) -> None:
        """Show it from the beginning; without one, say why."""
        self.stop()
        self._picture, self._said = picture, said
        self.set_zoom(1.0)

    def set_zoom(self, zoom: float) -> None:
        """1: as large as there is room for, never larger than it is."""
        self.zoom = max(1.0, min(ZOOM_MOST, zoom))
        if self.zoom <= 1.0:
            self._offset = QPointF()
        self.update()

    @property
    def moves(self) -> bool:
        """Whether it can be played."""
        return self._picture is not None and self._picture.moves

    @property
    def playing(self) -> bool:
        """Whether it is being played."""
        return self._movie is not None

    def play(self) -> None:
        """Play it, or stop at its first frame."""
        if self._movie is not None:
            self.stop()
        elif self._picture is not None and self._picture.moves:
            self._buffer = QBuffer(self)
            self._buffer.setData(QByteArray(self._picture.body))
            self._movie = QMovie(self._buffer, QByteArray(), self)
            self._movie.frameChanged.connect(lambda _number: self.update())
            self._movie.start()
        self.update()

    def stop(self) -> None:
        """Back to the first frame."""
        if self._movie is not None:
            self._movie.stop()
            self._movie.deleteLater()
        self._movie = self._buffer = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None:
            painter.setFont(font())
            painter.setPen(color(Token.DIM))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._said)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shown = self._movie.currentPixmap() if self._movie else QPixmap.fromImage(self._picture.image)
        whole = QSize(self._picture.width, self._picture.height)
        fitted = (
            whole.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio) if not _within(whole, self.size()) else whole
        )
        size = fitted.toSizeF() * self.zoom
        middle = QPointF(self.width() / 2, self.height() / 2) + self._offset
        place = QRectF(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height())
        painter.drawPixmap(place, shown, QRectF(shown.rect()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag = event.position() - self._offset

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.zoom > 1.0:
            self._offset = event.position() - self._drag
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_zoom(self.zoom * (ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP))


def _within(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()


class Gallery(QWidget):
    """Lies over `over` until Escape; gives the keyboard back to where it came from."""

    def __init__(self, over: QWidget, pictures: VenuePictures, browse: Callable[[str], None]) -> None:
        super().__init__(over)
        self._pictures, self._browse, self._over = pictures, browse, over
        self._plates: list[Plate] = []
        self._at = 0
        self._came_from: QWidget | None = None
        self.setObjectName("gallery")
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture = _Picture()
        self._count, self._words = label(tone="dim"), label(wrap=True)
        self._count.setObjectName("galleryCount")
        self._words.setObjectName("galleryWords")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._play = button(tr("Play"))
        self._play.clicked.connect(self._toggle_play)
        self._show = button(tr("Show the picture"), look="primary")
        self._show.setObjectName("galleryShow")
        self._show.clicked.connect(self._ask)
        self._lay_out()
        pictures.arrived.connect(self._on_arrived)
        over.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._count, 1)
        head.addWidget(self._show)
        head.addWidget(self._play)
        for name, icon, said, act in (
            ("galleryPrevious", "left", tr("Previous picture (←)"), lambda: self.step(-1)),
            ("galleryNext", "right", tr("Next picture (→)"), lambda: self.step(1)),
            ("galleryLarger", "plus", tr("Larger (+)"), lambda: self._zoom(ZOOM_STEP)),
            ("gallerySmaller", "minus", tr("Smaller (−)"), lambda: self._zoom(1 / ZOOM_STEP)),
            ("galleryBrowse", "external", tr("Open in the browser"), self._open_in_browser),
            ("galleryClose", "close", tr("Close (Esc)"), self.close_gallery),
        ):
            head.addWidget(self._tool(name, icon, said, act))
        words = QScrollArea()
        words.setWidgetResizable(True)
        words.setWidget(self._words)
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words.setMaximumHeight(px(96))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(8), px(14), px(10))
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(self._picture, 1)
        column.addWidget(words)

    def _tool(self, name: str, icon: str, said: str, act: Callable[[], None]) -> QToolButton:
        tool = icon_button(icon, said)
        tool.setObjectName(name)
        tool.clicked.connect(act)
        return tool

    def open_at(self, plates: Sequence[Plate], at: int) -> None:
        """Show these, beginning with one of them."""
        self._plates = list(plates)
        self._came_from = QApplication.focusWidget()
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go(at)

    def step(self, by: int) -> None:
        """The next or the previous one; the ends are ends."""
        self._go(max(0, min(len(self._plates) - 1, self._at + by)))

    def close_gallery(self) -> None:
        """Away with it."""
        self._picture.show_picture(None, "")
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, at: int) -> None:
        self._at = at
        plate = self._plates[at]
        place = tr("{at} of {n}", at=at + 1, n=len(self._plates))
        self._count.setText(f"{place} · {plate.author} · {when.moment(plate.at, now())}")
        self._words.setText(plate.words)
        self.setAccessibleName(tr("Picture {place}: {words}", place=place, words=plate.words))
        self._load()

    def _load(self) -> None:
        url = self._address()
        asks = not self._pictures.shows(url)
        picture = self._pictures.get(url, Detail.FULL)
        trouble = self._pictures.loader.trouble(url)
        said = tr("This picture has not been fetched.") if asks else trouble or tr("Loading the picture…")
        self._picture.show_picture(picture, said)
        self._show.setVisible(asks or bool(trouble))
        self._play.setVisible(self._picture.moves)
        self._play.setText(tr("Play"))

    def _address(self) -> str:
        """The picture in full where it may be fetched, else its preview where that may."""
        plate = self._plates[self._at]
        preview = plate.media.thumb_url
        return (
            preview if preview and not self._pictures.shows(plate.url) and self._pictures.shows(preview) else plate.url
        )

    def _ask(self) -> None:
        self._pictures.ask_for(self._plates[self._at].url)
        self._load()

    def _on_arrived(self, url: str) -> None:
        if not self.isHidden() and url == self._address():
            self._load()

    def _toggle_play(self) -> None:
        self._picture.play()
        self._play.setText(tr("Stop") if self._picture.playing else tr("Play"))

    def _zoom(self, by: float) -> None:
        self._picture.set_zoom(self._picture.zoom * by)

    def _open_in_browser(self) -> None:
        self._browse(self._plates[self._at].media.url)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Escape: self.close_gallery,
            Qt.Key.Key_Left: lambda: self.step(1 if mirrored else -1),
            Qt.Key.Key_Right: lambda: self.step(-1 if mirrored else 1),
            Qt.Key.Key_Home: lambda: self._go(0),
            Qt.Key.Key_End: lambda: self._go(len(self._plates) - 1),
            Qt.Key.Key_Plus: lambda: self._zoom(ZOOM_STEP),
            Qt.Key.Key_Minus: lambda: self._zoom(1 / ZOOM_STEP),
            Qt.Key.Key_0: lambda: self._picture.set_zoom(1.0),
            Qt.Key.Key_Space: self._toggle_play,
        }
        act = acts.get(event.key())
        if act is not None:
            act()

    def event(self, event: QEvent) -> bool:
        # The keys of the conversation below do nothing while it cannot be seen.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

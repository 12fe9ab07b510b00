"""Brings pictures to the screens: a few at a time in the pool, the newest wish first, kept in memory within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from agent_desk.domain.errors import DeskError, Gone
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import tr
from agent_desk.services.pictures import host_of
from agent_desk.views.media.decode import Decoded, decode
from agent_desk.views.ports import Acts

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

AT_ONCE = 2
"""So that hung pictures leave room in the pool for searches."""
MEMORY = 48_000_000
"""Bytes of decoded pictures that are kept."""


class Detail(IntEnum):
    """How fine a picture is wanted: the longer side in pixels of the screen."""

    AVATAR = 128
    CARD = 880
    FULL = 4096


_Key = tuple[str, Detail]


class PictureLoader(QObject):
    """On the GUI thread. One for all screens of a window, so that a picture is fetched and decoded once."""

    arrived = Signal(str)
    """The address of a picture that is there now, or that surely is not."""
    allowed = Signal(str, str)
    """The id of a venue and a host of which it was decided whether its pictures are always shown."""

    def __init__(self, desk: Desk, acts: Acts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._kept: OrderedDict[_Key, Decoded] = OrderedDict()
        self._bytes = 0
        self._troubles: dict[str, str] = {}
        self._wanted: OrderedDict[_Key, Callable[[], bytes]] = OrderedDict()
        self._under_way: set[_Key] = set()
        self._asked: set[str] = set()

    def shows(self, venue: Venue, url: str) -> bool:
        """Whether this picture is shown: by policy, or because the agent asked for it."""
        return url in self._asked or self._desk.pictures.unasked(venue, url)

    def can_show(self, venue: Venue, url: str) -> bool:
        """Whether it makes sense to ask for this picture."""
        return self._desk.pictures.can_show(venue, url)

    def ask_for(self, url: str) -> None:
        """The agent wants to see this one; once it failed, it is tried again."""
        self._asked.add(url)
        self._troubles.pop(url, None)

    def allow(self, venue: Venue, host: str, *, always: bool = True) -> None:
        """Always show pictures from this host in posts of this venue, or ask again."""
        self._desk.pictures.allow(venue.id, host, always=always)
        self.allowed.emit(venue.id, host)

    def trouble(self, url: str) -> str:
        """Why a picture is not there, in words; empty where nothing went wrong."""
        return self._troubles.get(url, "")

    def get(self, venue: Venue, url: str, detail: Detail) -> Decoded | None:
        """The picture where it is at hand; else it is brought, if it may be, and `arrived` tells of it."""
        if not self.shows(venue, url):
            return None
        asked = url in self._asked
        return self._at_hand(url, detail, lambda: self._desk.pictures.load(venue, url, asked=asked))

    def get_own(self, path: str, detail: Detail) -> Decoded | None:
        """The same for a file that an agent attached; `arrived` names its path."""
        return self._at_hand(path, detail, Path(path).read_bytes)

    def _at_hand(self, url: str, detail: Detail, bring: Callable[[], bytes]) -> Decoded | None:
        key = (url, detail)
        if (found := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return found
        if url not in self._troubles and key not in self._under_way:
            self._wanted[key] = bring
            self._wanted.move_to_end(key)
            self._go_on()
        return self._kept.get(key)

    def _go_on(self) -> None:
        while self._wanted and len(self._under_way) < AT_ONCE:
            key, bring = self._wanted.popitem()
            self._under_way.add(key)
            self._bring(key, bring)

    def _bring(self, key: _Key, bring: Callable[[], bytes]) -> None:
        def work() -> Decoded:
            try:
                return decode(bring(), key[1])
            except OSError as error:
                raise Gone(error.strerror or "") from None

        def failed(error: DeskError) -> None:
            gone = isinstance(error, Gone)
            self._troubles[key[0]] = tr("The picture is gone") if gone else tr("The picture cannot be shown")
            self._done(key)

        def then(decoded: Decoded) -> None:
            self._keep(key, decoded)
            self._done(key)

        self._acts.ask(work, then, failed)

    def _keep(self, key: _Key, decoded: Decoded) -> None:
        self._kept[key] = decoded
        self._bytes += decoded.image.sizeInBytes() + len(decoded.body)
        while self._bytes > MEMORY and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= old.image.sizeInBytes() + len(old.body)

    def _done(self, key: _Key) -> None:
        self._under_way.discard(key)
        self.arrived.emit(key[0])
        self._go_on()


class VenuePictures(QObject):
    """The pictures of whatever venue is on screen; `begin` says which one it is."""

    arrived = Signal(str)
    changed = Signal()
    """Other pictures are shown now than before: heights change."""

    def __init__(self, loader: PictureLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loader = loader
        self._venue: Venue | None = None
        loader.arrived.connect(self.arrived)
        loader.allowed.connect(self._on_allowed)

    def begin(self, venue: Venue) -> None:
        """From now on it is this venue's pictures."""
        self._venue = venue

    def shows(self, url: str) -> bool:
        """Whether this picture is shown without another question."""
        return bool(url) and self._venue is not None and self.loader.shows(self._venue, url)

    def can_show(self, url: str) -> bool:
        """Whether it makes sense to ask for this picture."""
        return bool(url) and self._venue is not None and self.loader.can_show(self._venue, url)

    def get(self, url: str, detail: Detail) -> Decoded | None:
        """The picture where it is at hand; see PictureLoader."""
        return self.loader.get(self._venue, url, detail) if url and self._venue is not None else None

    def ask_for(self, url: str) -> None:
        """The agent wants to see this one."""
        self.loader.ask_for(url)
        self.changed.emit()

    def always_from(self, url: str) -> None:
        """Always show pictures from the host of this one."""
        if self._venue is not None and (host := host_of(url)):
            self.loader.ask_for(url)
            self.loader.allow(self._venue, host)

    def _on_allowed(self, venue_id: str, _host: str) -> None:
        if self._venue is not None and self._venue.id == venue_id:
            self.changed.emit()

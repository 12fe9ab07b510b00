"""How files come to a reply: chosen, dropped or pasted, each copied to a place of our own on the write lane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import StoredMedia
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import tr
from agent_desk.views.ports import Acts

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Attaching:
    """Brings files for one venue at a time. `failed` is told why one cannot be attached, `moved` whenever `under_way`,
    the number of files that are being copied, has changed."""

    def __init__(self, desk: Desk, acts: Acts, failed: Callable[[DeskError], None], moved: Callable[[], None]) -> None:
        self._desk, self._acts, self._failed, self._moved = desk, acts, failed, moved
        self.under_way = 0

    def files(self, paths: list[Path], venue: Venue, then: Callable[[StoredMedia], None]) -> None:
        """Copy these files; `then` is told of each."""
        for path in paths:
            self._one(path, venue, then, None)

    def picture(self, image: QImage, venue: Venue, then: Callable[[StoredMedia], None]) -> None:
        """Keep a picture that exists nowhere but in the clipboard."""
        folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="agent-desk-")
        path = Path(folder.name, "picture.png")
        if image.save(str(path)):
            self._one(path, venue, then, folder)
        else:
            folder.cleanup()

    def choose(self, venue: Venue, parent: QWidget, chosen: Callable[[list[Path]], None]) -> None:
        """Let the agent choose files of the kinds that the venue takes. Returns at once."""
        dialog = QFileDialog(parent, tr("Attach a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setMimeTypeFilters(list(self._desk.limits(venue).media_types))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
        dialog.open()

    def _one(
        self, path: Path, venue: Venue, then: Callable[[StoredMedia], None], folder: TemporaryDirectory[str] | None
    ) -> None:
        def work() -> StoredMedia:
            try:
                return self._desk.replies.attach(path, "", venue)
            finally:
                if folder is not None:
                    folder.cleanup()

        def done(stored: StoredMedia) -> None:
            then(stored)
            self._count(-1)

        def failed(error: DeskError) -> None:
            self._failed(error)
            self._count(-1)

        self._count(1)
        self._acts.do(work, done, failed)

    def _count(self, by: int) -> None:
        self.under_way += by
        self._moved()

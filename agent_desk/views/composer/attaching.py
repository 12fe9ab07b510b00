"""How files come to a reply: chosen, dropped or pasted, each made fit and copied to a place of our own on the write lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import StoredMedia
from agent_desk.runtime.texts import tr
from agent_desk.views.composer.attachments import Attachments
from agent_desk.views.composer.checking import at_most
from agent_desk.views.composer.fitting import Fitted, fit
from agent_desk.views.composer.place import Place
from agent_desk.views.ports import Acts
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Attaching:
    """Brings files to the reply of the place shown. `failed` is told why one cannot be attached, `moved` whenever
    `under_way`, the number of files that are being copied, has changed, `complain` what the agent should know."""

    def __init__(
        self,
        desk: Desk,
        acts: Acts,
        shown: Attachments,
        bars: BarStack,
        place: Callable[[], Place | None],
        *,
        failed: Callable[[DeskError], None],
        moved: Callable[[], None],
        complain: Callable[[str], None],
    ) -> None:
        self._desk, self._acts, self._shown, self._bars, self._place = desk, acts, shown, bars, place
        self._failed, self._moved, self._complain = failed, moved, complain
        self.under_way = 0

    def files(self, paths: list[Path]) -> None:
        """Attach files, as many as one reply may have here."""
        if (place := self._place()) is None:
            return
        most = place.limits.media_max
        room = max(0, most - len(self._shown.media))
        for path in paths[:room]:
            self._one(path, place, _folder())
        if len(paths) > room:
            self._complain(at_most(most))

    def picture(self, image: QImage) -> None:
        """Keep a picture that exists nowhere but in the clipboard."""
        if (place := self._place()) is None:
            return
        folder = _folder()
        path = Path(folder.name, "pasted.png")
        if image.save(str(path)):
            self._one(path, place, folder)
        else:
            folder.cleanup()

    def choose(self, parent: QWidget) -> None:
        """Let the agent choose files of the kinds that the venue takes. Returns at once."""
        place = self._place()
        if place is None or not place.limits.media_max:
            return
        dialog = QFileDialog(parent, tr("Attach a picture"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setMimeTypeFilters(list(place.limits.media_types))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.files([Path(name) for name in names]))
        dialog.open()

    def _one(self, path: Path, place: Place, folder: TemporaryDirectory[str]) -> None:
        """Make it fit in the pool, where it holds nothing up; then keep it on the write lane."""

        def keep(fitted: Fitted) -> None:
            def work() -> StoredMedia:
                stored = self._desk.replies.attach(fitted.path, "", place.venue)
                return replace(stored, width=fitted.width, height=fitted.height)

            self._acts.do(work, lambda stored: done(stored, fitted), failed)

        def done(stored: StoredMedia, fitted: Fitted) -> None:
            folder.cleanup()
            now = self._place()
            if now is not None and now.row.id == place.row.id:
                self._shown.add(stored)
                if fitted.before is not None:
                    self._say_smaller(fitted, fitted.before)
            self._count(-1)

        def failed(error: DeskError) -> None:
            folder.cleanup()
            self._failed(error)
            self._count(-1)

        self._count(1)
        self._acts.ask(lambda: fit(path, place.limits, Path(folder.name)), keep, failed)

    def _say_smaller(self, fitted: Fitted, before: tuple[int, int]) -> None:
        bar = Bar(
            tr(
                "The picture was made smaller, from {before} to {after} points, as the venue takes no larger file",
                before=f"{before[0]} × {before[1]}",
                after=f"{fitted.width} × {fitted.height}",
            )
        )
        bar.close_after(10_000)
        self._bars.show_bar("said", bar)

    def _count(self, by: int) -> None:
        self.under_way += by
        self._moved()


def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="agent-desk-")

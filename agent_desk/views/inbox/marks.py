"""Which conversations are marked for an act on many, beside the one that is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Marks(QObject):
    """Ids of marked conversations, loaded or not. `whole`: all that match the list were marked, also those not loaded."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: dict[str, None] = {}
        self.whole = False

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, conversation_id: object) -> bool:
        return conversation_id in self._ids

    def ids(self) -> tuple[str, ...]:
        """All of them, in the order in which they were marked."""
        return tuple(self._ids)

    def toggle(self, conversation_id: str) -> None:
        """Mark it, or take its mark away."""
        if conversation_id in self._ids:
            self.take([conversation_id])
        else:
            self.add([conversation_id])

    def add(self, ids: Iterable[str], *, whole: bool = False) -> None:
        """Mark these too."""
        self._ids |= dict.fromkeys(ids)
        self.whole = whole
        self.changed.emit()

    def take(self, ids: Iterable[str]) -> None:
        """Take the marks of these away."""
        for conversation_id in ids:
            self._ids.pop(conversation_id, None)
        self.whole = False
        self.changed.emit()

    def clear(self) -> None:
        """Nothing is marked any more."""
        if self._ids:
            self._ids.clear()
            self.whole = False
            self.changed.emit()

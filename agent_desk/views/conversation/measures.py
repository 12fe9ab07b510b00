"""How high items are: measured where they were shown, guessed from their texts where they were not."""

from __future__ import annotations

from collections.abc import Sequence

from agent_desk.views.conversation.heights import HeightIndex
from agent_desk.views.conversation.items import (
    TRAIL_SHOWN,
    EarlierItem,
    Item,
    NoteItem,
    PostItem,
    SubjectItem,
    TrailItem,
    UnreadItem,
)
from agent_desk.views.theme import px


class Measures:
    """Heights in pixels for one width; `forget` when width, sizes or texts change."""

    def __init__(self) -> None:
        self.width = 0
        self._known: dict[str, tuple[Item, int]] = {}
        self._guesses: dict[str, tuple[Item, int]] = {}

    def forget(self) -> None:
        """Nothing that was measured holds any more."""
        self._known.clear()
        self._guesses.clear()

    def known(self, item: Item) -> int | None:
        """What was measured, while the item is the same."""
        found = self._known.get(item.key)
        return found[1] if found is not None and found[0] == item else None

    def note(self, item: Item, height: int) -> None:
        """What was measured just now."""
        self._known[item.key] = (item, height)

    def index(self, items: Sequence[Item]) -> HeightIndex:
        """All heights; guessed once per item, because there may be a hundred thousand."""
        known, guesses = self._known, self._guesses
        heights = []
        for item in items:
            found = known.get(item.key) or guesses.get(item.key)
            if found is None or found[0] is not item:
                found = guesses[item.key] = (item, self._guess(item))
            heights.append(found[1])
        return HeightIndex(heights)

    def _guess(self, item: Item) -> int:
        if (known := self.known(item)) is not None:
            return known
        width = max(px(200), self.width - px(80))
        if isinstance(item, PostItem):
            characters = min(len(item.message.text), item.shown)
            lines = max(1, -(-characters * px(7) // width), item.message.text.count("\n", 0, item.shown) + 1)
            if item.warned:
                return px(80)
            return px(46) + lines * px(17) + sum(px(240) if shown else px(90) for shown in item.pictures)
        if isinstance(item, NoteItem):
            return px(46) + px(17) * (1 + len(item.note.text) * px(7) // width)
        if isinstance(item, TrailItem):
            return px(6) + px(18) * (len(item.rows) if item.unfolded else min(len(item.rows), TRAIL_SHOWN + 1))
        if isinstance(item, UnreadItem):
            return px(30)
        return px(36) if isinstance(item, EarlierItem) else px(70) if isinstance(item, SubjectItem) else px(120)

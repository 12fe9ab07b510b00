"""Where each item of a long column lies, when most heights are only guessed: sums and searches in logarithmic time."""

from __future__ import annotations

from collections.abc import Sequence


class HeightIndex:
    """Heights in pixels of a column of items, with prefix sums (a Fenwick tree)."""

    def __init__(self, heights: Sequence[int] = ()) -> None:
        self._heights = list(heights)
        self._tree = [0, *self._heights]
        for at in range(1, len(self._tree)):
            parent = at + (at & -at)
            if parent < len(self._tree):
                self._tree[parent] += self._tree[at]

    def __len__(self) -> int:
        return len(self._heights)

    def height(self, index: int) -> int:
        """The height of one item."""
        return self._heights[index]

    def set_height(self, index: int, height: int) -> None:
        """Correct the height of one item."""
        difference = height - self._heights[index]
        if not difference:
            return
        self._heights[index] = height
        at = index + 1
        while at < len(self._tree):
            self._tree[at] += difference
            at += at & -at

    def top(self, index: int) -> int:
        """Where an item begins: the sum of all heights above it. `len(self)` gives the whole height."""
        total, at = 0, index
        while at:
            total += self._tree[at]
            at -= at & -at
        return total

    def at(self, y: int) -> int:
        """The item that covers a position; the last one for positions beyond the end, 0 before the beginning."""
        found, left = 0, max(0, y)
        step = 1 << len(self._tree).bit_length()
        while step:
            following = found + step
            if following < len(self._tree) and self._tree[following] <= left:
                found = following
                left -= self._tree[following]
            step >>= 1
        return min(found, len(self._heights) - 1)

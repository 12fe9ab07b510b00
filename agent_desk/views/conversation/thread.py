"""The column of a conversation: any number of items of any height, of which only the visible ones exist as widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from agent_desk.runtime.texts import tr
from agent_desk.views.conversation.card import Card
from agent_desk.views.conversation.card_pool import OUT_OF_SIGHT, CardPool
from agent_desk.views.conversation.items import EarlierItem, Item
from agent_desk.views.conversation.measures import Measures
from agent_desk.views.conversation.roles import give_role
from agent_desk.views.theme import px


class ThreadView(QAbstractScrollArea):
    """Keeps what is being read where it is, whatever comes above or below. `make` builds a card for an item's kind."""

    earlier_wanted = Signal()
    """The beginning of what was loaded came into view."""

    moved = Signal()
    """Other items are visible now, or at another place."""

    def __init__(self, make: Callable[[Item], Card], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_role(ThreadView, QAccessible.Role.List)
        give_role(Card, QAccessible.Role.ListItem)
        self._items: list[Item] = []
        self._at: dict[str, int] = {}
        self._pool = CardPool(self.viewport(), make)
        self._measures = Measures()
        self._heights = self._measures.index(())
        # Key and top of the item that everything else is placed from; None: the last one ends where the view ends.
        self._anchor: tuple[str, int] | None = None
        self._laying_out = False
        self.setObjectName("thread")
        self.setAccessibleName(tr("Posts of this conversation"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(px(24))

    def show_items(self, items: Sequence[Item], *, afresh: bool = False) -> None:
        """Show these; `afresh`: another conversation, begin at its end. Else what is being read stays in its place."""
        before, anchor = self._items, self._reading()
        self._items = list(items)
        self._at = {item.key: at for at, item in enumerate(self._items)}
        if afresh:
            self._drop_cards()
        self._heights = self._measures.index(self._items)
        self._anchor = None if afresh or anchor is None else _still_there(anchor, before, self._at)
        self._lay_out()

    def items(self) -> list[Item]:
        """What is shown, in order."""
        return self._items

    def card(self, key: str) -> Card | None:
        """The widget of an item, while it is visible."""
        return self._pool.cards.get(key)

    def visible_cards(self) -> list[Card]:
        """The widgets there are, from top to bottom."""
        return sorted(self._pool.cards.values(), key=lambda card: card.y())

    def current_key(self) -> str | None:
        """The item that has the focus (itself, or something in it)."""
        return self._pool.focused_key()

    def at_end(self) -> bool:
        """Whether the last item is in view."""
        return self.verticalScrollBar().value() >= self.verticalScrollBar().maximum() - px(24)

    def to_end(self) -> None:
        """Show the end."""
        self._anchor = None
        self._lay_out()

    def show_from(self, key: str) -> None:
        """Scroll so that this item stands near the top, as far as there is enough below it."""
        if key in self._at:
            self._anchor = (key, px(24))
            self._lay_out()

    def lies_below(self, key: str) -> bool:
        """Whether an item comes after what is in view."""
        last = max((self._at[card.item.key] for card in self.visible_cards() if card.item.key in self._at), default=0)
        return self._at.get(key, 0) >= last

    def reveal(self, key: str, *, focus: bool = False) -> bool:
        """Scroll as far as needed to see an item; False where there is none of that key."""
        at = self._at.get(key)
        if at is None:
            return False
        card, room = self.card(key), self.viewport().height()
        height = self._measured(at)
        bottom = max(px(8), room - height - px(8))
        if card is None or card.y() == OUT_OF_SIGHT:
            above = self._heights.top(at) < self.verticalScrollBar().value()
            self._anchor = (key, px(8) if above else bottom)
        elif card.y() < 0:
            self._anchor = (key, px(8))
        elif card.y() + height > room:
            self._anchor = (key, px(8) if height > room else room - height)
        self._lay_out()
        if focus and (card := self.card(key)) is not None:
            card.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def step(self, by: int) -> None:
        """Move the focus to another item, `by` steps down (negative: up)."""
        if not self._items:
            return
        current = self.current_key()
        if current is None:
            seen = [self._at[key] for key in self._pool.cards if key in self._at]
            at = min(seen, default=0) if by > 0 else max(seen, default=0)
        else:
            at = max(0, min(len(self._items) - 1, self._at[current] + by))
        self.reveal(self._items[at].key, focus=True)

    def rebind(self) -> None:
        """Colours, sizes or texts changed: measure and paint everything anew, at the same place."""
        self._anchor = self._reading() or self._anchor
        self._drop_cards()
        self._heights = self._measures.index(self._items)
        self._lay_out()

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._measures.width:
            # Whoever reads the end goes on reading it when the field below grows.
            self._anchor = None if self.at_end() else self._reading() or self._anchor
        if self.viewport().width() != self._measures.width:
            self._measures.width = self.viewport().width()
            self._measures.forget()
            self._heights = self._measures.index(self._items)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._laying_out or not self._items:
            return
        if self._anchor is not None and abs(dy) <= self.viewport().height():
            # Exact, whatever the items above turn out to measure.
            self._anchor = (self._anchor[0], self._anchor[1] + dy)
        else:
            value = self.verticalScrollBar().value()
            at = self._heights.at(value)
            self._anchor = (self._items[at].key, self._heights.top(at) - value)
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        keyboard = (reasons.TabFocusReason, reasons.BacktabFocusReason, reasons.ShortcutFocusReason)
        if event.reason() in keyboard and self._items:
            self.step(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = Qt.Key(event.key())
        if plain and key in steps:
            self.step(steps[key])
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._items:
            self.reveal(self._items[0 if key == Qt.Key.Key_Home else -1].key, focus=True)
        elif plain and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar = self.verticalScrollBar()
            page = self.viewport().height() - px(40)
            bar.setValue(bar.value() + (page if key == Qt.Key.Key_PageDown else -page))
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._measures.width:
            self.rebind()

    # Layout

    def _reading(self) -> tuple[str, int] | None:
        """The first item of substance that is in view, and where it lies."""
        visible = [card for card in self.visible_cards() if card.y() + card.height() > 0 and card.y() != OUT_OF_SIGHT]
        found = next((card for card in visible if card.item.key not in ("earlier", "subject")), None)
        found = found or next(iter(visible), None)
        return (found.item.key, found.y()) if found is not None else None

    def _lay_out(self) -> None:
        if self._laying_out or not self._measures.width:
            return
        self._laying_out = True
        try:
            places = self._places() if self._items else []
            self._settle(places)
        finally:
            self._laying_out = False
        self.moved.emit()
        if any(isinstance(self._items[at], EarlierItem) for at, _ in places):
            self.earlier_wanted.emit()

    def _places(self) -> list[tuple[int, int]]:
        """Which items are in view, and where each begins."""
        room, last = self.viewport().height(), len(self._items) - 1
        if self._anchor is None:
            at, y = last, room - self._measured(last)
        else:
            at, y = self._at[self._anchor[0]], self._anchor[1]
        places = self._filled(at, y, room)
        end = places[-1][1] + self._measured(places[-1][0])
        if places[-1][0] == last and end < room and (places[0][0] > 0 or places[0][1] < 0):
            places = self._filled(last, room - self._measured(last), room)
        if places[0][0] == 0 and places[0][1] > 0:
            places = self._filled(0, 0, room)
        return places

    def _filled(self, at: int, y: int, room: int) -> list[tuple[int, int]]:
        down = [(at, y)]
        end = y + self._measured(at)
        while end < room and down[-1][0] < len(self._items) - 1:
            down.append((down[-1][0] + 1, end))
            end += self._measured(down[-1][0])
        up: list[tuple[int, int]] = []
        first, top = at, y
        while top > 0 and first > 0:
            first -= 1
            top -= self._measured(first)
            up.append((first, top))
        places = [*reversed(up), *down]
        seen = [(index, top) for index, top in places if top < room and top + self._measured(index) > 0]
        return seen or [places[-1] if y < 0 else places[0]]

    def _measured(self, at: int) -> int:
        item = self._items[at]
        height = self._measures.known(item)
        if height is None:
            height = self._pool.get(item).height_for(self._measures.width)
            self._measures.note(item, height)
            self._heights.set_height(at, height)
        return height

    def _settle(self, places: list[tuple[int, int]]) -> None:
        shown = [self._pool.get(self._items[at]) for at, _ in places]
        for card, (at, y) in zip(shown, places, strict=True):
            card.setGeometry(QRect(0, y, self._measures.width, self._measured(at)))
            card.show()
        if self._pool.keep({card.item.key for card in shown}, self._at):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        for earlier, later in pairwise(shown):
            QWidget.setTabOrder(earlier, later)
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(room)
        bar.setRange(0, max(0, self._heights.top(len(self._heights)) - room))
        if places:
            first, y = places[0]
            self._anchor = (self._items[first].key, y)
            bar.setValue(self._heights.top(first) - y)

    def _drop_cards(self) -> None:
        self._measures.forget()
        if self._pool.drop():
            self.setFocus(Qt.FocusReason.OtherFocusReason)


def _still_there(anchor: tuple[str, int], before: list[Item], now: Mapping[str, int]) -> tuple[str, int] | None:
    """What is placed from, or the next item after it that is left."""
    if anchor[0] in now:
        return anchor
    keys = [item.key for item in before]
    following = keys[keys.index(anchor[0]) + 1 :] if anchor[0] in keys else []
    return next(((key, anchor[1]) for key in following if key in now), None)

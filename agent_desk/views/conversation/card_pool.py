"""The cards there are: those of the visible items, and spare ones to be bound to others while scrolling."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtWidgets import QApplication, QWidget

from agent_desk.views.conversation.card import Card
from agent_desk.views.conversation.items import Item

OUT_OF_SIGHT = -100_000
"""Where a card lies that has to live on, because the focus is in it."""


class CardPool:
    """Cards by the key of their item; `ground` is the widget they lie on, `make` builds one for an item's kind."""

    def __init__(self, ground: QWidget, make: Callable[[Item], Card]) -> None:
        self._ground, self._make = ground, make
        self.cards: dict[str, Card] = {}
        self._spare: dict[type[Item], list[Card]] = {}

    def get(self, item: Item) -> Card:
        """The card of an item, bound to it; one that was spare, or a new one."""
        card = self.cards.get(item.key)
        if card is None:
            spare = self._spare.get(type(item))
            card = spare.pop() if spare else self._make(item)
            if card.parent() is not self._ground:
                card.setParent(self._ground)
            self.cards[item.key] = card
            card.bind(item)
        elif card.item != item:
            card.bind(item)
        return card

    def focused_key(self) -> str | None:
        """The item that has the focus (itself, or something in it)."""
        return next((key for key, card in self.cards.items() if _has_focus(card)), None)

    def keep(self, wanted: Collection[str], known: Collection[str]) -> bool:
        """Spare all cards but the wanted ones. One with the focus lives on out of sight while its item is `known`;
        returns whether the focus has to go elsewhere."""
        lost = False
        for key in [key for key in self.cards if key not in wanted]:
            card = self.cards[key]
            if _has_focus(card) and key in known:
                card.move(0, OUT_OF_SIGHT)
                continue
            lost = lost or _has_focus(card)
            self._set_aside(key)
        return lost

    def drop(self) -> bool:
        """Spare all cards, and let them forget colours and sizes; returns whether the focus was in one."""
        lost = any(_has_focus(card) for card in self.cards.values())
        for key in list(self.cards):
            self._set_aside(key)
        for cards in self._spare.values():
            for card in cards:
                card.unbind()
        return lost

    def _set_aside(self, key: str) -> None:
        card = self.cards.pop(key)
        card.hide()
        self._spare.setdefault(type(card.item), []).append(card)


def _has_focus(card: Card) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (card is focused or card.isAncestorOf(focused))

"""Goes from match to match through a conversation, older posts included."""

from __future__ import annotations

from agent_desk.domain.rows import MessageRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.conversation.column import Column
from agent_desk.views.conversation.find_bar import FindBar
from agent_desk.views.conversation.items import PostItem


class Finding:
    """Binds the field to the posts. Matches whatever their case, in the plain text."""

    def __init__(self, column: Column, bar: FindBar) -> None:
        self._column, self._bar = column, bar
        self._at: str | None = None
        bar.wanted.connect(self._look)
        bar.closed.connect(self._close)
        column.seeker.working.connect(lambda busy: bar.say(tr("Reading older posts…")) if busy else None)

    def open_bar(self) -> None:
        """Begin to look, for what is selected if anything is."""
        selected = next((text for card in self._column.view.visible_cards() if (text := card.selected_text())), "")
        self._bar.open_bar(selected[:80])
        if self._bar.words:
            self._look(self._bar.words, 0)

    def forget(self) -> None:
        """Another conversation."""
        self._at = None
        self._bar.close_bar()

    def _close(self) -> None:
        self._column.seeker.stop()
        self._column.show_words("")
        self._column.view.setFocus()

    def _look(self, words: str, step: int) -> None:
        self._column.seeker.stop()
        self._column.show_words(words)
        if not words:
            self._bar.say("")
            return
        wanted = words.casefold()
        found = [message for message in self._shown() if wanted in message.text.casefold()]
        if not step:
            self._at = None
        chosen = self._next(found, step)
        if chosen is not None:
            self._go(chosen, found)
        else:
            self._further(wanted, found)

    def _shown(self) -> list[MessageRow]:
        """The posts in the order in which they are read; what is folded away is found too."""
        shown = [item.message for item in self._column.view.items() if isinstance(item, PostItem)]
        seen = {message.id for message in shown}
        return shown + [message for message in self._column.messages if message.id not in seen]

    def _next(self, found: list[MessageRow], step: int) -> MessageRow | None:
        """The latest one first, since the end is what is read; then up or down, None above the first one."""
        if not found:
            return None
        at = next((n for n, message in enumerate(found) if message.id == self._at), None)
        if at is None:
            return found[-1]
        if step < 0:
            return found[at - 1] if at else None
        return found[(at + 1) % len(found)]

    def _go(self, message: MessageRow, found: list[MessageRow]) -> None:
        self._at = message.id
        self._column.reveal(message.id, focus=False)
        at = next((n for n, one in enumerate(found) if one.id == message.id), 0)
        self._bar.say(ntr("{at} of {n} post", "{at} of {n} posts", len(found), at=at + 1))

    def _further(self, wanted: str, found: list[MessageRow]) -> None:
        """Older posts, as far as they go; then round to the latest one."""

        def then(message: MessageRow | None) -> None:
            matches = [one for one in self._shown() if wanted in one.text.casefold()]
            if message is not None:
                self._go(message, matches)
            elif matches:
                self._go(matches[-1], matches)
            else:
                self._bar.say(tr("Not in this conversation"))

        self._column.seeker.seek(lambda message: wanted in message.text.casefold(), then)

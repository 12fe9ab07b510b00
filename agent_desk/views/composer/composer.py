"""The composer of a conversation: says who will read it, counts in the venue's unit, saves each change, sends once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import ConversationDetail, ConversationRow, DraftRow, MessageRow, StoredMedia
from agent_desk.domain.venues import Limits, Venue
from agent_desk.runtime.clock import new_id
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import bind
from agent_desk.views.composer.attaching import Attaching
from agent_desk.views.composer.checking import problem_of, words_left
from agent_desk.views.composer.closed import closed, warning
from agent_desk.views.composer.face import ComposerFace
from agent_desk.views.composer.saving import DraftSaver, Saved, Typed
from agent_desk.views.delivery_words import readers, we
from agent_desk.views.ports import Acts

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.queueing import Sent

_COUNTED_MAX = 200_000


class Composer(ComposerFace):
    """Writes one reply at a time. `sent`: the DeliveryRow that was queued, and whether it resolves the conversation."""

    sent = Signal(object, bool)
    target_changed = Signal(object)
    """Id of the post that is answered, or None: the one that waits."""

    failed = Signal(object)
    """DeskError of an act of this composer."""

    def __init__(self, desk: Desk, acts: Acts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._row: ConversationRow | None = None
        self._venue: Venue | None = None
        self._limits = Limits()
        self._target: MessageRow | None = None
        self._target_id: str | None = None
        self._problem = ""
        self._busy = False
        self._filling = False
        self._saver = DraftSaver(desk, acts, self._on_saved)
        self._attaching = Attaching(desk, acts, self.failed.emit, self._check)
        self.edit.textChanged.connect(self._changed)
        self.edit.files.connect(self.attach)
        self.edit.picture.connect(self._attach_picture)
        self.attachments.changed.connect(self._changed)
        self.send_button.clicked.connect(lambda _checked=False: self.send())
        self.resolve_button.clicked.connect(lambda: self.send(resolve=True))
        self.attach_button.clicked.connect(self._choose_files)
        self.target_clear.clicked.connect(lambda: self.answer(None))
        bind(self, "reply.send", self.send)
        bind(self, "reply.send_resolve", lambda: self.send(resolve=True))
        bind(self, "reply.save", self.flush)
        bind(self, "reply.attach", self._choose_files)

    # What it is given

    def open_conversation(self, detail: ConversationDetail, venue: Venue, network: Manifest) -> None:
        """Write in this conversation, beginning with what was typed there before."""
        self._row, self._venue = detail.row, venue
        self._limits = self._desk.limits(venue)
        self._saver.forget()
        self._busy = False
        self._show_place(detail, venue, network)
        self._fill(detail.draft, detail.messages)

    def refresh(self, detail: ConversationDetail, venue: Venue, network: Manifest) -> None:
        """The same conversation read again: its venue or its draft may have changed elsewhere."""
        self._row, self._venue = detail.row, venue
        self._limits = self._desk.limits(venue)
        self._show_place(detail, venue, network)
        self.refresh_draft()
        self._check()

    def refresh_draft(self) -> None:
        """Show the draft as it is on disk, where it was changed elsewhere and nothing is being typed here."""
        if self._row is None or self._busy or not self._saver.idle:
            return
        draft = self._desk.drafts.get(self._row.id)
        if (draft.text if draft else "") != self.text:
            self._fill(draft, (self._target,) if self._target else ())

    def close_conversation(self) -> None:
        """Nothing is open."""
        self._row = self._venue = None
        self._saver.forget()
        self._fill(None, ())

    def answer(self, message: MessageRow | None) -> None:
        """Answer this post; None: the one that waits longest, as the desk decides."""
        target_id = message.id if message else None
        self._target = message
        if target_id != self._target_id:
            self._target_id = target_id
            self._show_target(message)
            self.target_changed.emit(target_id)
            if self.text or self.attachments.media:
                self._save()

    def take_focus(self) -> None:
        """Put the cursor where one writes."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # What it holds

    @property
    def text(self) -> str:
        """What is typed."""
        return self.edit.toPlainText()

    @property
    def target_id(self) -> str | None:
        """The post that is answered, where the agent chose one."""
        return self._target_id

    def flush(self) -> None:
        """Hand the last keystrokes to the write lane."""
        self._saver.flush()

    def hold(self) -> None:
        """Take no keys until `reload`: the draft is about to change on disk."""
        self.flush()
        self._busy = True
        self._check()

    def reload(self) -> None:
        """Show the draft as it is on disk."""
        self._busy = False
        if self._row is not None:
            self._fill(self._desk.drafts.get(self._row.id), (self._target,) if self._target else ())
            self.edit.moveCursor(QTextCursor.MoveOperation.End)

    # Sending

    def send(self, *, resolve: bool = False) -> None:
        """Queue the reply, once; the text stays until it is on disk as a reply."""
        if self._row is None or self._busy or self._attaching.under_way or not self.is_open():
            return
        self._check()
        if self._problem:
            self.show_problem(self._problem, insisting=True)
            return
        row, text, media, key = self._row, self.text, self.attachments.media, new_id()
        self._saver.forget()
        self._busy = True
        self._check()

        def work() -> Sent:
            return self._desk.replies.send(row.id, text, target_message_id=self._target_id, media=media, key=key)

        self._acts.do(work, lambda sent: self._on_sent(row, sent, resolve), self._on_send_failed)

    def _on_sent(self, row: ConversationRow, sent: Sent, resolve: bool) -> None:
        self._busy = False
        if self._row is not None and self._row.id == row.id:
            self._fill(None, ())
            self.target_changed.emit(None)
        self.sent.emit(sent.delivery, resolve)
        if resolve:
            self._acts.do(lambda: self._desk.status.set(row.id, Status.RESOLVED))

    def _on_send_failed(self, error: DeskError) -> None:
        self._busy = False
        self._check()
        self._save()
        self.failed.emit(error)

    # Typing

    def _changed(self) -> None:
        if not self._filling:
            self._check()
            self._save()

    def _save(self) -> None:
        if self._row is not None:
            self._saver.change(Typed(self._row.id, self.text, self._target_id, self.attachments.media))

    def _on_saved(self, saved: Saved, error: DeskError | None) -> None:
        self.show_saved(saved)
        if error is not None:
            self.failed.emit(error)

    def _fill(self, draft: DraftRow | None, messages: tuple[MessageRow, ...]) -> None:
        self._filling = True
        self.edit.setPlainText(draft.text if draft else "")
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.attachments.show_media(draft.media if draft else (), self._limits.alt_max)
        self._filling = False
        self._target_id = draft.target_message_id if draft else None
        self._target = next((one for one in messages if one.id == self._target_id), None)
        self._show_target(self._target)
        self.show_saved(Saved.SAVED if draft else Saved.NOTHING)
        self._check()

    def _check(self) -> None:
        measure = self._desk.measure(self.text[:_COUNTED_MAX], self._venue) if self._venue else None
        self._problem = problem_of(measure, self.text, self.attachments.media, self._limits) if measure else ""
        self.show_count(words_left(measure) if measure else "", over=measure is not None and not measure.fits)
        empty = not self.text.strip() and not self.attachments.media
        self.show_problem("" if empty else self._problem)
        self.show_undescribed(self.attachments.undescribed() if self._limits.alt_max else 0)
        for button in (self.send_button, self.resolve_button):
            button.setEnabled(not self._problem and not self._busy and not self._attaching.under_way)
            button.setToolTip(self._problem)
        self.edit.setReadOnly(self._busy)

    def _show_place(self, detail: ConversationDetail, venue: Venue, network: Manifest) -> None:
        self.show_closed(closed(detail, venue, network), kept=detail.draft is not None)
        who, public = readers(detail.row.kind, network.label, we(venue), public=network.public_by_default)
        self.show_readers(who, public=public)
        self.show_warning(warning(venue))
        self.edit.takes_files = bool(self._limits.media_max)
        self.attach_button.setVisible(bool(self._limits.media_max))
        self.edit.setAccessibleName(tr("Reply. {readers}", readers=who))

    # Files

    def attach(self, paths: list[Path]) -> None:
        """Attach files, as many as one reply may have here."""
        if self._venue is None or not self.is_open():
            return
        room = max(0, self._limits.media_max - len(self.attachments.media))
        if len(paths) > room:
            self.show_problem(tr("At most {n} files go with one reply here", n=self._limits.media_max), insisting=True)
        self._attaching.files(paths[:room], self._venue, self._taker())

    def _attach_picture(self, image: QImage) -> None:
        if self._venue is not None and self.is_open():
            self._attaching.picture(image, self._venue, self._taker())

    def _choose_files(self) -> None:
        if self._venue is not None and self._limits.media_max and self.is_open():
            self._attaching.choose(self._venue, self, self.attach)

    def _taker(self) -> Callable[[StoredMedia], None]:
        conversation_id = self._row.id if self._row else ""

        def take(stored: StoredMedia) -> None:
            if self._row is not None and self._row.id == conversation_id:
                self.attachments.add(stored)

        return take

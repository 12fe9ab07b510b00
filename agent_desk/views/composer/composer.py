"""The composer of a conversation: says who will read it, counts in the venue's unit, saves each change, sends once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.errors import DeskError
from agent_desk.domain.rows import ConversationDetail, DraftRow, MessageRow
from agent_desk.domain.venues import Venue
from agent_desk.views.commands import bind
from agent_desk.views.composer.attaching import Attaching
from agent_desk.views.composer.audience import verbs
from agent_desk.views.composer.checking import Problem, problem_of, words_left
from agent_desk.views.composer.closed import closed, warning
from agent_desk.views.composer.face import ComposerFace
from agent_desk.views.composer.later import WaysToSend
from agent_desk.views.composer.notes import NoteWriting
from agent_desk.views.composer.place import Order, Place, Tab, signed
from agent_desk.views.composer.readership import Readership
from agent_desk.views.composer.saving import DraftSaver, Saved, TypedReply
from agent_desk.views.composer.sending import Sending
from agent_desk.views.composer.splitting import Splitting
from agent_desk.views.composer.tools import WritingTools
from agent_desk.views.composer.translating import Translating
from agent_desk.views.ports import Acts, Settings

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.queueing import Sent

_COUNTED_MAX = 200_000
_PLAIN = Order()


class Composer(ComposerFace):
    """Writes one reply at a time, and a note beside it. `sent`: the DeliveryRow that was queued, and whether it resolves the
    conversation."""

    sent = Signal(object, bool)
    target_changed = Signal(object)
    """Id of the post that is answered, or None: the one that waits."""
    next_wanted = Signal()
    """What was written is sent, and the agent wants the next conversation."""
    failed = Signal(object)
    """DeskError of an act of this composer."""

    def __init__(self, desk: Desk, acts: Acts, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._place: Place | None = None
        self._target: MessageRow | None = None
        self._target_id: str | None = None
        self._problem = Problem()
        self._busy = self._filling = False
        self._leaving: set[str] = set()
        self._saved = {Tab.REPLY: Saved.NOTHING, Tab.NOTE: Saved.NOTHING}
        self._saver = DraftSaver(desk, acts, lambda saved, error: self._on_saved(Tab.REPLY, saved, error))
        self._note = NoteWriting(
            desk,
            acts,
            self.note_edit,
            told=lambda saved, error: self._on_saved(Tab.NOTE, saved, error),
            failed=self.failed.emit,
        )
        self._readership = Readership(desk, self.head, self.bars)
        self._splitting = Splitting(desk, self.parts, self.split_button)
        self._sending = Sending(desk, acts)
        self._ways = WaysToSend(self.foot.more_button, self.bars, desk.ground.now, self.send)
        self._attaching = Attaching(
            desk,
            acts,
            self.attachments,
            self.bars,
            lambda: self._place if self.is_open() else None,
            failed=self.failed.emit,
            moved=self._check,
            complain=lambda said: self.show_problem(said, insisting=True),
        )
        self.tools = WritingTools(self, desk, acts, settings, lambda: self._place)
        self._translating = Translating(self, acts, settings, lambda: self._readership.target)
        self._connect()
        self._bind()
        self.show_face(Tab.REPLY)

    def _connect(self) -> None:
        for changed in (self.edit.textChanged, self.warning_edit.textChanged, self.attachments.changed):
            changed.connect(self._changed)
        self._readership.changed.connect(self._changed)
        self.sign_off.toggled.connect(self._check)
        self.note_edit.textChanged.connect(self._check)
        self.edit.files.connect(self.attach)
        self.edit.picture.connect(self._attaching.picture)
        self.head.tab_chosen.connect(self.show_tab)
        self.head.target_clear.clicked.connect(lambda: self.answer(None))
        self.parts.wanted.connect(self.send)
        self.parts.closed.connect(self._check)
        self.split_button.clicked.connect(self._check)
        self.foot.send_button.clicked.connect(lambda _checked=False: self.send())
        self.foot.tools["quote"].clicked.connect(
            lambda: self.tools.quote(self._readership.target) if self._readership.target else None
        )
        self.foot.resolve_button.clicked.connect(lambda: self.send(Order(resolve=True)))

    def _bind(self) -> None:
        deeds = {
            "reply.send": self.send,
            "reply.send_resolve": lambda: self.send(Order(resolve=True)),
            "reply.send_next": lambda: self.send(Order(go_on=True)),
            "reply.schedule": self._ways.open_times,
            "reply.note_switch": lambda: self.show_tab(self._readership.tab if self.head.tab is Tab.NOTE else Tab.NOTE),
            "reply.direct": lambda: self.show_tab(Tab.REPLY if self.head.tab is Tab.DIRECT else Tab.DIRECT),
            "reply.visibility": self.head.open_choices,
            "reply.warning": self.toggle_warning,
            "reply.preview": lambda: self.show_preview(
                not self.preview.on,
                signed(self.text, self.sign_off.text),
                self._place.network.markup if self._place else "plain",
            ),
            "reply.save": self.flush,
            "reply.attach": lambda: self._attaching.choose(self),
        }
        for command_id, deed in deeds.items():
            bind(self, command_id, deed)
        for name in ("attach", "warning", "preview"):
            self.foot.tools[name].clicked.connect(lambda _checked=False, deed=deeds[f"reply.{name}"]: deed())

    # What it is given

    def open_conversation(self, detail: ConversationDetail, venue: Venue, network: Manifest) -> None:
        """Write in this conversation, beginning with what was typed there before."""
        self._saver.forget()
        self._busy = detail.row.id in self._leaving
        self.clear_bars()
        self._show_place(detail, venue, network)
        draft = detail.draft
        self._note.begin(detail.row.id, draft.note if draft else "")
        self._fill(draft, detail.messages)
        empty = draft is None or not (draft.text or draft.media)
        self.show_preview(False)
        self.show_face(Tab.NOTE if draft is not None and draft.note and empty else self._readership.tab)
        self._check()

    def refresh(self, detail: ConversationDetail, venue: Venue, network: Manifest) -> None:
        """The same conversation read again: its venue or its draft may have changed elsewhere."""
        self._show_place(detail, venue, network)
        self.refresh_draft()
        self._check()

    def refresh_draft(self) -> None:
        """Show the draft as it is on disk, where it was changed elsewhere and nothing is being typed here."""
        if self._place is None or self._busy:
            return
        draft = self._desk.drafts.get(self._place.row.id)
        self._note.refresh(draft.note if draft else "")
        if self._saver.idle and (draft.text if draft else "") != self.text:
            self._fill(draft, (self._target,) if self._target else ())

    def close_conversation(self) -> None:
        """Nothing is open."""
        self._place = None
        self._saver.forget()
        self._note.begin("", "")
        self._readership.begin(None, None)
        self._fill(None, ())

    def answer(self, message: MessageRow | None) -> None:
        """Answer this post; None: the one that waits longest, as the desk decides."""
        target_id = message.id if message else None
        self._target = message
        if self.head.tab is Tab.NOTE:
            self.show_tab(self._readership.tab)
        if target_id != self._target_id:
            self._target_id = target_id
            self.head.show_target(message)
            self.target_changed.emit(target_id)
            self._check()
            if self.text or self.attachments.media:
                self._changed()

    def show_tab(self, tab: Tab) -> None:
        """Write this now. Between reply and direct message the words stay; a note has its own."""
        if tab is Tab.DIRECT and not self._readership.direct_offered:
            return
        if tab is not Tab.NOTE and self._place is not None:
            self._readership.set_direct(tab is Tab.DIRECT)
        self.show_preview(False)
        had_focus = self.edit.hasFocus() or self.note_edit.hasFocus()
        self.show_face(tab)
        self._check()
        if had_focus:
            self.take_focus()

    def take_focus(self) -> None:
        """Put the cursor where one writes."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    # What it holds

    @property
    def text(self) -> str:
        """What is typed as a reply."""
        return self.edit.toPlainText()

    @property
    def target_id(self) -> str | None:
        """The post that is answered, where the agent chose one."""
        return self._target_id

    def flush(self) -> None:
        """Hand the last keystrokes to the write lane."""
        self._saver.flush()
        self._note.flush()

    def hold(self) -> None:
        """Take no keys until `reload`: the draft is about to change on disk."""
        self.flush()
        self._busy = True
        self._check()

    def reload(self) -> None:
        """Show the draft as it is on disk."""
        self._busy = False
        if self._place is not None:
            self._fill(self._desk.drafts.get(self._place.row.id), (self._target,) if self._target else ())
            self.show_tab(self._readership.tab)
            self.edit.moveCursor(QTextCursor.MoveOperation.End)

    # Sending

    def send(self, order: Order = _PLAIN) -> None:
        """Queue the reply, once; the text stays until it is on disk as a reply. Under the tab of the note: add the note."""
        if self._place is None or self._busy:
            return
        if self.head.tab is Tab.NOTE:
            self._note.add(partial(self._went, self._place.row.id, order))
            return
        if self._attaching.under_way or not self.is_open():
            return
        self._check()
        if self._problem and not (self._problem.too_long and self._splitting.shown):
            self._splitting.open_panel()
            self._check()
            if not self._splitting.shown:
                self.show_problem(self._problem.text, insisting=True)
        elif self._readership.must_agree:
            self._readership.ask(partial(self.send, order))
        else:
            self._leave(self._place, order)

    def _leave(self, place: Place, order: Order) -> None:
        target, here = self._readership.target, place.row.id
        words = signed(self.text, self.sign_off.text)
        reply = replace(self._typed(place), text=words, target_id=target.id if target else None)
        self._saver.forget()
        self._leaving.add(here)
        self._busy = True
        split = self._problem.too_long
        self._check()

        def ended() -> bool:
            self._leaving.discard(here)
            shown = self._place is not None and self._place.row.id == here
            self._busy = self._busy and not shown
            return shown

        def then(sent: Sent) -> None:
            if ended():
                self._fill(None, ())
                self.show_tab(Tab.REPLY)
                self.target_changed.emit(None)
            self.sent.emit(sent.delivery, order.resolve)
            self._went(here, order)

        def failed(error: DeskError) -> None:
            if ended():
                self._changed()
            self.failed.emit(error)

        self._sending.send(reply, order, split=split, then=then, failed=failed)

    def _went(self, conversation_id: str, order: Order) -> None:
        if order.resolve:
            self._sending.resolve(conversation_id)
        if order.go_on:
            self.next_wanted.emit()

    # Typing

    def attach(self, paths: list[Path]) -> None:
        """Attach files, as many as one reply may have here."""
        self._attaching.files(paths)

    def _changed(self) -> None:
        if not self._filling:
            self._check()
            if self._place is not None:
                self._saver.change(self._typed(self._place))

    def _typed(self, place: Place) -> TypedReply:
        return TypedReply(
            place.row.id,
            self.text,
            self._target_id,
            self.attachments.media,
            self._readership.chosen,
            self.warning_edit.text(),
        )

    def _on_saved(self, tab: Tab, saved: Saved, error: DeskError | None) -> None:
        self._saved[tab] = saved
        self.foot.show_saved(self._saved[Tab.NOTE if self.head.tab is Tab.NOTE else Tab.REPLY])
        if error is not None:
            self.failed.emit(error)

    def _fill(self, draft: DraftRow | None, messages: tuple[MessageRow, ...]) -> None:
        self._filling = True
        self.edit.setPlainText(draft.text if draft else "")
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.attachments.show_media(draft.media if draft else (), self._place.limits.alt_max if self._place else 0)
        self.show_content_warning(draft.warning if draft else "")
        self._filling = False
        self._target_id = draft.target_message_id if draft else None
        self._target = next((one for one in messages if one.id == self._target_id), None)
        self.head.show_target(self._target)
        self._readership.begin(self._place, draft.visibility if draft else None)
        self.sign_off.begin(self._place.sign_off if self._place else "")
        kept = draft is not None and bool(draft.text or draft.media or draft.warning)
        self._on_saved(Tab.REPLY, Saved.SAVED if kept else Saved.NOTHING, None)
        self._check()

    def _check(self) -> None:
        """Say how what is typed stands: who reads it, how long it is, whether and how it can leave."""
        place, tab = self._place, self.head.tab
        if place is not None:
            self._readership.follow(place, self._target_id)
        if tab is not Tab.NOTE and (wanted := self._readership.tab) is not tab:
            self.show_face(tab := wanted)
        shown = self._readership.show(tab, closed=not self.is_open())
        note, media = tab is Tab.NOTE, self.attachments.media
        if place is not None:
            self.foot.show_tools(place, note=note, translates=bool(self._translating.command))
        whole = signed(self.text, self.sign_off.text)
        measure = self._desk.measure(whole[:_COUNTED_MAX], place.venue) if place else None
        self._problem = problem_of(measure, self.text, media, place.limits) if measure and place else Problem()
        self._splitting.follow(place, whole, too_long=self._problem.too_long)
        self.foot.show_count(words_left(measure) if measure and measure.fits and not note else "")
        empty = not self.text.strip() and not media
        self.show_alarm("" if note or empty else shown.alarm)
        self.show_problem("" if empty or note or self._splitting.shown else self._problem.text)
        self.show_undescribed(self.attachments.undescribed() if place and place.limits.alt_max and not note else 0)
        self.sign_off.show_for(self.text, reply=not note)
        self.head.mark_draft(Tab.NOTE, bool(self._note.text) and not note)
        self.head.mark_draft(Tab.REPLY, not empty and note)
        ready = self._note.ready if note else not (self._problem or self._busy or self._attaching.under_way)
        self.foot.show_sending(verbs(shown, tab, place), ready=ready, why="" if note else self._problem.text)
        self.edit.setReadOnly(self._busy)

    def _show_place(self, detail: ConversationDetail, venue: Venue, network: Manifest) -> None:
        sign_off = self._desk.agent.me().sign_off if venue.sign_off else ""
        self._place = Place(detail.row, venue, network, self._desk.limits(venue), sign_off)
        self.show_closed(closed(detail, venue, network), kept=detail.draft is not None)
        self.sign_off.show_text(sign_off)
        self.show_warning(warning(venue))
        self.edit.takes_files = bool(self._place.limits.media_max)
        self.show_face(self.head.tab)

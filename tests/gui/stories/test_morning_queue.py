"""The morning queue by keyboard alone: answers, canned words, decisions, a note, undo and bulk, until nobody waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.rows import CannedVariant
from agent_desk.runtime.places import for_folder
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.window_driver import WindowDriver, in_window
from tests.gui.stories.keyboard import ALT, CTRL, SHIFT, focused, no_pointer, press, write

QUESTIONS = (
    "My hub is silent since the update.",
    "Does the sensor work below zero?",
    "Where can I buy a spare lid?",
    "Thank you, it works now!",
    "Can you look at order 4711 next week?",
    "Just saying hello.",
    "Nice weather today.",
    "First!",
)
KEY = Qt.Key


class Morning:
    """The queue of one desk, worked from its oldest question on."""

    def __init__(self, driver: WindowDriver) -> None:
        self.driver, self.window, self.desk = driver, driver.window, driver.window.desk
        self.list = self.window.reading.inbox.list
        self.composer = self.window.reading.conversation.composer

    async def first(self, words: str) -> str:
        """From the top of the list, which is the one that waits longest, down to the question with these words."""
        await self.driver.until(lambda: QApplication.focusWidget() is self.list, "the keyboard is in the list")
        await self.driver.until(
            lambda: any(words in row.text and row.waiting for row in self.list.rows()), f"{words} waits"
        )
        press(KEY.Key_Home)
        for _ in QUESTIONS:
            row = self.list.current_row()
            if row is not None and words in row.text:
                return row.id
            write("j")
        raise AssertionError(f"{words} is not in the list")

    async def in_answer(self) -> None:
        edit = self.composer.edit
        await self.driver.until(lambda: focused() is edit and not edit.isReadOnly(), "the keyboard is in the answer")

    def status(self, conversation_id: str) -> Status:
        return self.desk.inbox.row(conversation_id).status

    async def answer_the_question(self) -> None:
        """Enter takes what is chosen; wait until it is said that it was done, for only then it can be taken back."""
        bars = self.window.reading.inbox.bars
        before = bars.current("done")
        press(KEY.Key_Return)
        await self.driver.until(lambda: bars.current("done") not in (None, before), "it is said what was done")

    async def take_back(self) -> None:
        """Z in the list."""
        await self.driver.until(lambda: QApplication.focusWidget() is self.list, "the keyboard is in the list")
        write("z")

    def all_arrived(self) -> bool:
        return [row.state for row in self.desk.outbox.rows()].count(DeliveryState.DELIVERED) == 2

    def draft(self, conversation_id: str) -> str:
        draft = self.desk.drafts.get(conversation_id)
        return draft.text if draft else ""

    async def read_and_answer(self) -> None:
        """Enter reads, R answers; what was sent too soon is taken back and sent again, resolved."""
        one = await self.first("hub is silent")
        press(KEY.Key_Return)
        await self.driver.until(lambda: focused() is not self.list, "the keyboard is in the conversation")
        write("r")
        await self.in_answer()
        write("Please press the button for five secnds")
        await self.driver.until(lambda: self.draft(one).endswith("secnds"), "every letter is kept")
        press(KEY.Key_Return, CTRL)
        await self.driver.until(lambda: len(self.desk.outbox.rows()) == 1, "the answer is in the outbox")
        press(KEY.Key_Z, CTRL | SHIFT)
        await self.driver.until(lambda: self.composer.text.endswith("secnds"), "it is taken back")
        await self.in_answer()
        for _ in range(3):
            press(KEY.Key_Backspace)
        write("onds.")
        press(KEY.Key_Return, CTRL | SHIFT)
        await self.driver.until(lambda: self.status(one) is Status.RESOLVED, "it is resolved")
        press(KEY.Key_Escape)

    async def answer_with_canned_words(self) -> None:
        """A canned answer by its name at the cursor, sent and on to the next."""
        await self.first("below zero")
        write("r")
        await self.in_answer()
        write("/cold")
        await self.driver.until(lambda: not self.composer.edit.toPlainText().startswith("It") and focused(), "offered")
        press(KEY.Key_Tab)
        await self.driver.until(lambda: "minus thirty" in self.composer.text, "the canned words are there")
        press(KEY.Key_Return, ALT)
        await self.driver.until(lambda: len(self.desk.outbox.rows()) >= 2, "the second answer is in the outbox")
        await self.in_answer()
        press(KEY.Key_Escape)

    async def resolve_snooze_and_note(self) -> None:
        """What needs no answer is resolved with its reason, another one put off, a third noted and resolved."""
        lid = await self.first("spare lid")
        write("n")
        await self.driver.until(lambda: focused() is self.composer.note_edit, "the keyboard is in the note")
        write("Lids come back in May.")
        press(KEY.Key_Return, CTRL)
        await self.driver.until(lambda: self.desk.notes.of(lid), "the note is kept")
        press(KEY.Key_Escape)
        await self.resolve(lid, 2, Disposition.NOT_RELEVANT, "spare lid")
        thanks = await self.first("it works now")
        await self.resolve(thanks, 0, Disposition.NO_ANSWER_NEEDED, "it works now")
        await self.take_back()
        await self.driver.until(lambda: self.status(thanks) is Status.OPEN, "the decision is taken back")
        await self.driver.until(lambda: self.desk.inbox.row(thanks).waiting, "the customer waits again")
        await self.resolve(thanks, 0, Disposition.NO_ANSWER_NEEDED, "it works now")
        later = await self.first("next week")
        write("s")
        await self.driver.until(lambda: QApplication.activePopupWidget() is not None, "the times are offered")
        press(KEY.Key_Down)
        press(KEY.Key_Return)
        await self.driver.until(lambda: self.status(later) is Status.SNOOZED, "it is put off")
        self.window.activateWindow()  # where there is no window manager, a menu gives the keyboard back to nobody

    async def resolve(self, conversation: str, times: int, expected: Disposition, words: str) -> None:
        """E asks what ended the waiting, Tab chooses, Enter says it."""
        assert await self.first(words) == conversation
        write("e")
        await self.driver.until(lambda: focused() is not self.list, "it is asked what ended the waiting")
        for _ in range(times):
            press(KEY.Key_Tab)
        await self.answer_the_question()
        await self.driver.until(lambda: self.status(conversation) is Status.RESOLVED, "it is resolved")
        told = self.desk.inbox.open(conversation).messages
        assert {post.disposition for post in told if post.addressed} == {expected}

    async def the_rest_at_once(self) -> None:
        """Three that need nothing are marked and resolved in one gesture, taken back in one, and resolved again."""
        there = [self.desk.inbox.row(row.id) for row in self.list.rows()]
        ids = [row.id for row in there if row.waiting and row.status is Status.OPEN and not row.pending]
        assert len(ids) == 3
        await self.resolve_from("Just saying", ids)
        bars = self.window.reading.inbox.bars
        before = bars.current("done")
        await self.take_back()
        await self.driver.until(lambda: bars.current("done") not in (None, before), "it is said that all are back")
        assert {self.status(one) for one in ids} == {Status.OPEN}
        await self.driver.until(lambda: all(self.desk.inbox.row(one).waiting for one in ids), "all wait again")
        press(KEY.Key_1, CTRL)
        await self.resolve_from("Just saying", ids)

    async def resolve_from(self, words: str, ids: list[str]) -> None:
        """Mark as many as there are from one on, and resolve them: none needs an answer."""
        await self.first(words)
        write("x")
        for _ in ids[1:]:
            press(KEY.Key_J, SHIFT)
        assert set(self.list.marks.ids()) == set(ids)
        write("e")
        await self.driver.until(lambda: focused() is not self.list, "it is asked what ended the waiting")
        await self.answer_the_question()
        await self.driver.until(lambda: all(self.status(one) is Status.RESOLVED for one in ids), "all are resolved")


@pytest.mark.slow
def test_the_morning_queue_is_worked_by_keyboard_alone(qapp: QApplication, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    told.asked(*QUESTIONS)
    with told.program.desk() as desk:
        desk.canned.save("cold", "Below zero", [CannedVariant("Down to minus thirty, {first_name}.")])

    async def story(driver: WindowDriver) -> None:
        morning = Morning(driver)
        morning.desk.replies.undo_window = 1000
        driver.window.activateWindow()
        await driver.until(lambda: QApplication.focusWidget() is morning.list, "work begins in the list")
        assert len(morning.list.rows()) == len(QUESTIONS)
        await morning.read_and_answer()
        await morning.answer_with_canned_words()
        await morning.resolve_snooze_and_note()
        await morning.the_rest_at_once()
        await driver.until(morning.all_arrived, "both answers have arrived")
        press(KEY.Key_1, CTRL)
        await driver.until(lambda: morning.list.rows() == [], "nobody waits any more")
        assert morning.desk.inbox.counts().waiting == 0

    with no_pointer(qapp):
        in_window(qapp, for_folder(told.program.data), story)
    assert told.answers("Please press the button for five seconds.") == 1
    assert sum("minus thirty" in post.text for post in told.network.ours("social")) == 1
    with told.program.desk() as desk:
        assert desk.inbox.page(ListQuery(waiting=True)) == []

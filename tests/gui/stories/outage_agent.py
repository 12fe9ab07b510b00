"""The agent of the outage story, in a process of its own that is killed: `python -m tests.gui.stories.outage_agent FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_desk.domain.delivery import DeliveryState
from agent_desk.runtime.places import for_folder
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.window_driver import WindowDriver, in_window
from tests.gui.stories.keyboard import CTRL, press, write

COLD, LID = "Does it work below zero?", "Where can I buy a lid?"
ANSWER, BEGUN = "Down to minus thirty.", "In our shop, from May on, and"
READY = "typed and saved"


async def work(driver: WindowDriver, told: DemoDesk) -> None:
    """Answer one customer while the network dies, and begin to answer another one."""
    window = driver.window
    rows = {row.text: row.id for row in window.reading.inbox.list.rows()}
    composer = window.reading.conversation.composer
    window.activateWindow()
    window.desk.replies.undo_window = 1000

    async def begin(conversation: str, words: str) -> None:
        window.reading.reply(conversation)
        await driver.until(lambda: QApplication.focusWidget() is composer.edit, "the keyboard is in the answer")
        write(words)

    await begin(rows[COLD], ANSWER[:10])
    told.network.inject("refused", times=0)
    write(ANSWER[10:])
    press(Qt.Key.Key_Return, CTRL)
    await driver.until(lambda: composer.text == "", "the answer is in the outbox")
    await begin(rows[LID], BEGUN)
    press(Qt.Key.Key_F5)
    await driver.until(lambda: window.bars.current("offline"), "the window says that nothing can be reached")
    await driver.until(lambda: "1 waits there" in said(window.bars.current("offline")), "and that a reply waits")
    (row,) = window.desk.outbox.rows()
    await driver.until(lambda: window.desk.outbox.get(row.id).state is DeliveryState.RETRYING, "it is tried again")
    draft = window.desk.drafts.get(rows[LID])
    assert draft is not None
    assert draft.text == BEGUN
    print(READY, flush=True)
    await driver.until(lambda: False, "this process is killed", 600)


def said(bar: object) -> str:
    """What a bar says."""
    name = getattr(bar, "accessibleName", None)
    return str(name()) if callable(name) else ""


def main() -> None:
    """Work until somebody kills it."""
    told = DemoDesk(Path(sys.argv[1]))
    application = QApplication([])
    in_window(application, for_folder(told.program.data), lambda driver: work(driver, told))


if __name__ == "__main__":
    main()

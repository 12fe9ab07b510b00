"""The network dies in mid-sentence, then the program: nothing typed is lost, what was due is said, all arrives once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_desk.domain.delivery import DeliveryState
from agent_desk.runtime.places import for_folder
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.desk_process import kill, wait_for
from tests.end2end.window_driver import WindowDriver, in_window
from tests.gui.stories.keyboard import CTRL, no_pointer, press, write
from tests.gui.stories.outage_agent import ANSWER, BEGUN, COLD, LID, READY, said

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_an_outage_in_mid_sentence(qapp: QApplication, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    told.asked(COLD, LID)
    agent = subprocess.Popen(
        [sys.executable, "-m", "tests.gui.stories.outage_agent", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert agent.stdout is not None
    assert agent.stderr is not None
    with agent.stdout, agent.stderr:
        line = agent.stdout.readline()
        said_before = "" if line else agent.stderr.read()
        kill(agent)
    assert line.strip() == READY, said_before
    with told.program.desk() as desk:
        wait_for(desk.outbox.overdue, "the reply is due", 60)

    async def story(driver: WindowDriver) -> None:
        window = driver.window
        window.activateWindow()
        await driver.until(lambda: window.bars.current("overdue"), "the start says what was due")
        overdue = said(window.bars.current("overdue"))
        assert overdue.startswith("One reply was due while Agent Desk was closed")
        assert ANSWER in overdue
        rows = {row.text: row for row in window.reading.inbox.list.rows()}
        assert rows[LID].draft
        window.reading.reply(rows[LID].id)
        composer = window.reading.conversation.composer
        await driver.until(lambda: composer.text == BEGUN, "the half sentence is back")
        await driver.until(lambda: window.bars.current("offline"), "it is still offline")
        assert told.network.ours("social") == []
        told.network.clear_faults()
        await driver.until(lambda: QApplication.focusWidget() is composer.edit, "the keyboard is in the answer")
        press(Qt.Key.Key_End, CTRL)
        write(" everywhere.")
        press(Qt.Key.Key_F5)
        await driver.until(lambda: window.bars.current("offline") is None, "the network is back", 60)
        press(Qt.Key.Key_Return, CTRL)
        done = [DeliveryState.DELIVERED] * 2
        await driver.until(lambda: [row.state for row in window.desk.outbox.rows()] == done, "both have arrived", 90)

    with no_pointer(qapp):
        in_window(qapp, for_folder(told.program.data), story)
    assert told.answers(ANSWER) == 1
    assert told.answers(f"{BEGUN} everywhere.") == 1
    assert len(told.network.ours("social")) == 2

"""The screens of people in every language, size and direction: nothing is cut, nameless or out of place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.domain.roster import Presence, TeamRow
from agent_desk.views.assigning.picker import AssignPicker
from agent_desk.views.board import BoardScreen
from agent_desk.views.roster import RosterScreen
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeCollector, FakeSettings
from tests.gui.screen_checks import findings, settle
from tests.gui.team_kit import TeamKit
from tests.gui.test_every_screen import LOOKS, Look, _made_up, look

__all__ = ["_made_up", "look"]


def screens(kit: TeamKit, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Each screen of people in each of its states, shown when its name comes."""
    window.resume()
    window.go("board")
    yield "the board", window
    board = window.screens.currentWidget()
    assert isinstance(board, BoardScreen)
    board.marks.add(kit.talks[:2])
    board.work.take(kit.talks[:1])
    board.refresh()
    yield "the board, with something done", window
    picker = AssignPicker(kit.desk, kit.talks[0], 1, board)
    picker.show()
    yield "who could have it", picker
    picker.close()
    window.go("handover")
    yield "the handover", window
    kit.desk.roster.save_team(TeamRow("", 0, "Night", members=kit.team.members), new=True)
    with kit.desk.ground.store.write(durable=False) as nouns:
        nouns.connection.execute("UPDATE conversation SET due_at = ?", (kit.now + 3_600_000,))  # type: ignore[attr-defined]  # beneath
    window.screens.currentWidget().refresh()  # type: ignore[union-attr]
    yield "the handover, with something due", window
    window.go("people")
    people = window.screens.currentWidget()
    assert isinstance(people, RosterScreen)
    people.select(f"agent:{kit.ids['Sam']}")
    yield "somebody", window
    people._ask_leave(kit.desk.roster.agent("sam"))
    yield "somebody who leaves", window
    people.select(f"team:{kit.team.id}")
    yield "a team", window


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_the_screens_of_people_fit(look: Look, tmp_path: Path, qtbot: QtBot) -> None:
    kit = TeamKit(tmp_path / "desk")
    kit.desk.roster.set_presence(Presence.AWAY, "In a call with the laboratory", kit.ids["Jo"])
    kit.desk.roster.save(replace(kit.desk.roster.agent("sam"), capacity=12, name="Samuel Okafor-Whitcombe"))
    window = MainWindow(
        kit.desk, kit.acts, kit.news, FakeCollector(), FakeSettings(theme="light", scale=str(look.scale))
    )
    window.resize(look.width, look.height)
    window.show()
    qtbot.waitExposed(window)
    found: dict[str, str] = {}
    for name, shown in screens(kit, window):
        settle(shown)
        for line in findings(shown):
            found.setdefault(re.sub(r"\d+", "N", line.partition("“")[0] + line.rpartition("”")[2]), f"[{name}] {line}")
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    kit.close()
    assert not found, "\n" + "\n".join(found.values())

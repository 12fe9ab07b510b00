"""The real program on a real screen, used by a newcomer with the keyboard alone: looks around, works, changes it, leaves."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from agent_desk.domain.conversations import Status
from agent_desk.domain.lists import ListQuery
from agent_desk.runtime.places import for_folder
from agent_desk.runtime.settings import SettingsFile
from tests.end2end.desk_process import Program, kill, wait_for
from tests.end2end.screen import Screen, absent, screen

ANSWER = "Thank you, we look into it."


@pytest.mark.slow
def test_a_newcomer_gets_around_by_keyboard(tmp_path: Path) -> None:
    if missing := absent():
        pytest.skip(f"{' and '.join(missing)} not installed")
    places = for_folder(tmp_path / "desk").demo
    with screen() as seen:
        program = subprocess.Popen(
            [sys.executable, "-m", "agent_desk", "--data-dir", str(tmp_path / "desk"), "--demo", "--language", "en"],
            env=dict(seen.environment),
            stderr=subprocess.PIPE,
            text=True,
        )
        assert program.stderr is not None
        try:
            _look_around(seen)
            _work(seen, Program(places.data))
            _change(seen)
            seen.press("ctrl+q")
            assert program.wait(30) == 0
            said = program.stderr.read()
        finally:
            kill(program)
            program.stderr.close()
    assert "Traceback" not in said, said
    settings = SettingsFile(places.settings)
    assert (settings.get("theme"), settings.get("scale")) == ("dark", "120")


def _look_around(seen: Screen) -> None:
    """The first window, every view by its key, help, palette, and back to what waits."""
    wait_for(lambda: seen.window("Agent Desk"), "the window is there", 60)
    seen.focus(seen.window("Agent Desk"))
    for number, title in ((2, "All"), (5, "Snoozed"), (9, "Outbox"), (1, "Waiting")):
        seen.press(f"ctrl+{number}")
        wait_for(partial(_open, seen, title), f"{title} is open")
    seen.press("F1", "Escape")
    seen.press("ctrl+k")
    seen.write("preferences")
    seen.press("Return")
    wait_for(lambda: "Preferences" in seen.titles(), "the palette leads to the preferences")
    seen.press("ctrl+1")
    wait_for(lambda: "Waiting" in seen.titles(), "it is back at what waits")


def _work(seen: Screen, program: Program) -> None:
    """Answers the first one, notes something at the next, resolves the third, looks for a word."""
    wait_for(program.inbox, "the demo has its posts", 60)
    seen.press("j", "r")
    seen.write(ANSWER)
    seen.press("ctrl+Return")
    wait_for(lambda: ANSWER in {row.text for row in program.outbox()}, "the answer is in the outbox")
    seen.press("Escape", "j", "n")
    seen.write("Ask the hardware team")
    seen.press("ctrl+Return")
    wait_for(lambda: _noted(program), "the note is kept")
    resolved = _resolved(program)
    seen.press("Escape", "j", "e", "Return")
    wait_for(lambda: _resolved(program) == resolved + 1, "it is resolved")
    seen.press("z")
    wait_for(lambda: _resolved(program) == resolved, "it is taken back")
    seen.press("slash")
    seen.write("hub")
    seen.press("Escape")


def _change(seen: Screen) -> None:
    """Dark, larger, dense, the context away."""
    seen.press("ctrl+shift+l", "ctrl+plus", "ctrl+plus", "ctrl+shift+d", "ctrl+shift+c")


def _open(seen: Screen, title: str) -> bool:
    return title in seen.titles()


def _noted(program: Program) -> bool:
    with program.desk() as desk:
        return any(desk.notes.of(row.id) for row in desk.inbox.page(ListQuery(), limit=200))


def _resolved(program: Program) -> int:
    with program.desk() as desk:
        return desk.inbox.counts().by_status.get(Status.RESOLVED, 0)

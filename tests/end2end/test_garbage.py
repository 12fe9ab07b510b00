"""The window's objects die on the GUI thread, whichever thread happens to leave the last straw of garbage."""

from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from agent_desk.runtime.places import for_folder
from tests.end2end.demo_desk import DemoDesk
from tests.end2end.window_driver import WindowDriver, in_window


class _Knot(QObject):
    """A Qt object in a cycle, that tells on which thread Python let it go."""

    def __init__(self, ended: list[str]) -> None:
        super().__init__()
        self.itself, self.ended, self.timer = self, ended, QTimer(self)

    def __del__(self) -> None:
        self.ended.append(threading.current_thread().name)


def test_no_lane_collects_what_belongs_to_the_window(qapp: QApplication, tmp_path: Path) -> None:
    told = DemoDesk(tmp_path)
    told.asked("Does it work below zero?")
    ended: list[str] = []

    def litter() -> None:
        kept = [[number] for number in range(200_000)]
        del kept

    async def story(driver: WindowDriver) -> None:
        gc.collect()
        for _ in range(5):
            _Knot(ended)
        await asyncio.get_running_loop().run_in_executor(None, litter)
        assert ended == []
        kept = [[number] for number in range(2000)]
        await driver.until(lambda: len(ended) == 5, f"the timer collects ({len(kept)} objects wait)", 10)

    in_window(qapp, for_folder(told.program.data), story)
    assert set(ended) == {"MainThread"}
    assert gc.isenabled()

"""A window can be closed at any moment, also before everything behind it is loaded."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from agent_desk.app.living import live
from agent_desk.app.opening import open_window
from agent_desk.app.single import SingleInstance
from agent_desk.assembly import open_desk
from agent_desk.runtime.places import for_folder


def test_a_window_that_is_closed_at_once_ends(qapp: QApplication, tmp_path: Path) -> None:
    places = for_folder(tmp_path)

    async def run() -> None:
        opened = open_window(open_desk(places), places)
        opened.window.close()
        assert await asyncio.wait_for(live(opened, SingleInstance(places.data)), 30) is None

    qapp.setQuitOnLastWindowClosed(False)
    with qasync.QEventLoop(qapp) as loop:
        loop.run_until_complete(run())
    gc.collect()

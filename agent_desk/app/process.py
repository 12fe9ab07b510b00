"""From the command line to a window and back: opens the desk, runs the loop, measures the first paint, ends."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from agent_desk import __version__
from agent_desk.app.living import Workspace, fill_demo, first_paint, live
from agent_desk.app.single import SingleInstance
from agent_desk.assembly import open_desk
from agent_desk.runtime.places import Places, for_folder
from agent_desk.views.theme import Scheme


def run_window(home: Places, *, demo: bool) -> int:
    """Open the window of a workspace, or of its demo, until it is closed; returns the exit code. On the main thread.

    Raises StoreError when the workspace cannot be opened.
    """
    application = _application()
    while True:
        places = home.demo if demo else home
        single = SingleInstance(places.data)
        if not single.claim():
            single.raise_other()
            return 0
        loop = qasync.QEventLoop(application)
        with loop:
            wanted = loop.run_until_complete(live(places, demo=demo, single=single))
        if wanted is None:
            return 0
        demo = wanted is Workspace.DEMO


def smoke(places: Places, *, demo: bool) -> int:
    """Show the real window until the list is painted with its rows, print one line of JSON, end. Touches no network."""
    application = _application()
    desk = open_desk(places, demo=demo)
    loop = qasync.QEventLoop(application)
    with loop:
        line = loop.run_until_complete(first_paint(desk, places))
    desk.ground.store.close()
    sys.stdout.write(json.dumps(line) + "\n")
    return 0


def pictures(folder: Path, theme: str, size: tuple[int, int]) -> int:
    """Draw every screen with demo data into a folder and print which files that made, as JSON; raises OSError.

    `theme` is `light` or `dark`, `size` in pixels.
    """
    from agent_desk.views.pictures import draw

    # Nothing is shown, so no display is needed.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _application()
    with tempfile.TemporaryDirectory() as data:
        demo = open_desk(for_folder(Path(data) / "demo"), demo=True)
        empty = open_desk(for_folder(Path(data) / "empty"))
        asyncio.run(fill_demo(demo))
        try:
            files = draw(demo, empty, folder, Scheme(theme), size)
        finally:
            demo.ground.store.close()
            empty.ground.store.close()
    sys.stdout.write(json.dumps({"files": [str(file) for file in files]}) + "\n")
    return 0


def _application() -> QApplication:
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(["agent-desk"])
    application.setApplicationName("Agent Desk")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("agent-desk")
    # The end is awaited by the loop; Qt must not end it under our feet.
    application.setQuitOnLastWindowClosed(False)
    return application

"""From the command line to a window and back: opens the desk, runs the loop, measures the first paint, ends."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from agent_desk import __version__
from agent_desk.app.opening import open_window, wait_for_picture
from agent_desk.app.single import SingleInstance
from agent_desk.assembly import open_desk
from agent_desk.domain.lists import ListQuery
from agent_desk.runtime.places import Places, for_folder
from agent_desk.runtime.processes import milliseconds_running
from agent_desk.views.theme import Scheme, scheme


def run_window(home: Places, *, demo: bool, language: str = "") -> int:
    """Open the window of a workspace, or of its demo, until it is closed; returns the exit code. On the main thread.
    `language`: instead of the one that was chosen.

    Raises StoreError when the workspace cannot be opened.
    """
    application = _application()
    while True:
        places = home.demo if demo else home
        single = SingleInstance(places.data)
        if not single.claim():
            single.raise_other()
            return 0
        opened = open_window(open_desk(places, demo=demo), places, language)
        wait_for_picture(opened.window)
        # Loaded here, because a window is seen sooner without the loop and what fetches.
        import qasync

        from agent_desk.app.living import Workspace, live

        with qasync.QEventLoop(application) as loop:
            wanted = loop.run_until_complete(live(opened, single))
        if wanted is None:
            return 0
        if wanted is Workspace.ANEW:
            language = ""  # another one was chosen meanwhile
        else:
            demo = wanted is Workspace.DEMO


def smoke(places: Places, *, demo: bool, language: str = "") -> int:
    """Show the real window until the list is painted with its rows, print one line of JSON, end. Touches no network."""
    _application()
    desk = open_desk(places, demo=demo)
    if demo and not desk.inbox.page(ListQuery(), limit=1):
        from agent_desk.services.collector import run_once

        # The posts are enough for a picture; the team and its week take seconds.
        run_once(desk.ground, desk.vault)
    opened = open_window(desk, places, language)
    wait_for_picture(opened.window)
    taken = milliseconds_running()
    counted = sum(desk.inbox.counts().by_status.values())
    opened.window.close()
    opened.acts.close()
    desk.ground.store.close()
    line = {"first_paint_ms": round(taken), "conversations": counted, "theme": scheme().value}
    sys.stdout.write(json.dumps(line) + "\n")
    return 0


def pictures(folder: Path, theme: str, size: tuple[int, int]) -> int:
    """Draw every screen with demo data into a folder and print which files that made, as JSON; raises OSError.

    `theme` is `light`, `dark` or `contrast`, `size` in pixels.
    """
    import tempfile

    from agent_desk.app.language import dress_in_language
    from agent_desk.runtime.language import language
    from agent_desk.runtime.settings import SettingsFile
    from agent_desk.views.pictures import draw

    # Nothing is shown, so no display is needed.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _application()
    with tempfile.TemporaryDirectory() as data:
        dress_in_language(SettingsFile(Path(data) / "settings.json"), language())
        demo = open_desk(for_folder(Path(data) / "demo"), demo=True)
        empty = open_desk(for_folder(Path(data) / "empty"))
        demo.rehearsal.play()
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

"""Another language opens the same workspace in a new window, and the program ends when that one closes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT

STORY = """
import asyncio, json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from agent_desk import app
from agent_desk.runtime.places import for_folder
from agent_desk.views.window import MainWindow

seen, names = [], []

def windows():
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]

def look():
    # A window that is just shown is painted first, and then it may take a tick until somebody listens to it.
    if asyncio.events._get_running_loop() is None:
        return
    for window in windows():
        if window not in seen:
            window.show_preferences()
            seen.append(window)
            names.append(window.screens.currentWidget().accessibleName())
        if window is seen[0]:
            window._settings.set("language", "de")
            window.reopen_wanted.emit()
        else:
            window.close()

application = QApplication(["agent-desk"])
timer = QTimer()
timer.setInterval(50)
timer.timeout.connect(look)
timer.start()
code = app.run_window(for_folder(Path(sys.argv[1])), demo=True)
print(json.dumps({"code": code, "names": names}))
"""


def test_the_window_opens_anew_in_the_language_that_was_chosen(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANG": "C", "LANGUAGE": ""}
    done = subprocess.run(
        [sys.executable, "-c", STORY, str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = json.loads(done.stdout)
    assert told == {"code": 0, "names": ["Preferences", "Einstellungen"]}, done.stderr

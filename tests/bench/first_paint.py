"""From the start of the process to the list painted with its rows, against a bare main window."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure, at_most

_BARE = """
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, application.quit)
        return False
application = QApplication([])
window, watch = QMainWindow(), Watch()
window.installEventFilter(watch)
window.resize(1280, 800)
window.show()
application.exec()
from agent_desk.runtime.processes import milliseconds_running
print(milliseconds_running())
"""


def measure(folder: Path, size: int, times: int = 7) -> list[Figure]:
    """The program with `size` conversations, against a bare QMainWindow; medians of some runs, taken in turn."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    bare, ours = [], []
    for _ in range(times + 1):
        bare.append(float(_run([sys.executable, "-c", _BARE], environment)))
        command = [sys.executable, "-m", "agent_desk", "--data-dir", str(folder / "large"), "--smoke"]
        ours.append(float(json.loads(_run(command, environment))["first_paint_ms"]))
    # The first run of each may have compiled modules.
    bare, ours = bare[1:], ours[1:]
    ratio = statistics.median(ours) / statistics.median(bare)
    note = f"{statistics.median(ours):.0f} ms, bare {statistics.median(bare):.0f} ms"
    return [at_most(f"first paint with {size:,} conversations to a bare window", ratio, "×", 2, note)]


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip().splitlines()[-1]

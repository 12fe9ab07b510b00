"""From the start of the process to a window with its list, against a bare main window; then what it takes at rest."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.calm import POLL
from tests.bench.figures import Figure, at_most, noise, reading

SETTLE = 15.0
"""Seconds after which a started program is at rest."""
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


def measure(folder: Path, size: int, times: int = 11) -> list[Figure]:
    """A bare QMainWindow, our window on a small workspace, and on the large one; medians of runs taken in turn. What our
    window shows at its first paint is its list with the rows of the first page."""
    taken: dict[str, list[float]] = {"bare": [], "small": [], "large": []}
    for _ in range(times + 1):
        taken["bare"].append(float(_run([sys.executable, "-c", _BARE])))
        for name in ("small", "large"):
            line = _run([sys.executable, "-m", "agent_desk", "--data-dir", str(folder / name), "--smoke"])
            taken[name].append(float(json.loads(line)["first_paint_ms"]))
    # The first run of each may have compiled modules or read the disk.
    runs = {name: values[1:] for name, values in taken.items()}
    bare, small, large = (statistics.median(values) for values in runs.values())
    spread = ", ".join(f"{name} {noise(values)}" for name, values in runs.items())
    return [
        at_most("first paint to a bare window", small / bare, "×", 2, f"{small:.0f} to {bare:.0f} ms; {spread}"),
        at_most(f"first page of {size:,} conversations to a bare window", large / bare, "×", 4, f"{large:.0f} ms"),
    ]


def measure_rest(folder: Path, size: int, seconds: float) -> list[Figure]:
    """The real program at rest on the large workspace with its ten venues connected: what it keeps in memory, and what it
    computes where each venue is asked as often as the busiest real ones, and as often as the demo's."""
    calm = rest(["-m", "tests.bench.calm"], folder / "large", max(seconds, 2 * POLL))
    busy = rest(["-m", "agent_desk"], folder / "large", 20)
    return [
        at_most(f"memory at rest with {size:,} conversations", calm.memory, "MB", 200, "resident, window open"),
        at_most("idle, ten venues connected", calm.share, "% CPU", 0.5, f"of a core; each asked every {POLL:.0f} s"),
        reading("idle, ten venues asked every five seconds", busy.share, "% CPU", "as the demo network is"),
        reading("end of the program", calm.code, "code"),
    ]


class Rest(NamedTuple):
    """Megabytes of memory, percent of a core, and with what the program ended."""

    memory: float
    share: float
    code: int


def rest(program: list[str], folder: Path, seconds: float) -> Rest:
    """Run a program on a workspace and look at it after it has settled."""
    command = [sys.executable, *program, "--data-dir", str(folder)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL)
    try:
        time.sleep(SETTLE)
        before = _cpu_seconds(process.pid)
        start = time.monotonic()
        time.sleep(seconds)
        share = 100 * (_cpu_seconds(process.pid) - before) / (time.monotonic() - start)
        memory = _memory(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(30)
    return Rest(memory, share, code)


def environment() -> dict[str, str]:
    """For the programs that are measured: no display, and compiled modules kept."""
    found = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def _run(command: list[str]) -> str:
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip().splitlines()[-1]


def _cpu_seconds(number: int) -> float:
    fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(number: int) -> float:
    lines = Path(f"/proc/{number}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1000

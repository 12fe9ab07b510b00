"""The living window on a year of work, in a process of its own (`python -m tests.bench.due FOLDER SECONDS`): what its thread
computes from one frame to the next while a backlog of clocks falls due, and while nothing does."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from agent_desk.app.living import live
from agent_desk.app.opening import open_window
from agent_desk.app.single import SingleInstance
from agent_desk.assembly import open_desk
from agent_desk.runtime.places import for_folder
from agent_desk.services.desk import Desk
from agent_desk.services.ticking import tick, wanted
from tests.bench.figures import Figure, at_most, percentile, reading
from tests.bench.frames import FRAME, SETTLE, start, wheel
from tests.bench.starting import environment, rest

YEAR = "year"


def measure(folder: Path, seconds: float) -> list[Figure]:
    """Frames beside this process, which has no window; then everything that is due is done, and the program rests."""
    command = [sys.executable, "-m", "tests.bench.due", str(folder / YEAR), str(seconds)]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
    figures = [Figure(**item) for item in json.loads(done.stdout.splitlines()[-1])]
    figures.append(reading("a backlog of clocks done in one go", _all_done(folder), "s"))
    calm = rest(["-m", "tests.bench.calm"], folder / YEAR, 40)
    note = "of a core; eight agents, three teams, two policies; 80,000 clocks run"
    return [
        *figures,
        at_most("idle with teams and policies", calm.share, "% CPU", 0.5, note),
        at_most("memory at rest with teams and policies", calm.memory, "MB", 200, "resident, window open"),
    ]


def main() -> None:
    """Print the figures as JSON."""
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    desk = open_desk(for_folder(folder))
    with qasync.QEventLoop(application) as loop:
        figures = loop.run_until_complete(_due(desk, folder, seconds))
    sys.stdout.write(json.dumps([asdict(figure) for figure in figures]) + "\n")


def _all_done(folder: Path) -> float:
    desk = open_desk(for_folder(folder / YEAR))
    begun = time.perf_counter()
    while wanted(desk.ground):
        tick(desk.ground)
    taken = time.perf_counter() - begun
    desk.ground.store.close()
    return taken


async def _due(desk: Desk, folder: Path, seconds: float) -> list[Figure]:
    opened = open_window(desk, for_folder(folder))
    life = asyncio.ensure_future(live(opened, SingleInstance(folder)))
    await asyncio.sleep(SETTLE)
    due = await _frames(opened.window.reading.inbox.list.viewport(), seconds)
    behind = wanted(desk.ground)
    opened.window.close()
    await life
    note = f"median {statistics.median(due):.1f} ms, p99 {percentile(due, 0.99):.1f}; of {len(due):,}"
    return [
        at_most("between two frames while clocks fall due, p99.9", percentile(due, 0.999), "ms CPU", FRAME, note),
        reading("the slowest of these", max(due), "ms CPU", "" if behind else "nothing was due at the end"),
    ]


async def _frames(viewport: QWidget, seconds: float) -> list[float]:
    """CPU milliseconds of this thread from one frame to the next while the list is scrolled up and down."""
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    until, spent = time.monotonic() + seconds, [time.thread_time()]
    timer = QTimer()

    def frame() -> None:
        wheel(viewport, -1 if len(spent) // 120 % 2 == 0 else 1)
        viewport.repaint()
        spent.append(time.thread_time())
        if time.monotonic() > until and not ended.done():
            ended.set_result(None)

    start(timer, frame)
    await ended
    timer.stop()
    return [(later - earlier) * 1000 for earlier, later in itertools.pairwise(spent)][1:]


if __name__ == "__main__":
    main()

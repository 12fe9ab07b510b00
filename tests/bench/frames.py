"""The real window on a large workspace, in a process of its own (`python -m tests.bench.frames FOLDER SIZE SECONDS`): frames
while scrolling, opening and scrolling long conversations, frames while posts come in at full speed."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import qasync
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from agent_desk.app.garbage import Garbage
from agent_desk.app.living import live
from agent_desk.app.opening import open_window
from agent_desk.app.single import SingleInstance
from agent_desk.assembly import open_desk
from agent_desk.runtime.places import for_folder
from agent_desk.services.collector import Collector
from agent_desk.services.desk import Desk
from agent_desk.views.ports import News
from agent_desk.views.window import MainWindow
from tests.bench.figures import Figure, at_most, noise, percentile, reading, timed_ms
from tests.bench.networks import CONNECTORS, FakeFlood, FakeNetworks, pages, venue
from tests.bench.starting import environment
from tests.bench.words import Words
from tests.bench.workspace import LONGEST, conversation_id, long_ones
from tests.gui.desk_kit import FakeActs, FakeSettings

FRAME = 16
"""Milliseconds between two frames of a screen."""
SETTLE = 5.0
"""Seconds after which the window has made what it shows later."""
TURNS = 1_200
"""Frames of scrolling."""


def measure(folder: Path, size: int, seconds: float) -> list[Figure]:
    """Run the measurement beside this process, which has no window."""
    command = [sys.executable, "-m", "tests.bench.frames", str(folder / "large"), str(size), str(seconds)]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
    return [Figure(**item) for item in json.loads(done.stdout.splitlines()[-1])]


def main() -> None:
    """Print the figures as JSON."""
    folder, size, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    desk = open_desk(for_folder(folder), registry=FakeNetworks())
    with Garbage():
        figures = [*_scrolling(desk), *_conversations(desk, size)]
    with qasync.QEventLoop(application) as loop:
        figures += loop.run_until_complete(_flooded(desk, folder, seconds))
    sys.stdout.write(json.dumps([asdict(figure) for figure in figures]) + "\n")


def _still_window(desk: Desk) -> MainWindow:
    """A window in which nothing happens but what is asked of it."""
    news = News()
    acts = FakeActs(news)
    acts.held = True
    window = MainWindow(desk, acts, news, Collector(desk.ground, desk.vault), FakeSettings())
    window.resize(1280, 800)
    window.show()
    _paint(window)
    return window


def _paint(window: QWidget) -> None:
    for _ in range(3):
        QApplication.processEvents()
    window.repaint()


def wheel(widget: QWidget, notches: int) -> None:
    """Turn the wheel over the middle of a widget."""
    middle = QPointF(QRect(QPoint(), widget.size()).center())
    place = QPointF(widget.mapToGlobal(middle.toPoint()))
    nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(middle, place, QPoint(), QPoint(0, 120 * notches), *nothing, False)
    QApplication.sendEvent(widget, event)


def _frame(widget: QWidget, notches: int) -> float:
    """CPU milliseconds of the painting thread for a turn of the wheel and the picture that follows."""
    start = time.thread_time()
    wheel(widget, notches)
    QApplication.processEvents()
    return (time.thread_time() - start) * 1000


def _scrolling(desk: Desk) -> list[Figure]:
    window = _still_window(desk)
    viewport = window.reading.inbox.list.viewport()
    frames = [_frame(viewport, -1) for _ in range(TURNS)]
    rows = len(window.reading.inbox.list.rows())
    changes = [timed_ms(lambda v=view: _change(window, v)) for view in ("unanswered", "all", "open", "all") * 5]  # type: ignore[misc]
    window.close()
    note = f"median {statistics.median(frames):.1f} ms, {rows:,} rows came by"
    return [
        at_most("a turn of the wheel in the list, p99", percentile(frames, 0.99), "ms CPU", 8, note),
        reading("change of view until painted", statistics.median(changes), "ms", noise(changes)),
    ]


def _change(window: MainWindow, view: str) -> None:
    window.go(view)
    _paint(window)


def _conversations(desk: Desk, size: int) -> list[Figure]:
    window = _still_window(desk)
    long = long_ones(size)
    thousand = [conversation_id(number) for number, posts in long.items() if posts == 1_000]
    opened = [timed_ms(lambda one=one: _open(window, one)) for one in thousand * 3]  # type: ignore[misc]
    scrolled = window.reading.conversation.posts.viewport()
    frames = [_frame(scrolled, 1) for _ in range(TURNS)]
    figures = [
        at_most(
            "opening 1,000 posts until readable", statistics.median(opened), "ms", 100, f"first {opened[0]:.0f} ms"
        ),
        at_most(
            "a turn of the wheel in 1,000 posts, p99",
            percentile(frames, 0.99),
            "ms CPU",
            8,
            f"median {statistics.median(frames):.1f} ms",
        ),
    ]
    for number, posts in long.items():
        if posts == LONGEST:
            taken = timed_ms(lambda n=number: _open(window, conversation_id(n)))  # type: ignore[misc]
            figures.append(reading(f"opening {posts:,} posts until readable", taken, "ms"))
    window.close()
    return figures


def _open(window: MainWindow, conversation: str) -> None:
    window.reading.show_conversation(conversation)
    _paint(window)


async def _flooded(desk: Desk, folder: Path, seconds: float) -> list[Figure]:
    """Scroll the list of the living window, first with nothing coming in, then while a venue has more to tell than can be
    taken in."""
    place = venue(desk.ground.new_id())
    CONNECTORS[place.url] = FakeFlood(pages(round(seconds * 20_000), Words()))
    opened = open_window(desk, for_folder(folder))
    life = asyncio.ensure_future(live(opened, SingleInstance(folder)))
    viewport = opened.window.reading.inbox.list.viewport()
    await asyncio.sleep(SETTLE)
    still = await _frames(viewport, seconds / 2)
    before = sum(desk.inbox.counts().by_status.values())
    with desk.ground.act() as (nouns, _):
        nouns.venues.add(place)
    frames = await _frames(viewport, seconds)
    came = sum(desk.inbox.counts().by_status.values()) - before
    with desk.ground.act() as (nouns, _):
        nouns.venues.remove(place.id, desk.ground.now())
    opened.window.close()
    await life
    note = f"median {statistics.median(frames):.0f} ms, p99 {percentile(frames, 0.99):.0f}; {3 * came / seconds:,.0f} posts/s"
    calm = f"median {statistics.median(still):.0f} ms, p99 {percentile(still, 0.99):.0f}"
    return [
        at_most("between two frames while posts come in, p99.9", percentile(frames, 0.999), "ms", 50, note),
        reading("between two frames while none do, p99.9", percentile(still, 0.999), "ms", calm),
    ]


async def _frames(viewport: QWidget, seconds: float) -> list[float]:
    """Milliseconds from one frame to the next while the list is scrolled up and down."""
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    painted: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def frame() -> None:
        wheel(viewport, -1 if len(painted) // 120 % 2 == 0 else 1)
        viewport.repaint()
        painted.append(time.perf_counter())
        if painted[-1] - painted[0] > seconds and not ended.done():
            ended.set_result(None)

    start(timer, frame)
    await ended
    timer.stop()
    return [(later - earlier) * 1000 for earlier, later in itertools.pairwise(painted)]


def start(timer: QTimer, frame: Callable[[], None]) -> None:
    """Ask for a frame whenever a screen would."""
    timer.timeout.connect(frame)
    timer.start(FRAME)


if __name__ == "__main__":
    main()

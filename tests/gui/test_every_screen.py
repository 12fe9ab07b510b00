"""Every screen in every state, in three languages and sizes: nothing is cut, nameless, out of place or out of reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.app.language import dress_in_language
from agent_desk.runtime.language import use_language
from agent_desk.views import theme
from agent_desk.views.conversation.window import ConversationWindow
from agent_desk.views.merging.picker import MergePicker
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeCollector, FakeSettings
from tests.gui.screen_checks import findings
from tests.gui.screens_walk import FullDesk, Walk
from tests.translations import made_up


@dataclass(frozen=True)
class Look:
    """A language (`rtl`: a made-up one, longer and read from the right), the size of text in percent, the size of the window."""

    language: str
    scale: int
    width: int
    height: int = 800

    def __str__(self) -> str:
        return f"{self.language}-{self.scale}-{self.width}"


LOOKS = [
    Look("en", 100, 1280),
    Look("de", 100, 1280),
    Look("de", 200, 1280),
    Look("de", 200, 900, 1400),
    Look("rtl", 100, 900),
]


KNOWN = {
    "too long an answer": "four lines of text, what is wrong with them and two rows of buttons need more than the window",
    "a numbered thread": "the parts to look at before they leave need more than the window",
}
"""States that do not fit where the text is twice as large and the window 800 pixels high, and why."""


class _Windows(QObject):
    """Notes what becomes a window of its own: a control that is shown before it has a place flashes and takes the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt's
        opened = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if opened and not isinstance(watched, MainWindow | ConversationWindow | MergePicker | QMenu):
            self.strange.add(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture(scope="session")
def _made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.install(tmp_path_factory.mktemp("languages"))


@pytest.fixture
def look(request: pytest.FixtureRequest, qapp: QApplication, _made_up: Path) -> Iterator[Look]:
    """The application speaks the language and shows the size."""
    chosen: Look = request.param
    before = QLocale()
    settings = FakeSettings(theme="light", scale=str(chosen.scale), locale="language")
    if chosen.language == "rtl":
        use_language(made_up.CODE, _made_up)
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    else:
        dress_in_language(settings, chosen.language)
    yield chosen
    dress_in_language(settings, "en")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    QLocale.setDefault(before)
    theme.apply(qapp, Scheme.LIGHT)


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[FullDesk]:
    kit = FullDesk(tmp_path / "desk")
    yield kit
    kit.close()


@pytest.mark.parametrize("look", LOOKS, indirect=True, ids=str)
def test_nothing_is_cut_nameless_or_out_of_place(look: Look, kit: FullDesk, qtbot: QtBot) -> None:
    collector = FakeCollector()
    settings = FakeSettings(theme="light", scale=str(look.scale))
    window = MainWindow(kit.desk, kit.acts, kit.news, collector, settings)
    window.resize(look.width, look.height)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    windows = _Windows()
    QApplication.instance().installEventFilter(windows)  # type: ignore[union-attr]
    found: dict[str, str] = {}
    for name, shown in Walk(kit, window, collector).screens():
        for line in () if look.scale == 200 and name in KNOWN else findings(shown):
            found.setdefault(re.sub(r"\d+", "N", line.partition("“")[0] + line.rpartition("”")[2]), f"[{name}] {line}")
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)  # what is gone need not be dressed again
    assert windows.strange == set()
    assert not found, "\n" + "\n".join(found.values())

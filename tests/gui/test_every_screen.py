"""Every screen in every state, in three languages and sizes: nothing is cut, nameless, out of place or out of reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
import pytest
from PySide6.QtCore import QEvent, QLocale, QObject, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from agent_desk.app.language import dress_in_language
from agent_desk.runtime.language import use_language
from agent_desk.runtime.places import resources_dir
from agent_desk.views import theme
from agent_desk.views.conversation.window import ConversationWindow
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow
from tests.gui.fakes import FakeCollector, FakeSettings
from tests.gui.screen_checks import findings
from tests.gui.screens_walk import FullDesk, Walk


@dataclass(frozen=True)
class Look:
    """A language (`rtl`: a made-up one, read from the right), the size of text in percent, the size of the window."""

    language: str
    scale: int
    width: int
    height: int = 800

    def __str__(self) -> str:
        return f"{self.language}-{self.scale}-{self.width}"


LOOKS = [
    Look("en", 100, 1280),
    Look("de", 100, 1280),
    Look("rtl", 100, 900),
]


class _Windows(QObject):
    """Notes what becomes a window of its own: a control that is shown before it has a place flashes and takes the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt's
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            if not isinstance(watched, MainWindow | ConversationWindow | QMenu):
                self.strange.add(f"{type(watched).__name__} {watched.objectName()}")
        return False


def mirrored(text: str) -> str:
    """The text in Hebrew letters, a fifth longer; what is filled in stays."""
    out, inside = [], False
    for letter in text:
        inside = (inside or letter == "{") and letter != "}"
        plain = letter.isascii() and letter.isalpha() and not inside
        out.append(chr(0x5D0 + ord(letter.lower()) % 27) if plain else letter)
    return "".join(out)


@pytest.fixture(scope="session")
def _made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("languages")
    catalogue = polib.pofile(str(resources_dir() / "translations" / "agent_desk.pot"))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: mirrored(entry.msgid), 1: mirrored(entry.msgid_plural)}
        else:
            entry.msgstr = mirrored(entry.msgid)
    place = folder / "he" / "LC_MESSAGES"
    place.mkdir(parents=True)
    catalogue.metadata["Plural-Forms"] = "nplurals=2; plural=(n != 1);"
    catalogue.save(str(place / "agent_desk.po"))
    return folder


@pytest.fixture
def look(request: pytest.FixtureRequest, qapp: QApplication, _made_up: Path) -> Iterator[Look]:
    """The application speaks the language and shows the size."""
    chosen: Look = request.param
    before = QLocale()
    settings = FakeSettings(theme="light", scale=str(chosen.scale), locale="language")
    if chosen.language == "rtl":
        use_language("he", _made_up)
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
        for line in findings(shown):
            found.setdefault(re.sub(r"\d+", "N", line.partition("“")[0] + line.rpartition("”")[2]), f"[{name}] {line}")
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)  # what is gone need not be dressed again
    assert windows.strange == set()
    assert not found, "\n" + "\n".join(found.values())

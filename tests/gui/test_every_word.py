"""In a made-up language that is longer and reads from the right, every screen speaks nothing but that language."""

from __future__ import annotations

import ast
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desk.app.language import dress_in_language
from agent_desk.domain.posts import ConversationKind
from agent_desk.runtime import language as languages
from agent_desk.views import theme
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow
from tests.gui import desk_kit, hours_screens, screens_walk, work_screens
from tests.gui.fakes import FakeCollector, FakeSettings
from tests.gui.figures import screens as figure_screens
from tests.gui.screen_words import said_in
from tests.gui.screens_walk import FullDesk, Walk
from tests.translations import made_up

_WORD = re.compile(r"[A-Za-z]{2,}")
_NO_WORDS = re.compile(
    r"(?:https?|demo)://\S+|\b[\w.-]+\.(?:app|com|example|social)\b"  # addresses
    r"|@\w+|\{\w+\}|\b[0-9a-f-]{36}\b|\w+…"  # handles, what a command gets, ids, words cut short
)
_KEYS = frozenset({"Alt", "Ctrl", "Del", "Down", "Enter", "Esc", "Menu", "Return", "Shift", "Up"})


@pytest.fixture(scope="session")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.install(tmp_path_factory.mktemp("languages"))


@pytest.fixture
def made_up_language(qapp: QApplication, _folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The application speaks it, with the dates and the direction of the locale it stands for."""
    before = QLocale()
    monkeypatch.setattr(languages, "translations_dir", lambda: _folder)
    assert dress_in_language(FakeSettings(locale="language"), made_up.CODE) == made_up.CODE
    yield
    dress_in_language(FakeSettings(), "en")
    QLocale.setDefault(before)
    theme.apply(qapp, Scheme.LIGHT)


def _known(kit: FullDesk) -> set[str]:
    """Words that are no texts of the program: what the made-up posts and venues say, keys, names of networks and languages."""
    made_up_by = (desk_kit, screens_walk, hours_screens, work_screens, figure_screens)
    nodes = [node for module in made_up_by for node in ast.walk(_tree(module))]
    told = {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    told |= {text.lower().replace(" ", "") for text in told} | {kind.value for kind in ConversationKind}
    names = {manifest.label for manifest in kit.desk.venues.networks()}
    names |= {option.default for manifest in kit.desk.venues.networks() for option in manifest.options}
    names |= {QLocale(code).nativeLanguageName() for code in languages.installed_languages()}
    names |= set(zoneinfo.available_timezones()) | {QLocale.territoryToString(one) for one in QLocale.Country}
    return {word for text in told | names for word in _WORD.findall(text)} | _KEYS


def _tree(module: object) -> ast.AST:
    return ast.parse(Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8"))


@pytest.mark.slow
def test_every_word_on_every_screen_is_translated(made_up_language: None, tmp_path: Path, qtbot: QtBot) -> None:
    kit = FullDesk(tmp_path / "desk")
    known = _known(kit)
    collector = FakeCollector()
    window = MainWindow(kit.desk, kit.acts, kit.news, collector, FakeSettings(theme="light"))
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    assert window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert window.sidebar.mapTo(window, window.sidebar.rect().center()).x() > window.width() // 2
    heard: dict[str, str] = {}
    for name, shown in Walk(kit, window, collector).screens():
        for text in said_in(shown):
            heard.setdefault(text, name)
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    kit.close()
    assert len(heard) > 1000
    english = {
        f"[{name}] {text}": words
        for text, name in heard.items()
        if (words := [word for word in _WORD.findall(_NO_WORDS.sub("", text)) if word not in known])
    }
    assert english == {}

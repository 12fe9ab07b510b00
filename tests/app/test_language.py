"""The window speaks the language that was chosen, reads in its direction, and Qt's own words follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from agent_desk.app.language import dress_in_language
from agent_desk.runtime import language as languages
from agent_desk.runtime.language import tr
from tests.gui.fakes import FakeSettings


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application; English again afterwards."""
    yield qapp
    dress_in_language(FakeSettings(language="en"))
    QLocale.setDefault(QLocale.system())


def test_the_chosen_language_is_spoken_by_us_and_by_qt(application: QApplication, qtbot: QtBot) -> None:
    assert dress_in_language(FakeSettings(language="de", locale="language")) == "de"
    assert tr("Preferences") == "Einstellungen"
    assert QLocale().toString(1.5) == "1,5"
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert buttons.buttons()[0].text() == "Abbrechen"
    assert dress_in_language(FakeSettings(language="en")) == "en"
    assert tr("Preferences") == "Preferences"
    again = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(again)
    assert again.buttons()[0].text() == "Cancel"


def test_what_the_command_line_names_goes_before_the_settings(application: QApplication) -> None:
    assert dress_in_language(FakeSettings(language="en"), "de_AT") == "de"


def test_a_language_that_reads_from_the_right_turns_the_window(
    application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ar" / "LC_MESSAGES" / "agent_desk.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Send"\nmsgstr "⟪Send⟫"\n', encoding="utf-8")
    monkeypatch.setattr(languages, "translations_dir", lambda: tmp_path)
    assert dress_in_language(FakeSettings(language="ar")) == "ar"
    assert tr("Send") == "⟪Send⟫"
    assert application.layoutDirection() is Qt.LayoutDirection.RightToLeft
    dress_in_language(FakeSettings(language="en"))
    assert application.layoutDirection() is Qt.LayoutDirection.LeftToRight

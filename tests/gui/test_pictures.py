"""The pictures for the documents: every screen is drawn, in the size and scheme that were asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from agent_desk.services.desk import Desk
from agent_desk.views.pictures import draw
from agent_desk.views.theme import Scheme


@pytest.mark.slow
def test_every_screen_is_drawn(desk: Desk, empty_desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    files = draw(desk, empty_desk, tmp_path / "pictures", Scheme.DARK, (1280, 800))
    names = {path.name.partition("-dark")[0] for path in files}
    assert {
        "welcome",
        "connect",
        "inbox",
        "undo",
        "outbox",
        "search",
        "venue",
        "offline",
        "keys",
        "board",
        "ledger",
        "levels",
    } <= names
    for path in files:
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == (1280, 800)
        colours = {picture.pixel(x, y) for x in range(0, 1280, 16) for y in range(0, 800, 16)}
        assert len(colours) > 3
        assert picture.pixelColor(4, 4).lightnessF() < 0.3

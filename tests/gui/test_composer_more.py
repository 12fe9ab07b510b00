"""Pictures made fit, translations proposed, previews: what helps without ever sending or fetching by itself."""

from __future__ import annotations

import random
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from agent_desk.domain.errors import Refused
from agent_desk.domain.venues import Limits
from agent_desk.views.composer import Composer
from agent_desk.views.composer.fitting import fit
from agent_desk.views.composer.preview import Preview
from agent_desk.views.conversation import ConversationPane
from tests.gui.desk_kit import LIMITS, DeskKit

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ANY = Limits(media_max=4, media_types=("image/png", "image/jpeg"))


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[DeskKit]:
    kit = DeskKit(tmp_path / "desk")
    yield kit
    kit.close()


@pytest.fixture
def pane(kit: DeskKit, qtbot: QtBot) -> ConversationPane:
    pane = ConversationPane(kit.desk, kit.acts, kit.news, kit.settings, now=lambda: kit.now)
    qtbot.addWidget(pane)
    pane.resize(700, 800)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.activateWindow()
    return pane


@pytest.fixture
def composer(kit: DeskKit, pane: ConversationPane, qtbot: QtBot) -> Composer:
    pane.show_conversation(kit.post("Wo ist mein Paket?", languages=("de",)))
    pane.composer.take_focus()
    qtbot.waitUntil(pane.composer.edit.hasFocus)
    return pane.composer


def noise(width: int, height: int) -> QImage:
    return QImage(random.Random(1).randbytes(width * height * 4), width, height, QImage.Format.Format_RGB32).copy()


def photo(path: Path, width: int = 40, height: int = 20) -> None:
    """A photograph lying on its side, whose camera says so, and where it was taken."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(path))
    tags = struct.pack(">HHHIHH", 1, 0x0112, 3, 1, 6, 0)
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + tags + b"\0\0\0\0" + b"GPS 52.5200N 13.4050E"
    raw = path.read_bytes()
    path.write_bytes(raw[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + raw[2:])


def test_a_photograph_leaves_upright_and_without_its_place(tmp_path: Path) -> None:
    path = tmp_path / "holiday.jpg"
    photo(path)
    fitted = fit(path, ANY, tmp_path)
    assert fitted.path != path
    assert (fitted.width, fitted.height, fitted.before) == (20, 40, None)
    raw = fitted.path.read_bytes()
    assert b"Exif" not in raw
    assert b"GPS" not in raw
    assert QImage(str(fitted.path)).size().toTuple() == (20, 40)


def test_words_kept_in_a_png_stay_here(tmp_path: Path) -> None:
    image = noise(8, 8)
    image.setText("Author", "Mira at home")
    assert image.save(str(tmp_path / "a.png"))
    fitted = fit(tmp_path / "a.png", ANY, tmp_path)
    assert b"Mira" not in fitted.path.read_bytes()
    assert QImage(str(fitted.path)).pixel(3, 3) == image.pixel(3, 3)


def test_too_large_a_picture_is_made_smaller(tmp_path: Path) -> None:
    assert noise(300, 200).save(str(tmp_path / "a.png"))
    fitted = fit(tmp_path / "a.png", replace(ANY, media_bytes_max=60_000), tmp_path)
    assert fitted.path.stat().st_size <= 60_000
    assert fitted.before == (300, 200)
    assert fitted.width / fitted.height == pytest.approx(1.5, abs=0.05)


def test_a_form_the_venue_does_not_take_becomes_one_it_does(tmp_path: Path) -> None:
    assert noise(8, 8).save(str(tmp_path / "a.bmp"))
    assert fit(tmp_path / "a.bmp", ANY, tmp_path).path.suffix == ".jpg"


def test_a_picture_that_cannot_be_read_does_not_leave(tmp_path: Path) -> None:
    (tmp_path / "odd.jpg").write_bytes(b"GPS 52N")
    with pytest.raises(Refused, match="odd"):
        fit(tmp_path / "odd.jpg", ANY, tmp_path)


def test_what_was_made_smaller_is_said(kit: DeskKit, composer: Composer, tmp_path: Path) -> None:
    assert noise(800, 500).save(str(tmp_path / "big.png"))
    assert (tmp_path / "big.png").stat().st_size > LIMITS.media_bytes_max
    composer.attach([tmp_path / "big.png"])
    stored = composer.attachments.media[0]
    assert stored.size <= LIMITS.media_bytes_max
    assert stored.width < 800
    bar = composer.bars.current("said")
    assert bar is not None
    assert any("from 800 × 500" in one.text() for one in bar.findChildren(QLabel))


def translator(kit: DeskKit, tmp_path: Path, code: str) -> None:
    path = tmp_path / "t.py"
    path.write_text(code, encoding="utf-8")
    kit.settings.set("translate", f'"{sys.executable}" "{path}" {{from}} {{to}}')


def test_a_draft_is_translated_as_a_proposal(kit: DeskKit, composer: Composer, tmp_path: Path) -> None:
    translator(kit, tmp_path, "import sys; print(*sys.argv[1:], sys.stdin.read().upper())")
    composer.edit.insertPlainText("On its way")
    QTest.keyClick(composer.edit, Qt.Key.Key_T, CTRL | SHIFT)
    assert composer.text == "On its way"
    take = composer.bars.findChild(QPushButton, "takeTranslation")
    assert take is not None
    take.click()
    assert composer.text == "en de ON ITS WAY"
    assert kit.desk.outbox.rows() == []
    composer.edit.undo()
    assert composer.text == "On its way"


def test_with_nothing_written_the_post_is_translated(kit: DeskKit, composer: Composer, tmp_path: Path) -> None:
    translator(kit, tmp_path, "import sys; print(*sys.argv[1:], sys.stdin.read())")
    QTest.keyClick(composer.edit, Qt.Key.Key_T, CTRL | SHIFT)
    shown = composer.bars.findChild(QPlainTextEdit, "translated")
    assert shown is not None
    assert shown.toPlainText() == "de en Wo ist mein Paket?"
    assert composer.text == ""


def test_why_a_translation_failed_is_said(kit: DeskKit, composer: Composer, tmp_path: Path) -> None:
    translator(kit, tmp_path, "import sys; sys.exit('quota used up')")
    composer.edit.insertPlainText("On its way")
    QTest.keyClick(composer.edit, Qt.Key.Key_T, CTRL | SHIFT)
    bar = composer.bars.current("error")
    assert bar is not None
    assert any("quota used up" in one.text() for one in bar.findChildren(QLabel))
    assert composer.text == "On its way"


def test_without_a_command_it_says_where_to_set_one(composer: Composer) -> None:
    QTest.keyClick(composer.edit, Qt.Key.Key_T, CTRL | SHIFT)
    bar = composer.bars.current("translation")
    assert bar is not None
    assert any("preferences" in one.text() for one in bar.findChildren(QLabel))


def test_a_preview_draws_markdown_and_fetches_nothing(qtbot: QtBot) -> None:
    preview = Preview()
    qtbot.addWidget(preview)
    preview.show_written("**Bold** ![x](http://127.0.0.1:1/a.png) <script>alert(1)</script>", "markdown")
    assert "Bold" in preview.toPlainText()
    assert "**" not in preview.toPlainText()
    assert "<img" not in preview.toHtml()
    assert "<script" not in preview.toHtml()


def test_the_preview_stands_in_the_place_of_the_field(composer: Composer) -> None:
    place = composer._place
    assert place is not None
    composer._place = replace(place, network=replace(place.network, markup="markdown"))
    composer.edit.insertPlainText("*Hello*")
    QTest.keyClick(composer.edit, Qt.Key.Key_P, CTRL | SHIFT)
    assert composer.preview.isVisible()
    assert composer.preview.toPlainText() == "Hello"
    assert not composer.edit.isVisible()
    QTest.keyClick(composer.preview, Qt.Key.Key_P, CTRL | SHIFT)
    assert composer.edit.hasFocus()
    assert composer.text == "*Hello*"

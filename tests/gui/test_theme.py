"""Tokens: what must be read can be read, in both schemes; icons are all there."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_desk.runtime.places import resources_dir
from agent_desk.views import theme
from agent_desk.views.theme import Scheme, Token
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.theme.tokens import AVATARS, TABLES
from agent_desk.views.widgets import initials

GROUNDS = (Token.BG, Token.PANE, Token.SIDE, Token.SELECTION, Token.OURS, Token.NOTE, Token.CHIP, Token.SOFT)


def _luminance(colour: str) -> float:
    told = QColor(colour)
    channels = [told.redF(), told.greenF(), told.blueF()]
    linear = [value / 12.92 if value <= 0.03928 else math.pow((value + 0.055) / 1.055, 2.4) for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_that_must_be_read_stands_out(scheme: Scheme, ground: Token) -> None:
    table = TABLES[scheme]
    assert _contrast(table[Token.TEXT], table[ground]) >= 7
    assert _contrast(table[Token.DIM], table[ground]) >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (Token.LATE, Token.LATE_SOFT),
        (Token.RISK, Token.RISK_SOFT),
        (Token.OK, Token.OK_SOFT),
        (Token.ACCENT, Token.SOFT),
        (Token.ON_ACCENT, Token.ACCENT),
        (Token.DIM, Token.RISK_SOFT),
    ],
)
def test_words_on_tinted_grounds_stand_out(scheme: Scheme, text: Token, ground: Token) -> None:
    assert _contrast(TABLES[scheme][text], TABLES[scheme][ground]) >= 4.5


def test_white_initials_stand_out_on_every_avatar() -> None:
    assert [colour for colour in AVATARS if _contrast("#ffffff", colour) < 4.5] == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Lopes", "AL"),
        ("jonas_r", "JR"),
        ("李小龙", "李"),
        ("Σοφία Π.", "ΣΠ"),
        ("", "?"),
        ("🎉", "?"),
        ("@ana", "A"),
    ],
)
def test_initials_of_every_script(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_every_icon_that_the_code_names_is_drawn(qtbot: QtBot) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.apply(application, Scheme.LIGHT)
    drawn = {path.stem for path in (resources_dir() / "icons").glob("*.svg")}
    views = Path(theme.__file__).parents[1]
    named: set[str] = set()
    for path in views.rglob("*.py"):
        named |= set(re.findall(r'(?:icon|pixmap|icon_button|EmptyState)\(\s*"([a-z-]+)"', path.read_text("utf-8")))
    assert named <= drawn
    assert len(named) > 5
    assert not pixmap("inbox").isNull()

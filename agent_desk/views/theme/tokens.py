"""The one table of design tokens: what each colour is for, light, dark and high contrast."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Scheme(StrEnum):
    """Which of the tables is in use."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Token(StrEnum):
    """What a colour is for. FAINT only for what may be missed; LATE only for late and for what failed for good."""

    BG = "bg"
    PANE = "pane"
    SIDE = "side"
    LINE = "line"
    CHIP = "chip"
    HOVER = "hover"
    TEXT = "text"
    DIM = "dim"
    FAINT = "faint"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    SOFT = "soft"
    SELECTION = "selection"
    OURS = "ours"
    NOTE = "note"
    NOTE_LINE = "note_line"
    LATE = "late"
    LATE_SOFT = "late_soft"
    RISK = "risk"
    RISK_SOFT = "risk_soft"
    OK = "ok"
    OK_SOFT = "ok_soft"


_T = Token

_COLOURS: Final[dict[Token, tuple[str, str, str]]] = {
    _T.BG: ("#f6f7f9", "#14171c", "#000000"),
    _T.PANE: ("#ffffff", "#1b1f26", "#000000"),
    _T.SIDE: ("#eef0f4", "#171a20", "#000000"),
    _T.LINE: ("#e1e4ea", "#2b303a", "#8f8f8f"),
    _T.CHIP: ("#eef0f4", "#272c35", "#242424"),
    _T.HOVER: ("#f6f7fa", "#20252d", "#1c1c1c"),
    _T.TEXT: ("#1b1f27", "#e7eaf0", "#ffffff"),
    _T.DIM: ("#5c6472", "#a6aebb", "#e4e4e4"),
    _T.FAINT: ("#8a92a0", "#79818f", "#c4c4c4"),
    _T.ACCENT: ("#2f5bd8", "#8aa8ff", "#ffd60a"),
    _T.ON_ACCENT: ("#ffffff", "#14171c", "#000000"),
    _T.SOFT: ("#e8eefc", "#25304d", "#332b00"),
    _T.SELECTION: ("#e3eafb", "#26314d", "#0b3a78"),
    _T.OURS: ("#f0f5ff", "#1f283a", "#061c33"),
    _T.NOTE: ("#fff7df", "#332c17", "#332b00"),
    _T.NOTE_LINE: ("#e9cf7a", "#6d5a1f", "#ffd60a"),
    _T.LATE: ("#c62f36", "#ff8a8a", "#ff9a9a"),
    _T.LATE_SOFT: ("#fdecec", "#45242a", "#3d0a0a"),
    _T.RISK: ("#9a5b00", "#f2b866", "#ffc266"),
    _T.RISK_SOFT: ("#fdf0d6", "#3d2f15", "#332200"),
    _T.OK: ("#1d7a4b", "#72d3a0", "#7ff0b2"),
    _T.OK_SOFT: ("#e3f5ea", "#17372a", "#0a3320"),
}

TABLES: Final[Mapping[Scheme, Mapping[Token, str]]] = {
    scheme: {token: colours[at] for token, colours in _COLOURS.items()} for at, scheme in enumerate(Scheme)
}
"""Hex colours per scheme."""

BASE, TITLE, LABEL = 13, 15, 11
"""Sizes of text in pixels at a scale of 100 %."""
ROW, ROW_DENSE = 80, 52
"""Heights of a list row in pixels at 100 %."""
SCALE_MIN, SCALE_MAX = 80, 200

AVATARS: Final = (
    "#3e7c6a",
    "#a8447a",
    "#4f63a8",
    "#8a6a3c",
    "#3f7d37",
    "#b5573a",
    "#6b6f7c",
    "#5a7290",
    "#6a51b0",
    "#2f7f94",
)
"""Grounds for initials; white stands out on each with 4.5:1."""

"""The one table of design tokens: what each colour is for, light and dark."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Scheme(StrEnum):
    """Which of the two tables is in use."""

    LIGHT = "light"
    DARK = "dark"


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

_BOTH: Final[dict[Token, tuple[str, str]]] = {
    _T.BG: ("#f6f7f9", "#14171c"),
    _T.PANE: ("#ffffff", "#1b1f26"),
    _T.SIDE: ("#eef0f4", "#171a20"),
    _T.LINE: ("#e1e4ea", "#2b303a"),
    _T.CHIP: ("#eef0f4", "#272c35"),
    _T.HOVER: ("#f6f7fa", "#20252d"),
    _T.TEXT: ("#1b1f27", "#e7eaf0"),
    _T.DIM: ("#5c6472", "#a6aebb"),
    _T.FAINT: ("#8a92a0", "#79818f"),
    _T.ACCENT: ("#2f5bd8", "#8aa8ff"),
    _T.ON_ACCENT: ("#ffffff", "#14171c"),
    _T.SOFT: ("#e8eefc", "#25304d"),
    _T.SELECTION: ("#e3eafb", "#26314d"),
    _T.OURS: ("#f0f5ff", "#1f283a"),
    _T.NOTE: ("#fff7df", "#332c17"),
    _T.NOTE_LINE: ("#e9cf7a", "#6d5a1f"),
    _T.LATE: ("#c62f36", "#ff8a8a"),
    _T.LATE_SOFT: ("#fdecec", "#45242a"),
    _T.RISK: ("#9a5b00", "#f2b866"),
    _T.RISK_SOFT: ("#fdf0d6", "#3d2f15"),
    _T.OK: ("#1d7a4b", "#72d3a0"),
    _T.OK_SOFT: ("#e3f5ea", "#17372a"),
}

TABLES: Final[Mapping[Scheme, Mapping[Token, str]]] = {
    Scheme.LIGHT: {token: pair[0] for token, pair in _BOTH.items()},
    Scheme.DARK: {token: pair[1] for token, pair in _BOTH.items()},
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

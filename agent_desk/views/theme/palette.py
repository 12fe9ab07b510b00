"""The palette that Fusion paints with, from the tokens."""

from __future__ import annotations

from PySide6.QtGui import QPalette

from agent_desk.views.theme import Token, color


def palette() -> QPalette:
    """A palette for the scheme in use."""
    role, result = QPalette.ColorRole, QPalette()
    for name, token in {
        role.Window: Token.BG,
        role.WindowText: Token.TEXT,
        role.Base: Token.PANE,
        role.AlternateBase: Token.BG,
        role.Text: Token.TEXT,
        role.PlaceholderText: Token.DIM,
        role.Button: Token.PANE,
        role.ButtonText: Token.TEXT,
        role.BrightText: Token.LATE,
        role.ToolTipBase: Token.PANE,
        role.ToolTipText: Token.TEXT,
        role.Highlight: Token.ACCENT,
        role.HighlightedText: Token.ON_ACCENT,
        role.Accent: Token.ACCENT,
        role.Link: Token.ACCENT,
        role.LinkVisited: Token.ACCENT,
        role.Light: Token.PANE,
        role.Midlight: Token.CHIP,
        role.Mid: Token.LINE,
        role.Dark: Token.FAINT,
        role.Shadow: Token.DIM,
    }.items():
        result.setColor(name, color(token))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, color(Token.FAINT))
    return result

"""Colours, sizes and fonts as every screen asks for them, in the scheme and scale that were applied last."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication

from agent_desk.views.theme.tokens import BASE, LABEL, SCALE_MAX, SCALE_MIN, TABLES, TITLE, Scheme, Token

__all__ = [
    "BASE",
    "LABEL",
    "TITLE",
    "Scheme",
    "Token",
    "apply",
    "choose",
    "color",
    "dress",
    "font",
    "hex_of",
    "px",
    "scale",
    "scheme",
]


@dataclass(slots=True)
class _Applied:
    scheme: Scheme = Scheme.LIGHT
    scale: int = 100


_applied = _Applied()


def apply(application: QApplication, scheme: Scheme, scale: int = 100) -> None:
    """Dress the whole application; widgets on screen repaint. `scale` in percent, kept within 80 to 200. GUI thread."""
    choose(application, scheme, scale)
    dress(application)


def dress(application: QApplication) -> None:
    """The style sheet alone. Qt matches it anew against everything below a widget that is put into its place, so a large
    window is made after `choose` and before this."""
    from agent_desk.views.theme.sheet import sheet

    application.setStyleSheet(sheet())


def choose(application: QApplication, scheme: Scheme, scale: int = 100) -> None:
    """All but the style sheet: what widgets ask for while they are made."""
    from agent_desk.views.theme.palette import palette

    _applied.scheme = scheme
    _applied.scale = max(SCALE_MIN, min(SCALE_MAX, scale))
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    application.setFont(font())
    application.setPalette(palette())


def scheme() -> Scheme:
    """The scheme in use."""
    return _applied.scheme


def scale() -> int:
    """The scale of text in use, in percent."""
    return _applied.scale


def hex_of(token: Token) -> str:
    """The token's colour as #rrggbb in the scheme in use."""
    return TABLES[_applied.scheme][token]


def color(token: Token) -> QColor:
    """The token's colour in the scheme in use; ask anew at each paint."""
    return QColor(hex_of(token))


def px(value: float) -> int:
    """A length of the design (pixels at 100 %) at the scale in use."""
    return round(value * _applied.scale / 100)


def font(size: int = BASE, *, bold: bool = False, tabular: bool = False) -> QFont:
    """The system's font in a size of the design (pixels at 100 %)."""
    result = QFont(QApplication.font())
    result.setPixelSize(px(size))
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result

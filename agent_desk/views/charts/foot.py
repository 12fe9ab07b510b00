"""The line at the bottom of a screen of figures: up to when they are complete, and what the one that is looked at counts."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from agent_desk.views.theme import Token, px
from agent_desk.views.widgets import ElidedLabel, plain_tip
from agent_desk.views.widgets.labels import Dot


class Foot(QWidget):
    """`explain` is for the signals `explained` of tiles and panels."""

    def __init__(self) -> None:
        super().__init__()
        self._dot = Dot(Token.OK)
        self.coverage = ElidedLabel("", tone="dim")
        self.coverage.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.definition = ElidedLabel("", tone="dim")
        self.definition.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(4), px(16), px(6))
        row.setSpacing(px(8))
        row.addWidget(self._dot)
        row.addWidget(self.coverage)
        row.addSpacing(px(16))
        row.addWidget(self.definition, 1)

    def show_coverage(self, text: str, *, complete: bool, detail: str = "") -> None:
        """How far the figures reach; `detail`: which venues are behind."""
        self._dot.show_token(Token.OK if complete else Token.RISK)
        self.coverage.setText(text)
        self.setToolTip(plain_tip(detail))
        self.coverage.setAccessibleDescription(detail)

    def explain(self, definition: str) -> None:
        """Say what a figure counts; empty: nothing is looked at."""
        self.definition.setText(definition)

"""What a sign-in test found: who we are there and what we may do, shown before anything is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.venues import Capability, VenueProfile
from agent_desk.runtime.texts import tr
from agent_desk.views.theme import Token, px
from agent_desk.views.theme.icons import pixmap
from agent_desk.views.venues import words
from agent_desk.views.widgets import Avatar, label


class ProfileCard(QWidget):
    """A profile as the venue told it. What the network offers but we may not do is listed too, and says so."""

    def __init__(
        self, manifest: Manifest, profile: VenueProfile, *, read_only: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        name = profile.name or profile.handle
        self.setAccessibleName(tr("Signed in as {name}", name=name) if profile.handle else name)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(14), px(16), px(14))
        column.setSpacing(px(6))
        column.addLayout(_who(profile))
        column.addSpacing(px(4))
        for capability in Capability:
            if capability in manifest.writes | profile.may | {Capability.READ}:
                may = capability in profile.may and not (read_only and capability not in _READING)
                # Nobody in particular reads there: who signs in may do more.
                later = not profile.handle and not may
                column.addLayout(_line(words.capability(capability), may, later=later))
        if limits := words.limits(profile.limits):
            column.addWidget(label(limits, tone="dim", wrap=True))
        for note in profile.notes:
            column.addWidget(label(tr(note), tone="dim", wrap=True))


_READING = frozenset({Capability.READ, Capability.SEARCH})


def _who(profile: VenueProfile) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(10))
    row.addWidget(Avatar(profile.name or profile.handle, 36))
    names = QVBoxLayout()
    names.setSpacing(0)
    names.addWidget(label(profile.name or profile.handle, bold=True))
    known = " · ".join(part for part in (profile.handle, profile.server) if part)
    names.addWidget(label(known, tone="dim", wrap=True))
    row.addLayout(names, 1)
    return row


def _line(text: str, may: bool, *, later: bool) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(px(8))
    sign = QLabel()
    sign.setPixmap(pixmap("check" if may else "lock" if later else "close", Token.OK if may else Token.DIM, 15))
    row.addWidget(sign)
    refused = tr("{what}: after signing in", what=text) if later else tr("{what}: not allowed", what=text)
    row.addWidget(label(text if may else refused, tone="" if may else "dim", wrap=True), 1)
    return row

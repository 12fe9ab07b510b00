"""The ways to sign in to a place, as clear choices: with the browser, with a pasted secret, or only reading."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from agent_desk.connectors.manifest import Manifest
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.theme import px
from agent_desk.views.venues.help_text import HelpText
from agent_desk.views.widgets.focus_lead import lead_focus


class Way(Enum):
    """How we get in."""

    BROWSER = "browser"
    PASTE = "paste"
    READ = "read"


_TITLES = {
    Way.BROWSER: marked("Sign in with the browser"),
    Way.PASTE: marked("Paste a secret: {secret}"),
    Way.READ: marked("Only read, without an account"),
}
_WORDS = {
    Way.BROWSER: marked("The page of the venue asks you there; no password passes through Agent Desk."),
    Way.PASTE: marked("For accounts of teams and programs, and where no browser can be used."),
    Way.READ: marked("Public posts arrive at once. Nobody can answer until you sign in, which you can do later."),
}


def ways_of(manifest: Manifest) -> tuple[Way, ...]:
    """How one can connect a place of that network, the easiest that lets us answer first; none where nothing is needed."""
    if manifest.auth == "none":
        return ()
    browser = (Way.BROWSER,) if manifest.browser else ()
    alone = () if manifest.anonymous is None else (Way.READ,)
    return (*browser, Way.PASTE, *alone)


class WayChoice(QWidget):
    """One radio button for each way, with what it means. Emits `chosen`."""

    chosen = Signal(object)

    def __init__(self, manifest: Manifest, ways: tuple[Way, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("How to sign in"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.buttons: dict[Way, QRadioButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        secret = tr(manifest.secret_label) or tr("Password")
        for way in ways:
            choice = QRadioButton(tr(_TITLES[way], secret=secret))
            choice.setAccessibleName(choice.text())
            choice.setAccessibleDescription(tr(_WORDS[way]))
            self._group.addButton(choice)
            self.buttons[way] = choice
            words = HelpText(tr(_WORDS[way]))
            words.setContentsMargins(px(24), 0, 0, px(6))
            column.addWidget(choice)
            column.addWidget(words)
        if ways:
            self.buttons[ways[0]].setChecked(True)
            lead_focus(self, self.buttons[ways[0]])
        self._group.buttonToggled.connect(self._toggled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Asks for the height that its width needs, because forms ask only for the least height of what they hold."""
        super().resizeEvent(event)
        self.setMinimumHeight(max(0, self.heightForWidth(self.width())))

    def way(self) -> Way | None:
        """The chosen one, None where there is nothing to choose."""
        return next((way for way, choice in self.buttons.items() if choice.isChecked()), None)

    def choose(self, way: Way) -> None:
        """Choose it where it is offered."""
        if choice := self.buttons.get(way):
            choice.setChecked(True)

    def _toggled(self, _choice: object, on: bool) -> None:
        if on:
            self.chosen.emit(self.way())

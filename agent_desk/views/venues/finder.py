"""An address field that finds what stands there, so that nobody has to know which software a community runs on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from agent_desk.domain.errors import DeskError, Unreachable
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.services.recognising import Recognised
from agent_desk.views.ports import Acts, Question
from agent_desk.views.theme import px
from agent_desk.views.widgets import button, label, primary_button
from agent_desk.views.widgets.focus_lead import lead_focus

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class AddressFinder(QWidget):
    """Emits `found` with a Recognised, and `touched` when the address changes, so that an older finding is forgotten."""

    found = Signal(object)
    touched = Signal()

    def __init__(self, desk: Desk, acts: Acts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._acts = desk, acts
        self._question: Question | None = None
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Address of your community"))
        self.field.setPlaceholderText("community.example.com")
        self.field.textEdited.connect(self._on_edit)
        self.field.returnPressed.connect(self.look)
        self.find_button = primary_button(tr("Find"), name=tr("Find what stands at this address"))
        self.find_button.clicked.connect(self.look)
        self.stop_button = button(tr("Stop"), name=tr("Stop looking"))
        self.stop_button.clicked.connect(self.stop)
        self.stop_button.hide()
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Looking what stands there"))
        self._progress.hide()
        self.state = label(tone="dim", wrap=True)
        self.state.hide()
        lead_focus(self, self.field)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.field, 1)
        row.addWidget(self.find_button)
        row.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addLayout(row)
        column.addWidget(self._progress)
        column.addWidget(self.state)

    def look(self) -> None:
        """Look what stands at the typed address, off the GUI thread."""
        address = self.field.text().strip()
        if not address:
            self.field.setFocus()
            return
        self.stop()
        self.touched.emit()
        self._progress.show()
        self.find_button.hide()
        self.stop_button.show()
        self._say(tr("Looking what stands at {address}", address=address))
        ask = partial(self._desk.venues.recognise, address)
        self._question = self._acts.ask(ask, partial(self._told, address), partial(self._failed, address))

    def stop(self) -> None:
        """Look no further."""
        if self._question is not None:
            self._question.cancel()
            self._question = None
        self._progress.hide()
        self.find_button.show()
        self.stop_button.hide()
        self._say("")

    def _told(self, address: str, found: Recognised | None) -> None:
        self.stop()
        if found is None:
            self._say(
                tr(
                    "At {address} stands nothing that Agent Desk knows. Check the address, or choose the network yourself.",
                    address=address,
                )
            )
            return
        self._say(tr("{address} runs on {network}.", address=address, network=found.manifest.label))
        self.found.emit(found)

    def _failed(self, address: str, error: DeskError) -> None:
        self.stop()
        if isinstance(error, Unreachable):
            self._say(tr("{address} cannot be reached: {why}", address=address, why=texts.detail(error)))
        else:
            self._say(str(texts.what_happened(error)))

    def _on_edit(self, _text: str) -> None:
        self.stop()
        self.touched.emit()

    def _say(self, text: str) -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))
        if text:
            QAccessible.updateAccessibility(QAccessibleEvent(self.state, QAccessible.Event.Alert))

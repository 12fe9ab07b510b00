"""The line below the field: what helps to write, how safe the text is, how much room is left, and what sends it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QToolButton, QWidget

from agent_desk.domain.venues import Capability
from agent_desk.runtime.texts import tr
from agent_desk.views.commands import command, key_text
from agent_desk.views.composer.place import Place
from agent_desk.views.composer.saving import Saved
from agent_desk.views.theme import px
from agent_desk.views.widgets import FlowLayout, button, icon_button, label, primary_button

_TOOLS = (
    ("reply.attach", "attach", "attach"),
    ("reply.emoji", "emoji", "emoji"),
    ("post.quote", "quote", "quote"),
    ("reply.canned", "canned", "canned"),
    ("reply.warning", "alert", "warning"),
    ("reply.preview", "eye", "preview"),
    ("reply.translate", "translate", "translate"),
)
"""Command, drawing and object name."""


class ComposerFoot(QWidget):
    """Named: attach, emoji, quote, canned, warning, preview, translate, saved, counter, sendMore, send, sendAndResolve."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tools: dict[str, QToolButton] = {}
        for command_id, drawing, name in _TOOLS:
            text = tr(command(command_id).text)
            keys = key_text(command_id)
            tool = icon_button(drawing, tr("{name} ({keys})", name=text, keys=keys) if keys else text)
            tool.setObjectName(name)
            self.tools[name] = tool
        self._saved = label(tone="dim")
        self._saved.setObjectName("saved")
        self._count = label(tone="dim")
        self._count.setObjectName("counter")
        self.more_button = icon_button("down", tr("More ways to send"))
        self.more_button.setObjectName("sendMore")
        self.send_button = button(tr("Send"))
        self.send_button.setObjectName("send")
        self.resolve_button = primary_button(tr("Send and resolve"))
        self.resolve_button.setObjectName("sendAndResolve")
        self._lay_out()

    def _lay_out(self) -> None:
        said = self._said = QHBoxLayout()
        said.setSpacing(px(8))
        tools = QWidget()
        self._tools_flow = FlowLayout(tools, px(2))
        for tool in self.tools.values():
            self._tools_flow.addWidget(tool)
        said.addWidget(tools, 1)
        said.addWidget(self._saved)
        said.addWidget(self._count)
        self._does = QWidget()
        self._does_flow = FlowLayout(self._does, px(8), trailing=True)
        for control in (self.more_button, self.send_button, self.resolve_button):
            self._does_flow.addWidget(control)
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addLayout(said, 1)
        does = QHBoxLayout()
        does.addStretch(1)
        does.addWidget(self._does)
        row.addLayout(does)

    def show_saved(self, saved: Saved) -> None:
        """How safe the text is, in a word."""
        words = {
            Saved.NOTHING: "",
            Saved.SAVING: tr("Saving…"),
            Saved.SAVED: tr("Saved"),
            Saved.FAILED: tr("Not saved: it is in this window only"),
        }
        self._saved.setText(words[saved])
        tone = "late" if saved is Saved.FAILED else "dim"
        if self._saved.property("tone") != tone:
            self._saved.setProperty("tone", tone)
            self._saved.style().unpolish(self._saved)
            self._saved.style().polish(self._saved)

    def show_count(self, text: str) -> None:
        """How much room is left; empty where nothing is to be said."""
        self._count.setText(text)
        self._count.setVisible(bool(text))

    def show_tools(self, place: Place, *, note: bool, translates: bool) -> None:
        """Show what helps here: the venue decides for replies, a note needs less."""
        fit = {
            "attach": bool(place.limits.media_max) and not note,
            "quote": not note,
            "warning": place.venue.may(Capability.WARNING) and not note,
            "translate": translates,
            "preview": place.network.markup != "plain" and not note,
        }
        for name, tool in self.tools.items():
            tool.setVisible(fit.get(name, True))
        self._arrange()

    def show_sending(self, verbs: tuple[str, str], *, ready: bool, why: str) -> None:
        """What the two buttons say they do, whether they can, and why not."""
        for control, text in zip((self.send_button, self.resolve_button), verbs, strict=True):
            control.setAccessibleName(text)
            control.setEnabled(ready)
            control.setToolTip(why)
            control.setVisible(bool(text))
        self.more_button.setEnabled(ready)
        self.more_button.setVisible(bool(verbs[1]))
        self._promote(self.send_button, not verbs[1])
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """One line where all of it fits, else two; the keys stand on the buttons where there is room for them."""
        for with_keys in (True, False):
            self._name(self.send_button, "reply.send", with_keys=with_keys)
            self._name(self.resolve_button, "reply.send_resolve", with_keys=with_keys)
            if self._does_flow.sizeHint().width() <= self.width():
                break
        one_line = self._said.sizeHint().width() + self._does_flow.sizeHint().width() + px(8) <= self.width()
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if one_line else QBoxLayout.Direction.TopToBottom)

    @staticmethod
    def _promote(control: QPushButton, alone: bool) -> None:
        look = "primary" if alone else ""
        if control.property("look") != look:
            control.setProperty("look", look)
            control.style().unpolish(control)
            control.style().polish(control)

    @staticmethod
    def _name(control: QPushButton, command_id: str, *, with_keys: bool) -> None:
        keys = _sign_of(command_id) if with_keys else ""
        text = f"{control.accessibleName()}  {keys}".rstrip()
        if control.text() != text:
            control.setText(text)


def _sign_of(command_id: str) -> str:
    """The keys of a command in the signs that keyboards bear."""
    keys = key_text(command_id)
    for key, sign in (("Shift", "⇧"), ("Return", "↵"), ("+", " ")):
        # By the names that Qt has for keys, which it translates itself.
        keys = keys.replace(QCoreApplication.translate("QShortcut", key), sign)
    # In an isolate of its own, so that it keeps its order on buttons that are written from right to left.
    return f"\u2066{keys}\u2069" if keys else ""

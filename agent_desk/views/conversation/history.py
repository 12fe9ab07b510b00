"""The earlier texts of a post that its author changed, and what was changed, in a popover that Escape takes away."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from agent_desk.domain.markup import cut_to
from agent_desk.runtime.clock import now
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.theme import Token, hex_of, px
from agent_desk.views.widgets import label

_SHOWN = 5_000
_WORD = re.compile(r"\s+|[^\s]+")


class HistoryPopover(QFrame):
    """`versions`: when each text was replaced, and the text, oldest first. Escape closes it."""

    def __init__(self, name: str, versions: Sequence[tuple[int, str]], text: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("history")
        self.setProperty("look", "sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Earlier texts of the post by {name}", name=name))
        inside = QWidget()
        inside.setProperty("ground", "pane")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(px(14), px(12), px(14), px(12))
        lines.setSpacing(px(4))
        lines.addWidget(label(tr("Taken away is struck through, added is underlined."), tone="dim", wrap=True))
        before = ""
        for at, earlier in versions:
            lines.addWidget(label(tr("until {moment}", moment=when.moment(at, now())), size="heading"))
            lines.addWidget(_changed(before, earlier) if before else _text(earlier))
            before = earlier
        lines.addWidget(label(tr("now"), size="heading"))
        lines.addWidget(_changed(before, text))
        lines.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(scroll)
        self.resize(px(440), min(px(420), inside.sizeHint().height() + px(40)))

    def open_here(self) -> None:
        """Open beside the pointer."""
        self.move(QCursor.pos())
        self.show()
        self.setFocus()


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """The two texts as parts, each `same`, `added` or `removed`, word by word."""
    old, new = _WORD.findall(cut_to(before, _SHOWN)), _WORD.findall(cut_to(after, _SHOWN))
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(old[a:b])))
            continue
        if a < b:
            parts.append(("removed", "".join(old[a:b])))
        if c < d:
            parts.append(("added", "".join(new[c:d])))
    return parts


def _changed(before: str, after: str) -> QLabel:
    looks = {
        "same": "{}",
        "added": f'<span style="background:{hex_of(Token.OK_SOFT)};text-decoration:underline">{{}}</span>',
        "removed": f'<span style="color:{hex_of(Token.DIM)};text-decoration:line-through">{{}}</span>',
    }
    parts = difference(before, after)
    shown = "".join(looks[kind].format(html.escape(part).replace("\n", "<br>")) for kind, part in parts)
    result = _text("")
    result.setTextFormat(Qt.TextFormat.RichText)
    result.setText(f"<div style='white-space:pre-wrap'>{shown}</div>")
    spoken = {"same": "{}", "added": tr("[added: {words}]"), "removed": tr("[removed: {words}]")}
    result.setAccessibleName(
        "".join(part if kind == "same" else spoken[kind].format(words=part) for kind, part in parts)
    )
    return result


def _text(text: str) -> QLabel:
    shown = label(cut_to(text, _SHOWN), wrap=True)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown

"""The one table of everything an agent can do by name: menus, shortcuts, help and the search field all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from agent_desk.runtime.texts import marked, tr


class Where(StrEnum):
    """Where a command's keys work. Single keys belong to LIST only, so that they never fire while somebody types."""

    ANYWHERE = "anywhere"
    LIST = "list"
    CONVERSATION = "conversation"
    COMPOSER = "composer"
    OUTBOX = "outbox"


class Menu(StrEnum):
    """Under which heading a command stands in the menu and in the help; order is order."""

    DESK = marked("Desk")
    GO = marked("Go to")
    CONVERSATION = marked("Conversation")
    REPLY = marked("Reply")
    OUTBOX = marked("Outbox")
    VIEW = marked("View")
    HELP = marked("Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. `text`: English source text. `keys`: portable key sequences, the first one is shown.
    `in_menu`: offered in the window's menu. `palette`: offered while typing in the search field."""

    id: str
    text: str
    keys: tuple[str, ...]
    where: Where
    menu: Menu
    in_menu: bool = False
    palette: bool = False


_A, _L, _C, _W, _O = Where.ANYWHERE, Where.LIST, Where.CONVERSATION, Where.COMPOSER, Where.OUTBOX

COMMANDS: tuple[Command, ...] = (
    Command("venue.add", marked("Connect a venue"), ("Ctrl+N",), _A, Menu.DESK, in_menu=True, palette=True),
    Command(
        "venue.page",
        marked("State of a venue"),
        ("Ctrl+I",),
        _A,
        Menu.DESK,
        in_menu=True,
        palette=True,
    ),
    Command("sync.now", marked("Fetch now"), ("F5",), _A, Menu.DESK, in_menu=True, palette=True),
    Command("desk.quit", marked("Quit"), ("Ctrl+Q",), _A, Menu.DESK, in_menu=True, palette=True),
    Command("search", marked("Search"), ("Ctrl+K", "Ctrl+F"), _A, Menu.GO, in_menu=True),
    Command("go.waiting", marked("Go to Waiting"), ("Ctrl+1",), _A, Menu.GO, palette=True),
    Command("go.all", marked("Go to All"), ("Ctrl+2",), _A, Menu.GO, palette=True),
    Command("go.open", marked("Go to Open"), ("Ctrl+3",), _A, Menu.GO, palette=True),
    Command("go.pending", marked("Go to Pending"), ("Ctrl+4",), _A, Menu.GO, palette=True),
    Command("go.snoozed", marked("Go to Snoozed"), ("Ctrl+5",), _A, Menu.GO, palette=True),
    Command("go.resolved", marked("Go to Resolved"), ("Ctrl+6",), _A, Menu.GO, palette=True),
    Command("go.unread", marked("Go to Unread"), ("Ctrl+7",), _A, Menu.GO, palette=True),
    Command("go.drafts", marked("Go to Drafts"), ("Ctrl+8",), _A, Menu.GO, palette=True),
    Command("go.outbox", marked("Go to Outbox"), ("Ctrl+9",), _A, Menu.GO, palette=True),
    Command("go.found", marked("Go to Found"), (), _A, Menu.GO, palette=True),
    Command("pane.next", marked("Next pane"), ("F6",), _A, Menu.GO),
    Command("pane.previous", marked("Previous pane"), ("Shift+F6",), _A, Menu.GO),
    Command("list.next", marked("Next conversation"), ("J", "Down"), _L, Menu.GO),
    Command("list.previous", marked("Previous conversation"), ("K", "Up"), _L, Menu.GO),
    Command("conversation.open", marked("Read the conversation"), ("Return", "Enter", "O"), _L, Menu.CONVERSATION),
    Command("conversation.reply", marked("Reply"), ("R",), _L, Menu.CONVERSATION),
    Command("conversation.resolve", marked("Resolve"), ("E",), _L, Menu.CONVERSATION),
    Command("conversation.reopen", marked("Reopen"), ("Shift+E",), _L, Menu.CONVERSATION),
    Command("conversation.pending", marked("Wait for the customer (pending)"), ("P",), _L, Menu.CONVERSATION),
    Command("conversation.snooze", marked("Snooze"), ("S",), _L, Menu.CONVERSATION),
    Command("conversation.browse", marked("Open at the venue"), ("V",), _L, Menu.CONVERSATION),
    Command("conversation.back", marked("Back to the list"), ("Esc",), _C, Menu.CONVERSATION),
    Command("post.reply", marked("Reply to this post"), ("R",), _C, Menu.CONVERSATION),
    Command("post.acts", marked("What can be done with this post"), ("M", "Menu"), _C, Menu.CONVERSATION),
    Command("post.copy", marked("Copy the post"), ("Ctrl+C",), _C, Menu.CONVERSATION),
    Command("reply.send", marked("Send"), ("Ctrl+Return", "Ctrl+Enter"), _W, Menu.REPLY),
    Command(
        "reply.send_resolve", marked("Send and resolve"), ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), _W, Menu.REPLY
    ),
    Command("reply.save", marked("Save the draft now"), ("Ctrl+S",), _W, Menu.REPLY),
    Command("reply.attach", marked("Attach a picture"), ("Ctrl+Shift+A",), _W, Menu.REPLY),
    Command("reply.undo", marked("Take back the reply just sent"), ("Ctrl+Shift+Z",), _A, Menu.REPLY, palette=True),
    Command("outbox.retry", marked("Try again"), ("R",), _O, Menu.OUTBOX),
    Command("outbox.open", marked("Show the conversation"), ("Return", "Enter"), _O, Menu.OUTBOX),
    Command("outbox.edit", marked("Back to the draft"), ("E",), _O, Menu.OUTBOX),
    Command("outbox.discard", marked("Discard"), ("Del",), _O, Menu.OUTBOX),
    Command("view.theme", marked("Light or dark"), ("Ctrl+Shift+L",), _A, Menu.VIEW, in_menu=True, palette=True),
    Command(
        "view.dense", marked("Dense or comfortable list"), ("Ctrl+Shift+D",), _A, Menu.VIEW, in_menu=True, palette=True
    ),
    Command("view.larger", marked("Larger text"), ("Ctrl++", "Ctrl+="), _A, Menu.VIEW, in_menu=True, palette=True),
    Command("view.smaller", marked("Smaller text"), ("Ctrl+-",), _A, Menu.VIEW, in_menu=True, palette=True),
    Command("view.normal", marked("Normal text size"), ("Ctrl+0",), _A, Menu.VIEW, in_menu=True, palette=True),
    Command(
        "view.context", marked("Show or hide the context"), ("Ctrl+Shift+C",), _A, Menu.VIEW, in_menu=True, palette=True
    ),
    Command("help", marked("Keys and help"), ("F1", "?"), _A, Menu.HELP, in_menu=True, palette=True),
)
"""In the order of menus and help."""

_BY_ID = {command.id: command for command in COMMANDS}


def command(command_id: str) -> Command:
    """The command of that id; KeyError where there is none."""
    return _BY_ID[command_id]


def key_text(command_id: str) -> str:
    """The first key of a command as this system writes it, or nothing."""
    keys = command(command_id).keys
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def bind(widget: QWidget, command_id: str, slot: Callable[[], object]) -> QAction:
    """Give a widget the command: an action with its keys, which work in that widget and its children (ANYWHERE: in the
    whole window; LIST: in the widget itself only)."""
    what = command(command_id)
    action = QAction(tr(what.text), widget)
    action.setObjectName(command_id)
    action.setShortcuts([QKeySequence(key) for key in what.keys])
    action.setShortcutContext(_CONTEXTS[what.where])
    action.triggered.connect(lambda _checked=False: slot())
    widget.addAction(action)
    return action


_CONTEXTS = {
    Where.ANYWHERE: Qt.ShortcutContext.WindowShortcut,
    Where.LIST: Qt.ShortcutContext.WidgetShortcut,
    Where.CONVERSATION: Qt.ShortcutContext.WidgetWithChildrenShortcut,
    Where.COMPOSER: Qt.ShortcutContext.WidgetWithChildrenShortcut,
    Where.OUTBOX: Qt.ShortcutContext.WidgetShortcut,
}

"""The one table of everything an agent can do by name: menus, shortcuts, help, palette and preferences read it."""

from __future__ import annotations

from enum import StrEnum

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.texts import marked


class Where(StrEnum):
    """Where a command's keys work. Single keys never belong to COMPOSER, so that they never fire while somebody types."""

    ANYWHERE = "anywhere"
    LIST = "list"
    CONVERSATION = "conversation"
    COMPOSER = "composer"
    OUTBOX = "outbox"
    BOARD = "board"
    CLOSING = "closing"
    APPROVALS = "approvals"


class Menu(StrEnum):
    """Under which heading a command stands in the menu and in the help; order is order."""

    DESK = marked("Desk")
    GO = marked("Go to")
    LIST = marked("List")
    CONVERSATION = marked("Conversation")
    REPLY = marked("Reply")
    OUTBOX = marked("Outbox")
    CLOSING = marked("Closing the day")
    APPROVALS = marked("Approvals")
    BOARD = marked("Board")
    VIEW = marked("View")
    HELP = marked("Help")


@frozen
class Command:
    """One thing to do. `text`: English source text. `keys`: portable key sequences, the first one is shown; the agent may
    choose others. `also`: a second place where the same keys do it (bind it there with `where=`).
    `in_menu`: offered in the window's menu. `palette`: offered in the palette while it would do something."""

    id: str
    text: str
    keys: tuple[str, ...]
    where: Where
    menu: Menu
    in_menu: bool = False
    palette: bool = True
    also: Where | None = None


_A, _L, _C, _W, _O = Where.ANYWHERE, Where.LIST, Where.CONVERSATION, Where.COMPOSER, Where.OUTBOX
_B = Where.BOARD
_D, _P = Where.CLOSING, Where.APPROVALS

COMMANDS: tuple[Command, ...] = (
    Command("venue.add", marked("Connect a venue"), ("Ctrl+N",), _A, Menu.DESK, in_menu=True),
    Command("venue.page", marked("State of a venue"), ("Ctrl+I",), _A, Menu.DESK, in_menu=True),
    Command("sync.now", marked("Fetch now"), ("F5",), _A, Menu.DESK, in_menu=True),
    Command("preferences", marked("Preferences"), ("Ctrl+,",), _A, Menu.DESK, in_menu=True),
    Command("desk.quit", marked("Quit"), ("Ctrl+Q",), _A, Menu.DESK, in_menu=True),
    Command("palette", marked("Find anything"), ("Ctrl+K",), _A, Menu.GO, in_menu=True, palette=False),
    Command("search", marked("Search"), ("Ctrl+Shift+F", "/"), _A, Menu.GO, in_menu=True, palette=False),
    Command("go.waiting", marked("Go to Waiting longest"), ("Ctrl+1", "G, I"), _A, Menu.GO),
    Command("go.all", marked("Go to All"), ("Ctrl+2", "G, A"), _A, Menu.GO),
    Command("go.open", marked("Go to Open"), ("Ctrl+3", "G, N"), _A, Menu.GO),
    Command("go.pending", marked("Go to Pending"), ("Ctrl+4", "G, P"), _A, Menu.GO),
    Command("go.snoozed", marked("Go to Snoozed"), ("Ctrl+5", "G, S"), _A, Menu.GO),
    Command("go.resolved", marked("Go to Resolved"), ("Ctrl+6", "G, R"), _A, Menu.GO),
    Command("go.unread", marked("Go to Unread"), ("Ctrl+7", "G, U"), _A, Menu.GO),
    Command("go.drafts", marked("Go to Drafts"), ("Ctrl+8", "G, D"), _A, Menu.GO),
    Command("go.outbox", marked("Go to Outbox"), ("Ctrl+9", "G, O"), _A, Menu.GO),
    Command("go.found", marked("Go to Found"), ("G, F",), _A, Menu.GO),
    Command("go.mine", marked("Go to Mine"), ("G, M",), _A, Menu.GO),
    Command("go.unassigned", marked("Go to Unassigned"), ("G, Q",), _A, Menu.GO),
    Command("go.my_team", marked("Go to My team"), ("G, E",), _A, Menu.GO),
    Command("go.mentions", marked("Go to Mentions"), ("G, Y",), _A, Menu.GO),
    Command("go.overdue", marked("Go to Overdue"), ("G, L",), _A, Menu.GO),
    Command("go.due_soon", marked("Go to Due soon"), ("G, C",), _A, Menu.GO),
    Command("go.watched", marked("Go to Watched"), ("G, V",), _A, Menu.GO),
    Command("go.activity", marked("Go to Activity"), ("G, T",), _A, Menu.GO, in_menu=True),
    Command("go.board", marked("Go to the board"), ("G, B",), _A, Menu.GO),
    Command("go.handover", marked("Go to Handover"), ("G, H",), _A, Menu.GO),
    Command("go.people", marked("Go to People and teams"), (), _A, Menu.GO),
    Command("go.approvals", marked("Go to Approvals"), (), _A, Menu.GO),
    Command("go.ledger", marked("Go to the unattended ledger"), (), _A, Menu.GO),
    Command("go.macros", marked("Go to Macros"), (), _A, Menu.GO),
    Command("go.levels", marked("Go to Service levels"), ("G, K",), _A, Menu.GO),
    Command("go.reports", marked("Go to Reports"), ("G, J",), _A, Menu.GO),
    Command("go.pauses", marked("Go to the pause audit"), (), _A, Menu.GO),
    Command("go.wall", marked("Go to the wall"), ("G, W",), _A, Menu.GO),
    Command("go.hours", marked("Go to Policies and hours"), (), _A, Menu.GO),
    Command("go.rules", marked("Go to Rules"), (), _A, Menu.GO),
    Command("serve.next", marked("Serve me next"), ("Ctrl+J",), _A, Menu.GO, in_menu=True),
    Command("presence", marked("Say whether you are there"), ("Ctrl+Shift+H",), _A, Menu.DESK, in_menu=True),
    Command("pane.next", marked("Next pane"), ("F6",), _A, Menu.GO, palette=False),
    Command("pane.previous", marked("Previous pane"), ("Shift+F6",), _A, Menu.GO, palette=False),
    Command("list.next", marked("Next conversation"), ("J", "Down"), _L, Menu.LIST, palette=False),
    Command("list.previous", marked("Previous conversation"), ("K", "Up"), _L, Menu.LIST, palette=False),
    Command("list.select", marked("Select or deselect"), ("X",), _L, Menu.LIST, palette=False),
    Command(
        "list.extend_next", marked("Select the next one too"), ("Shift+J", "Shift+Down"), _L, Menu.LIST, palette=False
    ),
    Command(
        "list.extend_previous",
        marked("Select the previous one too"),
        ("Shift+K", "Shift+Up"),
        _L,
        Menu.LIST,
        palette=False,
    ),
    Command("list.select_all", marked("Select all"), ("Ctrl+A",), _L, Menu.LIST),
    Command("list.select_none", marked("Select none"), ("Shift+X",), _L, Menu.LIST),
    Command("list.sort", marked("Sort"), ("Shift+S",), _L, Menu.LIST),
    Command("filter.builder", marked("Filter by conditions"), ("F",), _L, Menu.LIST),
    Command("filter.clear", marked("Clear the filters"), ("Shift+F",), _L, Menu.LIST),
    Command("view.save", marked("Save this as a view"), ("Ctrl+S",), _L, Menu.LIST),
    Command("undo", marked("Undo"), ("Z", "Ctrl+Z"), _L, Menu.LIST, also=_C),
    Command(
        "conversation.open",
        marked("Read the conversation"),
        ("Return", "Enter", "O"),
        _L,
        Menu.CONVERSATION,
        palette=False,
    ),
    Command("conversation.reply", marked("Reply"), ("R",), _L, Menu.CONVERSATION),
    Command("conversation.note", marked("Write a note"), ("N",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.resolve", marked("Resolve"), ("E",), _L, Menu.CONVERSATION, also=_C),
    Command(
        "conversation.next_done", marked("Resolve and go to the next"), ("Shift+E",), _L, Menu.CONVERSATION, also=_C
    ),
    Command("conversation.reopen", marked("Reopen"), ("Shift+O",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.pending", marked("Wait for the customer (pending)"), ("P",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.assign", marked("Assign or pass on"), ("A",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.assign_me", marked("Assign to me"), ("Shift+A",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.release", marked("Give back to the queue"), ("Shift+B",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.why", marked("Why this agent"), ("Y",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.snooze", marked("Snooze"), ("S",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.read", marked("Mark as read"), ("Shift+I",), _L, Menu.CONVERSATION),
    Command("conversation.unread", marked("Mark as unread"), ("Shift+U",), _L, Menu.CONVERSATION),
    Command("conversation.priority", marked("Priority"), ("I",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.tag", marked("Tags"), ("L",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.watch", marked("Watch or no more"), ("W",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.macro", marked("Run a macro"), ("Ctrl+Shift+K",), _L, Menu.CONVERSATION, also=_C),
    Command("notices", marked("What you were told"), ("Ctrl+Shift+N",), _A, Menu.GO, in_menu=True),
    Command("conversation.take_up", marked("Take up into the inbox"), ("T",), _L, Menu.CONVERSATION),
    Command("conversation.browse", marked("Open at the venue"), ("V",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.copy_link", marked("Copy the link"), (".",), _L, Menu.CONVERSATION, also=_C),
    Command("conversation.copy_number", marked("Copy the number"), ("#",), _L, Menu.CONVERSATION, also=_C),
    Command(
        "conversation.pop_out", marked("Open in a window of its own"), ("Ctrl+Shift+O",), _L, Menu.CONVERSATION, also=_C
    ),
    Command("author.mute", marked("Mute the author"), ("M",), _L, Menu.CONVERSATION),
    Command("author.spam", marked("Mark the author as spam"), ("!",), _L, Menu.CONVERSATION, also=_C),
    Command(
        "conversation.merge", marked("Merge into another conversation"), ("Ctrl+M",), _L, Menu.CONVERSATION, also=_C
    ),
    Command(
        "conversation.unmerge", marked("Take apart what was merged"), ("Ctrl+Shift+Y",), _L, Menu.CONVERSATION, also=_C
    ),
    Command("conversation.find", marked("Find in the conversation"), ("Ctrl+F",), _C, Menu.CONVERSATION),
    Command("conversation.back", marked("Back to the list"), ("Esc", "U"), _C, Menu.CONVERSATION, palette=False),
    Command("post.reply", marked("Reply to this post"), ("R",), _C, Menu.CONVERSATION, palette=False),
    Command("post.quote", marked("Quote in the reply"), ("Q",), _C, Menu.CONVERSATION),
    Command("post.like", marked("Like the post"), ("Shift+L",), _C, Menu.CONVERSATION),
    Command(
        "post.acts", marked("What can be done with this post"), ("M", "Menu"), _C, Menu.CONVERSATION, palette=False
    ),
    Command("post.copy", marked("Copy the post"), ("Ctrl+C",), _C, Menu.CONVERSATION),
    Command("post.media", marked("Look at the pictures"), ("Shift+G",), _C, Menu.CONVERSATION),
    Command("reply.send", marked("Send"), ("Ctrl+Return", "Ctrl+Enter"), _W, Menu.REPLY),
    Command(
        "reply.send_resolve", marked("Send and resolve"), ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"), _W, Menu.REPLY
    ),
    Command("reply.send_next", marked("Send and go to the next"), ("Alt+Return", "Alt+Enter"), _W, Menu.REPLY),
    Command("reply.schedule", marked("Send later"), ("Ctrl+Shift+S",), _W, Menu.REPLY),
    Command("reply.note_switch", marked("Reply or note"), ("Ctrl+Shift+M",), _W, Menu.REPLY),
    Command("reply.canned", marked("Canned answers"), ("Ctrl+;",), _W, Menu.REPLY),
    Command("reply.emoji", marked("Emoji"), ("Ctrl+.",), _W, Menu.REPLY),
    Command("reply.preview", marked("Preview"), ("Ctrl+Shift+P",), _W, Menu.REPLY),
    Command("reply.direct", marked("Answer by direct message"), ("Ctrl+Shift+R",), _W, Menu.REPLY),
    Command("reply.visibility", marked("Who may read the reply"), ("Ctrl+Shift+B",), _W, Menu.REPLY),
    Command("reply.warning", marked("Content warning"), ("Ctrl+Shift+W",), _W, Menu.REPLY),
    Command("reply.translate", marked("Translate"), ("Ctrl+Shift+T",), _W, Menu.REPLY),
    Command("reply.save", marked("Save the draft now"), ("Ctrl+S",), _W, Menu.REPLY),
    Command("reply.attach", marked("Attach a picture"), ("Ctrl+Shift+A",), _W, Menu.REPLY),
    Command("reply.undo", marked("Take back the reply just sent"), ("Ctrl+Shift+Z",), _A, Menu.REPLY),
    Command("outbox.retry", marked("Try again"), ("R",), _O, Menu.OUTBOX),
    Command("outbox.open", marked("Show the conversation"), ("Return", "Enter"), _O, Menu.OUTBOX, palette=False),
    Command("outbox.edit", marked("Back to the draft"), ("E",), _O, Menu.OUTBOX),
    Command("outbox.reschedule", marked("Send at another time"), ("S",), _O, Menu.OUTBOX),
    Command("outbox.discard", marked("Discard"), ("Del",), _O, Menu.OUTBOX),
    Command("board.left", marked("Column before"), ("Left", "H"), _B, Menu.BOARD, palette=False),
    Command("board.right", marked("Next column"), ("Right", "L"), _B, Menu.BOARD, palette=False),
    Command("board.select", marked("Select or deselect"), ("X",), _B, Menu.BOARD, palette=False),
    Command("board.select_none", marked("Select none"), ("Shift+X",), _B, Menu.BOARD),
    Command("board.move_left", marked("Move to the column before"), ("Shift+Left",), _B, Menu.BOARD, palette=False),
    Command("board.move_right", marked("Move to the next column"), ("Shift+Right",), _B, Menu.BOARD, palette=False),
    Command("board.pick", marked("Pick who gets it"), ("A", "Return", "Enter"), _B, Menu.BOARD),
    Command("board.open", marked("Show the conversation"), ("O",), _B, Menu.BOARD),
    Command("board.spread", marked("Spread over the team"), ("S",), _B, Menu.BOARD),
    Command("board.take_over", marked("Take over drafts and replies"), ("T",), _B, Menu.BOARD),
    Command("board.undo", marked("Undo"), ("Z", "Ctrl+Z"), _B, Menu.BOARD),
    Command("closing.1", marked("First choice"), ("1",), _D, Menu.CLOSING, palette=False),
    Command("closing.2", marked("Second choice"), ("2",), _D, Menu.CLOSING, palette=False),
    Command("closing.3", marked("Third choice"), ("3",), _D, Menu.CLOSING, palette=False),
    Command("closing.4", marked("Fourth choice"), ("4",), _D, Menu.CLOSING, palette=False),
    Command("closing.5", marked("Fifth choice"), ("5",), _D, Menu.CLOSING, palette=False),
    Command("closing.usual", marked("The usual reason"), ("Return", "Enter"), _D, Menu.CLOSING, palette=False),
    Command("closing.skip", marked("Skip this post"), ("S",), _D, Menu.CLOSING, palette=False),
    Command("closing.open", marked("Open the conversation"), ("O",), _D, Menu.CLOSING, palette=False),
    Command("closing.undo", marked("Undo"), ("Z", "Ctrl+Z"), _D, Menu.CLOSING, palette=False),
    Command("approval.approve", marked("Approve"), ("A",), _P, Menu.APPROVALS, palette=False),
    Command("approval.refuse", marked("Refuse with a reason"), ("R",), _P, Menu.APPROVALS, palette=False),
    Command(
        "approval.open", marked("Open the conversation"), ("Return", "Enter", "O"), _P, Menu.APPROVALS, palette=False
    ),
    Command("approval.undo", marked("Undo"), ("Z", "Ctrl+Z"), _P, Menu.APPROVALS, palette=False),
    Command("view.theme", marked("Light or dark"), ("Ctrl+Shift+L",), _A, Menu.VIEW, in_menu=True),
    Command("view.dense", marked("Dense or comfortable list"), ("Ctrl+Shift+D",), _A, Menu.VIEW, in_menu=True),
    Command("view.larger", marked("Larger text"), ("Ctrl++", "Ctrl+="), _A, Menu.VIEW, in_menu=True),
    Command("view.smaller", marked("Smaller text"), ("Ctrl+-",), _A, Menu.VIEW, in_menu=True),
    Command("view.normal", marked("Normal text size"), ("Ctrl+0",), _A, Menu.VIEW, in_menu=True),
    Command("view.context", marked("Show or hide the context"), ("Ctrl+Shift+C",), _A, Menu.VIEW, in_menu=True),
    Command("help", marked("Keys and help"), ("F1", "?"), _A, Menu.HELP, in_menu=True),
)
"""In the order of menus and help."""

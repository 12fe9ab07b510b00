"""The scenes: each puts the window into one state that is worth a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agent_desk.domain.changes import Changes
from agent_desk.domain.errors import SecretUnavailable
from agent_desk.domain.filtering import Condition, Conditions, Field, Operator
from agent_desk.domain.frozen import frozen
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import ConversationKind
from agent_desk.domain.rows import ConversationRow
from agent_desk.domain.venues import VenueState
from agent_desk.views.pictures.camera import Camera, still_window
from agent_desk.views.ports import News
from agent_desk.views.theme import Scheme
from agent_desk.views.window import MainWindow
from agent_desk.views.window.rooms import ROOMS, Section

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_SEARCH = 400
"""Milliseconds after which a search has started."""


@frozen
class Stage:
    """The window of a demo workspace, ready for the next scene."""

    window: MainWindow
    desk: Desk
    news: News
    camera: Camera

    def take(self, name: str, wait: int = 0) -> None:
        """A picture of the window as it is now."""
        self.camera.take(self.window, name, max(wait, 160))

    def open(self, row: ConversationRow) -> None:
        """Show a conversation, chosen in the list."""
        self.window.reading.inbox.select(row.id)
        self.window.reading.show_conversation(row.id)

    def rows(self, *, waiting: bool = False) -> list[ConversationRow]:
        """The conversations of the inbox, or those in which somebody waits."""
        return self.desk.inbox.page(ListQuery(waiting=waiting), limit=200)


def draw(demo: Desk, empty: Desk, folder: Path, scheme: Scheme, size: tuple[int, int]) -> list[Path]:
    """Draw all screens of a filled demo workspace and of one without a venue; returns the files, PNG, in order.

    `size`: width and height of the window in pixels. Writes drafts, notes and replies into the demo workspace, reaches no
    network. Needs a QApplication; on the GUI thread, without a running loop. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    camera = Camera(folder, f"{scheme}-{size[0]}x{size[1]}")
    with still_window(empty, scheme, size) as (window, _news):
        camera.take(window, "welcome")
        window.go("venue.add")
        camera.take(window, "connect")
    with still_window(demo, scheme, size) as (window, news):
        stage = Stage(window, demo, news, camera)
        for scene in SCENES:
            scene(stage)
    return camera.taken


def _inbox(stage: Stage) -> None:
    """A forum topic with pictures and an accepted answer, and what a colleague should know."""
    stage.window.go("open")
    topics = [row for row in stage.rows() if row.kind is ConversationKind.TOPIC and row.solved and row.has_media]
    shown = topics[0] if topics else stage.rows()[0]
    noted = stage.desk.notes.add(shown.id, "Fixed with 4.2.2, out on Thursday. Please tell them when it is there.")
    stage.news.changed.emit(noted.changes)
    stage.open(shown)
    stage.take("inbox")


def _undo(stage: Stage) -> None:
    """A reply that counts down, two more in the outbox, and a draft."""
    stage.window.go("waiting")
    rows = stage.rows(waiting=True)
    threads = [row for row in rows if row.kind is ConversationKind.MENTIONS and row.message_count > 2]
    shown = threads[0] if threads else rows[0]
    stage.open(shown)
    others = [row for row in rows if row.id != shown.id]
    for row in (shown, *others[:2]):
        text = "Thank you for writing. We look into it today and come back to you here."
        stage.news.changed.emit(stage.desk.replies.send(row.id, text).changes)
    stage.news.changed.emit(stage.desk.drafts.save(others[-1].id, "We have found the cause and"))
    stage.window.reading.conversation.posts.to_end()
    stage.take("undo")


def _list(stage: Stage) -> None:
    """The list: dense, filtered by conditions, many marked, a question, nothing."""
    window, inbox = stage.window, stage.window.reading.inbox
    window.go("all")
    inbox.set_dense(True)
    stage.take("dense")
    inbox.set_dense(False)
    asked = Conditions(
        (
            Condition(Field.KIND, Operator.IS, ConversationKind.REVIEW.value),
            Condition(Field.WAITED, Operator.AT_LEAST, "2"),
        )
    )
    inbox.show_conditions()
    inbox.builder.changed.emit(asked)
    stage.news.changed.emit(stage.desk.views.save("Reviews that wait", inbox.list.query).changes)
    stage.take("conditions")
    inbox.builder.closed.emit()
    window.go("open")
    inbox.list.marks.add(row.id for row in inbox.list.rows()[:3])
    stage.take("many")
    inbox.list.marks.clear()
    window.go("waiting")
    inbox.list.step(1)
    inbox.list.setFocus()
    inbox.ask_to_resolve()
    stage.take("resolve")
    inbox.bars.take("ask")
    window.go("resolved")
    stage.take("nothing")


def _around(stage: Stage) -> None:
    """Outbox, search, palette, activity, preferences, keys."""
    window = stage.window
    window.go("outbox")
    stage.take("outbox")
    window.search_for("update")
    stage.take("search", _SEARCH)
    window.leave_search()
    window.finding.open()
    stage.take("palette")
    window.finding.palette.close_palette()
    window.go("activity")
    stage.take("activity")
    window.show_preferences()
    stage.take("preferences")
    window.go("waiting")
    window.help.toggle()
    stage.take("keys")
    window.help.hide()


def _venues(stage: Stage) -> None:
    """A venue's page, and connecting one."""
    window, desk = stage.window, stage.desk
    venue = desk.venues.all()[0]
    window.show_venue_page(venue.id)
    stage.take("venue")
    assistant = window.screens.show_assistant()
    assistant.choose(desk.venues.networks()[0])
    if venue.profile is not None:
        assistant.show_profile(venue.profile)
    stage.take("signed-in")
    assistant.offer_session(SecretUnavailable("no keyring answers"))
    stage.take("keyring")


def _rooms(stage: Stage) -> None:
    """What leads and supervisors see."""
    for room in ROOMS:
        if room.section is not Section.OUTGOING:
            stage.window.go(room.id)
            stage.take(room.id, _SEARCH)


def _trouble(stage: Stage) -> None:
    """No network."""
    stage.window.go("waiting")
    _say_of_all_venues(stage, VenueState.UNREACHABLE)
    stage.take("offline", _SEARCH)
    _say_of_all_venues(stage, VenueState.OK)


def _say_of_all_venues(stage: Stage, state: VenueState) -> None:
    with stage.desk.ground.act(durable=False) as (nouns, tally):
        for venue in nouns.venues.all():
            nouns.venues.set_state(venue.id, state, "", None, None)
            tally.add(Changes(venues=frozenset({venue.id})))
    stage.news.changed.emit(tally.changes)


def _large(stage: Stage) -> None:
    """Text at one and a half times its size."""
    actions = stage.window.actions_by_id
    for _ in range(5):
        actions["view.larger"].trigger()
    stage.take("large")
    actions["view.normal"].trigger()


SCENES: tuple[Callable[[Stage], None], ...] = (_inbox, _undo, _list, _around, _venues, _rooms, _trouble, _large)
"""In the order in which they are drawn; each leaves the window as one works in it."""

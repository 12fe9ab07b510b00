"""What can be done with one post, by what its venue lets us do and how the post stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from agent_desk.domain.conversations import BY_AGENT, Direction, Disposition
from agent_desk.domain.frozen import frozen
from agent_desk.domain.links import link_target
from agent_desk.domain.outgoing import VenueActKind
from agent_desk.domain.posts import PostState
from agent_desk.domain.rows import MessageRow
from agent_desk.domain.venues import Capability, Venue
from agent_desk.runtime import texts
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.commands import key_text
from agent_desk.views.conversation.post_links import links_of
from agent_desk.views.delivery_words import disposition_hint


@frozen
class PostActs:
    """Who does what was chosen."""

    reply: Callable[[MessageRow], None]
    copy: Callable[[MessageRow], None]
    follow: Callable[[str], None]
    history: Callable[[MessageRow], None]
    dispose: Callable[[MessageRow, Disposition | None], None]
    request: Callable[[MessageRow, VenueActKind], None]
    copy_link: Callable[[MessageRow], None]
    author: Callable[[MessageRow, QWidget], QMenu]


@frozen
class Standing:
    """How a post stands in its conversation. `solved`: it is the accepted solution; `locked`: the place takes no more
    answers."""

    solved: bool = False
    locked: bool = False


def venue_acts(venue: Venue, message: MessageRow, standing: Standing) -> list[VenueActKind]:
    """The acts this venue would take on this post."""
    ours = message.direction is Direction.OURS
    if message.state is PostState.DELETED:
        return []
    found: list[VenueActKind] = []
    if venue.may(Capability.LIKE) and not ours:
        found += [VenueActKind.LIKE, VenueActKind.UNLIKE]
    if venue.may(Capability.ACCEPT):
        found.append(VenueActKind.UNACCEPT if standing.solved else VenueActKind.ACCEPT)
    if venue.may(Capability.FLAG) and not ours:
        found.append(VenueActKind.FLAG)
    if venue.may(Capability.MODERATE) and not ours:
        found += [VenueActKind.APPROVE] if message.state is not PostState.PUBLISHED else [VenueActKind.HOLD]
        found += [VenueActKind.SPAM] if message.state is not PostState.SPAM else []
    if venue.may(Capability.EDIT) and (ours or venue.may(Capability.MODERATE)):
        found.append(VenueActKind.EDIT)
    if (ours and venue.may(Capability.DELETE_OWN)) or venue.may(Capability.DELETE_ANY):
        found.append(VenueActKind.DELETE)
    if venue.may(Capability.CLOSE):
        found.append(VenueActKind.UNCLOSE if standing.locked else VenueActKind.CLOSE)
    return found


def post_menu(message: MessageRow, venue: Venue, standing: Standing, acts: PostActs, parent: QWidget) -> QMenu:
    """A menu for one post; actions are named by what they do."""
    menu = QMenu(parent)
    _add(menu, "reply", tr("Reply to this post"), partial(acts.reply, message), key_text("post.reply"))
    _add(menu, "copy", tr("Copy the text"), partial(acts.copy, message), "Ctrl+C")
    if message.url:
        _add(menu, "copyLink", tr("Copy the link to this post"), partial(acts.copy_link, message))
        _add(menu, "browse", tr("Open this post in the browser"), partial(acts.follow, message.url))
    for url in links_of(message)[:8]:
        _add(menu, "link", tr("Open {target}", target=_shortened(link_target(url))), partial(acts.follow, url))
    if message.versions:
        said = ntr("Show {n} earlier text", "Show {n} earlier texts", message.versions)
        _add(menu, "history", said, partial(acts.history, message))
    _add_dispositions(menu, message, acts)
    menu.addSeparator()
    menu.addMenu(acts.author(message, menu))
    offered = venue_acts(venue, message, standing)
    if offered:
        menu.addSeparator()
    for kind in offered:
        _add(menu, kind.value, act_label(kind, message), partial(acts.request, message, kind))
    return menu


def _add_dispositions(menu: QMenu, message: MessageRow, acts: PostActs) -> None:
    if message.direction is not Direction.CUSTOMER or not message.addressed:
        return
    menu.addSeparator()
    if message.disposition in BY_AGENT:
        _add(menu, "undispose", tr("It waits for an answer after all"), partial(acts.dispose, message, None))
    elif message.waits:
        for disposition in BY_AGENT:
            name = tr("Deal with it: {how}", how=texts.disposition(disposition))
            action = _add(menu, disposition.value, name, partial(acts.dispose, message, disposition))
            action.setToolTip(disposition_hint(disposition))
        menu.setToolTipsVisible(True)


def _add(menu: QMenu, name: str, text: str, act: Callable[[], None], keys: str = "") -> QAction:
    action = menu.addAction(f"{text.replace('&', '&&')}\t{keys}" if keys else text.replace("&", "&&"))
    action.setObjectName(name)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _shortened(target: str) -> str:
    return target if len(target) <= 90 else f"{target[:60]}…{target[-25:]}"


def act_label(kind: VenueActKind, message: MessageRow) -> str:
    """What the act is called for this post."""
    ours = message.direction is Direction.OURS
    return {
        VenueActKind.LIKE: tr("Like at the venue"),
        VenueActKind.UNLIKE: tr("Take our like back"),
        VenueActKind.APPROVE: tr("Approve: make it public"),
        VenueActKind.HOLD: tr("Hold for review: hide it from the public"),
        VenueActKind.SPAM: tr("Mark as spam at the venue"),
        VenueActKind.DELETE: tr("Delete our post at the venue") if ours else tr("Delete at the venue"),
        VenueActKind.EDIT: tr("Change the text at the venue"),
        VenueActKind.ACCEPT: tr("Accept as the solution"),
        VenueActKind.UNACCEPT: tr("No longer the solution"),
        VenueActKind.FLAG: tr("Report to the moderators…"),
        VenueActKind.CLOSE: tr("Close the topic: no more answers"),
        VenueActKind.UNCLOSE: tr("Open the topic again"),
    }[kind]

"""Who will read what is being written, in words, sign and tone; and whether those are more than read the post answered."""

from __future__ import annotations

from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import ConversationKind, Visibility
from agent_desk.domain.rows import MessageRow
from agent_desk.domain.sending import wider
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.composer.place import Place, Tab
from agent_desk.views.delivery_words import readers, we
from agent_desk.views.people import name_of


@frozen
class Audience:
    """`sign`: a drawing. `tone`: accent where everybody reads it, ok where few do. `alarm`: said loudly, where more people
    would read the answer than read the post; else empty."""

    visibility: Visibility
    text: str
    sign: str
    tone: str
    alarm: str = ""


_SIGNS = {
    Visibility.PUBLIC: "globe",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "followers",
    Visibility.DIRECT: "lock",
}
_NAMES = {
    Visibility.PUBLIC: marked("Public"),
    Visibility.UNLISTED: marked("Public, but not spread"),
    Visibility.FOLLOWERS: marked("Followers only"),
    Visibility.DIRECT: marked("Only those it is addressed to"),
}
_WAS = {
    Visibility.UNLISTED: marked("The post it answers is not spread."),
    Visibility.FOLLOWERS: marked("The post it answers is for followers only."),
    Visibility.DIRECT: marked("The post it answers is private."),
}
_WILL = {
    Visibility.PUBLIC: marked("Everybody will be able to read your answer."),
    Visibility.UNLISTED: marked("Everybody will be able to read your answer, although it is not spread."),
    Visibility.FOLLOWERS: marked("All followers will be able to read your answer."),
}


def read_by(place: Place, target: MessageRow | None) -> Visibility:
    """Who could read the post that is answered, and so by default the answer."""
    if place.row.kind is ConversationKind.DIRECT or not place.network.public_by_default:
        return Visibility.DIRECT
    return target.visibility if target else Visibility.PUBLIC


def audience(place: Place, target: MessageRow | None, chosen: Visibility | None) -> Audience:
    """Who would read an answer to that post. `chosen`: None as the post itself."""
    before = read_by(place, target)
    now = chosen or before
    tone = "ok" if now in (Visibility.DIRECT, Visibility.FOLLOWERS) else "accent"
    return Audience(now, _said(place, target, before, now), _SIGNS[now], tone, _alarm(before, now))


def visibility_name(value: Visibility) -> str:
    """What a visibility is called where one chooses it."""
    return tr(_NAMES[value])


def visibility_sign(value: Visibility) -> str:
    """The drawing that stands for it."""
    return _SIGNS[value]


def _said(place: Place, target: MessageRow | None, before: Visibility, now: Visibility) -> str:
    network, who = place.network.label, we(place.venue)
    if now is Visibility.DIRECT and before is not now and target is not None:
        return tr("Only {name} reads this, on {network}, from {who}", name=name_of(target), network=network, who=who)
    if now is Visibility.UNLISTED:
        return tr("Public, but not spread, on {network}, as {who}", network=network, who=who)
    if now is Visibility.FOLLOWERS:
        return tr("Followers only on {network}, as {who}", network=network, who=who)
    return readers(place.row.kind, network, who, public=now is Visibility.PUBLIC)[0]


def _alarm(before: Visibility, now: Visibility) -> str:
    return f"{tr(_WAS[before])} {tr(_WILL[now])}" if wider(now, before) else ""


def verbs(shown: Audience, tab: Tab, place: Place | None) -> tuple[str, str]:
    """What the two buttons say they do, so that nobody has to remember which tab is open; a note needs one only."""
    if tab is Tab.NOTE:
        return tr("Add note"), ""
    if shown.alarm:
        return tr("Send to more readers"), tr("Send to more readers and resolve")
    if shown.visibility is Visibility.DIRECT:
        return tr("Send privately"), tr("Send privately and resolve")
    return (tr("Send to {network}", network=place.network.label) if place else tr("Send")), tr("Send and resolve")

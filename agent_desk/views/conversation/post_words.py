"""What is said about a post beside its text: who wrote it to whom, when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from agent_desk.domain.conversations import Direction, Disposition
from agent_desk.domain.posts import Media, MediaKind, PostState
from agent_desk.domain.rows import MessageRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, ntr, tr
from agent_desk.views import when
from agent_desk.views.conversation.items import PostItem
from agent_desk.views.people import handle_of, name_of
from agent_desk.views.theme import Token


@dataclass(frozen=True, slots=True)
class PostMark:
    """A short word about a post, on a ground of its own."""

    text: str
    token: Token = Token.DIM
    ground: Token = Token.CHIP


_STATES: dict[PostState, tuple[str, Token, Token]] = {
    PostState.HELD: (marked("held for review, not public"), Token.RISK, Token.RISK_SOFT),
    PostState.SPAM: (marked("spam, not public"), Token.RISK, Token.RISK_SOFT),
    PostState.TRASHED: (marked("in the bin, not public"), Token.RISK, Token.RISK_SOFT),
    PostState.DELETED: (marked("deleted at the venue"), Token.DIM, Token.CHIP),
}
_GOOD = frozenset({Disposition.ANSWERED_BY_US, Disposition.ANSWERED_BY_PEER})
_MEDIA: dict[MediaKind, str] = {
    MediaKind.IMAGE: marked("Picture"),
    MediaKind.VIDEO: marked("Video"),
    MediaKind.LINK: marked("Link"),
    MediaKind.FILE: marked("File"),
}


def meta_of(item: PostItem, now: int) -> str:
    """Handle, time and role, as one dim line."""
    message = item.message
    parts = [handle_of(message), _time(message.posted_at, now), _role(item)]
    if message.edited_at is not None:
        parts.append(tr("edited {moment}", moment=_time(message.edited_at, now)))
    if message.languages:
        parts.append(", ".join(message.languages[:3]))
    said = [part for part in parts if part]
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        # Handles and times keep their own direction in a line that reads from the right.
        said = [f"\u2068{part}\u2069" for part in said]
    return " · ".join(said)


def _time(at: int, now: int) -> str:
    return when.clock(at) if when.day(at, now) == when.day(now, now) else when.moment(at, now)


def _role(item: PostItem) -> str:
    if item.message.direction is Direction.OURS:
        return tr("from us")
    return tr("not the customer") if item.message.direction is Direction.OTHER else ""


def marks_of(message: MessageRow) -> list[PostMark]:
    """What stands out, the most pressing first."""
    found: list[PostMark] = []
    if message.state in _STATES:
        text, token, ground = _STATES[message.state]
        found.append(PostMark(tr(text), token, ground))
    if message.disposition is not None and message.disposition is not Disposition.DELETED_BY_AUTHOR:
        good = message.disposition in _GOOD
        text = texts.disposition(message.disposition)
        found.append(PostMark(text, Token.OK if good else Token.DIM, Token.OK_SOFT if good else Token.CHIP))
    found += [PostMark(text, ground=Token.PANE) for text in _counts(message)]
    return found


def _counts(message: MessageRow) -> list[str]:
    known = {
        "likes": lambda n: ntr("{n} like", "{n} likes", n),
        "replies": lambda n: ntr("{n} reply", "{n} replies", n),
        "reposts": lambda n: ntr("{n} repost", "{n} reposts", n),
        "votes": lambda n: ntr("{n} vote", "{n} votes", n),
    }
    return [known[name](n) for name, n in message.counts.items() if n and name in known]


def spoken(item: PostItem, now: int) -> str:
    """The post as a screen reader should say it."""
    message = item.message
    marks = ", ".join(mark.text for mark in marks_of(message))
    media = "; ".join(f"{media_kind(one)}: {one.alt or tr('no description')}" for one in message.media)
    waits = tr("waits for an answer") if message.waits else ""
    parts = [name_of(message), meta_of(item, now), waits, text_or_place(message)[:500], media, marks]
    return ". ".join(part for part in parts if part)


def text_or_place(message: MessageRow) -> str:
    """The text, or what stands in the place of one that is gone."""
    if message.state is PostState.DELETED and not message.text:
        return tr("This post was deleted at the venue; its place is kept.")
    return message.text


def media_kind(media: Media) -> str:
    """What hangs on the post, in a word."""
    return tr(_MEDIA[media.kind])

"""What is said about a post beside its text: who wrote it to whom, when, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.conversations import Direction, Disposition
from agent_desk.domain.frozen import frozen
from agent_desk.domain.marks import AuthorMark
from agent_desk.domain.posts import Media, MediaKind, PostState, Visibility
from agent_desk.domain.rows import MessageRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import marked, ntr, tr
from agent_desk.views import when
from agent_desk.views.conversation.items import PostItem
from agent_desk.views.people import handle_of, name_of
from agent_desk.views.theme import Token


@frozen
class PostMark:
    """A short word about a post, on a ground of its own; `sign`: the drawing before it."""

    text: str
    token: Token = Token.DIM
    ground: Token = Token.CHIP
    sign: str = ""


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
    if message.edited_at is not None and message.state is not PostState.DELETED:
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
    return tr("not to us") if item.message.direction is Direction.OTHER else ""


_VISIBILITIES: dict[Visibility, tuple[str, str]] = {
    Visibility.UNLISTED: (marked("unlisted: everybody, but not spread"), "unlisted"),
    Visibility.FOLLOWERS: (marked("followers only"), "followers"),
    Visibility.DIRECT: (marked("private: only those it is addressed to"), "direct"),
}
_AUTHORS: dict[AuthorMark, str] = {
    AuthorMark.MUTED: marked("author muted by us"),
    AuthorMark.SPAM: marked("author marked as spam by us"),
    AuthorMark.TROLL: marked("author marked as a troll by us"),
}


def visibility_word(value: Visibility) -> str:
    """Who can read it, in words; empty for what is public."""
    return tr(_VISIBILITIES[value][0]) if value in _VISIBILITIES else ""


def marks_of(item: PostItem) -> list[PostMark]:
    """What stands out, the most pressing first."""
    message = item.message
    found: list[PostMark] = []
    if item.home:
        found.append(PostMark(tr("from {conversation}", conversation=item.home), Token.ACCENT, Token.SOFT, "merge"))
    if item.solved:
        found.append(PostMark(tr("accepted as the solution"), Token.OK, Token.OK_SOFT, "check"))
    if message.visibility in _VISIBILITIES:
        found.append(PostMark(visibility_word(message.visibility), sign=_VISIBILITIES[message.visibility][1]))
    if message.state in _STATES:
        text, token, ground = _STATES[message.state]
        found.append(PostMark(tr(text), token, ground))
    if message.author.mark in _AUTHORS:
        found.append(PostMark(tr(_AUTHORS[message.author.mark])))
    if message.disposition is not None and message.disposition is not Disposition.DELETED_BY_AUTHOR:
        good = message.disposition in _GOOD
        text = texts.disposition(message.disposition)
        found.append(PostMark(text, Token.OK if good else Token.DIM, Token.OK_SOFT if good else Token.CHIP))
    found += [PostMark(text, ground=Token.PANE) for text in _counts(message)]
    return found


def _counts(message: MessageRow) -> list[str]:
    """Numbers the venue tells, and its own reactions by its own names; none where it tells none."""
    number = QLocale().toString
    known: dict[str, Callable[[int], str]] = {
        "likes": lambda n: ntr("{count} like", "{count} likes", n, count=number(n)),
        "replies": lambda n: ntr("{count} reply", "{count} replies", n, count=number(n)),
        "reposts": lambda n: ntr("{count} repost", "{count} reposts", n, count=number(n)),
        "votes": lambda n: ntr("{count} vote", "{count} votes", n, count=number(n)),
    }
    said = [words(message.counts[name]) for name, words in known.items() if message.counts.get(name)]
    reactions = [(name.removeprefix(_REACTION), n) for name, n in message.counts.items() if name.startswith(_REACTION)]
    most = sorted((one for one in reactions if one[1]), key=lambda one: -one[1])[:_REACTIONS_MOST]
    return said + [f"{name[:24]} {number(n)}" for name, n in most]


_REACTION, _REACTIONS_MOST = "reaction:", 8


def spoken(item: PostItem, now: int) -> str:
    """The post as a screen reader should say it."""
    message = item.message
    marks = ", ".join(mark.text for mark in marks_of(item))
    media = "; ".join(f"{media_kind(one)}: {one.alt or tr('no description')}" for one in message.media)
    waits = tr("waits for an answer") if message.waits else ""
    fresh = tr("new") if item.fresh else ""
    answers = answers_words(item)
    warning = tr("Content warning: {warning}", warning=message.warning) if message.warning else ""
    words = "" if item.warned else text_or_place(item, now)[:500]
    quote = (
        tr("Quotes {name}: {words}", name=message.quote.author_name, words=message.quote.text[:200])
        if message.quote
        else ""
    )
    parts = [name_of(message), meta_of(item, now), fresh, waits, answers, warning, words, quote, media, marks]
    return ". ".join(part for part in parts if part)


def answers_words(item: PostItem) -> str:
    """What it answers, where its place does not show it; else empty."""
    place = item.place
    if place is None or (place.parent is None and not place.astray):
        return ""
    if place.parent is None:
        return tr("answers an earlier post")
    words = first_line(place.parent.text.replace("\n", " "), 80)
    return tr("answers {name}: {words}", name=name_of(place.parent), words=words)


def text_or_place(item: PostItem, now: int) -> str:
    """The text, or what stands in the place of one that is gone: when, and by whom where we know it."""
    message = item.message
    if message.state is not PostState.DELETED or message.text:
        return message.text
    if message.edited_at is None:
        return tr("This post was deleted at the venue; its place is kept.")
    moment = when.moment(message.edited_at, now)
    if item.by_us:
        return tr("We deleted this post, seen {moment}; its place is kept.", moment=moment)
    return tr("This post was deleted at the venue, seen {moment}; its place is kept.", moment=moment)


def media_kind(media: Media) -> str:
    """What hangs on the post, in a word."""
    return tr(_MEDIA[media.kind])

"""Whether a reply is at the site already: by the delivery's name that we leave in the comment's user agent, else by
its text."""

from __future__ import annotations

import html
import re
import unicodedata

from agent_desk import __version__
from agent_desk.connectors.wordpress.mapping import Comment
from agent_desk.domain.outgoing import CannotTell, Found, ReadBack, Receipt, SurelyAbsent

CLOCKS = 10 * 60 * 1000
"""How far the site's clock and ours may be apart, in milliseconds, before a comment is taken for an older one."""

_MARK = re.compile(r"\bagent-desk/\S+ \(delivery ([0-9A-Za-z-]{1,64})\)")
_TAG = re.compile(r"<[^<>]*>")
_RUN = re.compile(r"(-){2,}")
# What WordPress makes of plain signs when it shows a text.
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
        **dict.fromkeys("\u2013\u2014\u2212", "-"),
        "\u2026": "...",
        "\u00d7": "x",
    }
)


def agent_of(delivery_id: str) -> str:
    """The user agent to store with a reply; only who may moderate can see it."""
    return f"agent-desk/{__version__} (delivery {delivery_id})"


def delivery_of(agent: str) -> str | None:
    """The delivery that a stored user agent names."""
    found = _MARK.search(agent)
    return found.group(1) if found else None


def escaped(text: str) -> str:
    """A plain text as HTML that WordPress stores unchanged, whatever rights the account has.

    Only then its guard against duplicates holds: it compares what is sent with what was stored. A backslash has to be
    written as an entity, since WordPress takes backslashes away before it compares; so has the `#` of a text that looks
    like an entity, which its filter would make one. It writes entities with three digits.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return html.escape(shown.strip(), quote=False).replace("&amp;#", "&amp;&#035;").replace("\\", "&#092;")


def same_text(one: str, other: str) -> bool:
    """Whether two texts (HTML as stored or as shown) say the same, but for what WordPress changes in showing them."""
    return _plain(one) == _plain(other)


def alike(one: str, other: str) -> bool:
    """Whether two texts have the same letters and digits (an old database drops emoji, a filter may drop signs)."""
    return _letters(one) == _letters(other)


def judged(
    delivery_id: str, text: str, parent_id: int, created_at: int, own: list[Comment], *, whole: bool
) -> ReadBack:
    """What our own comments at the site say about a reply.

    `text` is the escaped text, `own` what was written by our account since some time before `created_at` (UTC
    milliseconds), `whole` whether surely none of these is missing.
    """
    marked = [comment for comment in own if delivery_of(comment.agent) == delivery_id]
    if marked:
        return Found(receipt_for(min(marked, key=lambda comment: comment.id)))
    unmarked = [comment for comment in own if delivery_of(comment.agent) is None and comment.parent_id == parent_id]
    same = [comment for comment in unmarked if same_text(stored(comment), text)]
    if len(same) == 1 and same[0].posted_at >= created_at - CLOCKS:
        return Found(receipt_for(same[0]))
    if close := same or [comment for comment in unmarked if alike(stored(comment), text)]:
        return CannotTell(_seen(close))
    return SurelyAbsent() if whole else CannotTell()


def stored(comment: Comment) -> str:
    """The text as the site keeps it, or as it shows it where we may not see more."""
    return comment.raw or comment.rendered


def receipt_for(comment: Comment) -> Receipt:
    """The receipt that this comment is."""
    return Receipt(str(comment.id), comment.link, comment.state, comment.posted_at)


def _plain(text: str) -> str:
    shown = html.unescape(_TAG.sub("", text)).translate(_TYPOGRAPHY)
    kept = "".join(
        sign for sign in unicodedata.normalize("NFC", shown) if unicodedata.category(sign) != "Cc" or sign.isspace()
    )
    return " ".join(_RUN.sub("-", kept).split())


def _letters(text: str) -> str:
    return "".join(sign for sign in _plain(text).casefold() if sign.isalnum() and sign <= "\uffff")


def _seen(comments: list[Comment]) -> str:
    shown = "; ".join(f"comment {comment.id}: {_plain(stored(comment))[:120]}" for comment in comments[:3])
    return shown[:500]

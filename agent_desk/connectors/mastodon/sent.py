"""The words of a reply on their way out and back: whom it mentions, and whether a post of ours is that reply. Pure.

Facts: a server notifies, and lets read a direct post, only those whom the text mentions; it shows `@name@server` as
`@name`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from agent_desk.connectors.http import clean_text
from agent_desk.connectors.http.shapes import text_at
from agent_desk.connectors.mastodon import mapping
from agent_desk.connectors.mastodon.mapping import VISIBILITIES, Status
from agent_desk.domain.cleaning import clean
from agent_desk.domain.outgoing import CannotTell, Found, ReadBack, Receipt, SurelyAbsent
from agent_desk.domain.posts import Markup, Visibility

CLOCKS = 10 * 60 * 1000
"""How far the server's clock and ours may be apart, in milliseconds, before a post is taken for an older one."""
NAME = re.compile(r"[\w-]([\w.-]{0,98}[\w-])?(@[\w.-]{1,253}(:\d{1,5})?)?")
_MENTION = re.compile(r"(?<![\w/@.])@([\w-](?:[\w.-]*[\w-])?(?:@[\w-](?:[\w.-]*[\w-])?(?::\d+)?)?)")
_NARROWER = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.DIRECT)
_MOST_SOURCES, _COMPARED, _ALIKE = 10, 500, 0.5
_WORD_FOR = {visibility: word for word, visibility in VISIBILITIES.items()}


def addressed(text: str, name: str) -> str:
    """The text with a mention of that account ahead, unless it has one or there is no name to mention."""
    if not name or any(found.casefold() == name.casefold() for found in _MENTION.findall(text)):
        return text
    return f"@{name} {text}"


def visibility_word(target: str, wanted: Visibility | None) -> str:
    """The server's word for how visible a reply is: as its target, or as wanted where that is narrower; a word of other
    software, of which nobody here knows how far it reaches, makes the reply direct."""
    limit = VISIBILITIES.get(target, Visibility.DIRECT)
    return _WORD_FOR[max(limit, wanted or limit, key=_NARROWER.index)]


def judged(
    text: str,
    target_id: str,
    created_at: int,
    own: Iterable[Status],
    source: Callable[[str], str | None],
    *,
    whole: bool,
) -> ReadBack:
    """What our own posts say about a reply.

    `text`: as it was sent. `own`: our posts since some time before `created_at` (UTC milliseconds). `source`: the words of
    one of them as they were sent, None where the server does not tell. `whole`: surely none of these is missing. A post
    that answers nothing counts, too: its target may have been deleted.
    """
    near = [post for post in own if post.parent in ("", target_id) and mapping.posted_at(post) >= created_at - CLOCKS]
    near.sort(key=mapping.posted_at)
    doubtful: list[Status] = []
    for post in near:
        if _bare(_shown(post)) == _bare(text):
            # Every post that could be taken for it says the same to the same person.
            return Found(receipt_for(post))
        if not _alike(_shown(post), text):
            continue
        # A server may show other words than it was sent (smileys, markup, shortened addresses).
        words = source(post.id) if len(doubtful) < _MOST_SOURCES else None
        if words is not None and _bare(words) == _bare(text):
            return Found(receipt_for(post))
        if words is None:
            doubtful.append(post)
    if doubtful:
        return CannotTell(clean_text("; ".join(_shown(post) for post in doubtful[:3])))
    return SurelyAbsent() if whole else CannotTell()


def receipt_for(post: Status, us: frozenset[str] | None = None) -> Receipt:
    """The receipt that a post of ours is."""
    native = mapping.native_of(post, us or frozenset({post.author}))
    return Receipt(post.id, mapping.web_url(post), posted_at=mapping.posted_at(post) or None, native=native)


def _shown(post: Status) -> str:
    return clean(text_at(post.raw, "content"), Markup.HTML).text


def _bare(text: str) -> str:
    named = _MENTION.sub(lambda match: "@" + match[1].partition("@")[0], unicodedata.normalize("NFC", text))
    words = "".join(sign for sign in named if unicodedata.category(sign) not in ("Cc", "Cs") or sign.isspace()).split()
    return " ".join(words[1:] if words and words[0].startswith("@") else words).casefold()


def _alike(one: str, other: str) -> bool:
    """Whether two texts could be the same one, changed on the way: better a question too many than a second post."""
    first, second = _bare(one)[:_COMPARED], _bare(other)[:_COMPARED]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() > _ALIKE

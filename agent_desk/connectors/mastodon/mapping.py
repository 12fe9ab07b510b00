"""From the Mastodon API's JSON to the desk's nouns; pure. A post's identity is checked, all else may be missing or hostile.

Facts: the entities Status, Account, MediaAttachment, Quote, PreviewCard, Poll of the Mastodon API 4.6.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from agent_desk.connectors.http import clean_text
from agent_desk.connectors.http.shapes import JsonObject, number_at, object_at, objects_at, text_at
from agent_desk.domain.cleaning import clean
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import (
    IncomingPost,
    Markup,
    Media,
    MediaKind,
    Origin,
    Place,
    Quote,
    SeenAuthor,
    Subject,
    Visibility,
)

VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "direct": Visibility.DIRECT,
}
"""In the server's words. A word that is not in here is other software's for something narrower."""
_ID = re.compile(r"[A-Za-z0-9_.:~@=-]{1,200}")
_KINDS = {"image": MediaKind.IMAGE, "gifv": MediaKind.VIDEO, "video": MediaKind.VIDEO}
_COUNTS = {
    "likes": "favourites_count",
    "reposts": "reblogs_count",
    "replies": "replies_count",
    "quotes": "quotes_count",
}
_FACTS = {"followers": "followers_count", "following": "following_count", "statuses": "statuses_count"}
_WORDS, _TITLE = 2000, 100
_MOST_MEDIA, _MOST_REACTIONS, _MOST_CHOICES, _MOST_MENTIONS = 30, 30, 30, 200
_MENTION_AHEAD = re.compile(
    r"(?P<before>\s*(?:<p>)?\s*)(?:<span[^>]*>\s*)?(?:<a\b[^>]*>)?@(?:<span[^>]*>)?(?P<name>[\w.-]+)(?:@[\w.:-]+)?"
    r"(?:</span>)?(?:</a>)?(?:\s*</span>)?(?:\s|<br\s*/?>)+"
)


@frozen
class Status:
    """A post whose identity was checked; the rest of `raw` was not. `parent`, `parent_author`: ids, empty where it answers
    nothing. `mentions`: the ids of accounts and their names as they are mentioned."""

    id: str
    author: str
    parent: str
    parent_author: str
    visibility: Visibility
    mentions: dict[str, str]
    raw: JsonObject


def status(raw: JsonObject) -> Status:
    """A post, checked; raises Unexpected where it has no identity."""
    post_id, author = id_at(raw, "id"), id_at(object_at(raw, "account"), "id")
    if not post_id or not author:
        raise Unexpected("a post has no identity", repr(raw))
    mentions = {id_at(item, "id"): text_at(item, "acct") for item in objects_at(raw, "mentions")[:_MOST_MENTIONS]}
    return Status(
        id=post_id,
        author=author,
        parent=id_at(raw, "in_reply_to_id"),
        parent_author=id_at(raw, "in_reply_to_account_id"),
        visibility=VISIBILITIES.get(text_at(raw, "visibility"), Visibility.DIRECT),
        mentions={key: name for key, name in mentions.items() if key},
        raw=raw,
    )


def id_at(source: JsonObject, key: str) -> str:
    """The id under that key as text (some software sends numbers), empty where there is none that fits."""
    value = source.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def incoming(post: Status, place: Place, origin: Origin, us: frozenset[str]) -> IncomingPost:
    """The post as the desk keeps it; `us`: the ids of accounts that count as ours."""
    raw, account = post.raw, object_at(post.raw, "account")
    return IncomingPost(
        remote_id=post.id,
        place=place,
        author=author_of(account, post.author, us),
        posted_at=posted_at(post),
        body=body_of(post, us),
        markup=Markup.HTML,
        origin=origin,
        parent_remote_id=post.parent or None,
        edited_at=milliseconds(text_at(raw, "edited_at")),
        url=web_url(post),
        languages=(text_at(raw, "language"),) if text_at(raw, "language") else (),
        media=(*_media(raw), *_card(raw))[:_MOST_MEDIA],
        counts=_counts(raw),
        native=native_of(post, us),
        visibility=post.visibility,
        warning=clean_text(text_at(raw, "spoiler_text")),
        quote=_quote(raw),
    )


def web_url(post: Status) -> str:
    """Where people read the post, empty where the server tells no web address."""
    return _web(text_at(post.raw, "url")) or _web(text_at(post.raw, "uri"))


def native_of(post: Status, us: frozenset[str]) -> dict[str, str]:
    """What an answer to the post needs: whom to mention, how visible the post is (in the server's word), its language."""
    name = text_at(object_at(post.raw, "account"), "acct")
    if post.author in us:
        others = [post.parent_author, *post.mentions]
        name = next((post.mentions[other] for other in others if other in post.mentions and other not in us), "")
    told = {"mention": name[:300], "visibility": text_at(post.raw, "visibility")[:40]}
    return {**told, "lang": text_at(post.raw, "language")[:35]}


def author_of(raw: JsonObject, account_id: str, us: frozenset[str]) -> SeenAuthor:
    """The author of a post."""
    handle = text_at(raw, "acct")
    facts = {name: number_at(raw, key, -1) for name, key in _FACTS.items()}
    return SeenAuthor(
        remote_id=account_id,
        handle=handle,
        name=text_at(raw, "display_name") or text_at(raw, "username") or handle,
        url=_web(text_at(raw, "url")),
        avatar_url=_web(text_at(raw, "avatar_static")) or _web(text_at(raw, "avatar")),
        ours=account_id in us,
        facts={name: number for name, number in facts.items() if number >= 0},
    )


def body_of(post: Status, us: frozenset[str]) -> str:
    """The words as HTML, with the choices of a poll below them (without their votes: a vote is no edit). An answer of ours
    loses the mention that the connector put ahead of it."""
    words = text_at(post.raw, "content")
    if post.author in us and post.parent:
        words = without_mention(words, tuple(name for key, name in post.mentions.items() if key not in us))
    choices = [text_at(item, "title") for item in objects_at(object_at(post.raw, "poll"), "options")[:_MOST_CHOICES]]
    if not choices:
        return words
    return f"{words}<ul>{''.join(f'<li>{html.escape(choice)}</li>' for choice in choices)}</ul>"


def without_mention(words: str, names: tuple[str, ...]) -> str:
    """The HTML without a mention of one of these accounts at its start; as it is where nothing else is in it."""
    match = _MENTION_AHEAD.match(words)
    if match is None or match["name"].casefold() not in {name.partition("@")[0].casefold() for name in names}:
        return words
    rest = words[match.end() :]
    return match["before"] + rest if clean(rest, Markup.HTML).text.strip() else words


def plain(words: str) -> str:
    """The HTML's text, at most 2,000 characters."""
    return clean(words, Markup.HTML).text[:_WORDS]


def title_of(post: Status) -> str:
    """The beginning of a post in one line."""
    words = text_at(post.raw, "spoiler_text") or plain(text_at(post.raw, "content"))
    return " ".join(words.split())[:_TITLE]


def subject(post: Status) -> Subject:
    """A post of ours as what a conversation stands under."""
    account = object_at(post.raw, "account")
    name = text_at(account, "display_name") or text_at(account, "acct")
    words = plain(text_at(post.raw, "content"))
    return Subject(post.id, title_of(post), words, _web(text_at(post.raw, "url")), name, posted_at(post))


def posted_at(post: Status) -> int:
    """UTC milliseconds; 0 where the server tells no time."""
    return milliseconds(text_at(post.raw, "created_at")) or 0


def milliseconds(text: str) -> int | None:
    """A time of the API as UTC milliseconds, None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def quotes_one_of(post: Status, us: frozenset[str]) -> bool:
    """Whether the post shows a post of one of these accounts as a quote."""
    return id_at(object_at(_quoted(post.raw), "account"), "id") in us


def _quoted(raw: JsonObject) -> JsonObject:
    quoted = object_at(raw, "quote")
    # Akkoma and Pleroma put the quoted post itself there.
    return object_at(quoted, "quoted_status") or (quoted if "content" in quoted else object_at(raw, "pleroma", "quote"))


def _quote(raw: JsonObject) -> Quote | None:
    quoted = _quoted(raw)
    quoted_id, account = id_at(quoted, "id"), object_at(quoted, "account")
    if not quoted_id:
        return None
    name = text_at(account, "display_name") or text_at(account, "acct")
    words = text_at(quoted, "spoiler_text") or plain(text_at(quoted, "content"))
    return Quote(quoted_id, name, words[:_WORDS], _web(text_at(quoted, "url")))


def _media(raw: JsonObject) -> Iterator[Media]:
    for item in objects_at(raw, "media_attachments")[:_MOST_MEDIA]:
        kind = _KINDS.get(text_at(item, "type"), MediaKind.FILE)
        url = _web(text_at(item, "url")) or _web(text_at(item, "remote_url"))
        size = object_at(item, "meta", "original")
        yield Media(
            kind,
            url,
            text_at(item, "description"),
            _web(text_at(item, "preview_url")),
            width=max(number_at(size, "width"), 0),
            height=max(number_at(size, "height"), 0),
        )


def _card(raw: JsonObject) -> Iterator[Media]:
    card = object_at(raw, "card")
    url = _web(text_at(card, "url"))
    if url:
        yield Media(
            MediaKind.LINK, url, text_at(card, "description"), _web(text_at(card, "image")), text_at(card, "title")
        )


def _counts(raw: JsonObject) -> dict[str, int]:
    counts = {name: max(number_at(raw, key), 0) for name, key in _COUNTS.items() if key in raw}
    reactions = objects_at(object_at(raw, "pleroma"), "emoji_reactions") or objects_at(raw, "reactions")
    for item in reactions[:_MOST_REACTIONS]:
        name = clean_text(text_at(item, "name"), 60)
        if name:
            counts[f"reaction:{name}"] = max(number_at(item, "count"), 0)
    return counts


def _web(url: str) -> str:
    return url if url.lower().startswith(("https://", "http://")) else ""

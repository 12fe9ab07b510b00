"""From Bluesky's JSON to the desk's nouns; pure. What a post view must have is checked, all else may be missing or
hostile.

Facts: the lexicons app.bsky.feed.defs, app.bsky.embed.*, app.bsky.richtext.facet.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from agent_desk.connectors.bluesky.records import StrongRef, time_of_key
from agent_desk.connectors.http.shapes import (
    JsonObject,
    list_at,
    needed_text,
    number_at,
    object_at,
    objects_at,
    text_at,
)
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.frozen import frozen
from agent_desk.domain.posts import (
    IncomingPost,
    Markup,
    Media,
    MediaKind,
    Origin,
    Place,
    PostState,
    SeenAuthor,
    Subject,
)

WEB = "https://bsky.app"
NO_HANDLE = "handle.invalid"
_URI = re.compile(r"at://(did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,300})/([A-Za-z0-9.-]{3,300})/([A-Za-z0-9._~:-]{1,512})")
_SUBJECT_LENGTH = 2000
_COUNTS = {"likes": "likeCount", "replies": "replyCount", "reposts": "repostCount", "quotes": "quoteCount"}
_MOST_MEDIA = 30
_MOST_FACETS = 500


@frozen
class View:
    """A post view whose identity was checked; the rest of `raw` was not. `root` and `parent`: only where it is a
    reply."""

    ref: StrongRef
    did: str
    handle: str
    record: JsonObject
    raw: JsonObject
    root: StrongRef | None
    parent: StrongRef | None

    @property
    def uri(self) -> str:
        """The post's at-uri."""
        return self.ref.uri

    @property
    def root_uri(self) -> str:
        """The thread's root; the post itself where it is no reply."""
        return self.root.uri if self.root else self.uri

    @property
    def reply_disabled(self) -> bool:
        """Whether the thread's owner keeps us from answering it."""
        return object_at(self.raw, "viewer").get("replyDisabled") is True


def view(raw: JsonObject) -> View:
    """A post view, checked; raises Unexpected where it has no identity."""
    uri = needed_text(raw, "uri", "the post")
    did = owner(uri)
    author = object_at(raw, "author")
    handle = text_at(author, "handle")
    record = object_at(raw, "record")
    ref = StrongRef(uri, needed_text(raw, "cid", "the post"))
    root, parent = _strong(object_at(record, "reply", "root")), _strong(object_at(record, "reply", "parent"))
    if root is None or parent is None:
        root = parent = None
    return View(ref, did, did if handle in ("", NO_HANDLE) else handle, record, raw, root, parent)


def owner(uri: str) -> str:
    """The DID of the account that holds the record; raises Unexpected where that is no at-uri."""
    match = _URI.fullmatch(uri)
    if match is None:
        raise Unexpected("the address of a post does not fit", uri)
    return match[1]


def web_url(actor: str, uri: str) -> str:
    """Where people read the post."""
    return f"{WEB}/profile/{quote(actor, safe=':.')}/post/{quote(uri.rpartition('/')[2])}"


def mentions(post: View, us: frozenset[str]) -> bool:
    """Whether the post names one of us (DIDs) or shows a post of ours as a quote."""
    for facet in objects_at(post.record, "facets"):
        if any(text_at(feature, "did") in us for feature in objects_at(facet, "features")):
            return True
    embed = object_at(post.record, "embed")
    quoted = text_at(object_at(embed, "record"), "uri") or text_at(object_at(embed, "record", "record"), "uri")
    match = _URI.match(quoted)
    return match is not None and match[1] in us


def incoming(post: View, place: Place, origin: Origin, us: frozenset[str]) -> IncomingPost:
    """The post as the desk keeps it; `us`: the DIDs that count as ours."""
    body, markup = body_of(text_at(post.record, "text"), objects_at(post.record, "facets"))
    root = post.root or post.ref
    languages = tuple(item for item in list_at(post.record, "langs") if isinstance(item, str))[:3]
    return IncomingPost(
        remote_id=post.uri,
        place=place,
        author=author_of(object_at(post.raw, "author"), post.did, us),
        posted_at=posted_at(post),
        body=body,
        markup=markup,
        origin=origin,
        parent_remote_id=post.parent.uri if post.parent else None,
        url=web_url(post.handle, post.uri),
        languages=languages,
        media=tuple(media_of(object_at(post.raw, "embed")))[:_MOST_MEDIA],
        counts={name: number_at(post.raw, key) for name, key in _COUNTS.items()},
        native={"cid": post.ref.cid, "root_uri": root.uri, "root_cid": root.cid, "lang": (languages or ("",))[0][:35]},
    )


def vanished(uri: str, place: Place, us: frozenset[str], parent: str | None = None) -> IncomingPost:
    """The place of a post that is deleted: all that is known of it is in its address."""
    did = owner(uri)
    return IncomingPost(
        remote_id=uri,
        place=place,
        author=SeenAuthor(did, "", "", url=f"{WEB}/profile/{did}", ours=did in us),
        posted_at=time_of_key(uri.rpartition("/")[2]) or 0,
        body="",
        origin=Origin.CONTEXT,
        state=PostState.DELETED,
        parent_remote_id=parent,
        url=web_url(did, uri),
    )


def subject(post: View) -> Subject:
    """A post of ours as what a conversation stands under."""
    text = text_at(post.record, "text")[:_SUBJECT_LENGTH]
    name = text_at(object_at(post.raw, "author"), "displayName") or post.handle
    title = " ".join(text.split())[:100]
    return Subject(post.uri, title, text, web_url(post.handle, post.uri), name, posted_at(post))


def author_of(raw: JsonObject, did: str, us: frozenset[str]) -> SeenAuthor:
    """The author of a post."""
    handle = text_at(raw, "handle")
    shown = "" if handle == NO_HANDLE else handle
    followers = {"followers": number_at(raw, "followersCount")} if "followersCount" in raw else {}
    return SeenAuthor(
        remote_id=did,
        handle=shown,
        name=text_at(raw, "displayName") or shown or did,
        url=f"{WEB}/profile/{quote(shown or did, safe=':.')}",
        avatar_url=_web(text_at(raw, "avatar")),
        ours=did in us,
        facts=followers,
    )


def posted_at(post: View) -> int:
    """UTC milliseconds: what the author's client says, but never later than the server saw it."""
    seen, said = milliseconds(text_at(post.raw, "indexedAt")), milliseconds(text_at(post.record, "createdAt"))
    if said is None or seen is None:
        return said or seen or time_of_key(post.uri.rpartition("/")[2]) or 0
    return min(said, seen)


def milliseconds(text: str) -> int | None:
    """A time of the network as UTC milliseconds, None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def body_of(text: str, facets: list[JsonObject]) -> tuple[str, Markup]:
    """The text, as HTML with its links where it has facets: a shown link text is often shortened."""
    data = text.encode("utf-8", errors="replace")
    pieces: list[str] = []
    at = 0
    for start, end, url in sorted(_linked(facets[:_MOST_FACETS])):
        if at <= start < end <= len(data) and _on_a_boundary(data, start) and _on_a_boundary(data, end):
            shown = _escaped(data[start:end])
            pieces += [_escaped(data[at:start]), f'<a href="{html.escape(url)}">{shown}</a>']
            at = end
    if not pieces:
        return text, Markup.PLAIN
    return "".join([*pieces, _escaped(data[at:])]), Markup.HTML


def media_of(embed: JsonObject) -> Iterator[Media]:
    """What hangs on a post, from its embed's view; nothing is fetched."""
    kind = text_at(embed, "$type").removesuffix("#view")
    if kind == "app.bsky.embed.images":
        yield from (_image(item, "thumb") for item in objects_at(embed, "images"))
    elif kind == "app.bsky.embed.gallery":
        yield from (_image(item, "thumbnail") for item in objects_at(embed, "items"))
    elif kind == "app.bsky.embed.external":
        yield _card(object_at(embed, "external"))
    elif kind == "app.bsky.embed.video":
        width, height = _size(embed)
        poster = _web(text_at(embed, "thumbnail"))
        url = _web(text_at(embed, "playlist"))
        yield Media(MediaKind.VIDEO, url, text_at(embed, "alt"), poster, width=width, height=height)
    elif kind == "app.bsky.embed.recordWithMedia":
        yield from media_of({**object_at(embed, "media")} if _is_plain(object_at(embed, "media")) else {})
        yield from _quote(object_at(embed, "record", "record"))
    elif kind == "app.bsky.embed.record":
        yield from _quote(object_at(embed, "record"))


def _is_plain(embed: JsonObject) -> bool:
    # Media inside media would let a hostile post nest without end.
    return "recordWithMedia" not in text_at(embed, "$type")


def _image(item: JsonObject, thumb: str) -> Media:
    width, height = _size(item)
    full, small = _web(text_at(item, "fullsize")), _web(text_at(item, thumb))
    return Media(MediaKind.IMAGE, full, text_at(item, "alt"), small, width=width, height=height)


def _card(item: JsonObject) -> Media:
    words = text_at(item, "description"), _web(text_at(item, "thumb")), text_at(item, "title")
    return Media(MediaKind.LINK, _web(text_at(item, "uri")), *words)


def _quote(item: JsonObject) -> Iterator[Media]:
    match = _URI.fullmatch(text_at(item, "uri"))
    if match is None or match[2] != "app.bsky.feed.post":
        return
    handle = text_at(object_at(item, "author"), "handle") or match[1]
    words = text_at(object_at(item, "value"), "text")
    yield Media(MediaKind.LINK, web_url(match[1], match[0]), words, title=f"@{handle}")


def _size(item: JsonObject) -> tuple[int, int]:
    ratio = object_at(item, "aspectRatio")
    return max(number_at(ratio, "width"), 0), max(number_at(ratio, "height"), 0)


def _linked(facets: list[JsonObject]) -> Iterator[tuple[int, int, str]]:
    for facet in facets:
        place = object_at(facet, "index")
        start, end = number_at(place, "byteStart", -1), number_at(place, "byteEnd", -1)
        for feature in objects_at(facet, "features"):
            url = _target(feature)
            if url:
                yield start, end, url
                break


def _target(feature: JsonObject) -> str:
    kind = text_at(feature, "$type").rpartition("#")[2]
    if kind == "link":
        return _web(text_at(feature, "uri"))
    if kind == "mention" and text_at(feature, "did"):
        return f"{WEB}/profile/{quote(text_at(feature, 'did'), safe=':.')}"
    if kind == "tag" and text_at(feature, "tag"):
        return f"{WEB}/hashtag/{quote(text_at(feature, 'tag'), safe='')}"
    return ""


def _web(url: str) -> str:
    return url if url.lower().startswith(("https://", "http://")) else ""


def _on_a_boundary(data: bytes, at: int) -> bool:
    return at == len(data) or data[at] & 0xC0 != 0x80


def _escaped(data: bytes) -> str:
    return html.escape(data.decode("utf-8", errors="replace")).replace("\n", "<br>")


def _strong(raw: JsonObject) -> StrongRef | None:
    uri, cid = text_at(raw, "uri"), text_at(raw, "cid")
    return StrongRef(uri, cid) if _URI.fullmatch(uri) and cid else None

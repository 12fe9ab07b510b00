"""Builds the records that we write: keys that repeat themselves, facets in bytes of UTF-8, strong references. Pure.

Facts: atproto.com/specs/tid (key of 13 characters: 53 bits of microseconds, 10 bits of a clock's number) and the
lexicons app.bsky.feed.post, app.bsky.richtext.facet, app.bsky.embed.images.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from agent_desk.connectors.http.shapes import JsonObject, object_at, text_at
from agent_desk.domain.frozen import frozen
from agent_desk.domain.outgoing import OutgoingMedia

POSTS = "app.bsky.feed.post"
LIKES = "app.bsky.feed.like"

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_TID = re.compile(f"[234567abcdefghij][{_ALPHABET}]{{12}}")
_CLOCK_BITS, _TIME_BITS = 10, 53
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_MENTION = re.compile(
    rf"(?<![\w@./-])@(?P<handle>(?:{_LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?)(?![\w@-])"
)
_LINK = re.compile(r"(?<![\w/@])https?://[^\s<>\"']+", re.IGNORECASE)
_TAG = re.compile(r"(?:(?<=\s)|^)[#＃](?P<tag>[^\s#＃\u00ad\u2060\u200b-\u200f\u20e2]{1,64})")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}")
_AFTER_A_LINK = ".,;:!?…*_~"
_CLOSING = {")": "(", "]": "["}


@frozen
class StrongRef:
    """A record at one version: its at-uri and the hash of its content."""

    uri: str
    cid: str

    def json(self) -> JsonObject:
        """As com.atproto.repo.strongRef."""
        return {"uri": self.uri, "cid": self.cid}


def reply_key(delivery_id: str, created_at: int) -> str:
    """The record key of a reply: the same for the same delivery (`created_at`: UTC milliseconds), whoever sends it
    again.

    The key's time is the delivery's millisecond; its three last decimals and the clock's number come from a hash of
    the id, so that a million deliveries of one millisecond stay apart.
    """
    seed = _seed(delivery_id)
    return _tid(created_at * 1000 + seed % 1000, seed // 1000)


def like_key(uri: str) -> str:
    """The record key of our like of a post: one per post, so liking it again is the same record."""
    seed = _seed(uri)
    rkey = uri.rpartition("/")[2]
    return _tid(_microseconds(rkey) if _TID.fullmatch(rkey) else seed >> 100, seed)


def time_of_key(rkey: str) -> int | None:
    """The time that a record key claims, UTC milliseconds, None where it is no TID."""
    return _microseconds(rkey) // 1000 if _TID.fullmatch(rkey) else None


def timestamp(milliseconds: int) -> str:
    """UTC milliseconds as the network writes times."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def facets(text: str, resolve: Callable[[str], str | None]) -> list[JsonObject]:
    """Links, mentions and tags in the text; `resolve` gives the DID of a handle, None for nobody, who is not linked."""
    found: list[tuple[int, int, JsonObject]] = list(_links(text))
    taken = [(start, end) for start, end, _ in found]
    for match in _MENTION.finditer(text):
        if not _overlaps(match.start(), match.end(), taken):
            did = resolve(match["handle"].lower())
            if did is not None:
                found.append((match.start(), match.end(), {"$type": "app.bsky.richtext.facet#mention", "did": did}))
    for match in _TAG.finditer(text):
        tag = match["tag"].rstrip("".join(_CLOSING) + _AFTER_A_LINK + "\"'")
        if tag.strip("0123456789") and not _overlaps(match.start(), match.end(), taken):
            end = match.start() + 1 + len(tag)
            found.append((match.start(), end, {"$type": "app.bsky.richtext.facet#tag", "tag": tag}))
    return [
        {"index": {"byteStart": _bytes(text[:start]), "byteEnd": _bytes(text[:end])}, "features": [feature]}
        for start, end, feature in sorted(found, key=lambda item: item[0])
    ]


def reply_record(
    text: str,
    *,
    created_at: int,
    root: StrongRef,
    parent: StrongRef,
    linked: Sequence[JsonObject],
    language: str,
    images: Sequence[tuple[OutgoingMedia, JsonObject]],
) -> JsonObject:
    """The post record of a reply. `images`: each with the blob that the upload gave. `language`: BCP 47 or empty."""
    record: JsonObject = {
        "$type": POSTS,
        "text": text,
        "createdAt": timestamp(created_at),
        "reply": {"root": root.json(), "parent": parent.json()},
    }
    if linked:
        record["facets"] = list(linked)
    if _LANGUAGE.fullmatch(language):
        record["langs"] = [language]
    if images:
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [_image(media, blob) for media, blob in images]}
    return record


def native_of(made: StrongRef, record: JsonObject) -> dict[str, str]:
    """What is needed to answer a reply of ours before anybody shows it: as in the posts that are read."""
    root = object_at(object_at(record, "reply"), "root")
    languages = record.get("langs")
    language = languages[0] if isinstance(languages, list) and languages else ""
    native = {"cid": made.cid, "root_uri": text_at(root, "uri"), "root_cid": text_at(root, "cid")}
    return {**native, "lang": language if isinstance(language, str) else ""}


def like_record(subject: StrongRef, created_at: int) -> JsonObject:
    """The record of a like."""
    return {"$type": LIKES, "subject": subject.json(), "createdAt": timestamp(created_at)}


def _image(media: OutgoingMedia, blob: JsonObject) -> JsonObject:
    image: JsonObject = {"image": blob, "alt": media.alt}
    if media.width > 0 and media.height > 0:
        image["aspectRatio"] = {"width": media.width, "height": media.height}
    return image


def _links(text: str) -> Iterator[tuple[int, int, JsonObject]]:
    for match in _LINK.finditer(text):
        url = match[0].rstrip(_AFTER_A_LINK)
        while url and url[-1] in _CLOSING and url.count(url[-1]) > url.count(_CLOSING[url[-1]]):
            url = url[:-1].rstrip(_AFTER_A_LINK)
        if "." in url or "localhost" in url:
            yield match.start(), match.start() + len(url), {"$type": "app.bsky.richtext.facet#link", "uri": url}


def _overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", errors="replace"))


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])


def _tid(microseconds: int, clock: int) -> str:
    number = (microseconds % (1 << _TIME_BITS) << _CLOCK_BITS) | clock % (1 << _CLOCK_BITS)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def _microseconds(rkey: str) -> int:
    number = 0
    for sign in rkey:
        number = number << 5 | _ALPHABET.index(sign)
    return number >> _CLOCK_BITS

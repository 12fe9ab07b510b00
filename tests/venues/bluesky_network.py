"""A real Bluesky network for tests: accounts that write, and a look at what the servers really hold."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from tests.venues.bluesky_servers import BlueskyServers, start_servers
from tests.venues.bluesky_xrpc import Json, Xrpc

INDEXED_SECONDS = 30.0
_POLL_SECONDS = 0.05
_POST = "app.bsky.feed.post"
_PAGE = 100

_T = TypeVar("_T")


@dataclass(frozen=True)
class BlueskyUser:
    """One account; `password` is the main one, which may do everything."""

    did: str
    handle: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class PostRef:
    """What identifies a record: its place and the hash of its content."""

    uri: str
    cid: str

    @property
    def did(self) -> str:
        """The account that holds the record."""
        return self.uri.split("/")[2]

    @property
    def key(self) -> str:
        """The record key, a TID for posts."""
        return self.uri.split("/")[4]


@dataclass(frozen=True)
class StoredPost:
    """A post as it lies at its author's server."""

    ref: PostRef
    record: Json

    @property
    def text(self) -> str:
        """The text without facets."""
        return str(self.record["text"])

    @property
    def answers(self) -> str | None:
        """The uri of the post that this one replies to."""
        reply = self.record.get("reply")
        return None if reply is None else str(reply["parent"]["uri"])


@dataclass(frozen=True)
class Picture:
    """An image to post; `data` is a whole file of the type `mime`, at most 2,000,000 bytes."""

    data: bytes = field(repr=False)
    alt: str
    mime: str = "image/png"


class BlueskyNetwork:
    """Directory, PDS and AppView on the loopback, empty at the start. Blocking; one thread at a time."""

    def __init__(self, servers: BlueskyServers) -> None:
        self._servers = servers
        self.xrpc = Xrpc(servers.pds_url)
        self._appview = Xrpc(servers.appview_url)

    @classmethod
    def start(cls, run_dir: Path, *, rate_limits: bool = False) -> BlueskyNetwork:
        """Starts a clean network whose files lie in `run_dir` (an empty or new folder); takes about 7 s.

        `rate_limits` turns on the PDS's own limits, so that it answers 429; they hold for the methods here too.
        Raises `CannotStart` when this machine cannot run it.
        """
        return cls(start_servers(run_dir, rate_limits=rate_limits))

    def stop(self) -> None:
        """Ends all servers and removes the database."""
        self.xrpc.close()
        self._appview.close()
        self._servers.stop()

    @property
    def pds_url(self) -> str:
        """The server that a client signs in at, http on the loopback; it passes reading calls to the AppView."""
        return self._servers.pds_url

    @property
    def appview_url(self) -> str:
        """The server that indexes posts and serves pictures; it answers reading calls without a sign-in."""
        return self._servers.appview_url

    # Accounts

    def create_account(self, handle: str, email: str | None = None, password: str | None = None) -> BlueskyUser:
        """A new account; `handle` ends with `.test` and has three characters or more before it."""
        password = password or secrets.token_urlsafe()
        account = {"handle": handle, "email": email or f"{handle}@mail.test", "password": password}
        made = self.xrpc.procedure("com.atproto.server.createAccount", account)
        self.xrpc.tokens[made["did"]] = made["accessJwt"]
        return BlueskyUser(made["did"], made["handle"], password)

    def app_password(self, user: BlueskyUser, name: str) -> str:
        """A new app password under that name, which may read and post, but not see direct messages."""
        made = self.xrpc.procedure("com.atproto.server.createAppPassword", {"name": name}, user.did)
        return str(made["password"])

    def revoke_app_password(self, user: BlueskyUser, name: str) -> None:
        """Takes the app password back; sessions opened with it cannot be renewed."""
        self.xrpc.procedure("com.atproto.server.revokeAppPassword", {"name": name}, user.did)

    # Writing

    def post(
        self,
        user: BlueskyUser,
        text: str,
        *,
        mention: BlueskyUser | None = None,
        reply_to: PostRef | None = None,
        images: Sequence[Picture] = (),
    ) -> PostRef:
        """Writes a post; `mention` is linked where `@handle` stands in the text, else it is put in front."""
        if mention is not None and f"@{mention.handle}" not in text:
            text = f"@{mention.handle} {text}"
        record = _new_post(text)
        if mention is not None:
            record["facets"] = [_mention_facet(text, mention)]
        if reply_to is not None:
            above = self.stored(reply_to.uri).record.get("reply")
            root = _json(reply_to) if above is None else above["root"]
            record["reply"] = {"root": root, "parent": _json(reply_to)}
        if images:
            embedded = [
                {"image": self.xrpc.upload(image.data, image.mime, user.did), "alt": image.alt} for image in images
            ]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": embedded}
        return self._create(user, _POST, record)

    def quote(self, user: BlueskyUser, text: str, quoted: PostRef) -> PostRef:
        """Writes a post that shows another."""
        embed = {"$type": "app.bsky.embed.record", "record": _json(quoted)}
        return self._create(user, _POST, {**_new_post(text), "embed": embed})

    def like(self, user: BlueskyUser, liked: PostRef) -> PostRef:
        """Likes a post."""
        record = {"$type": "app.bsky.feed.like", "subject": _json(liked), "createdAt": _now()}
        return self._create(user, "app.bsky.feed.like", record)

    def edit(self, uri: str, text: str) -> PostRef:
        """Replaces the text of a post of one of our accounts; links stay where their words still stand in it."""
        stored = self.stored(uri)
        record = {**stored.record, "text": text, "facets": _facets_moved(stored, text)}
        place = {"repo": stored.ref.did, "collection": _POST, "rkey": stored.ref.key}
        return _ref(self.xrpc.procedure("com.atproto.repo.putRecord", {**place, "record": record}, stored.ref.did))

    def delete(self, uri: str) -> None:
        """Deletes a record of one of our accounts, whatever its kind."""
        _, _, did, collection, key = uri.split("/")
        self.xrpc.procedure("com.atproto.repo.deleteRecord", {"repo": did, "collection": collection, "rkey": key}, did)

    # Reading back

    def stored(self, uri: str) -> StoredPost:
        """The record as its author's server holds it now; raises `XrpcError` `RecordNotFound`."""
        _, _, did, collection, key = uri.split("/")
        place = {"repo": did, "collection": collection, "rkey": key}
        return _stored(self.xrpc.query("com.atproto.repo.getRecord", place))

    def posts_of(self, user: BlueskyUser) -> list[StoredPost]:
        """All posts that the account holds at its server, oldest first: what was really written, and how often."""
        return sorted(self._records(user, _POST), key=lambda post: post.ref.key)

    def likes_of(self, user: BlueskyUser) -> list[str]:
        """The uris of the posts that the account likes, as stored at its server."""
        return [like.record["subject"]["uri"] for like in self._records(user, "app.bsky.feed.like")]

    def thread(self, uri: str, depth: int = 100) -> Json:
        """The AppView's thread view: `post`, `parent`, `replies`; raises `XrpcError` `NotFound`."""
        found = self._appview.query("app.bsky.feed.getPostThread", {"uri": uri, "depth": depth, "parentHeight": 100})
        return dict(found["thread"])

    def notifications(self, user: BlueskyUser) -> list[Json]:
        """The newest hundred notifications as the network gives them, newest first."""
        listed = self.xrpc.query("app.bsky.notification.listNotifications", {"limit": _PAGE}, user.did)
        return list(listed["notifications"])

    # Waiting

    def wait_until_indexed(self, uri: str, *, text: str | None = None, seconds: float = INDEXED_SECONDS) -> Json:
        """Waits until the AppView shows the post (with that text) and returns its post view."""

        def shown() -> Json | None:
            view = self._shown(uri)
            return view if view is not None and text in (None, view["record"]["text"]) else None

        return wait_until(shown, f"{uri} at the AppView", seconds)

    def wait_until_gone(self, uri: str, *, seconds: float = INDEXED_SECONDS) -> None:
        """Waits until the AppView shows the post no longer."""
        wait_until(lambda: self._shown(uri) is None, f"{uri} gone from the AppView", seconds)

    def wait_until_notified(self, user: BlueskyUser, uri: str, *, seconds: float = INDEXED_SECONDS) -> Json:
        """Waits until the account has a notification about the record and returns it."""

        def found() -> Json | None:
            return next((told for told in self.notifications(user) if told["uri"] == uri), None)

        return wait_until(found, f"{user.handle} told about {uri}", seconds)

    def _create(self, user: BlueskyUser, collection: str, record: Json) -> PostRef:
        body = {"repo": user.did, "collection": collection, "record": record}
        return _ref(self.xrpc.procedure("com.atproto.repo.createRecord", body, user.did))

    def _shown(self, uri: str) -> Json | None:
        posts = self._appview.query("app.bsky.feed.getPosts", {"uris": [uri]})["posts"]
        return posts[0] if posts else None

    def _records(self, user: BlueskyUser, collection: str) -> Iterator[StoredPost]:
        params: Json = {"repo": user.did, "collection": collection, "limit": _PAGE}
        while True:
            page = self.xrpc.query("com.atproto.repo.listRecords", params)
            yield from map(_stored, page["records"])
            if not page.get("cursor"):
                return
            params["cursor"] = page["cursor"]


def wait_until(condition: Callable[[], _T | None], what: str, seconds: float = INDEXED_SECONDS) -> _T:
    """Asks again until the condition gives something true, which is returned; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds:g} s still not: {what}")
        time.sleep(_POLL_SECONDS)


def _ref(told: Mapping[str, Any]) -> PostRef:
    return PostRef(told["uri"], told["cid"])


def _stored(told: Mapping[str, Any]) -> StoredPost:
    return StoredPost(_ref(told), dict(told["value"]))


def _json(ref: PostRef) -> Json:
    return {"uri": ref.uri, "cid": ref.cid}


def _mention_facet(text: str, user: BlueskyUser) -> Json:
    features = [{"$type": "app.bsky.richtext.facet#mention", "did": user.did}]
    return {"index": _bytes_of(f"@{user.handle}", text), "features": features}


def _facets_moved(stored: StoredPost, text: str) -> list[Json]:
    moved = []
    for facet in stored.record.get("facets", ()):
        place = facet["index"]
        words = stored.text.encode()[place["byteStart"] : place["byteEnd"]].decode()
        if words in text:
            moved.append({**facet, "index": _bytes_of(words, text)})
    return moved


def _bytes_of(words: str, text: str) -> Json:
    """Where the words stand, as facets count: in bytes of UTF-8."""
    start = len(text.partition(words)[0].encode())
    return {"byteStart": start, "byteEnd": start + len(words.encode())}


def _new_post(text: str) -> Json:
    return {"$type": _POST, "text": text, "createdAt": _now(), "langs": ["en"]}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

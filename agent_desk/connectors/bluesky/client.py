"""The calls that Bluesky is made of: one method each, JSON objects out. Reading calls pass through the account's
server; without an account they go to the AppView, which shows the public posts to anybody.

Facts: the lexicons under com.atproto and app.bsky; errors are JSON `{error, message}` with status 400 or 401.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent_desk.connectors.bluesky.records import StrongRef
from agent_desk.connectors.bluesky.session import Session, SignIn, XrpcRefusal, bearer, error_name, expired
from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import HttpAnswer, VenueHttp, expect
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.connectors.http.shapes import (
    JsonObject,
    as_list,
    as_object,
    needed_text,
    object_at,
    objects_at,
    text_at,
)
from agent_desk.domain.errors import Gone, MembersOnly, OutcomeUnknown, OwnWords, Rejected, SignInAgain, Unexpected

PUBLIC = "https://api.bsky.app"
"""The AppView of the network's own company; the option `appview` names another one."""
POSTS_PER_CALL = 25
THREAD_DEPTH = 30
"""Levels asked for at once: each nests two levels of JSON, and an answer deeper than 100 is refused."""
THREAD_HEIGHT = 60
_GONE = frozenset({"NotFound", "RecordNotFound"})
_ACCOUNT = frozenset({"AccountTakedown", "AccountDeactivated", "AccountSuspended", "RepoTakendown", "RepoDeactivated"})


class BlueskyClient:
    """Speaks XRPC for one account, or for nobody. Blocking; one thread at a time. Renews an expired session once per call."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        self._wire, self._now = wire, access.now
        anonymous = access.read_only and not access.user
        self._public = access.options.get("appview", "").strip().rstrip("/") or PUBLIC
        self._sign_in = None if anonymous else SignIn(access, wire)

    @property
    def signed_in(self) -> bool:
        """Whether there is an account that we read as."""
        return self._sign_in is not None

    def session(self) -> Session:
        """Who we are; raises SignInAgain where we are nobody."""
        if self._sign_in is None:
            raise SignInAgain(OwnWords("this venue is read without an account"))
        return self._sign_in.session()

    def describe_server(self) -> JsonObject:
        """What the account's server tells of itself."""
        return self._query("com.atproto.server.describeServer", {})

    def account(self) -> JsonObject:
        """The session as the server sees it: `handle`, `did`, `active`, `status`."""
        return self._query("com.atproto.server.getSession", {})

    def version(self) -> str:
        """The software's version where the server tells it, else empty."""
        answer = self._wire.get("/xrpc/_health")
        try:
            return text_at(as_object(answer.json(), "health"), "version") if answer.ok else ""
        except Unexpected:
            return ""

    def profile(self, actor: str) -> JsonObject:
        """The public profile of an account (handle or DID), empty while the AppView does not know the account yet."""
        try:
            return self._query("app.bsky.actor.getProfile", {"actor": actor})
        except (XrpcRefusal, Gone):
            return {}

    def resolve_handle(self, handle: str) -> str | None:
        """The DID of a handle, None where nobody has it."""
        try:
            found = self._query("com.atproto.identity.resolveHandle", {"handle": handle})
        except (XrpcRefusal, Gone):
            return None
        return needed_text(found, "did", "the handle's owner")

    def notifications(self, cursor: str, limit: int) -> tuple[list[JsonObject], str]:
        """One page of mentions, replies and quotes, newest first, and the position after it."""
        params = {"limit": limit, "reasons": ["mention", "reply", "quote"], "priority": "false"}
        page = self._query("app.bsky.notification.listNotifications", _with(params, cursor=cursor))
        as_list(page.get("notifications"), "the notifications")
        return objects_at(page, "notifications"), text_at(page, "cursor")

    def search(self, term: str, since: str, cursor: str, limit: int) -> tuple[list[JsonObject], str]:
        """One page of posts with the term, latest first, and the position after it."""
        params = {"q": term, "sort": "latest", "limit": limit}
        page = self._query("app.bsky.feed.searchPosts", _with(params, since=since, cursor=cursor))
        as_list(page.get("posts"), "the found posts")
        return objects_at(page, "posts"), text_at(page, "cursor")

    def posts(self, uris: Sequence[str]) -> list[JsonObject]:
        """The posts as they are shown now; deleted and hidden ones are missing."""
        found: list[JsonObject] = []
        for start in range(0, len(uris), POSTS_PER_CALL):
            page = self._query("app.bsky.feed.getPosts", {"uris": list(uris[start : start + POSTS_PER_CALL])})
            as_list(page.get("posts"), "the posts")
            found += objects_at(page, "posts")
        return found

    def thread(self, uri: str, *, depth: int = THREAD_DEPTH, height: int = THREAD_HEIGHT) -> JsonObject:
        """A post with what is above and below; raises Gone."""
        page = self._query("app.bsky.feed.getPostThread", {"uri": uri, "depth": depth, "parentHeight": height})
        return as_object(page.get("thread"), "the thread")

    def upload(self, data: bytes, mime: str) -> JsonObject:
        """Uploads a file for a record; without the record nobody ever sees it, so a lost answer took nothing."""
        answer = self._call("POST", "com.atproto.repo.uploadBlob", data=data, headers={"Content-Type": mime})
        return as_object(as_object(answer.json(), "the upload").get("blob"), "the blob")

    def create(self, collection: str, rkey: str, record: JsonObject) -> StrongRef:
        """Writes a record under a key that must be free or hold the very same; gives its uri and the hash of its content.

        Raises XrpcRefusal `InvalidSwap` where the key holds something else.
        """
        place = {"repo": self.session().did, "collection": collection, "rkey": rkey}
        told = self._procedure("com.atproto.repo.putRecord", {**place, "record": record, "swapRecord": None})
        uri = text_at(told, "uri")
        if not uri.startswith("at://"):
            raise OutcomeUnknown("the server acknowledged the record without naming it")
        return StrongRef(uri, text_at(told, "cid"))

    def record(self, collection: str, rkey: str) -> JsonObject | None:
        """Our record under that key, None where there is none."""
        place = {"repo": self.session().did, "collection": collection, "rkey": rkey}
        try:
            found = self._query("com.atproto.repo.getRecord", place)
        except Gone:
            return None
        if not object_at(found, "value"):
            raise Unexpected("the record has no value", repr(found))
        return found

    def delete(self, collection: str, rkey: str) -> None:
        """Deletes our record under that key; does nothing where there is none."""
        self._procedure(
            "com.atproto.repo.deleteRecord", {"repo": self.session().did, "collection": collection, "rkey": rkey}
        )

    def _query(self, name: str, params: Mapping[str, Any]) -> JsonObject:
        return as_object(self._call("GET", name, params=params).json(), name)

    def _procedure(self, name: str, body: JsonObject) -> JsonObject:
        answer = self._call("POST", name, json=body, writes=True)
        if not answer.body:
            return {}
        value = answer.json()
        if not isinstance(value, dict):
            raise OutcomeUnknown(f"{name} was acknowledged in words that nobody understands")
        return value

    def _call(self, method: str, name: str, *, headers: Mapping[str, str] | None = None, **sent: Any) -> HttpAnswer:
        if self._sign_in is None:
            return self._asked_by_nobody(method, name, **sent)
        session, path = self.session(), f"/xrpc/{name}"
        answer = self._wire.request(method, path, headers={**bearer(session.access), **(headers or {})}, **sent)
        if expired(answer):
            # A refused token says that nothing was taken: the one case in which asking again is sure to be safe.
            session = self._sign_in.renewed(session)
            answer = self._wire.request(method, path, headers={**bearer(session.access), **(headers or {})}, **sent)
        if expired(answer):
            raise SignInAgain(reason_of(answer) or OwnWords("the session was refused"))
        return self._expected(answer, writes=bool(sent.get("writes")))

    def _asked_by_nobody(self, method: str, name: str, **sent: Any) -> HttpAnswer:
        if method != "GET":
            raise SignInAgain(OwnWords("this venue is read without an account"))
        answer = self._wire.request(method, f"{self._public}/xrpc/{name}", origin=self._public, **sent)
        if answer.status in (401, 403):
            raise MembersOnly(reason_of(answer))
        return self._expected(answer, writes=False)

    def _expected(self, answer: HttpAnswer, *, writes: bool) -> HttpAnswer:
        name = error_name(answer) if 400 <= answer.status < 500 else ""
        if name in _ACCOUNT:
            raise SignInAgain(reason_of(answer) or name)
        if name in _GONE:
            raise Gone(reason_of(answer) or name)
        try:
            return expect(answer, writes=writes, now=self._now())
        except Rejected as refusal:
            raise XrpcRefusal(name, refusal.reason) from None


def _with(params: dict[str, Any], **optional: str) -> dict[str, Any]:
    return {**params, **{key: value for key, value in optional.items() if value}}

"""Speaks to one Discourse community: signs each request in, takes numbers and names, gives JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import urllib3

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import HttpAnswer, JsonValue, VenueHttp, expect
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.connectors.http.shapes import JsonObject, as_list, as_object, number_at, object_at, objects_at, text_at
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    MembersOnly,
    OwnWords,
    RateLimited,
    Rejected,
    SecretUnavailable,
    SignInAgain,
    Unexpected,
    Unreachable,
)

IDS_AT_ONCE = 100
_MEMBERS_AT_ONCE = 200
_MOST_MEMBERS = 2000
_ADDRESS = re.compile(r"(upload://|https?://|/)[^\s()]{1,500}")
_LONGEST_WAIT = 24 * 3600
_ADMIN_KEY = re.compile(r"[0-9a-f]{64}")
_USER_KEY = re.compile(r"[0-9a-f]{32}")

Params = Mapping[str, str | int | Sequence[int]]
_AS_TYPED: Params = {"include_raw": "true"}


class DiscourseClient:
    """One community through one lane. Blocking, one thread; raises what the HTTP policy and `expect` raise.

    Source: Discourse's API documentation (the OpenAPI file), and its program where that is silent: the lists by `l/latest`,
    `session/current`, `site/settings`, posts by number, solutions, and the words of its errors.
    """

    def __init__(self, wire: VenueHttp, access: VenueAccess) -> None:
        """The key is asked for when it is first needed; a read-only venue without one is read as anybody may."""
        self._wire, self._access = wire, access
        self._headers: dict[str, str] | None = None

    @property
    def signed_in(self) -> bool:
        """Whether requests carry a key."""
        return not self._access.read_only or bool(self._signed())

    @property
    def base_url(self) -> str:
        """The community's address without a slash at its end."""
        return self._wire.base_url

    @property
    def by_admin_key(self) -> bool:
        """Whether an administrator's key signs in, which may name things by numbers of its own."""
        return "Api-Key" in self._signed()

    def me(self) -> JsonObject:
        """The account that the key stands for; raises SignInAgain."""
        path = (
            f"/u/{quote(self._signed()['Api-Username'], safe='')}.json"
            if self.by_admin_key
            else "/session/current.json"
        )
        answer = self._send("GET", path)
        if answer.status in (403, 404):
            raise SignInAgain(reason_of(answer))
        body = as_object(self._expected(answer).json(), "the account")
        account = object_at(body, "user") or object_at(body, "current_user")
        if not account:
            raise Unexpected("there is no account in the answer", answer.text())
        return account

    def basic_info(self) -> JsonObject:
        """Title, description and whether only members may read."""
        return as_object(self._get("/site/basic-info.json"), "the community")

    def settings(self) -> JsonObject:
        """The settings that a browser is told (`max_post_length`, `solved_enabled`); empty where it tells none."""
        try:
            return as_object(self._get("/site/settings.json"), "the settings")
        except (Gone, Rejected, Unexpected):
            return {}

    def categories(self) -> list[JsonObject]:
        """All categories that we may see."""
        return objects_at(as_object(self._get("/site.json"), "the community"), "categories")

    def members(self, group: str) -> list[JsonObject]:
        """The members of a group, at most 2,000; raises Gone and Rejected where it is not told."""
        found: list[JsonObject] = []
        while len(found) < _MOST_MEMBERS:
            params: Params = {"limit": _MEMBERS_AT_ONCE, "offset": len(found)}
            page = as_object(self._get(f"/groups/{quote(group, safe='')}/members.json", params), "the members")
            members = objects_at(page, "members")
            found += members
            if not members or len(found) >= number_at(object_at(page, "meta"), "total"):
                break
        return found

    def topics(self, path: str, params: Params) -> JsonObject:
        """One page of a list of topics."""
        page = as_object(self._get(path, params), "the list of topics")
        topics = as_object(page.get("topic_list"), "the list of topics")
        as_list(topics.get("topics"), "the list of topics")
        return topics

    def topic(self, topic_id: int, *, near: int = 0) -> JsonObject:
        """A topic with its first twenty posts, or those around the number `near`; raises Gone."""
        path = f"/t/{topic_id}/{near}.json" if near else f"/t/{topic_id}.json"
        topic = as_object(self._get(path, _AS_TYPED), "a topic")
        as_list(as_object(topic.get("post_stream"), "a topic's posts").get("posts"), "a topic's posts")
        return topic

    def posts(self, topic_id: int, ids: Sequence[int]) -> list[JsonObject]:
        """These posts of a topic, at most a hundred."""
        answer = self._get(f"/t/{topic_id}/posts.json", {"post_ids[]": list(ids), **_AS_TYPED})
        stream = as_object(as_object(answer, "posts").get("post_stream"), "posts")
        as_list(stream.get("posts"), "posts")
        return objects_at(stream, "posts")

    def post(self, post_id: int) -> JsonObject:
        """One post with what its author typed; raises Gone."""
        return as_object(self._get(f"/posts/{post_id}.json"), "a post")

    def post_by_number(self, topic_id: int, number: int) -> JsonObject:
        """A topic's post by its number there; raises Gone."""
        return as_object(self._get(f"/posts/by_number/{topic_id}/{number}.json"), "a post")

    def create_post(self, body: JsonObject) -> HttpAnswer:
        """One attempt to store a post; the answer as it came."""
        return self._send("POST", "/posts.json", json=body, writes=True)

    def upload(self, name: str, data: bytes, mime: str) -> str:
        """Upload a picture for a post; its address for the post's text. Without the post nobody ever sees it, so a lost
        answer took nothing."""
        fields: dict[str, Any] = {"upload_type": "composer", "synchronous": "true", "file": (name, data, mime)}
        body, kind = urllib3.encode_multipart_formdata(fields)
        headers = {"Accept": "application/json", "Content-Type": kind, **self._signed()}
        answer = self._wire.request("POST", "/uploads.json", data=body, headers=headers)
        told = as_object(self.checked(answer, writes=False).json(), "the upload")
        address = text_at(told, "short_url") or text_at(told, "url")
        if not _ADDRESS.fullmatch(address):
            raise Unexpected("the server took a file without naming it", answer.text())
        return address

    def write(self, method: str, path: str, body: Mapping[str, object] | None = None) -> JsonObject:
        """A change that may be repeated; its answer, empty where it says nothing."""
        answer = self.checked(self._send(method, path, json=body, writes=True), writes=True)
        value = answer.json() if answer.body.strip() else {}
        return value if isinstance(value, dict) else {}

    def checked(self, answer: HttpAnswer, *, writes: bool) -> HttpAnswer:
        """The answer when it is a success; else raises what it means."""
        if answer.status == 403 and self.signed_in:
            self.me()
        return self._expected(answer, writes=writes)

    def close(self) -> None:
        """Let go of sockets."""
        self._wire.close()

    def _get(self, path: str, params: Params | None = None) -> JsonValue:
        return self.checked(self._send("GET", path, params=params), writes=False).json()

    def _expected(self, answer: HttpAnswer, *, writes: bool = False) -> HttpAnswer:
        now = self._wire.now()
        if not answer.ok and (error := _own_meaning(answer, now, signed_in=self.signed_in)) is not None:
            raise error
        return expect(answer, writes=writes, now=now)

    def _send(
        self, method: str, path: str, *, params: Params | None = None, json: object = None, writes: bool = False
    ) -> HttpAnswer:
        headers = {"Accept": "application/json", **self._signed()}
        return self._wire.request(method, path, params=params, json=json, headers=headers, writes=writes)

    def _signed(self) -> dict[str, str]:
        if self._headers is None:
            try:
                key = self._access.secrets.secret().strip()
            except SecretUnavailable:
                if not self._access.read_only:
                    raise
                key = ""
            self._headers = _key_headers(key, self._access.user.strip().removeprefix("@")) if key else {}
        return self._headers


def _key_headers(key: str, user: str) -> dict[str, str]:
    """An administrator's key has 64 digits and a user's own 32; where neither fits, a given name tells."""
    admin = bool(_ADMIN_KEY.fullmatch(key)) or (bool(user) and not _USER_KEY.fullmatch(key))
    if not admin:
        return {"User-Api-Key": key}
    if not user:
        raise Rejected(OwnWords("An administrator's key needs the user name that answers are to be written with."))
    return {"Api-Key": key, "Api-Username": user}


def _own_meaning(answer: HttpAnswer, now: int, *, signed_in: bool) -> ConnectorError | None:
    """What only Discourse says so; source: its ApplicationController."""
    try:
        body = answer.json()
    except ConnectorError:
        return None
    if not isinstance(body, dict):
        return None
    kind = text_at(body, "error_type")
    wait = number_at(object_at(body, "extras"), "wait_seconds")
    if answer.status == 429 and wait > 0 and "Retry-After" not in answer.headers:
        return RateLimited(now + min(wait, _LONGEST_WAIT) * 1000, reason_of(answer))
    if answer.status == 503 and kind == "read_only":
        return Unreachable(reason_of(answer))
    if kind == "not_logged_in" and not signed_in:
        return MembersOnly(reason_of(answer))
    return None

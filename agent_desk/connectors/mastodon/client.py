"""The calls that a server of the Mastodon API is made of: one method each, JSON out.

Facts: the Mastodon API as of 4.6, and what other software does differently: an endpoint that it lacks is a 404 with a
web page, a refusal may be plain text with 400, pages are smaller than asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import urllib3

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import HttpAnswer, VenueHttp, expect
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.connectors.http.shapes import (
    JsonObject,
    as_list,
    as_object,
    needed_text,
    objects_at,
    text_at,
)
from agent_desk.domain.errors import (
    Gone,
    MembersOnly,
    OutcomeUnknown,
    OwnWords,
    Rejected,
    SecretUnavailable,
    SignInAgain,
    Unexpected,
    Unreachable,
)

_API = "/api/v1"
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,<]*\brel="?next"?')
_KINDS = ("mention", "quote", "update", "quoted_update")
_REASON = 1000
_LACKING = frozenset({404, 405, 410, 501})


class Lacking(Unreachable):
    """A web page came with a status that says: no such call here. Other software lacks some; or something between us and
    the server answered, so that nothing may be concluded from it."""


class Listing(list[JsonObject]):
    """One page of a listing. `following`: the position after it as the server says, empty where it does not."""

    following: str = ""


class MastodonClient:
    """Speaks to one server, with the venue's token or as anybody may. Blocking; one thread at a time."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        self._access, self._wire = access, wire
        self._token: str | None = None
        self._kinds: Sequence[str] = _KINDS

    @property
    def anonymous(self) -> bool:
        """Whether requests carry no token: a venue that is read only and has none."""
        return self._access.read_only and not self._bearer()

    def instance(self) -> JsonObject:
        """What the server tells of itself, by the newer call or by the older one; empty where it has neither."""
        for path in ("/api/v2/instance", f"{_API}/instance"):
            answer = self._wire.get(path, headers=_signed(self._bearer()))
            try:
                if answer.ok:
                    return as_object(answer.json(), "the server's description")
            except Unexpected:
                pass
            if answer.status not in _LACKING and not answer.ok:
                self._checked(answer)
        return {}

    def account(self) -> JsonObject:
        """The account that the token belongs to."""
        answer = self._call("GET", f"{_API}/accounts/verify_credentials")
        account = as_object(answer.json(), "the account")
        needed_text(account, "id", "the account")
        return account

    def scopes(self) -> frozenset[str] | None:
        """What the program that the token was made for may do, None where the server does not tell."""
        answer = self._wire.get(f"{_API}/apps/verify_credentials", headers=_signed(self._bearer()))
        try:
            told = as_object(answer.json(), "the program") if answer.ok else {}
        except Unexpected:
            return None
        listed = told.get("scopes")
        return frozenset(item for item in listed if isinstance(item, str)) if isinstance(listed, list) else None

    def lookup(self, name: str) -> str | None:
        """The id of an account by its name (`name@server`), None where the server knows nobody of that name."""
        try:
            found = as_object(self._call("GET", f"{_API}/accounts/lookup", params={"acct": name}).json(), "the account")
        except (Gone, Lacking, Rejected, Unexpected):
            return None
        return text_at(found, "id") or None

    def notifications(self, max_id: str, limit: int) -> Listing:
        """One page of mentions, quotes and edits, newest first; also of people whom the account's rules set aside."""
        params = {"types[]": list(self._kinds), "include_filtered": "true", "limit": limit, **_from(max_id)}
        try:
            return _listing(self._call("GET", f"{_API}/notifications", params=params))
        except Rejected:
            if len(self._kinds) == 1:
                raise
            # Some software refuses kinds that it does not know.
            self._kinds = ("mention",)
        return _listing(
            self._call("GET", f"{_API}/notifications", params={"types[]": ["mention"], "limit": limit, **_from(max_id)})
        )

    def conversations(self, max_id: str, limit: int) -> Listing:
        """One page of the direct exchanges, the latest first, each with its last post."""
        return _listing(self._call("GET", f"{_API}/conversations", params={"limit": limit, **_from(max_id)}))

    def tagged(self, tag: str, max_id: str, limit: int) -> Listing:
        """One page of public posts with the hashtag, newest first. Raises MembersOnly where that needs an account."""
        return _listing(
            self._call("GET", f"{_API}/timelines/tag/{_part(tag)}", params={"limit": limit, **_from(max_id)})
        )

    def search(self, words: str, max_id: str, limit: int) -> Listing:
        """One page of posts with the words."""
        params = {"q": words, "type": "statuses", "limit": limit, **_from(max_id)}
        page = as_object(self._call("GET", "/api/v2/search", params=params).json(), "the search")
        as_list(page.get("statuses"), "the found posts")
        return Listing(objects_at(page, "statuses"))

    def posts_of(self, account_id: str, max_id: str, limit: int) -> Listing:
        """One page of an account's own posts, newest first; our own with all that are not public."""
        params = {"exclude_reblogs": "true", "limit": limit, **_from(max_id)}
        return _listing(self._call("GET", f"{_API}/accounts/{_part(account_id)}/statuses", params=params))

    def status(self, status_id: str) -> JsonObject:
        """One post; raises Gone only where the server says so in the API's own words."""
        return as_object(self._call("GET", f"{_API}/statuses/{_part(status_id)}").json(), "the post")

    def context(self, status_id: str) -> tuple[list[JsonObject], list[JsonObject]]:
        """What stands above the post, the thread's root first, and what stands below it; raises Gone."""
        told = as_object(self._call("GET", f"{_API}/statuses/{_part(status_id)}/context").json(), "the thread")
        as_list(told.get("ancestors"), "the posts above")
        as_list(told.get("descendants"), "the posts below")
        return objects_at(told, "ancestors"), objects_at(told, "descendants")

    def source(self, status_id: str) -> str | None:
        """The text of a post of ours as it was sent, None where the server does not tell."""
        answer = self._wire.get(f"{_API}/statuses/{_part(status_id)}/source", headers=_signed(self._bearer()))
        if answer.status in _LACKING:
            return None
        return text_at(as_object(self._checked(answer).json(), "the text"), "text") or None

    def post(self, body: JsonObject, key: str) -> JsonObject:
        """Post a status under a key that most servers honour for an hour."""
        return self._write("POST", f"{_API}/statuses", json=body, headers={"Idempotency-Key": key})

    def edit(self, status_id: str, body: JsonObject) -> JsonObject:
        """Change a post of ours."""
        return self._write("PUT", f"{_API}/statuses/{_part(status_id)}", json=body)

    def delete(self, status_id: str) -> None:
        """Delete a post of ours; raises Gone where there is none."""
        self._call("DELETE", f"{_API}/statuses/{_part(status_id)}", writes=True)

    def favour(self, status_id: str, *, on: bool) -> None:
        """Favourite a post, or no longer."""
        self._write("POST", f"{_API}/statuses/{_part(status_id)}/{'favourite' if on else 'unfavourite'}")

    def report(self, account_id: str, status_id: str, reason: str) -> None:
        """Report a post to the moderators of this server."""
        body: JsonObject = {"account_id": account_id, "status_ids": [status_id], "comment": reason[:_REASON]}
        self._write("POST", f"{_API}/reports", json=body)

    def upload(self, name: str, data: bytes, mime: str, alt: str) -> JsonObject:
        """Upload a file for a post; without the post nobody ever sees it, so a lost answer took nothing."""
        fields: dict[str, Any] = {"file": (name, data, mime), **({"description": alt} if alt else {})}
        body, kind = urllib3.encode_multipart_formdata(fields)
        answer = self._call("POST", "/api/v2/media", data=body, headers={"Content-Type": kind})
        return as_object(answer.json(), "the upload")

    def is_ready(self, media_id: str) -> bool:
        """Whether the server has worked through an upload; raises Gone where it no longer has it."""
        return self._call("GET", f"{_API}/media/{_part(media_id)}").status != 206

    def _write(self, method: str, path: str, **sent: Any) -> JsonObject:
        value = self._call(method, path, writes=True, **sent).json()
        if not isinstance(value, dict):
            raise OutcomeUnknown("the server acknowledged in words that nobody understands")
        return value

    def _call(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **sent: Any) -> HttpAnswer:
        answer = self._wire.request(method, path, headers={**_signed(self._bearer()), **(headers or {})}, **sent)
        return self._checked(answer, method)

    def _checked(self, answer: HttpAnswer, method: str = "GET") -> HttpAnswer:
        reads, page = method == "GET", "json" not in answer.headers.get("Content-Type", "")
        if self.anonymous and answer.status in (401, 403, 422):
            raise MembersOnly(OwnWords("the server shows this only to who is signed in"))
        if answer.status == 403 and reads:
            # A login that is disabled or unconfirmed, or a token that was made for less.
            raise SignInAgain(reason_of(answer) or OwnWords("the server refuses this account"))
        if page and answer.status in _LACKING:
            if reads:
                raise Lacking(f"HTTP {answer.status} without the words of the API")
            raise Rejected(OwnWords("this server does not offer that"))
        return expect(answer, writes=answer.writes, now=self._access.now())

    def _bearer(self) -> str:
        if self._token is None:
            try:
                self._token = self._access.secrets.secret().strip()
            except SecretUnavailable:
                if not self._access.read_only:
                    raise
                self._token = ""
        return self._token


def _signed(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _from(max_id: str) -> dict[str, str]:
    return {"max_id": max_id} if max_id else {}


def _part(text: str) -> str:
    return quote(text, safe="")


def _listing(answer: HttpAnswer) -> Listing:
    listed = as_list(answer.json(), "the listing")
    page = Listing(item for item in listed if isinstance(item, dict))
    page.following = _following(answer.headers.get("Link", ""))
    return page


def _following(link: str) -> str:
    # Behind a proxy the address may name another host or scheme; only the position in it is of use.
    match = _NEXT.search(link[:4000])
    try:
        named = parse_qs(urlsplit(match[1]).query).get("max_id", []) if match else []
    except ValueError:
        return ""
    return named[0][:200] if named else ""

"""Speaks to one WordPress site: finds its REST interface, signs each request in, takes addresses and gives JSON."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urljoin, urlsplit

from agent_desk.connectors.http import HttpAnswer, JsonValue, VenueHttp, expect
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.domain.errors import Rejected, SignInAgain, Unexpected
from agent_desk.domain.frozen import frozen

MOST_PER_PAGE = 100
COMMENT_FIELDS = (
    "id,post,parent,author,author_name,author_email,author_url,author_user_agent,date,date_gmt,content,link,status,type,"
    "author_avatar_urls,_links"
)
_INDEX_FIELDS = "name,description,url,home,namespaces"
_API = "wp/v2"
_REL = re.compile(r"<([^<>]+)>\s*;[^,]*\brel=\"?https://api\.w\.org/\"?")
_NOT_SIGNED_IN = frozenset({"rest_not_logged_in", "incorrect_password", "invalid_username", "invalid_email"})
_NO_COMMENTS = frozenset(
    {"rest_comment_closed", "rest_comment_trash_post", "rest_comment_draft_post", "rest_comment_invalid_post_id"}
)
_ELSEWHERE = frozenset({200, 301, 302, 307, 308, 400, 403, 404, 405, 410})

Params = Mapping[str, str | int]


@frozen
class Root:
    """Where the REST interface lies: an address, or the site's front page with `rest_route` in the query."""

    address: str
    by_query: bool


@frozen
class Listing:
    """One page of a listing. `total`: how many there are on all pages, hidden ones too; None when untold."""

    items: list[JsonValue]
    total: int | None


class WordPressClient:
    """One site through one lane. Blocking, one thread; raises what the HTTP policy and `expect` raise.

    Source of the routes and error codes: WordPress's REST API handbook, and version 6.5 itself.
    """

    def __init__(self, wire: VenueHttp, user: str, secret: Callable[[], str] | None) -> None:
        """`secret` gives the application password when it is first needed; None: we read as anybody may."""
        self._wire, self._user, self._secret = wire, user, secret
        self._root: Root | None = None
        self._authorization: str | None = None
        self._index: dict[str, JsonValue] = {}

    @property
    def signed_in(self) -> bool:
        """Whether requests carry credentials."""
        return self._secret is not None

    def index(self) -> dict[str, JsonValue]:
        """What the site says of itself (name, description, url, namespaces)."""
        self._found_root()
        return self._index

    def me(self) -> dict[str, JsonValue]:
        """The account with its capabilities. Only here a wrong password is told: elsewhere it reads as anonymous."""
        fields = "id,username,name,slug,link,avatar_urls,roles,capabilities"
        return _object(self._get("users/me", {"context": "edit", "_fields": fields}))

    def comments(self, params: Params) -> Listing:
        """One page of comments; bounds and order as WordPress names them."""
        return self._list("comments", {"_fields": COMMENT_FIELDS, **params})

    def comment(self, comment_id: int, context: str) -> dict[str, JsonValue]:
        """One comment, with the address it was written from where `context` is edit; raises Gone."""
        fields = f"{COMMENT_FIELDS},author_ip"
        return _object(self._get(f"comments/{comment_id}", {"context": context, "_fields": fields}))

    def posts(self, kind: str, ids: list[int]) -> list[JsonValue]:
        """The published posts of these ids (at most 100); `kind`: the route's last part, such as `posts` or `pages`."""
        fields = "id,date_gmt,link,title,excerpt,author,comment_status,_links,_embedded"
        wanted = ",".join(map(str, ids))
        params: Params = {"include": wanted, "per_page": MOST_PER_PAGE, "_embed": "author", "_fields": fields}
        return self._list(kind, params).items

    def users(self, params: Params) -> list[JsonValue]:
        """Users by role (needs the right to list users) or by slug (those with published posts, else all)."""
        return self._list("users", {"per_page": MOST_PER_PAGE, "_fields": "id,slug", **params}).items

    def create_comment(self, body: Mapping[str, str | int]) -> HttpAnswer:
        """One attempt to store a comment; the answer as it came."""
        return self._request("POST", "comments", json=body, writes=True)

    def change_comment(self, comment_id: int, body: Mapping[str, str]) -> JsonValue:
        """Change text or status; raises Gone, Rejected."""
        answer = self._request("POST", f"comments/{comment_id}", json=body, writes=True)
        return self.checked(answer, writes=True).json()

    def trash_comment(self, comment_id: int) -> HttpAnswer:
        """Into the trash, never for good; the answer as it came (410: is there already)."""
        return self._request("DELETE", f"comments/{comment_id}", writes=True)

    def refuses_comments(self, post_id: int) -> bool:
        """Whether the site takes no comments on this post from us, also where only an age limit closed it.

        Asks for a comment that cannot be: one with an id. WordPress checks the rights first and refuses the id next,
        before anything is stored.
        """
        body = {"post": post_id, "id": 1, "type": "none", "content": ""}
        answer = self._request("POST", "comments", json=body, writes=False)
        return answer.status == 403 and code_of(answer) in _NO_COMMENTS

    def checked(self, answer: HttpAnswer, *, writes: bool) -> HttpAnswer:
        """The answer when it is a success; else raises what it means."""
        if answer.status == 404 and code_of(answer) == "rest_no_route":
            raise Unexpected("the site has closed this part of its interface", answer.text())
        return expect(answer, writes=writes, now=self._wire.now())

    def close(self) -> None:
        """Let go of sockets."""
        self._wire.close()

    def _list(self, route: str, params: Params) -> Listing:
        answer = self.checked(self._request("GET", route, params=params), writes=False)
        items = answer.json()
        if not isinstance(items, list):
            raise Unexpected(f"{route} is no list", answer.text())
        total = answer.headers.get("X-WP-Total", "")
        return Listing(items, int(total) if total.isdecimal() and len(total) < 12 else None)

    def _get(self, route: str, params: Params) -> JsonValue:
        return self.checked(self._request("GET", route, params=params), writes=False).json()

    def _request(
        self, method: str, route: str, *, params: Params | None = None, json: object = None, writes: bool = False
    ) -> HttpAnswer:
        return self._send(self._found_root(), method, f"{_API}/{route}", params or {}, json=json, writes=writes)

    def _send(
        self, root: Root, method: str, route: str, params: Params, *, json: object = None, writes: bool = False
    ) -> HttpAnswer:
        query: dict[str, str | int] = dict(params)
        address = root.address
        if root.by_query:
            query["rest_route"] = f"/{route}"
        else:
            address = f"{address}{route}"
        return self._wire.request(method, address, params=query, json=json, headers=self._headers(), writes=writes)

    def _headers(self) -> dict[str, str]:
        # A site's page cache must not answer for its database.
        headers = {"Accept": "application/json", "Cache-Control": "no-cache"}
        if self._secret is not None and self._authorization is None:
            pair = f"{self._user}:{self._secret()}".encode()
            self._authorization = "Basic " + base64.b64encode(pair).decode("ascii")
        if self._authorization is not None:
            headers["Authorization"] = self._authorization
        return headers

    def _found_root(self) -> Root:
        if self._root is None:
            self._root = self._find_root()
        return self._root

    def _find_root(self) -> Root:
        for root in (Root("wp-json/", by_query=False), Root("", by_query=True)):
            if self._is_root(root):
                return root
        announced = self._announced_root()
        if announced is not None and self._is_root(announced):
            return announced
        raise Unexpected("no WordPress REST interface was found below this address")

    def _is_root(self, root: Root) -> bool:
        answer = self._send(root, "GET", "", {"_fields": _INDEX_FIELDS})
        if answer.status == 401:
            raise _locked_out(answer)
        if answer.status not in _ELSEWHERE:
            self.checked(answer, writes=False)
        try:
            index = answer.json()
        except Unexpected:
            return False
        if not isinstance(index, dict):
            return False
        namespaces = index.get("namespaces")
        if answer.ok and isinstance(namespaces, list) and _API in namespaces:
            self._index = index
            return True
        if answer.status == 403 and "code" in index:
            raise Rejected(reason_of(answer))
        return False

    def _announced_root(self) -> Root | None:
        """What the front page names in its Link header; an address of another origin is refused when it is used."""
        page = self._wire.get("", headers={"Accept": "text/html"})
        named = _REL.search(page.headers.get("Link", ""))
        if named is None:
            return None
        address = urljoin(page.url, named.group(1))
        if "rest_route" in parse_qs(urlsplit(address).query):
            return Root(address.partition("?")[0], by_query=True)
        return Root(address.rstrip("/") + "/", by_query=False)


def code_of(answer: HttpAnswer) -> str:
    """WordPress's own word for an error (`comment_duplicate`), empty where there is none."""
    try:
        value = answer.json()
    except Unexpected:
        return ""
    code = value.get("code") if isinstance(value, dict) else None
    return code if isinstance(code, str) else ""


def _locked_out(answer: HttpAnswer) -> SignInAgain | Rejected:
    words = reason_of(answer) or "HTTP 401"
    # A site that closes its interface to everybody says 401 too; no new password would help.
    return SignInAgain(words) if code_of(answer) in _NOT_SIGNED_IN or not code_of(answer) else Rejected(words)


def _object(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise Unexpected("an object was due")
    return value

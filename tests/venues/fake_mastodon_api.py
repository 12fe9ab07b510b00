"""The calls of the fake Mastodon: what is asked, whether the contract and the token allow it, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tests.venues.fake_mastodon_contract import Contract, Json
from tests.venues.fake_mastodon_oauth import Answer, Asked, FakeMastodonOAuth
from tests.venues.fake_mastodon_world import MOST, FakeMastodonWorld, FakePost, length, moment, tagged

_PAGE = b"<!DOCTYPE html><html><head><title>404</title></head><body>The page you were looking for</body></html>"
_PUBLIC = re.compile(r"/api/v1/(timelines/tag/[^/]+|statuses/[^/]+(/context)?|accounts/lookup)")


@dataclass
class Quirks:
    """How this server differs. `lacks`: beginnings of paths that it does not have. `work`: questions about an uploaded
    file before it is done. `blames`: a plain text with which every call is refused. `huge`:
    the end of paths that are answered with more than anybody reads. `hides`: posts that drop out of a page after it was
    counted. `spent`: the method whose rate limit is used up. `broken`: pattern of paths that only ever fail.
    `falls`: how many requests it answers until it only ever fails, 0 for all."""

    honours_keys: bool = True
    page_most: int = 40
    lacks: tuple[str, ...] = ()
    closed_tags: int = 0
    links: bool = True
    known_kinds: frozenset[str] | None = None
    work: int = 0
    blames: str = ""
    version: str = ""
    huge: str = ""
    hides: frozenset[str] = frozenset()
    spent: str = ""
    broken: str = ""
    falls: int = 0


class FakeMastodonApi:
    """Answers requests. Not safe for threads: the server around it has a lock."""

    def __init__(self, world: FakeMastodonWorld, contract: Contract, quirks: Quirks, wrong: list[str]) -> None:
        self._world, self._contract, self.quirks, self._wrong = world, contract, quirks, wrong
        self.reports: list[Json] = []
        self.sign_in = FakeMastodonOAuth(contract, world.recordings)
        self.asked: list[Asked] = []
        self._keys: dict[tuple[str, str], str] = {}
        recorded = world.recordings
        self._instances: dict[str, Json] = {
            "v2": recorded.answer("test_timeline_link_fails", "GET", "v2/instance"),
            "v1": recorded.answer("test_instance_v1", "GET", "v1/instance"),
        }
        self._no_token: Json = recorded.answer("test_unauthed_home_tl_throws", "GET", "timelines/home")
        self._missing: Json = recorded.answer("test_status_missing", "GET", "/statuses")
        self._routes: tuple[tuple[str, str, Callable[..., Answer]], ...] = (
            ("GET", r"/api/(v[12])/instance", self._instance),
            ("POST", r"/api/v1/apps", self.sign_in.register),
            ("POST", r"/oauth/token", self.sign_in.exchange),
            ("GET", r"/api/v1/apps/verify_credentials", self.sign_in.program),
            ("GET", r"/api/v1/accounts/verify_credentials", self._me),
            ("GET", r"/api/v1/accounts/lookup", self._lookup),
            ("GET", r"/api/v1/accounts/([^/]+)/statuses", self._posts_of),
            ("GET", r"/api/v1/notifications", self._notifications),
            ("GET", r"/api/v1/conversations", self._conversations),
            ("GET", r"/api/v1/timelines/tag/([^/]+)", self._tag),
            ("GET", r"/api/v2/search", self._search),
            ("POST", r"/api/v1/statuses", self._post),
            ("GET", r"/api/v1/statuses/([^/]+)", self._status),
            ("PUT", r"/api/v1/statuses/([^/]+)", self._edit),
            ("DELETE", r"/api/v1/statuses/([^/]+)", self._delete),
            ("GET", r"/api/v1/statuses/([^/]+)/context", self._context),
            ("GET", r"/api/v1/statuses/([^/]+)/source", self._source),
            ("POST", r"/api/v1/statuses/([^/]+)/(favourite|unfavourite)", self._favour),
            ("POST", r"/api/v1/reports", self._report),
            ("POST", r"/api/v2/media", self._upload),
            ("GET", r"/api/v1/media/([^/]+)", self._file),
        )

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request; one that the contract does not know is remembered as wrong."""
        self.asked.append(asked)
        if self.quirks.blames:
            return Answer(400, self.quirks.blames.encode(), {"Content-Type": "text/plain"})
        if asked.path.startswith(self.quirks.lacks) if self.quirks.lacks else False:
            return Answer(404, _PAGE, {"Content-Type": "text/html; charset=utf-8"})
        if self.quirks.spent == asked.method:
            return Answer(429, {"error": "Too many requests"}, {**self._limits(300), "X-RateLimit-Remaining": "0"})
        if self.quirks.huge and asked.path.endswith(self.quirks.huge):
            return Answer(200, b"[" + b" " * 9_000_000 + b"]")
        fallen = 0 < self.quirks.falls < len(self.asked)
        if fallen or (self.quirks.broken and re.fullmatch(self.quirks.broken, asked.path)):
            return Answer(500, {"error": "Oops"})
        problem = self._contract.problem(asked.method, asked.path, asked.query, asked.body)
        if problem:
            self._wrong.append(problem)
            return Answer(500, {"error": problem})
        viewer, scopes = self.sign_in.tokens.get(asked.token, (None, frozenset[str]()))
        public = asked.method == "GET" and _PUBLIC.fullmatch(asked.path) is not None
        if viewer is None and (asked.token or (self._contract.needs_token(asked.method, asked.path) and not public)):
            return Answer(401, self._no_token)
        if viewer is not None and not self._contract.allows(asked.method, asked.path, scopes):
            return Answer(403, {"error": "This action is outside the authorized scopes"})
        for method, pattern, handler in self._routes:
            found = re.fullmatch(pattern, asked.path)
            if found and method == asked.method:
                return handler(asked, viewer, *found.groups())
        self._wrong.append(f"the fake has no {asked.method} {asked.path}")
        return Answer(500, {"error": "the fake has no such call"})

    def _instance(self, _asked: Asked, _viewer: str | None, kind: str) -> Answer:
        told = {**self._instances[kind], "version": self.quirks.version or self._instances[kind]["version"]}
        if self.quirks.version:
            told.pop("source_url", None)
        return Answer(200, told)

    def _me(self, _asked: Asked, viewer: str) -> Answer:
        return Answer(200, self._world.accounts[viewer])

    def _lookup(self, asked: Asked, _viewer: str | None) -> Answer:
        account_id = self._world.named(asked.one("acct"))
        return Answer(200, self._world.account(account_id)) if account_id else Answer(404, self._missing)

    def _posts_of(self, asked: Asked, viewer: str, account_id: str) -> Answer:
        own = [post for post in self._world.posts.values() if post.author == account_id]
        return self._listed(asked, self._seen(own, viewer))

    def _notifications(self, asked: Asked, viewer: str) -> Answer:
        kinds = asked.query.get("types[]", [])
        known = self.quirks.known_kinds
        if known is not None and not set(kinds) <= known:
            return Answer(400, b"types: Invalid value for enum", {"Content-Type": "text/plain"})
        aside = asked.one("include_filtered") == "true"
        told = [item for item in self._world.told.get(viewer, []) if not kinds or item["type"] in kinds]
        told = [item for item in told if aside or not item["filtered"]]
        return self._listed(asked, [self._world.notification(item, viewer) for item in told])

    def _conversations(self, asked: Asked, viewer: str) -> Answer:
        return self._listed(asked, self._world.exchanges(viewer), lambda entry: str(entry["last_status"]["id"]))

    def _tag(self, asked: Asked, viewer: str | None, tag: str) -> Answer:
        if self.quirks.closed_tags and viewer is None:
            return Answer(self.quirks.closed_tags, {"error": "This method requires an authenticated user"})
        found = [post for post in self._world.posts.values() if post.visibility == "public" and tagged(post, tag)]
        return self._listed(asked, self._seen(found, viewer))

    def _search(self, asked: Asked, viewer: str) -> Answer:
        words = asked.one("q").casefold()
        found = [post for post in self._world.posts.values() if words in post.text.casefold()]
        page = self._listed(asked, self._seen([post for post in found if post.visibility == "public"], viewer))
        return Answer(200, {"accounts": [], "statuses": page.body, "hashtags": [], "collections": []})

    def _post(self, asked: Asked, viewer: str) -> Answer:
        key = (viewer, asked.headers.get("idempotency-key", ""))
        if key[1] and self.quirks.honours_keys and self._keys.get(key) in self._world.posts:
            return Answer(200, self._world.status(self._world.posts[self._keys[key]], viewer))
        above, media = asked.body.get("in_reply_to_id"), list(asked.body.get("media_ids", ()))
        text, warning = asked.body.get("status", ""), asked.body.get("spoiler_text", "")
        if above is not None and not self._found(above, viewer):
            return Answer(404, {"error": "The post you are trying to reply to does not appear to exist."})
        refused = self._unfit(text, warning, media)
        if refused:
            return refused
        visibility = asked.body.get("visibility", "public")
        more = {"answers": above, "warning": warning, "media": media, "language": asked.body.get("language", "en")}
        post = self._world.write(viewer, text, visibility, **more)
        self._keys[key] = post.id
        return Answer(200, self._world.status(post, viewer), self._limits(300))

    def _unfit(self, text: str, warning: str, media: Sequence[str]) -> Answer | None:
        if not text.strip() and not media:
            return Answer(422, {"error": "Validation failed: Text can't be blank"})
        if length(text, warning) > MOST:
            return Answer(422, {"error": f"Validation failed: Text character limit of {MOST} exceeded"})
        if any(key not in self._world.files for key in media):
            return Answer(422, {"error": "Validation failed: Media not found"})
        if any(self._world.files[key]["work"] for key in media):
            return Answer(422, {"error": "Cannot attach files that have not finished processing. Try again soon!"})
        return None

    def _status(self, _asked: Asked, viewer: str | None, post_id: str) -> Answer:
        post = self._found(post_id, viewer)
        return Answer(200, self._world.status(post, viewer)) if post else Answer(404, self._missing)

    def _edit(self, asked: Asked, viewer: str, post_id: str) -> Answer:
        post = self._world.posts.get(post_id)
        if post is None or post.author != viewer:
            return Answer(404, self._missing)
        media = list(asked.body.get("media_ids", ()))
        refused = self._unfit(asked.body.get("status", ""), asked.body.get("spoiler_text", ""), media)
        if refused:
            return refused
        self._world.edit(post, asked.body["status"])
        post.media, post.warning = media, asked.body.get("spoiler_text", "")
        return Answer(200, self._world.status(post, viewer))

    def _delete(self, _asked: Asked, viewer: str, post_id: str) -> Answer:
        post = self._world.posts.get(post_id)
        if post is None or post.author != viewer:
            return Answer(404, self._missing)
        told = self._world.status(post, viewer)
        self._world.delete(post)
        return Answer(200, {**{key: told[key] for key in told if key != "content"}, "text": post.text})

    def _context(self, _asked: Asked, viewer: str | None, post_id: str) -> Answer:
        post = self._found(post_id, viewer)
        if post is None:
            return Answer(404, self._missing)
        above, below = self._world.above(post), list(self._world.below(post))
        shown = [
            [self._world.status(one, viewer) for one in some if self._world.visible(one, viewer)]
            for some in (above, below)
        ]
        return Answer(200, {"ancestors": shown[0], "descendants": shown[1]})

    def _source(self, _asked: Asked, viewer: str, post_id: str) -> Answer:
        post = self._world.posts.get(post_id)
        if post is None or post.author != viewer:
            return Answer(404, self._missing)
        return Answer(200, {"id": post.id, "text": post.text, "spoiler_text": post.warning})

    def _favour(self, _asked: Asked, viewer: str, post_id: str, how: str) -> Answer:
        post = self._found(post_id, viewer)
        if post is None:
            return Answer(404, self._missing)
        (post.liked_by.add if how == "favourite" else post.liked_by.discard)(viewer)
        return Answer(200, self._world.status(post, viewer))

    def _report(self, asked: Asked, _viewer: str) -> Answer:
        self.reports.append(asked.body)
        return Answer(200, {"id": self._world.next_id(), "action_taken": False, **asked.body})

    def _upload(self, asked: Asked, _viewer: str) -> Answer:
        kind, _ = asked.body["file"]
        told = self._world.keep_file(kind, asked.body.get("description"), self.quirks.work)
        return Answer(202 if self.quirks.work else 200, told)

    def _file(self, _asked: Asked, _viewer: str, file_id: str) -> Answer:
        kept = self._world.files.get(file_id)
        if kept is None:
            return Answer(404, self._missing)
        if kept["work"]:
            kept["work"] -= 1
            return Answer(206, {**kept["told"], "url": None})
        return Answer(200, kept["told"])

    def _found(self, post_id: str, viewer: str | None) -> FakePost | None:
        post = self._world.posts.get(post_id)
        return post if post is not None and self._world.visible(post, viewer) else None

    def _seen(self, posts: Sequence[FakePost], viewer: str | None) -> list[Json]:
        newest = sorted(posts, key=lambda post: int(post.id), reverse=True)
        return [self._world.status(post, viewer) for post in newest if self._world.visible(post, viewer)]

    def _listed(
        self, asked: Asked, entries: Sequence[Json], position: Callable[[Json], str] = lambda e: str(e["id"])
    ) -> Answer:
        """One page, newest first, with the addresses of its neighbours."""
        below = asked.one("max_id")
        rest = [entry for entry in entries if not below or int(position(entry)) < int(below)]
        size = min(int(asked.one("limit", "20")), self.quirks.page_most)
        page, headers = rest[:size], self._limits(300)
        if page and self.quirks.links:
            here = f"{self._world.url}{quote(asked.path)}"
            links = [f'<{here}?min_id={position(page[0])}>; rel="prev"']
            links += [f'<{here}?max_id={position(page[-1])}>; rel="next"'] if len(page) == size else []
            headers["Link"] = ", ".join(reversed(links))
        return Answer(200, [entry for entry in page if str(entry["id"]) not in self.quirks.hides], headers)

    def _limits(self, most: int) -> dict[str, str]:
        reset = moment(self._world.now() + 300_000)
        return {"X-RateLimit-Limit": str(most), "X-RateLimit-Remaining": str(most - 1), "X-RateLimit-Reset": reset}

"""A stateful fake of Example's interface: a real HTTP server on this machine that keeps posts in memory and refuses every
request that the interface does not know."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Json = dict[str, object]
BRAND = {"id": "a1", "handle": "acme", "name": "Acme"}
CUSTOMER = {"id": "a2", "handle": "kim", "name": "Kim"}
TEXT_MAX = 500


class FakeExampleServer:
    """Runs from when it is made until `close`. Thread-safe. `token` is the one secret it knows."""

    token = "a-token-of-the-example"

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._lock = threading.RLock()
        self._posts: dict[str, Json] = {}
        self._keys: dict[str, str] = {}
        self._changes: list[Json] = []
        self._likes: set[str] = set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, answer = server.answer(self.command, self.path, dict(self.headers.items()), body)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names http.server looks for

            def log_message(self, *_arguments: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = False
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        """Stop and wait for the last answer."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def write(self, author: Json, text: str, parent: str | None = None) -> str:
        """Somebody posts; gives the id."""
        with self._lock:
            post_id = f"p{len(self._posts) + 1}"
            thread = self._posts[parent]["thread"] if parent else post_id
            self._posts[post_id] = {
                "id": post_id,
                "thread": thread,
                "parent": parent,
                "author": author,
                "text": text,
                "created_at": self._time(),
                "likes": 0,
            }
            self._tell({"post": self._posts[post_id]})
            return post_id

    def edit(self, post_id: str, text: str) -> None:
        """The author changes a post."""
        with self._lock:
            self._posts[post_id] |= {"text": text, "edited_at": self._time()}
            self._tell({"post": self._posts[post_id]})

    def delete(self, post_id: str) -> None:
        """A post goes for good."""
        with self._lock:
            if self._posts.pop(post_id, None) is not None:
                self._tell({"deleted": post_id})

    def texts_of(self, author: Json, text: str) -> list[str]:
        """Ids of the posts of that author with exactly this text."""
        with self._lock:
            return [key for key, post in self._posts.items() if post["author"] == author and post["text"] == text]

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, Json]:
        """Status and body for one request."""
        url = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        parts = url.path.strip("/").split("/")
        if headers.get("Authorization") != f"Bearer {self.token}":
            return 401, {"error": "this token is not known"}
        with self._lock:
            match (method, *parts):
                case ("GET", "api", "me"):
                    return 200, {**BRAND, "server": "Example 1.0", "text_max": TEXT_MAX}
                case ("GET", "api", "me", "posts"):
                    return 200, {"posts": self._with_key(query["key"])}
                case ("GET", "api", "changes"):
                    return 200, self._after(int(query["after"]), int(query["limit"]))
                case ("GET", "api", "threads", thread):
                    found = [post for post in self._posts.values() if post["thread"] == thread]
                    return (200, {"posts": found, "locked": False}) if found else (404, {"error": "no such thread"})
                case ("POST", "api", "posts"):
                    return self._take(json.loads(body), headers["Idempotency-Key"])
                case ("PUT" | "DELETE", "api", "posts", post_id, "like"):
                    return self._like(post_id, liked=method == "PUT")
                case ("DELETE", "api", "posts", post_id):
                    self.delete(post_id)
                    return 200, {}
        return 400, {"error": f"the interface has no {method} {url.path}"}

    def _take(self, wanted: Json, key: str) -> tuple[int, Json]:
        if known := self._with_key(key):
            return 200, known[0]
        parent, text = str(wanted["parent"]), str(wanted["text"])
        if parent not in self._posts:
            return 404, {"error": "the post is gone"}
        if len(text) > TEXT_MAX:
            return 422, {"error": f"more than {TEXT_MAX} characters"}
        self._keys[key] = self.write(dict(BRAND), text, parent)
        return 201, self._posts[self._keys[key]]

    def _like(self, post_id: str, *, liked: bool) -> tuple[int, Json]:
        if post_id not in self._posts:
            return 404, {"error": "the post is gone"}
        (self._likes.add if liked else self._likes.discard)(post_id)
        self._posts[post_id]["likes"] = int(post_id in self._likes)
        return 200, {}

    def _with_key(self, key: str) -> list[Json]:
        post = self._posts.get(self._keys.get(key, ""))
        return [post] if post else []

    def _after(self, number: int, limit: int) -> Json:
        later = self._changes[number:]
        return {"changes": later[:limit], "more": len(later) > limit}

    def _tell(self, change: Json) -> None:
        self._changes.append({"number": len(self._changes) + 1, **change})

    def _time(self) -> str:
        return datetime.fromtimestamp(self._now() / 1000, UTC).isoformat()

"""A fake Discourse on the loopback: a forum that remembers, speaks in recorded shapes, and complains about each request
that the vendor's contract does not know."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.venues.fake_discourse_contract import DiscourseContract
from tests.venues.fake_discourse_forum import FakeForum, Member, Pending, Refusal, Topic
from tests.venues.fake_discourse_shapes import DiscourseShapes, Shape
from tests.venues.form_fields import fields_of

_INVALID = "You are not permitted to view the requested resource. The API username or key is invalid."
_FORBIDDEN = "You are not permitted to view the requested resource."


class FakeDiscourse:
    """The forum behind an address of its own, until `close`. `complaints`: requests outside the contract."""

    def __init__(self, contracts: Path, now: Callable[[], datetime] | None = None) -> None:
        self.forum = FakeForum(now)
        self.admin_key = "ad" * 32
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.refuse_next: tuple[int, dict[str, str], Shape] | None = None
        self._contract = DiscourseContract(contracts)
        self._shapes = DiscourseShapes(contracts, self.forum)
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                body = fields_of(self.headers.get("Content-Type", ""), content)
                status, headers, answer = fake._answer(self.command, self.path, dict(self.headers.items()), body)
                told = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the names http.server looks for

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go of the port; raises AssertionError where a request was outside the contract."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        assert self.complaints == []

    def _answer(
        self, method: str, target: str, headers: dict[str, str], body: dict[str, Any]
    ) -> tuple[int, dict[str, str], Shape]:
        parts = urlsplit(target)
        with self.forum.lock:
            self.requests.append(f"{method} {target}")
            if complaint := self._contract.complaint(method, parts.path, parts.query, body):
                self.complaints.append(complaint)
            if self.refuse_next is not None:
                refusal, self.refuse_next = self.refuse_next, None
                return refusal
            try:
                if 0 in self.forum.broken and not parts.path.startswith("/t/"):
                    raise Refusal(500, "Oops")
                reader = self._reader(headers)
                if self.forum.login_required and reader is None and parts.path != "/site/basic-info.json":
                    raise Refusal(403, "You need to be logged in to do that.", "not_logged_in")
                query = parse_qs(parts.query)
                return 200, {}, self._routed(method, unquote(parts.path), query, body, reader)
            except Refusal as refusal:
                words: Shape = {"errors": [refusal.words]}
                return refusal.status, {}, {**words, "error_type": refusal.kind} if refusal.kind else words

    def _reader(self, headers: dict[str, str]) -> Member | None:
        given = {name.lower(): value for name, value in headers.items()}
        if (key := given.get("api-key")) is not None:
            found = self.forum.members.get(given.get("api-username", ""))
            if key == self.admin_key and found is not None:
                return found
            raise Refusal(403, _INVALID, "invalid_access")
        if (key := given.get("user-api-key")) is not None:
            for member in self.forum.members.values():
                if member.key and member.key == key:
                    return member
            raise Refusal(403, _FORBIDDEN, "invalid_access")
        return None

    def _routed(
        self, method: str, path: str, query: dict[str, list[str]], body: dict[str, Any], reader: Member | None
    ) -> Shape:
        if method == "GET":
            return self._read(path, query, reader)
        if reader is None:
            raise Refusal(403, "You need to be logged in to do that.", "not_logged_in")
        return self._written(method, path, query, body, reader)

    def _read(self, path: str, query: dict[str, list[str]], reader: Member | None) -> Shape:
        raw = query.get("include_raw") == ["true"]
        forum, shapes = self.forum, self._shapes
        if found := re.fullmatch(r"/t/(\d+)(?:/(\d+))?\.json", path):
            return shapes.topic(forum.topic(int(found[1]), reader), reader, int(found[2] or 0), raw=raw)
        if found := re.fullmatch(r"/t/(\d+)/posts\.json", path):
            topic = forum.topic(int(found[1]), reader)
            wanted = {int(post_id) for post_id in query.get("post_ids[]", ())}
            posts = [post for post in topic.posts if post.id in wanted and not post.deleted]
            return {"post_stream": {"posts": [shapes.post(post, topic, reader, raw=raw) for post in posts]}}
        if found := re.fullmatch(r"/posts/(\d+)\.json", path):
            topic, post = forum.find(int(found[1]))
            return shapes.post(post, forum.topic(topic.id, reader), reader)
        if found := re.fullmatch(r"/posts/by_number/(\d+)/(\d+)\.json", path):
            topic = forum.topic(int(found[1]), reader)
            for post in topic.posts:
                if post.number == int(found[2]) and not post.deleted:
                    return shapes.post(post, topic, reader)
        if found := re.fullmatch(r"/groups/(.+)/members\.json", path):
            names = forum.groups.get(found[1])
            if names is not None:
                return shapes.members(names, int(query["limit"][0]), int(query["offset"][0]))
        if (found := re.fullmatch(r"/u/(.+)\.json", path)) and found[1] in forum.members:
            return {"user": shapes.user(forum.members[found[1]])}
        return self._told(path, query, reader)

    def _told(self, path: str, query: dict[str, list[str]], reader: Member | None) -> Shape:
        if path == "/session/current.json" and reader is not None:
            return {"current_user": self._shapes.user(reader)}
        if path == "/site/basic-info.json":
            return {
                "title": "Fake community",
                "logo_small_url": "",
                "header_primary_color": "333333",
                "login_required": self.forum.login_required,
            }
        if path == "/site/settings.json":
            told = {"max_image_size_kb": 2048, "authorized_extensions": "jpg|jpeg|png|heic"}
            return {"max_post_length": 32_000, "solved_enabled": self.forum.solutions, **told}
        if path == "/site.json":
            return self._shapes.site()
        listed = self._listed(path, reader)
        if listed is None:
            raise Refusal(404, "The requested URL or resource could not be found.", "not_found")
        listed.sort(key=lambda topic: (topic.pinned, topic.bumped_at, topic.id), reverse=True)
        page, size = int(query.get("page", ["0"])[0]), int(query.get("per_page", ["30"])[0])
        return self._shapes.listing(listed, page, size, path)

    def _listed(self, path: str, reader: Member | None) -> list[Topic] | None:
        there = [topic for topic in self.forum.topics.values() if not topic.deleted]
        public = [topic for topic in there if topic.people is None]
        if path == "/latest.json":
            return public
        if found := re.fullmatch(r"/c/.*?(\d+)/l/latest\.json", path):
            below = {number for number, _, _, above in self.forum.categories if above == int(found[1])}
            return [topic for topic in public if topic.category in {int(found[1]), *below}]
        if found := re.fullmatch(r"/tag/(.+)\.json", path):
            return [topic for topic in public if found[1] in topic.tags]
        found = re.fullmatch(r"/topics/private-messages(-sent|-group)?/([^/]+?)(?:/([^/]+))?\.json", path)
        if found is None or reader is None or found[2] != reader.username:
            return None
        own = [topic for topic in there if topic.people is not None and reader.id in topic.people]
        if found[1] == "-group":
            return [topic for topic in own if found[3] in topic.tags]
        if found[1] == "-sent":
            return [topic for topic in own if topic.posts[0].author is reader]
        return [topic for topic in own if any(post.author is not reader for post in topic.posts)]

    def _written(self, method: str, path: str, query: dict[str, list[str]], body: dict[str, Any], me: Member) -> Shape:
        if (method, path) == ("POST", "/posts.json"):
            return self._created(body, me)
        if (method, path) == ("POST", "/uploads.json"):
            kind, content = body["file"]
            self.forum.uploads.append((kind, content))
            return self._shapes.upload(len(self.forum.uploads), kind.partition("/")[2], len(content))
        if (method, path) == ("POST", "/post_actions.json"):
            topic, post = self.forum.find(int(body["id"]))
            (post.likes.add(me.id) if body["post_action_type_id"] == 2 else post.flags.add(body["post_action_type_id"]))
            return self._shapes.post(post, topic, me)
        if found := re.fullmatch(r"/post_actions/(\d+)\.json", path):
            topic, post = self.forum.find(int(found[1]))
            if me.id not in post.likes or query.get("post_action_type_id") != ["2"]:
                raise Refusal(404, "The requested URL or resource could not be found.", "not_found")
            post.likes.discard(me.id)
            return self._shapes.post(post, topic, me)
        if found := re.fullmatch(r"/solution/(un)?accept\.json", path):
            topic, post = self.forum.find(int(body["id"]))
            if not self.forum.solutions:
                raise Refusal(404, "The requested URL or resource could not be found.", "not_found")
            if post.number == 1:
                raise Refusal(403, _FORBIDDEN, "invalid_access")
            topic.accepted = 0 if found[1] else post.number
            return {"success": "OK"}
        if found := re.fullmatch(r"/t/(\d+)/status\.json", path):
            if not me.admin:
                raise Refusal(403, _FORBIDDEN, "invalid_access")
            topic = self.forum.topic(int(found[1]), me)
            topic.closed = body["enabled"] == "true"
            return {"success": "OK", "topic_status_update": None}
        return self._changed(method, path, body, me)

    def _changed(self, method: str, path: str, body: dict[str, Any], me: Member) -> Shape:
        found = re.fullmatch(r"/posts/(\d+)\.json", path)
        if found is None:
            raise Refusal(404, "The requested URL or resource could not be found.", "not_found")
        topic, post = self.forum.find(int(found[1]))
        if post.author is not me and not me.admin:
            raise Refusal(403, _FORBIDDEN, "invalid_access")
        if method == "PUT":
            return {"post": self._shapes.post(self.forum.edit(post.id, body["post"]["raw"]), topic, me)}
        self.forum.delete(post.id)
        return {}

    def _created(self, body: dict[str, Any], me: Member) -> Shape:
        if "topic_id" not in body:
            self.forum.check_text(me, body["raw"])
            external = body.get("external_id", "")
            if external and any(topic.external_id == external for topic in self.forum.topics.values()):
                raise Refusal(422, "External has already been taken")
            names = body["target_recipients"]
            if any(name not in self.forum.members for name in names.split(",")):
                raise Refusal(422, "You must select a valid user.")
            if self.forum.moderated:
                return self._enqueued(self.forum.hold(me, None, body["raw"]))
            topic, post = self.forum.begin(me.username, body["title"], body["raw"].strip(), to=names)
            topic.external_id = external
            return self._shapes.post(post, topic, me)
        made = self.forum.create(me, body["raw"], body["topic_id"], body.get("reply_to_post_number"))
        if isinstance(made, Pending):
            return self._enqueued(made)
        return self._shapes.post(made, self.forum.topics[body["topic_id"]], me)

    def _enqueued(self, waiting: Pending) -> Shape:
        shape = self._shapes.pending(waiting)
        return {"success": True, "action": "enqueued", "pending_post": shape, "pending_count": 1}

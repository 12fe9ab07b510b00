"""A fake Mastodon server: stateful, speaks HTTP on the loopback, refuses what the vendor's contract does not know."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.venues.fake_mastodon_api import FakeMastodonApi, Quirks
from tests.venues.fake_mastodon_contract import Contract
from tests.venues.fake_mastodon_oauth import Answer, Asked
from tests.venues.fake_mastodon_world import FakeMastodonWorld, FakePost, wall_clock
from tests.venues.form_fields import fields_of


class FakeMastodon:
    """One server on a port of its own, from the moment it is made until `close`. Any thread may call it.

    `wrong`: requests that the contract does not allow; they were answered with 500 and fail the test that looks.
    """

    def __init__(self, contracts: Path, now: Callable[[], int] = wall_clock) -> None:
        self.wrong: list[str] = []
        self.quirks = Quirks()
        self.lock = threading.RLock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.contract = Contract(contracts / "mastodon" / "spec" / "mastodon-openapi.schema.json")
        self.world = FakeMastodonWorld(contracts, self.url, now)
        self.api = FakeMastodonApi(self.world, self.contract, self.quirks, self.wrong)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="fake-mastodon")
        self._thread.start()

    def add_brand(self, name: str) -> tuple[str, str]:
        """An account and a token that may do everything."""
        with self.lock:
            account_id = self.world.add_account(name)
            return account_id, self.api.sign_in.grant(account_id)

    def add_account(self, name: str, **more: object) -> str:
        """An account of somebody."""
        with self.lock:
            return self.world.add_account(name, **more)

    def post(self, author: str, text: str, **more: Any) -> FakePost:
        """Somebody writes."""
        with self.lock:
            return self.world.write(author, text, **more)

    def edit(self, post_id: str, text: str) -> None:
        """Its author changes a post."""
        with self.lock:
            self.world.edit(self.world.posts[post_id], text)

    def delete(self, post_id: str) -> None:
        """Its author deletes a post."""
        with self.lock:
            self.world.delete(self.world.posts[post_id])

    def posts_of(self, author: str) -> list[FakePost]:
        """What that account has written and not deleted, oldest first."""
        with self.lock:
            return [post for post in self.world.posts.values() if post.author == author]

    def close(self) -> None:
        """Listens no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    fake: FakeMastodon


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        fake = self.server.fake  # type: ignore[attr-defined]
        content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path)
        with fake.lock:
            answer = fake.api.answer(
                Asked(
                    method=self.command,
                    path=parts.path,
                    query=parse_qs(parts.query, keep_blank_values=True),
                    body=fields_of(self.headers.get("Content-Type", ""), content),
                    headers={name.lower(): value for name, value in self.headers.items()},
                )
            )
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        # Without it a test that ends would wait for kept connections.
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - the names http.server looks for

    def log_message(self, *_arguments: object) -> None:
        pass

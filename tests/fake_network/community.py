"""The server of a made-up community, and the browser in which its member says yes."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

TOKEN = "t0ken-5ad0"
CODE = "c0de-77b1"


def install(folder: Path) -> None:
    """Make the network known as an installed package does; the folder has to be on the path."""
    info = folder / "fakenet-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: fakenet\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[agent_desk.connectors]\nfakenet = tests.fake_network\n", encoding="utf-8")


@dataclass
class FakeCommunity:
    """One community on a port of its own. `redirects`: it lets a sign-in come back to this machine. `member`: whose tokens it
    gives out."""

    redirects: bool = True
    willing: bool = True
    member: str = "ann"
    seen: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    _challenges: dict[str, str] = field(default_factory=dict)
    _state: str = ""

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.community = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, query: dict[str, str], token: str) -> tuple[int, Any, str]:
        """Status, JSON, and where it sends the browser."""
        if path == "/about":
            return 200, {"fakenet": {"version": "1"}}, ""
        if path == "/redirects":
            allowed = self.redirects or not query.get("uri")
            return (200, {}, "") if allowed else (403, {"message": "only our own redirect is allowed"}, "")
        if path == "/authorize":
            self._challenges[CODE] = query["code_challenge"]
            told = {"code": CODE} if self.willing else {"error": "access_denied"}
            back = query.get("redirect_uri", "")
            return (
                (302, {}, f"{back}?{urlencode({**told, 'state': query['state']})}")
                if back
                else (200, {"code": CODE}, "")
            )
        if path == "/token":
            digest = hashlib.sha256(query.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if query.get("code") in self._challenges and self._challenges.pop(query["code"]) == proof:
                return 200, {"access_token": TOKEN}, ""
            return 400, {"message": "that code is none of ours"}, ""
        if path == "/me":
            return (
                (200, {"name": self.member}, "")
                if token == TOKEN
                else (401, {"message": "We do not know that token."}, "")
            )
        return 404, {"message": "no such page"}, ""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, query: str) -> None:
        community: FakeCommunity = self.server.community  # type: ignore[attr-defined]
        path = urlsplit(self.path).path
        community.seen.append(path)
        values = {key: told[0] for key, told in parse_qs(query).items()}
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, body, location = community.answer(path, values, token)
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if location:
            self.send_header("Location", location)
        for name, value in community.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def browse(address: str) -> tuple[str, str]:
    """What a browser does with an address: follows it to its end. The last address and the page there."""
    for _ in range(5):
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
        try:
            connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
            answer = connection.getresponse()
            page, location = answer.read().decode(), answer.headers.get("Location", "")
        finally:
            connection.close()
        if not location:
            return address, page
        address = location if "://" in location else f"{parts.scheme}://{parts.netloc}{location}"
    raise AssertionError("the browser is sent on and on")

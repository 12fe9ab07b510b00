"""Signing in at the fake Mastodon: programs, codes and tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.venues.fake_mastodon_contract import Contract, Json, Recordings

EVERYTHING = frozenset({"read", "write"})


@dataclass(frozen=True)
class Asked:
    """One request; `body` holds the fields of whatever encoding it had."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: dict[str, Any]
    headers: dict[str, str]

    def one(self, name: str, default: str = "") -> str:
        """The value of a parameter."""
        return self.query.get(name, [default])[0]

    @property
    def token(self) -> str:
        """What the request was signed with, empty where it was not."""
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True)
class Answer:
    """What goes back; `body` bytes or JSON."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


class FakeMastodonOAuth:
    """Who may do what. Not safe for threads: the server around it has a lock."""

    def __init__(self, contract: Contract, recordings: Recordings) -> None:
        self._contract = contract
        self.tokens: dict[str, tuple[str, frozenset[str]]] = {}
        self.apps: dict[str, Json] = {}
        self.codes: dict[str, Json] = {}
        self._app: Json = recordings.answer("test_app_account_create_invalid", "POST", "/apps")
        self._token: Json = recordings.answer("test_app_account_create_invalid", "POST", "/oauth/token")

    def grant(self, account_id: str, scopes: frozenset[str] = EVERYTHING) -> str:
        """A token for that account."""
        token = f"token-{secrets.token_hex(12)}"
        self.tokens[token] = (account_id, scopes)
        return token

    def revoke(self, token: str) -> None:
        """The token is worth nothing any more."""
        del self.tokens[token]

    def approve(self, url: str, account_id: str) -> str:
        """The user agrees in the browser: where the browser is sent, or the code that the page shows."""
        query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
        problem = self._contract.problem("GET", urlsplit(url).path, query, ())
        app = self.apps[query["client_id"]]
        assert not problem, problem
        assert query["redirect_uri"] in app["redirect_uris"]
        assert query["response_type"] == "code"
        assert set(query["scope"].split()) <= set(app["scopes"])
        assert query["code_challenge_method"] == "S256"
        code = f"code-{secrets.token_hex(12)}"
        self.codes[code] = {**query, "account": account_id}
        if query["redirect_uri"].startswith("urn:"):
            return code
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def register(self, asked: Asked, _viewer: str | None) -> Answer:
        """A program makes itself known."""
        app_id, secret = secrets.token_hex(8), secrets.token_hex(16)
        redirects = asked.body["redirect_uris"].split()
        app = {**self._app, "client_id": app_id, "client_secret": secret, "redirect_uris": redirects}
        self.apps[app_id] = {**app, "name": asked.body["client_name"], "scopes": asked.body["scopes"].split()}
        return Answer(200, self.apps[app_id])

    def exchange(self, asked: Asked, _viewer: str | None) -> Answer:
        """A code becomes a token."""
        code, app = self.codes.pop(asked.body["code"], None), self.apps.get(asked.body["client_id"])
        challenge = hashlib.sha256(asked.body.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        right = code and app and code["client_id"] == asked.body["client_id"] and code["code_challenge"] == proof
        if not right or not app or not code or app["client_secret"] != asked.body["client_secret"]:
            return Answer(400, {"error": "invalid_grant", "error_description": "The authorization grant is invalid."})
        if code["redirect_uri"] != asked.body["redirect_uri"]:
            return Answer(400, {"error": "invalid_grant", "error_description": "The redirection does not match."})
        token = self.grant(code["account"], frozenset(code["scope"].split()))
        return Answer(200, {**self._token, "access_token": token, "scope": code["scope"]})

    def program(self, asked: Asked, _viewer: str | None) -> Answer:
        """The program that a token was made for."""
        scopes = self.tokens[asked.token][1]
        told = {key: value for key, value in self._app.items() if not key.startswith("client_")}
        return Answer(200, {**told, "scopes": sorted(scopes)})

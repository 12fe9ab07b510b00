"""Signs in with the browser: the program makes itself known to the server, the user agrees there, and a code that only
this sign-in can use becomes the token.

Facts: POST /api/v1/apps, /oauth/authorize and /oauth/token of the Mastodon API; PKCE (RFC 7636) since Mastodon 4.3, earlier
servers and other software pass over it; `urn:ietf:wg:oauth:2.0:oob` shows the code to be pasted.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from agent_desk.connectors.contract import Handshake, VenueAccess
from agent_desk.connectors.http import HttpAnswer, VenueHttp, clean_text, expect
from agent_desk.connectors.http.outcome import reason_of
from agent_desk.connectors.http.shapes import as_object, text_at
from agent_desk.domain.errors import OwnWords, Rejected, Unexpected

SCOPES = "read write:statuses write:media write:favourites write:reports"
PASTED = "urn:ietf:wg:oauth:2.0:oob"
_NAME = "Agent Desk"
_LACKING = frozenset({404, 405, 410, 501})


def begin(access: VenueAccess, wire: VenueHttp, redirect: str) -> Handshake:
    """See `SignIn`. The server gets to know a program of its own for each sign-in, because the port changes."""
    where = redirect or PASTED
    answer = wire.request("POST", "/api/v1/apps", data={"client_name": _NAME, "redirect_uris": where, "scopes": SCOPES})
    if answer.status in _LACKING:
        raise Rejected(OwnWords("this address does not offer the sign-in of Mastodon"))
    app = _told(expect(answer, writes=False, now=access.now()), "client_id", "client_secret")
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "client_id": app["client_id"],
        "redirect_uri": where,
        "response_type": "code",
        "scope": SCOPES,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    keep = json.dumps({**app, "verifier": verifier, "state": state, "redirect": redirect})
    return Handshake(f"{wire.base_url}/oauth/authorize?{urlencode(query)}", redirect, keep)


def finish(access: VenueAccess, wire: VenueHttp, handshake: Handshake, answer: str) -> str:
    """See `SignIn`. Gives the access token."""
    kept = json.loads(handshake.keep)
    code = _code(answer, kept) if kept["redirect"] else answer.strip()
    if not code:
        raise Rejected(OwnWords("the answer of the browser holds no code"))
    told = wire.request(
        "POST",
        "/oauth/token",
        data={
            "grant_type": "authorization_code",
            "client_id": kept["client_id"],
            "client_secret": kept["client_secret"],
            "redirect_uri": kept["redirect"] or PASTED,
            "code": code,
            "code_verifier": kept["verifier"],
        },
    )
    if told.status in (400, 401, 403):
        raise Rejected(reason_of(told) or OwnWords("the server refused the code"))
    return _told(expect(told, writes=False, now=access.now()), "access_token")["access_token"]


def _code(answer: str, kept: dict[str, str]) -> str:
    try:
        came, expected = urlsplit(answer.strip()), urlsplit(kept["redirect"])
        query = {key: values[0] for key, values in parse_qs(came.query).items()}
    except ValueError:
        raise Rejected(OwnWords("the answer of the browser is no address")) from None
    same_place = (came.scheme, came.netloc, came.path or "/") == (
        expected.scheme,
        expected.netloc,
        expected.path or "/",
    )
    if not same_place or not secrets.compare_digest(query.get("state", "").encode(), kept["state"].encode()):
        raise Rejected(OwnWords("the answer belongs to another sign-in"))
    if "error" in query:
        reason = clean_text(query.get("error_description", "") or query["error"])
        raise Rejected(reason)
    return query.get("code", "")


def _told(answer: HttpAnswer, *keys: str) -> dict[str, str]:
    """These texts of an answer; an error that quoted it would quote secrets."""
    try:
        told = as_object(answer.json(), "the answer")
    except Unexpected:
        raise Unexpected("the answer to a sign-in is none") from None
    found = {key: text_at(told, key) for key in keys}
    if not all(found.values()):
        raise Unexpected("the answer to a sign-in lacks what it is for")
    return found

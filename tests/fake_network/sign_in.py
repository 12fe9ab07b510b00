"""Signing in with the browser, as a network's own module does it: PKCE, and a state that is compared in constant time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from agent_desk.connectors.contract import Handshake, VenueAccess
from agent_desk.connectors.http import VenueHttp, expect
from agent_desk.connectors.http.shapes import as_object, needed_text
from agent_desk.domain.errors import Rejected


def begin(access: VenueAccess, wire: VenueHttp, redirect: str) -> Handshake:
    """See agent_desk.connectors.contract.SignIn."""
    expect(wire.get("redirects", params={"uri": redirect}), writes=False, now=access.now())
    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    query = urlencode({"redirect_uri": redirect, "state": state, "code_challenge": challenge})
    return Handshake(f"{access.url}/authorize?{query}", redirect, json.dumps({"verifier": verifier, "state": state}))


def finish(access: VenueAccess, wire: VenueHttp, handshake: Handshake, answer: str) -> str:
    """See agent_desk.connectors.contract.SignIn."""
    keep = json.loads(handshake.keep)
    told = parse_qs(urlsplit(answer).query) if "://" in answer else {"code": [answer.strip()], "state": [keep["state"]]}
    if not hmac.compare_digest(told.get("state", [""])[0].encode(), keep["state"].encode()):
        raise Rejected("this answer belongs to another sign-in")
    if "error" in told:
        raise Rejected("you said no")
    body = {"code": told.get("code", [""])[0], "code_verifier": keep["verifier"]}
    answered = expect(wire.request("POST", "token", data=body), writes=False, now=access.now())
    return needed_text(as_object(answered.json(), "the token"), "access_token", "the token")

"""Signs in with the browser: the community encrypts a key of the user's own for us, and sends it back or shows it to be pasted.

Facts: /user-api-key/new with an RSA key pair made for the occasion, a nonce, scopes and `auth_redirect`; the payload is base64
in lines, encrypted with PKCS #1 v1.5. A community sends its key only to redirects that its administrator allowed, which it does
not tell before the user has agreed; without a redirect it shows the payload.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

from agent_desk.connectors.contract import Handshake, VenueAccess
from agent_desk.connectors.http import VenueHttp, expect
from agent_desk.domain.errors import Gone, OwnWords, Rejected

LOOPBACK = "loopback"
_NAME = "Agent Desk"
_BITS = 2048
_LONGEST = 20_000


def begin(access: VenueAccess, wire: VenueHttp, redirect: str) -> Handshake:
    """See `SignIn`. Raises Rejected for a redirect unless option `loopback` says that the community allows it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    if redirect and access.options.get(LOOPBACK) != "1":
        raise Rejected(
            OwnWords("Most communities send nobody back to this computer: paste the code that the page shows.")
        )
    _must_be_there(access, wire)
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    nonce = secrets.token_hex(16)
    query = {
        "application_name": _NAME,
        "client_id": secrets.token_hex(24),
        "scopes": "read" if access.read_only else "read,write",
        "public_key": public.decode(),
        "nonce": nonce,
    }
    if redirect:
        query["auth_redirect"] = redirect
    keep = json.dumps({"private": private.decode(), "nonce": nonce, "redirect": redirect})
    return Handshake(f"{wire.base_url}/user-api-key/new?{urlencode(query)}", redirect, keep)


def finish(access: VenueAccess, wire: VenueHttp, handshake: Handshake, answer: str) -> str:  # noqa: ARG001  as SignIn has it
    """See `SignIn`. Gives the user API key."""
    kept = json.loads(handshake.keep)
    payload = _came_back(answer, kept["redirect"]) if kept["redirect"] else answer
    try:
        told = json.loads(_decrypted(payload, kept["private"]))
        nonce, key = str(told["nonce"]), str(told["key"])
    except (ValueError, KeyError, TypeError):
        raise Rejected(OwnWords("This code does not belong to this sign-in, or a part of it is missing.")) from None
    if not key or not secrets.compare_digest(nonce.encode(), kept["nonce"].encode()):
        raise Rejected(OwnWords("This code belongs to another sign-in."))
    return key


def _must_be_there(access: VenueAccess, wire: VenueHttp) -> None:
    """A browser that was sent to a page which does not exist would leave the user alone with it."""
    try:
        expect(
            wire.get("/site/basic-info.json", headers={"Accept": "application/json"}), writes=False, now=access.now()
        )
    except Gone:
        raise Rejected(OwnWords("There is no Discourse community at this address.")) from None


def _came_back(answer: str, redirect: str) -> str:
    try:
        came, expected = urlsplit(answer.strip()), urlsplit(redirect)
        payload = parse_qs(came.query).get("payload", [""])[0]
    except ValueError:
        raise Rejected(OwnWords("The answer of the browser is no address.")) from None
    same = (came.scheme, came.netloc, came.path or "/") == (expected.scheme, expected.netloc, expected.path or "/")
    if not same:
        raise Rejected(OwnWords("The answer belongs to another sign-in."))
    if not payload:
        raise Rejected(OwnWords("The sign-in was refused in the browser."))
    # A plus sign that nobody escaped comes as a space, unlike the line breaks.
    return payload.replace(" ", "+")


def _decrypted(payload: str, private: str) -> bytes:
    """What the community encrypted for us; raises ValueError for anything else."""
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        sealed = base64.b64decode("".join(payload[:_LONGEST].split()), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    key = load_pem_private_key(private.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey) or len(sealed) != key.key_size // 8:
        raise ValueError("of another length")
    return key.decrypt(sealed, padding.PKCS1v15())

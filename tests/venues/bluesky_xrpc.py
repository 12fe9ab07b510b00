"""Calls to one Bluesky server in its own protocol, for the accounts and the checks of the tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

_ANSWER_SECONDS = 30.0

Json = dict[str, Any]


class XrpcError(Exception):
    """A server refused a call; `name` is its word for it, such as `InvalidSwap`."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(f"{status} {name}: {message}")
        self.status = status
        self.name = name


class Xrpc:
    """Calls to the server at `url`; `tokens` holds the access token of each DID that calls can be made as."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.tokens: dict[str, str] = {}
        self._http = requests.Session()
        self._http.trust_env = False

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def query(self, method: str, params: Mapping[str, Any], did: str | None = None) -> Json:
        """A reading call as that account, or without a sign-in; raises `XrpcError`."""
        address, headers = self._address(method), self._headers(did)
        return _checked(self._http.get(address, params=dict(params), headers=headers, timeout=_ANSWER_SECONDS))

    def procedure(self, method: str, body: Mapping[str, Any] | None, did: str | None = None) -> Json:
        """A writing call as that account, or without a sign-in; some calls take no body; raises `XrpcError`."""
        address, headers = self._address(method), self._headers(did)
        return _checked(self._http.post(address, json=body, headers=headers, timeout=_ANSWER_SECONDS))

    def upload(self, data: bytes, mime: str, did: str) -> Json:
        """Stores a file of that account and returns the reference to put into a record."""
        address = self._address("com.atproto.repo.uploadBlob")
        headers = {**self._headers(did), "Content-Type": mime}
        return dict(_checked(self._http.post(address, data=data, headers=headers, timeout=_ANSWER_SECONDS))["blob"])

    def _address(self, method: str) -> str:
        return f"{self.url}/xrpc/{method}"

    def _headers(self, did: str | None) -> dict[str, str]:
        return {} if did is None else {"Authorization": f"Bearer {self.tokens[did]}"}


def _checked(answer: requests.Response) -> Json:
    if answer.ok:
        return dict(answer.json()) if answer.content else {}
    try:
        told = answer.json()
    except requests.JSONDecodeError:
        told = {}
    raise XrpcError(answer.status_code, str(told.get("error", "")), str(told.get("message", answer.text[:300])))

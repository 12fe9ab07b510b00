"""The addresses of Example's interface and what they answer; knows nothing of the desk."""

from __future__ import annotations

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import HttpAnswer, JsonValue, VenueHttp, expect
from agent_desk.connectors.http.shapes import JsonObject, as_object


class ExampleClient:
    """One account. Blocking; raises the errors of the contract and never holds the secret longer than a call."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        self._access = access
        self._wire = wire

    def account(self) -> JsonObject:
        """The account that the token belongs to."""
        return as_object(self._get("/api/me"), "the account")

    def changes(self, after: int, limit: int) -> JsonObject:
        """What happened after a number, oldest first."""
        return as_object(self._get("/api/changes", {"after": str(after), "limit": str(limit)}), "the changes")

    def thread(self, thread_id: str) -> JsonObject:
        """All posts of a thread."""
        return as_object(self._get(f"/api/threads/{thread_id}"), "the thread")

    def own_posts(self, key: str) -> JsonObject:
        """The posts of this account that were made with that key: one or none."""
        return as_object(self._get("/api/me/posts", {"key": key}), "own posts")

    def post(self, parent: str, text: str, key: str) -> JsonObject:
        """Answer a post; the same key again gives the same post."""
        body: JsonObject = {"parent": parent, "text": text}
        answer = self._call("POST", "/api/posts", json=body, headers={"Idempotency-Key": key})
        return as_object(answer.json(), "the new post")

    def set_like(self, post_id: str, *, liked: bool) -> None:
        """Like a post, or take the like back."""
        self._call("PUT" if liked else "DELETE", f"/api/posts/{post_id}/like")

    def delete(self, post_id: str) -> None:
        """Delete a post of this account."""
        self._call("DELETE", f"/api/posts/{post_id}")

    def close(self) -> None:
        """Let go of sockets."""
        self._wire.close()

    def _get(self, path: str, params: dict[str, str] | None = None) -> JsonValue:
        answer = self._wire.get(path, params=params, headers=self._signed())
        return expect(answer, writes=False, now=self._access.now()).json()

    def _call(
        self, method: str, path: str, *, json: JsonObject | None = None, headers: dict[str, str] | None = None
    ) -> HttpAnswer:
        answer = self._wire.request(method, path, json=json, headers={**self._signed(), **(headers or {})}, writes=True)
        return expect(answer, writes=True, now=self._access.now())

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._access.secrets.secret()}"}

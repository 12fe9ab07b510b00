"""Acts on posts and topics that may be repeated: likes, solutions, flags, closing, editing, deleting."""

from __future__ import annotations

from collections.abc import Mapping

from agent_desk.connectors.discourse.client import DiscourseClient
from agent_desk.connectors.discourse.mapping import LIKE, acted
from agent_desk.connectors.discourse.sent import receipt_of
from agent_desk.connectors.http.shapes import JsonObject, number_at, object_at
from agent_desk.domain.errors import Gone, OwnWords, Rejected
from agent_desk.domain.outgoing import Receipt, VenueAct, VenueActKind
from agent_desk.domain.posts import PostRef, PostState

_INAPPROPRIATE, _SOMETHING_ELSE = 4, 7
_SOLUTIONS = {VenueActKind.ACCEPT: ("accept", True), VenueActKind.UNACCEPT: ("unaccept", False)}
_STATUSES = {VenueActKind.CLOSE: "true", VenueActKind.UNCLOSE: "false"}


class Acts:
    """Blocking; one thread at a time."""

    def __init__(self, client: DiscourseClient) -> None:
        self._client = client

    def act(self, act: VenueAct) -> Receipt:
        """One act; done before, it does nothing again. Raises Rejected for what this network does not know."""
        post_id = _id_of(act.target)
        if act.kind is VenueActKind.DELETE:
            return self._delete(post_id)
        if act.kind is VenueActKind.EDIT:
            return self._edit(post_id, act.text)
        if act.kind in _STATUSES:
            return self._set_closed(act.target, post_id, _STATUSES[act.kind])
        post = self._client.post(post_id)
        match act.kind:
            case VenueActKind.LIKE if not acted(post, LIKE):
                self._client.write("POST", "/post_actions.json", _action(post_id, LIKE))
            case VenueActKind.UNLIKE if acted(post, LIKE):
                self._client.write("DELETE", f"/post_actions/{post_id}.json?post_action_type_id={LIKE}")
            case VenueActKind.FLAG:
                self._flag(post, post_id, act.text)
            case VenueActKind.ACCEPT | VenueActKind.UNACCEPT:
                self._solve(post, post_id, act.kind)
            case VenueActKind.LIKE | VenueActKind.UNLIKE:
                pass
            case _:
                raise Rejected(OwnWords("Discourse knows no such act."))
        return receipt_of(post, self._client.base_url)

    def _flag(self, post: JsonObject, post_id: int, reason: str) -> None:
        if acted(post, _INAPPROPRIATE) or acted(post, _SOMETHING_ELSE):
            return
        body = _action(post_id, _SOMETHING_ELSE if reason else _INAPPROPRIATE)
        self._client.write("POST", "/post_actions.json", {**body, "message": reason} if reason else body)

    def _solve(self, post: JsonObject, post_id: int, kind: VenueActKind) -> None:
        verb, wanted = _SOLUTIONS[kind]
        if (post.get("accepted_answer") is True) is wanted:
            return
        try:
            self._client.write("POST", f"/solution/{verb}.json", {"id": post_id})
        except Gone as error:
            raise Rejected(OwnWords("This community marks no solutions.")) from error

    def _set_closed(self, target: PostRef, post_id: int, enabled: str) -> Receipt:
        named = target.native.get("topic", "")
        topic_id = int(named) if named.isdecimal() else number_at(self._client.post(post_id), "topic_id")
        self._client.write("PUT", f"/t/{topic_id}/status.json", {"status": "closed", "enabled": enabled})
        return Receipt(str(post_id), f"{self._client.base_url}/t/{topic_id}", native={"topic": str(topic_id)})

    def _edit(self, post_id: int, text: str) -> Receipt:
        changed = self._client.write("PUT", f"/posts/{post_id}.json", {"post": {"raw": text}})
        post = object_at(changed, "post") or changed
        return receipt_of({**post, "id": post_id}, self._client.base_url)

    def _delete(self, post_id: int) -> Receipt:
        try:
            self._client.write("DELETE", f"/posts/{post_id}.json")
        except Gone:
            pass
        return Receipt(str(post_id), state=PostState.DELETED)


def _action(post_id: int, kind: int) -> Mapping[str, object]:
    return {"id": post_id, "post_action_type_id": kind, "flag_topic": False}


def _id_of(target: PostRef) -> int:
    if not target.remote_id.isdecimal():
        raise Gone(f"no post is called {target.remote_id[:40]}")
    return int(target.remote_id)

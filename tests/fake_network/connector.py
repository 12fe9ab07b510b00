"""A connector that only knows whom it speaks for; nothing is posted there."""

from __future__ import annotations

from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.http import JsonValue, VenueHttp, expect
from agent_desk.connectors.http.shapes import as_object, text_at
from agent_desk.domain.posts import Page
from agent_desk.domain.venues import Capability, Limits, VenueProfile


def connect(access: VenueAccess, wire: VenueHttp) -> FakeConnector:
    """The connector of one community."""
    return FakeConnector(access, wire)


class FakeConnector:
    """Signs in with a token, or not at all."""

    def __init__(self, access: VenueAccess, wire: VenueHttp) -> None:
        self._access, self._wire = access, wire
        self._anonymous = access.read_only and not access.secrets.secret()

    def verify(self) -> VenueProfile:
        """Who the token belongs to; for nobody the room."""
        if self._anonymous:
            room = self._access.options.get("room", "")
            self._get("about")
            return VenueProfile(
                f"room:{room}",
                "",
                room,
                self._access.url,
                "Fakenet 1",
                Limits(),
                frozenset({Capability.READ}),
                notes=("Public.",),
            )
        name = text_at(as_object(self._get("me"), "the account"), "name")
        may = frozenset({Capability.READ, Capability.REPLY})
        return VenueProfile(name, name, name.title(), self._access.url, "Fakenet 1", Limits(text_max=500), may)

    def streams(self) -> tuple[str, ...]:
        """One."""
        return ("questions",)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        """Nothing."""
        return Page((), "", more=False)

    def close(self) -> None:
        """Let go of sockets."""
        self._wire.close()

    def _get(self, path: str) -> JsonValue:
        headers = {} if self._anonymous else {"Authorization": f"Bearer {self._access.secrets.secret()}"}
        return expect(self._wire.get(path, headers=headers), writes=False, now=self._access.now()).json()

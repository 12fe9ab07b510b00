"""A real WordPress under the conformance suite: visitors comment on a post of the brand."""

from __future__ import annotations

import html
from collections.abc import Mapping

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.http import Pacer, VenueHttp
from agent_desk.connectors.registry import Registry
from tests.conformance.harness import FakeSecretSlot, wall_clock
from tests.venues.wordpress_site import WordPressSite

WEEK = 7 * 24 * 3_600_000


class WordPressHarness:
    """One site, as empty as after its start, with one post of the brand."""

    tells_edits = True
    small_pages: Mapping[str, str] = {"page": "2"}
    too_long = "Wärme " * 12_000

    def __init__(self, site: WordPressSite) -> None:
        self._site = site
        self._network = Registry().get("wordpress")
        self.manifest = self._network.manifest
        self.protects = self.manifest.idempotency
        self.secret = site.brand.application_password
        self._post = site.create_post("News of the house", "<p>Something is new.</p>")
        self._made: list[Connector] = []

    def connect(
        self, *, secret: str | None = None, since: int | None = None, options: Mapping[str, str] | None = None
    ) -> Connector:
        slot = FakeSecretSlot(secret or self.secret)
        start = wall_clock() - WEEK if since is None else since
        access = VenueAccess(self._site.url, self._site.brand.name, slot, wall_clock, start, options or {})
        wire = VenueHttp(access.url, now=wall_clock, pacer=Pacer(wall_clock))
        connector = self._network.connect(access, wire)
        self._made.append(connector)
        return connector

    def now(self) -> int:
        return wall_clock()

    def customer_posts(self, text: str, *, to: str | None = None) -> str:
        parent = None if to is None else int(to)
        return str(self._site.customer_comment(self._post, "A visitor", html.escape(text, quote=False), parent))

    def customer_edits(self, remote_id: str, text: str) -> None:
        self._site.edit_comment(int(remote_id), text)

    def customer_deletes(self, remote_id: str) -> None:
        self._site.delete_comment(int(remote_id))

    def ours(self, text: str) -> list[str]:
        mine = (comment for comment in self._site.comments() if comment.user_id == self._site.brand.id)
        return [str(item.id) for item in mine if html.unescape(item.text) == text and item.status != "trash"]

    def settle(self, remote_id: str) -> None:
        assert any(str(comment.id) == remote_id for comment in self._site.comments())

    def close(self) -> None:
        for connector in self._made:
            connector.close()

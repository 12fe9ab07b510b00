"""What the conformance suite needs of each network: a venue of its own with customers who write, and a look at what the
venue really holds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol

from agent_desk.connectors.contract import Connector
from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.errors import SecretUnavailable
from agent_desk.domain.venues import Idempotency


def wall_clock() -> int:
    """UTC milliseconds: real servers have no other clock."""
    return int(time.time() * 1000)


class FakeSecretSlot:
    """A secret and a session in memory."""

    def __init__(self, secret: str | None = None) -> None:
        self._secret = secret
        self._session: str | None = None

    def secret(self) -> str:
        if self._secret is None:
            raise SecretUnavailable("no secret was given")
        return self._secret

    def session(self) -> str | None:
        return self._session

    def keep_session(self, text: str | None) -> None:
        self._session = text


class Harness(Protocol):
    """One venue for one test. Methods return when a reader of the venue can see what they did (a harness waits for
    indexers). Posts of other tests may be there, too: checks look only at what they made themselves."""

    manifest: Manifest
    secret: str
    """What must never be seen in an error or a log line; longer than ten characters."""
    protects: Idempotency
    """What protects a repeated send at this venue."""
    tells_edits: bool
    """Whether the next fetch tells of an edit; re-reading the thread always does."""
    small_pages: Mapping[str, str]
    """Options that make pages as small as they can be (two or three posts)."""
    too_long: str
    """A text that is longer than the venue takes, but not longer than it reads."""

    def connect(
        self, *, secret: str | None = None, since: int | None = None, options: Mapping[str, str] | None = None
    ) -> Connector:
        """A new connector with a slot of its own: with the right secret or another one, back to `since` (UTC
        milliseconds; a week back where None). `close` of the harness closes it."""

    def now(self) -> int:
        """The clock that connectors of this harness see, UTC milliseconds."""

    def customer_posts(self, text: str, *, to: str | None = None) -> str:
        """A customer addresses the brand with a new conversation, or answers the post `to`; gives the remote id that a
        connector reports."""

    def customer_edits(self, remote_id: str, text: str) -> None:
        """The post's author changes its text."""

    def customer_deletes(self, remote_id: str) -> None:
        """The post's author deletes it."""

    def ours(self, text: str) -> list[str]:
        """The remote ids of the brand's posts with exactly this text that the venue holds now, held ones too."""

    def settle(self, remote_id: str) -> None:
        """Wait until a reader can see that post of ours."""

    def close(self) -> None:
        """The test is over: close the connectors that were made."""

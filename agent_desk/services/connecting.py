"""Opening connectors: a venue's access, its secrets, and the one pacing budget that its lanes share. And signing in with the
browser, which ends with a secret."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from agent_desk.connectors.contract import Connector, Handshake, VenueAccess
from agent_desk.connectors.registry import Network
from agent_desk.domain.errors import OwnWords, Unexpected, WrongUse
from agent_desk.domain.venues import Venue
from agent_desk.runtime.secrets import Vault
from agent_desk.services.ground import Ground

if TYPE_CHECKING:
    from agent_desk.connectors.http import Pacer, VenueHttp

INSECURE = "insecure"
_pacers: WeakValueDictionary[tuple[object, str, str], Pacer] = WeakValueDictionary()
_guard = threading.Lock()


class Line:
    """The way to one venue, from which each lane opens its own connector. Any thread."""

    def __init__(self, access: VenueAccess, network: Network) -> None:
        self._access = access
        self._network = network
        self._pacer = _pacer_of(access)

    def connector(self) -> Connector:
        """A connector with a session of its own. Raises WrongUse for an address that does not fit."""
        return self._network.connect(self._access, self._wire())

    def begin_sign_in(self, redirect: str) -> Handshake:
        """The page that the user's browser shall open; comes back to `redirect`, or shows a text where that is empty. Blocks.
        Raises ConnectorError (Rejected where the venue does not allow that redirect), WrongUse."""
        if not self._network.manifest.browser:
            raise WrongUse(
                OwnWords("{network} cannot be signed in to with the browser", network=self._network.manifest.label)
            )
        wire = self._wire()
        try:
            handshake = self._network.sign_in().begin(self._access, wire, redirect)
        finally:
            _close(wire)
        # What opens it may know other schemes, and some of them start programs.
        secure = urlsplit(handshake.url).scheme == "https"
        if not secure and not (handshake.url.startswith("http://") and self._access.url.startswith("http://")):
            raise Unexpected("the venue names a page for signing in that is none")
        return handshake

    def finish_sign_in(self, handshake: Handshake, answer: str) -> str:
        """The secret that the browser's or the user's answer stands for. Blocks. Raises ConnectorError."""
        wire = self._wire()
        try:
            return self._network.sign_in().finish(self._access, wire, handshake, answer)
        finally:
            _close(wire)

    def _wire(self) -> VenueHttp | None:
        if not self._access.url.startswith(("http://", "https://")):
            return None
        from agent_desk.connectors.http import VenueHttp

        insecure = self._access.options.get(INSECURE) == "1"
        return VenueHttp(self._access.url, now=self._access.now, pacer=self._pacer, insecure=insecure)


def budget_of(access: VenueAccess) -> tuple[int, int] | None:
    """How many requests a venue still takes until when (UTC milliseconds); None where nobody in this process was told."""
    with _guard:
        pacer = _pacers.get((access.now, access.url, access.user))
    return None if pacer is None else pacer.left()


def _pacer_of(access: VenueAccess) -> Pacer:
    """The budget of a venue is one, whoever in this process speaks to it."""
    from agent_desk.connectors.http import Pacer

    with _guard:
        return _pacers.setdefault((access.now, access.url, access.user), Pacer(access.now))


def _close(wire: VenueHttp | None) -> None:
    if wire is not None:
        wire.close()


def access_to(ground: Ground, vault: Vault, venue: Venue) -> VenueAccess:
    """What a connected venue's connectors get."""
    secrets = vault.slot(venue.secret_place, venue.secret_name)
    return VenueAccess(venue.url, venue.user, secrets, ground.now, venue.since, venue.options, venue.read_only)

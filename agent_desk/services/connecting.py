"""Opening connectors: a venue's access, its secrets, and the one pacing budget that its lanes share."""

from __future__ import annotations

from agent_desk.connectors.contract import Connector, VenueAccess
from agent_desk.connectors.registry import Network
from agent_desk.domain.venues import Venue
from agent_desk.runtime.secrets import Vault
from agent_desk.services.ground import Ground

INSECURE = "insecure"


class Line:
    """The way to one venue, from which each lane opens its own connector. Any thread."""

    def __init__(self, access: VenueAccess, network: Network) -> None:
        from agent_desk.connectors.http import Pacer

        self._access = access
        self._network = network
        self._pacer = Pacer(access.now)

    def connector(self) -> Connector:
        """A connector with a session of its own. Raises WrongUse for an address that does not fit."""
        wire: object = None
        if self._access.url.startswith(("http://", "https://")):
            from agent_desk.connectors.http import VenueHttp

            insecure = self._access.options.get(INSECURE) == "1"
            wire = VenueHttp(self._access.url, now=self._access.now, pacer=self._pacer, insecure=insecure)
        return self._network.connect(self._access, wire)


def access_to(ground: Ground, vault: Vault, venue: Venue) -> VenueAccess:
    """What a connected venue's connectors get."""
    secrets = vault.slot(venue.secret_place, venue.secret_name)
    return VenueAccess(venue.url, venue.user, secrets, ground.now, venue.since, venue.options, venue.read_only)

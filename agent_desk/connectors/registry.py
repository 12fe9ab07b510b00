"""Finds the networks: every folder beside this file, and every installed package that offers an entry point in the
group `agent_desk.connectors`. Nobody else knows a network by name."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol, cast

from agent_desk.connectors.contract import Connector, SignIn, VenueAccess
from agent_desk.connectors.manifest import Manifest, parse
from agent_desk.domain.errors import NotFound
from agent_desk.domain.frozen import frozen

GROUP = "agent_desk.connectors"
_HERE = Path(__file__).parent
log = logging.getLogger(__name__)


class _PicturesModule(Protocol):
    def packed(self, url: str) -> Path | None: ...


class _ConnectorModule(Protocol):
    def connect(self, access: VenueAccess, wire: object) -> Connector: ...


@frozen
class Network:
    """A network that can be connected: its manifest and the package that holds manifest.toml and connector.py."""

    manifest: Manifest
    package: str

    def connect(self, access: VenueAccess, wire: object) -> Connector:
        """A connector for one venue on one lane; `wire` is the HTTP policy's VenueHttp. Imports the network's code
        only now."""
        module = cast(_ConnectorModule, importlib.import_module(f"{self.package}.connector"))
        return module.connect(access, wire)

    def sign_in(self) -> SignIn:
        """The network's way to sign in with the browser; only where its manifest says so."""
        return cast(SignIn, importlib.import_module(f"{self.package}.sign_in"))

    def packed_picture(self, url: str) -> Path | None:
        """The file behind an address of a picture that lies inside the program, where the network has a module `pictures`
        that packs some; None where there is none."""
        name = f"{self.package}.pictures"
        if importlib.util.find_spec(name) is None:
            return None
        return cast(_PicturesModule, importlib.import_module(name)).packed(url)


class Registry:
    """All networks known to this program. Cheap: reads manifests, imports no network code, and looks for installed
    packages only when a network is asked for that is not built in."""

    @cached_property
    def _met(self) -> dict[str, Network]:
        """What was asked for so far. A window that opens needs few of them."""
        return {}

    @cached_property
    def _all(self) -> dict[str, Network]:
        known = {network.manifest.name: network for network in map(_read, built_in_packages())}
        for network in _installed():
            kept = known.setdefault(network.manifest.name, network)
            if kept is not network:
                log.error("connector %s is left out: %s has that name", network.package, kept.package)
        return known

    def all(self) -> tuple[Network, ...]:
        """Every network, also those that the window does not offer, by label."""
        return tuple(sorted(self._all.values(), key=lambda network: network.manifest.label))

    def networks(self) -> tuple[Network, ...]:
        """Every network that the window offers to connect, by label."""
        return tuple(network for network in self.all() if not network.manifest.hidden)

    def get(self, name: str) -> Network:
        """The network of that name; raises NotFound."""
        network = self._met.get(name) or _beside(name) or self._all.get(name)
        if network is None:
            raise NotFound(f"network {name}", what="network", name=name)
        self._met[name] = network
        return network


def built_in_packages() -> tuple[str, ...]:
    """The packages of the built-in networks; the frozen program packs just these."""
    return tuple(sorted(f"{__package__}.{found.parent.name}" for found in _HERE.glob("*/manifest.toml")))


def _beside(name: str) -> Network | None:
    """The built-in network whose folder has its name."""
    found = _HERE / name / "manifest.toml"
    if not name.isidentifier() or not found.is_file():
        return None
    network = Network(parse(found.read_text(encoding="utf-8")), f"{__package__}.{name}")
    return network if network.manifest.name == name else None


def _installed() -> Iterator[Network]:
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        try:
            yield _read(point.value)
        except Exception as error:  # noqa: BLE001  a stranger's package may fail in any way, the program goes on
            log.error("connector %s of %s is left out: %s", point.name, point.value, error)


def _read(package: str) -> Network:
    from importlib import resources

    text = (resources.files(package) / "manifest.toml").read_text(encoding="utf-8")
    return Network(parse(text), package)

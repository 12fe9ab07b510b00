"""Finds the networks: every folder beside this file, and every installed package that offers an entry point in the
group `agent_desk.connectors`. Nobody else knows a network by name."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Protocol, cast

from agent_desk.connectors.contract import Connector, SignIn, VenueAccess
from agent_desk.connectors.manifest import Manifest, parse
from agent_desk.domain.errors import NotFound

GROUP = "agent_desk.connectors"
log = logging.getLogger(__name__)


class _PicturesModule(Protocol):
    def packed(self, url: str) -> Path | None: ...


class _ConnectorModule(Protocol):
    def connect(self, access: VenueAccess, wire: object) -> Connector: ...


@dataclass(frozen=True, slots=True)
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
    def _built_in(self) -> dict[str, Network]:
        return {network.manifest.name: network for network in map(_read, built_in_packages())}

    @cached_property
    def _all(self) -> dict[str, Network]:
        known = dict(self._built_in)
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
        network = self._built_in.get(name) or self._all.get(name)
        if network is None:
            raise NotFound(f"network {name}", what="network", name=name)
        return network


def built_in_packages() -> tuple[str, ...]:
    """The packages of the built-in networks; the frozen program packs just these."""
    here = resources.files(__package__)
    return tuple(
        sorted(f"{__package__}.{entry.name}" for entry in here.iterdir() if (entry / "manifest.toml").is_file())
    )


def _installed() -> Iterator[Network]:
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP):
        try:
            yield _read(point.value)
        except Exception as error:  # noqa: BLE001  a stranger's package may fail in any way, the program goes on
            log.error("connector %s of %s is left out: %s", point.name, point.value, error)


def _read(package: str) -> Network:
    text = (resources.files(package) / "manifest.toml").read_text(encoding="utf-8")
    return Network(parse(text), package)

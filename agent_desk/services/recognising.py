"""Finding out what stands at an address: the user knows where the customers write, not which software that is."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from agent_desk.connectors.manifest import Manifest, Probe
from agent_desk.domain.errors import ConnectorError, OwnWords, Unreachable, WrongUse
from agent_desk.domain.frozen import frozen

if TYPE_CHECKING:
    from agent_desk.connectors.http import VenueHttp

log = logging.getLogger(__name__)
_LARGEST = 2_000_000
_MOST_PLACES = 4


@frozen
class Recognised:
    """A place of a network that the program knows. `url`: the address to connect."""

    manifest: Manifest
    url: str


def recognise(networks: Iterable[Manifest], address: str, now: Callable[[], int]) -> Recognised | None:
    """What stands at that address, by the public pages that the networks' manifests name; None where nothing known does.

    Whatever page of the place the user copied, its parents are tried too. No credentials are sent. Blocks, some seconds at most.
    Raises WrongUse for what is no address, Unreachable where nobody answers there.
    """
    from agent_desk.connectors.http import Pacer, Timeouts, VenueHttp

    known = list(networks)
    parts = urlsplit(whole_address(address))
    for manifest in known:
        if any(parts.hostname == host or f".{parts.hostname}".endswith(f".{host}") for host in manifest.hosts):
            return Recognised(manifest, manifest.default_url)
    pacer, timeouts = Pacer(now), Timeouts(connect=5, idle=6, total=8)
    for place in _places(parts):
        wire = VenueHttp(place, now=now, pacer=pacer, timeouts=timeouts)
        try:
            found = next(
                (manifest for manifest in known if any(_fits(wire, probe) for probe in manifest.recognise)), None
            )
        except Unreachable:
            if urlsplit(place).hostname == parts.hostname:
                raise
            return None
        finally:
            wire.close()
        if found is not None:
            return Recognised(found, place)
    return None


def whole_address(text: str) -> str:
    """The address with its scheme and without a slash at its end; https where none was typed. Raises WrongUse."""
    url = text.strip()
    if "://" not in url:
        url = f"https://{url}"
    try:
        if urlsplit(url).hostname:
            return url.rstrip("/")
    except ValueError:
        pass
    raise WrongUse(OwnWords("an address is needed"))


def _places(parts: SplitResult) -> Iterator[str]:
    """The address itself, without its last part, and so on up to the server; then the server's other usual name."""
    origin = f"{parts.scheme}://{parts.netloc}"
    steps = [step for step in parts.path.split("/") if step][: _MOST_PLACES - 1]
    for length in range(len(steps), -1, -1):
        yield "/".join([origin, *steps[:length]])
    host = parts.hostname or ""
    if not host.startswith("www.") and "." in host and not _is_number(host) and parts.port is None:
        # A server that only says "I am at www" sends us to another host, and nobody is followed there.
        yield f"{parts.scheme}://www.{host}"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _fits(wire: VenueHttp, probe: Probe) -> bool:
    try:
        answer = wire.get(probe.path, headers={"Accept": "application/json"}, max_bytes=_LARGEST)
        value = answer.json() if answer.ok else None
    except Unreachable:
        raise
    except ConnectorError as error:
        log.info("%s answers none of what is asked: %s", probe.path, error)
        return False
    return all(_has(value, key) for key in probe.needs)


def _has(value: object, key: str) -> bool:
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True

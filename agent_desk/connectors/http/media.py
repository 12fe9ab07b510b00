"""Fetches pictures that hostile posts point at: https and public addresses only, bounded, not saying who asks."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from agent_desk.connectors.http.exchange import (
    BROKEN,
    TooLarge,
    WatchedAdapter,
    WatchedTlsConnection,
    new_session,
    read_whole,
    watching,
)
from agent_desk.connectors.http.venue import DEFAULT_TIMEOUTS, MOST_REDIRECTS, REDIRECTS, Timeouts, user_agent
from agent_desk.domain.errors import Gone, OwnWords, Unexpected, Unreachable
from agent_desk.domain.frozen import frozen

LARGEST = 10_000_000
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_IPV6_INTERNET = ipaddress.IPv6Network("2000::/3")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

Resolve = Callable[[str], Iterable[str]]
Dial = Callable[[str, int, float], socket.socket]


@frozen
class Picture:
    """The bytes of a picture and the type that the server gave them; still hostile until decoded within bounds."""

    body: bytes
    mime: str


def resolve(host: str) -> list[str]:
    """Every address of a host, in the system's order."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an address (not a name) within `seconds`."""
    return socket.create_connection((address, port), seconds)


def is_public(text: str) -> bool:
    """Whether that address belongs to the public internet, also where an IPv6 address wraps an IPv4 one."""
    try:
        address: _Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if wrapped is None and address not in _IPV6_INTERNET:
            return False
        address = wrapped or address
    return address.is_global and not address.is_multicast


@frozen
class _Pinned:
    addresses: tuple[str, ...]
    dial: Dial


_PINNED: ContextVar[_Pinned] = ContextVar("pinned")


class _PinnedConnection(WatchedTlsConnection):
    """Connects to an address that was checked; the certificate still has to be the host's."""

    def _new_conn(self) -> socket.socket:
        pinned, last = _PINNED.get(), "no address"
        seconds = self.timeout if isinstance(self.timeout, int | float) else DEFAULT_TIMEOUTS.connect
        for address in pinned.addresses:
            try:
                return pinned.dial(address, self.port, seconds)
            except OSError as error:
                last = type(error).__name__
        raise NewConnectionError(self, last)


class _PinnedPool(HTTPSConnectionPool):
    ConnectionCls = _PinnedConnection


class _PinnedAdapter(WatchedAdapter):
    pools = {"https": _PinnedPool}  # noqa: RUF012  # never changed


class MediaHttp:
    """Fetches pictures. No cookies, no referrer, no credentials, no proxy. Blocking; one thread at a time."""

    def __init__(self, *, timeouts: Timeouts = DEFAULT_TIMEOUTS, resolve: Resolve = resolve, dial: Dial = dial) -> None:
        self._timeouts, self._resolve, self._dial = timeouts, resolve, dial
        self._session = new_session(_PinnedAdapter(max_retries=0), user_agent=user_agent())
        # A proxy would look the name up again, behind our check.
        self._session.trust_env = False
        environment = requests.Session().merge_environment_settings("https://localhost", {}, None, None, None)
        self._session.verify = environment["verify"]

    def fetch(self, url: str, *, max_bytes: int = LARGEST, follow: Callable[[str], bool] = lambda _: True) -> Picture:
        """The picture at a public https address. `follow`: whether a redirect to that address may be followed.

        Raises Unexpected where the address, the type or the size is not allowed, Gone, and Unreachable.
        """
        target = _allowed(url)
        for _ in range(MOST_REDIRECTS + 1):
            status, headers, body = self._exchange(target, max_bytes)
            if status not in REDIRECTS:
                return _picture(status, headers.get("Content-Type", ""), body)
            target = _allowed(_joined(target, headers.get("Location", "")))
            if not follow(target.geturl()):
                raise Unexpected("the picture redirects to a host that nobody asked for")
        raise Unexpected("the picture redirects again and again")

    def close(self) -> None:
        """Let go of all connections."""
        self._session.close()

    def _exchange(
        self, target: SplitResult, max_bytes: int
    ) -> tuple[int, requests.structures.CaseInsensitiveDict[str], bytes]:
        token = _PINNED.set(_Pinned(self._public_addresses(target.hostname or ""), self._dial))
        try:
            with (
                watching(self._timeouts.total, self._timeouts.idle),
                self._session.get(
                    target.geturl(),
                    headers={"Accept": "image/*"},
                    stream=True,
                    allow_redirects=False,
                    timeout=(self._timeouts.connect, self._timeouts.idle),
                ) as response,
            ):
                wanted = response.status_code == 200
                return response.status_code, response.headers, read_whole(response, max_bytes) if wanted else b""
        except TooLarge:
            raise Unexpected(f"the picture is larger than {max_bytes} bytes") from None
        except BROKEN as error:
            raise Unreachable(OwnWords("the picture did not arrive ({kind})", kind=type(error).__name__)) from None
        except UnicodeError:
            raise Unexpected("the picture has no usable address") from None
        finally:
            _PINNED.reset(token)

    def _public_addresses(self, host: str) -> tuple[str, ...]:
        try:
            addresses = tuple(self._resolve(host))
        except (OSError, UnicodeError):
            raise Unreachable(OwnWords("the picture's host cannot be resolved")) from None
        # One private address among public ones is already an attempt to get in.
        if not addresses or not all(is_public(address) for address in addresses):
            raise Unexpected("the picture's host is not on the public internet")
        return addresses


def _allowed(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and bool(parts.hostname) and parts.port in (None, 443)
    except ValueError:
        raise Unexpected("the picture has no usable address") from None
    if not fits or parts.username is not None or parts.password is not None:
        raise Unexpected("pictures are fetched from https addresses only")
    return parts


def _joined(here: SplitResult, location: str) -> str:
    try:
        return urljoin(here.geturl(), location)
    except ValueError:
        return ""


def _picture(status: int, content_type: str, body: bytes) -> Picture:
    mime = content_type.partition(";")[0].strip().lower()
    if status in (403, 404, 410, 451):
        raise Gone(f"HTTP {status}")
    if status != 200:
        raise Unreachable(f"HTTP {status}")
    if mime not in PICTURES:
        raise Unexpected("what came is no picture")
    return Picture(body, mime)

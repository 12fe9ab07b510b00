"""Pictures that posts and authors point at: which may be fetched unasked, the fetch itself, and a cache of bounded size."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from agent_desk.domain.errors import Gone, Refused
from agent_desk.domain.venues import Venue
from agent_desk.services.ground import Ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent_desk.connectors.http.media import Picture

CACHE_MOST = 200_000_000
"""Bytes that the cache may take; what was looked at longest ago goes first."""
_KEEP = 0.8
_TEMPORARY = ".new"


class Fetcher(Protocol):
    """Whoever fetches a picture by the HTTP policy; see agent_desk.connectors.http.media.MediaHttp."""

    def fetch(self, url: str, *, follow: Callable[[str], bool]) -> Picture: ...

    def close(self) -> None: ...


class Choices(Protocol):
    """Remembered choices, by key; see agent_desk.runtime.settings.SettingsFile."""

    def get(self, key: str, default: str = "") -> str: ...

    def set(self, key: str, value: str) -> None: ...


def _fetcher() -> Fetcher:
    from agent_desk.connectors.http.media import MediaHttp

    return MediaHttp()


class Pictures:
    """`folder`: where the cache lies. `choices`: the hosts an agent allowed, by venue. Questions on the GUI thread, `load`
    on any other."""

    def __init__(
        self,
        ground: Ground,
        folder: Path,
        choices: Choices,
        *,
        new_fetcher: Callable[[], Fetcher] = _fetcher,
        most: int = CACHE_MOST,
    ) -> None:
        self._ground, self._folder, self._choices = ground, folder, choices
        self._new_fetcher, self._most = new_fetcher, most
        self._idle: list[Fetcher] = []
        self._lock = Lock()
        self._size: int | None = None

    # Policy

    def unasked(self, venue: Venue, url: str) -> bool:
        """Whether this picture may be fetched without asking: it lies on the venue's own site, on a host the agent
        allowed for this venue, or inside the program."""
        parts = urlsplit(url)
        if parts.scheme != "https":
            return self._packed(venue, url) is not None
        host, home = host_of(url), host_of(venue.url)
        at_home = bool(home) and (host == home or host.endswith(f".{home}"))
        return bool(host) and (at_home or host in self.allowed(venue.id))

    def can_show(self, venue: Venue, url: str) -> bool:
        """Whether the picture could be fetched at all, once somebody asks for it."""
        return bool(host_of(url)) or self._packed(venue, url) is not None

    def allowed(self, venue_id: str) -> frozenset[str]:
        """The hosts from which pictures of this venue's posts are always shown."""
        return frozenset(self._choices.get(venue_id).split())

    def allow(self, venue_id: str, host: str, *, always: bool = True) -> None:
        """Always show pictures from this host in this venue's posts, or ask again."""
        hosts = self.allowed(venue_id) | {host} if always else self.allowed(venue_id) - {host}
        self._choices.set(venue_id, " ".join(sorted(hosts)))

    # Fetching

    def load(self, venue: Venue, url: str, *, asked: bool = False) -> bytes:
        """The bytes of a picture, still hostile until decoded within bounds. Blocking.

        Raises Refused (`picture_not_asked_for`) where the policy wants to be asked and nobody `asked`, Gone, Unexpected
        and Unreachable.
        """
        if not asked and not self.unasked(venue, url):
            raise Refused("picture_not_asked_for", host=host_of(url))
        if urlsplit(url).scheme != "https":
            packed = self._packed(venue, url)
            if packed is None:
                raise Gone("no such picture")
            return packed.read_bytes()
        kept = self._cached(url)
        if kept is not None:
            return kept

        def follow(target: str) -> bool:
            # The venue's own site may redirect to whoever a hostile post wants to know of us.
            return asked or self.unasked(venue, target)

        with self._borrowed() as fetcher:
            body = fetcher.fetch(url, follow=follow).body
        self._keep(url, body)
        return body

    def forget(self, urls: Iterable[str]) -> None:
        """Take pictures out of the cache for good, as where somebody's data is erased."""
        for url in urls:
            self._path(url).unlink(missing_ok=True)
        self._size = None

    def close(self) -> None:
        """Let go of all connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for fetcher in idle:
            fetcher.close()

    def _packed(self, venue: Venue, url: str) -> Path | None:
        """The file behind an address that only the venue's connector understands."""
        if not url or urlsplit(url).scheme in ("http", "https"):
            return None
        return self._ground.registry.get(venue.network).packed_picture(url)

    @contextmanager
    def _borrowed(self) -> Iterator[Fetcher]:
        """A fetcher of one's own: each serves one thread at a time."""
        with self._lock:
            fetcher = self._idle.pop() if self._idle else None
        fetcher = fetcher or self._new_fetcher()
        try:
            yield fetcher
        finally:
            with self._lock:
                self._idle.append(fetcher)

    # The cache

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()

    def _cached(self, url: str) -> bytes | None:
        path = self._path(url)
        try:
            body = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return body

    def _keep(self, url: str, body: bytes) -> None:
        """A disk that takes nothing costs another fetch, nothing more."""
        path = self._path(url)
        beside = path.with_suffix(f".{os.urandom(4).hex()}{_TEMPORARY}")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_bytes(body)
            os.replace(beside, path)  # noqa: PTH105 - replaces on every system, unlike rename
            with self._lock:
                self._size = self._measured() if self._size is None else self._size + len(body)
                if self._size > self._most:
                    self._prune()

    def _measured(self) -> int:
        return sum(entry.stat().st_size for entry in self._folder.iterdir())

    def _prune(self) -> None:
        files = []
        for entry in self._folder.iterdir():
            with suppress(OSError):
                known = entry.stat()
                files.append((known.st_mtime_ns, known.st_size, entry))
        size = sum(length for _, length, _ in files)
        for _, length, entry in sorted(files):
            if size <= self._most * _KEEP:
                break
            with suppress(OSError):
                entry.unlink(missing_ok=True)
                size -= length
        self._size = size


def host_of(url: str) -> str:
    """The host from which an https address is served, as a human should read it (punycode where it deceives); empty for
    anything else."""
    from agent_desk.domain.links import link_target

    try:
        parts = urlsplit(link_target(url))
        return (parts.hostname or "").lower() if parts.scheme == "https" else ""
    except ValueError:
        return ""

"""The environment the tests run in: no proxies, no home of the person who runs them, nothing but the loopback."""

import ipaddress
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import platformdirs

OUTSIDE: Final[Mapping[str, str]] = dict(os.environ)
"""The environment before the tests cleaned it: for downloads only, which may need a proxy or a package index."""

refused: list[str] = []
"""Addresses outside the loopback that somebody in this process tried to reach, in order."""

_KEPT_XDG = frozenset({"XDG_DATA_DIRS", "XDG_CONFIG_DIRS"})
_PERSONAL = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "LANGUAGE")
_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": "run",
}


class NetworkForbidden(Exception):
    """A test tried to leave the loopback. No subclass of OSError, so that no code takes it for an outage."""


def clean() -> tempfile.TemporaryDirectory[str]:
    """Change `os.environ` for this process and its children; returns the new home, to be removed at the end.

    Where downloads are cached is settled before the home changes, and kept in `AGENT_DESK_TEST_CACHE`.
    """
    os.environ.setdefault("AGENT_DESK_TEST_CACHE", str(platformdirs.user_cache_path("agent-desk-tests")))
    for name in list(os.environ):
        personal = name.startswith(("XDG_", "AGENT_DESK_SECRET")) and name not in _KEPT_XDG
        if name.lower().endswith("_proxy") or personal or name in _PERSONAL:
            del os.environ[name]
    home = tempfile.TemporaryDirectory(prefix="agent-desk-home-", ignore_cleanup_errors=True)
    for name, folder in _FOLDERS.items():
        path = Path(home.name, folder)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(path)
    os.environ["QT_QPA_PLATFORM"] = OUTSIDE.get("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["LC_ALL"] = "C.UTF-8"
    return home


def refuse_network() -> None:
    """From now on connecting to, sending to or resolving anything but the loopback raises `NetworkForbidden`."""
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            _refuse(str(address[0]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        if host is not None and not _is_literal(host) and not _is_local_name(host):
            _refuse(_as_text(host))


def _refuse(host: str) -> None:
    refused.append(host)
    raise NetworkForbidden(f"tests reach the loopback only, not {host}")


def _as_text(host: str | bytes) -> str:
    return host.decode("ascii", "replace") if isinstance(host, bytes) else host


def _is_local_name(host: str | bytes) -> bool:
    name = _as_text(host).rstrip(".").lower()
    return name in ("", "localhost") or name.endswith(".localhost")


def _is_literal(host: str | bytes) -> bool:
    try:
        ipaddress.ip_address(_as_text(host).partition("%")[0])
    except ValueError:
        return False
    return True


def _is_loopback(host: str | bytes) -> bool:
    if _is_local_name(host):
        return True
    try:
        return ipaddress.ip_address(_as_text(host).partition("%")[0]).is_loopback
    except ValueError:
        return False

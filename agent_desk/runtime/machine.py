"""What this machine offers a desk, in words: versions, display, fonts, disk and clock. Nothing here loads Qt."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

from agent_desk.domain.frozen import frozen
from agent_desk.runtime.texts import tr

_GIGABYTE = 1_000_000_000
_LITTLE = _GIGABYTE // 2
_MINUTE = 60_000
_PACKAGES = ("PySide6-Essentials", "qasync", "keyring", "requests", "nh3", "sqlite-utils")
_X11 = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libegl1": "libEGL.so.1",
}
_SCRIPTS = {"fonts-noto-core": ":lang=th", "fonts-noto-cjk": ":lang=ja", "fonts-noto-color-emoji": ":charset=1f600"}


@frozen
class Finding:
    """One thing that was looked at: whether it is well, what was seen, what to do."""

    ok: bool
    text: str
    todo: str = ""


def versions() -> Finding:
    """Python, the system, and the packages that matter."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            # A frozen program carries no metadata of its packages.
            continue
    text = f"Python {platform.python_version()}, {platform.system()} {platform.release()}, {', '.join(found)}"
    return Finding(ok=True, text=text.rstrip(", "))


def display() -> Finding:
    """Whether a window can open here."""
    if not sys.platform.startswith("linux"):
        return Finding(ok=True, text=tr("The system brings its own display."))
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen and not chosen.startswith(("xcb", "wayland")):
        return Finding(ok=True, text=tr("Windows are drawn without a screen ({platform}).", platform=chosen))
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not screen:
        return Finding(
            ok=False,
            text=tr("There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."),
            todo=tr("Start the window from a desktop session; every command works without one."),
        )
    libraries = {} if os.environ.get("WAYLAND_DISPLAY") else _X11
    missing = [package for package, library in libraries.items() if not _can_load(library)]
    if missing:
        return Finding(
            ok=False,
            text=tr("Libraries for the display are missing: {names}.", names=", ".join(missing)),
            todo=f"apt-get install {' '.join(missing)}",
        )
    return Finding(ok=True, text=tr("Display {name} is there, with its libraries.", name=screen))


def fonts() -> Finding:
    """Whether the scripts of the world can be shown."""
    if not sys.platform.startswith("linux"):
        return Finding(ok=True, text=tr("The system brings its own fonts."))
    if shutil.which("fc-list") is None:
        return Finding(ok=True, text=tr("Fonts cannot be listed here (fc-list is missing)."))
    missing = [package for package, pattern in _SCRIPTS.items() if not _lists_font(pattern)]
    if missing:
        return Finding(
            ok=False,
            text=tr("Some scripts or emoji will show as boxes."),
            todo=f"apt-get install {' '.join(missing)}",
        )
    return Finding(ok=True, text=tr("Fonts for Thai, Chinese, Japanese, Korean and emoji are there."))


def disk(folder: Path) -> Finding:
    """Whether there is room where the workspace lies, and whether it can be written."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(ok=False, text=f"{folder}: {error.strerror}", todo=tr("Choose another folder with --data-dir."))
    text = tr("{gigabytes} GB are free.", gigabytes=f"{free / _GIGABYTE:.1f}")
    if not os.access(folder, os.W_OK):
        return Finding(ok=False, text=tr("The folder cannot be written."), todo=tr("Give yourself the right to write."))
    return Finding(ok=free >= _LITTLE, text=text, todo="" if free >= _LITTLE else tr("Make room on the disk."))


def clock(now: int, seen: int) -> Finding:
    """Whether the clock can be right: `seen` is the latest time that was written down before (UTC milliseconds)."""
    zone = time.strftime("%Z %z")
    if now < seen - _MINUTE:
        minutes = (seen - now) // _MINUTE
        return Finding(
            ok=False,
            text=tr("The clock is {minutes} minutes behind what was written down before.", minutes=minutes),
            todo=tr("Let the system set its clock over the network."),
        )
    return Finding(
        ok=True, text=tr("The clock runs on from what was written down before; time zone {zone}.", zone=zone)
    )


def _can_load(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _lists_font(pattern: str) -> bool:
    import subprocess

    try:
        listed = subprocess.run(["fc-list", pattern, "family"], capture_output=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return True
    return bool(listed.stdout.strip())

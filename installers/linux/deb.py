"""Wraps the frozen program into a Debian package: `python3 dev.py build --deb`.

The folder goes to /usr/lib/agent-desk as it is; what the packed Qt still needs of the system is named as dependencies.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from installers.icons import PNG_SIZES

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "dist" / "agent-desk"
HERE = Path(__file__).parent
DEPENDS = (
    "libc6",
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libx11-xcb1",
    "fonts-dejavu-core | fonts-freefont-ttf | fonts-liberation",
)
"""What Qt opens while it runs and PyInstaller leaves to the system, because it belongs to the graphics driver or the desktop."""
RECOMMENDS = ("gnome-keyring | kwalletmanager | keepassxc",)
_LONG = """\
 Merges forum threads, comments, mentions, direct messages and reviews into one
 inbox, sends each answer back to the place it came from, and keeps the day's
 work on this machine, so that a dead network stops nothing.
"""


def make(frozen: Path, target: Path) -> Path:
    """The package's file in the folder `target`. Raises OSError and CalledProcessError; leaves no half-written file."""
    version, architecture = metadata.version("agent-desk"), _said(["dpkg", "--print-architecture"])
    if not (frozen / "agent-desk").is_file():
        raise FileNotFoundError(f"{frozen} holds no frozen program")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        _fill(root, frozen)
        _control(root, version, architecture)
        file = Path(folder) / f"agent-desk_{version}_{architecture}.deb"
        # Packages are the same on every machine: root owns the files, whoever builds.
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, file], check=True, stdout=sys.stderr)
        target.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(file, target / file.name))


def _fill(root: Path, frozen: Path) -> None:
    shutil.copytree(frozen, root / "usr/lib/agent-desk", symlinks=True)
    shared = root / "usr/share"
    for source, place in (
        (HERE / "agent-desk.desktop", shared / "applications"),
        (HERE / "agent-desk.metainfo.xml", shared / "metainfo"),
        (ROOT / "LICENSE", shared / "doc/agent-desk"),
    ):
        place.mkdir(parents=True)
        shutil.copyfile(source, place / ("copyright" if source.name == "LICENSE" else source.name))
    drawn = root.parent / "icons"
    subprocess.run([sys.executable, "-m", "installers.icons", drawn], cwd=ROOT, check=True)
    for size in PNG_SIZES:
        place = shared / f"icons/hicolor/{size}x{size}/apps"
        place.mkdir(parents=True)
        shutil.copyfile(drawn / f"agent-desk-{size}.png", place / "agent-desk.png")
    program = root / "usr/bin/agent-desk"
    program.parent.mkdir()
    program.symlink_to("../lib/agent-desk/agent-desk")
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _control(root: Path, version: str, architecture: str) -> None:
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    lines = [
        "Package: agent-desk",
        f"Version: {version}",
        f"Architecture: {architecture}",
        "Section: net",
        "Priority: optional",
        "Maintainer: The Agent Desk authors <agent-desk@localhost>",
        f"Installed-Size: {size // 1024}",
        f"Depends: {', '.join(DEPENDS)}",
        f"Recommends: {', '.join(RECOMMENDS)}",
        f"Description: {metadata.metadata('agent-desk')['Summary'].rstrip('.')}",
    ]
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text("\n".join(lines) + "\n" + _LONG, encoding="utf-8")


def _said(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.stdout.write(f"{make(FROZEN, ROOT / 'dist')}\n")

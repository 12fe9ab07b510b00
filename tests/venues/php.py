"""Finds a PHP that can run WordPress: the machine's own, or Debian's packages unpacked into the cache without root."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.environment import OUTSIDE
from tests.venues.download_cache import CannotStart, cached

PACKAGES = ("php-cli", "php-sqlite3", "php-mbstring", "php-xml", "php-curl")
_MODULES = frozenset({"curl", "dom", "mbstring", "pdo_sqlite", "sqlite3", "tokenizer", "xml"})
# The order matters: some extensions use symbols of others.
_EXTENSIONS = (
    *("pdo", "ctype", "curl", "dom", "fileinfo", "iconv", "mbstring", "pdo_sqlite", "posix", "simplexml", "sqlite3"),
    *("tokenizer", "xml", "xmlreader", "xmlwriter"),
)


@dataclass(frozen=True)
class Php:
    """How to call PHP: the first words of the command line, and what has to be added to the environment."""

    command: tuple[str, ...]
    environment: dict[str, str]

    def environ(self, **more: str) -> dict[str, str]:
        """The whole environment for a child process."""
        return {**os.environ, **self.environment, **more}


def find_php() -> Php:
    """PHP with all that WordPress needs; the first call without one may download packages (10 MB).

    Raises `CannotStart` with the line to run when there is none and none can be had.
    """
    own = shutil.which("php")
    if own and not _missing_modules(Php((own,), {})):
        return Php((own,), {})
    if not all(shutil.which(program) for program in ("apt-get", "dpkg")):
        raise CannotStart("WordPress needs PHP 8 with curl, mbstring, sqlite3 and xml; none is installed")
    root = cached("php-8", _unpack_debian_packages)
    php = _unpacked_php(root)
    if missing := _missing_modules(php):
        raise CannotStart(
            f"the unpacked PHP lacks {', '.join(sorted(missing))}; run: apt-get install {' '.join(PACKAGES)}"
        )
    return php


def _missing_modules(php: Php) -> frozenset[str]:
    listed = subprocess.run([*php.command, "-m"], env=php.environ(), capture_output=True, text=True, check=False)
    return _MODULES - {line.strip().lower() for line in listed.stdout.splitlines()}


def _unpack_debian_packages(folder: Path) -> None:
    """Downloads the packages and whatever libraries the machine lacks with apt's own client, and unpacks them."""
    archives = folder / "archives"
    (archives / "partial").mkdir(parents=True)
    (folder / "lists" / "partial").mkdir(parents=True)
    apt = ["apt-get", "-q", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=", "-o", f"Dir::Cache={folder}"]
    apt += ["-o", f"Dir::State::lists={folder}/lists"]
    for arguments in (["update"], ["install", "-y", "--download-only", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            [*apt, *arguments], env=OUTSIDE, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotStart(
                f"PHP is not installed and could not be downloaded ({done.stderr.strip()[-300:]}); "
                f"run as root: apt-get install {' '.join(PACKAGES)}"
            )
    for package in sorted(archives.glob("*.deb")):
        subprocess.run(["dpkg", "-x", str(package), str(folder / "root")], check=True)
    for part in (archives, folder / "lists"):
        shutil.rmtree(part)


def _unpacked_php(cache: Path) -> Php:
    root = cache / "root"
    extensions = next((root / "usr/lib/php").glob("2*"))
    libraries = sorted({str(found.parent) for found in (root / "usr/lib").rglob("lib*.so.*")})
    program = next((root / "usr/bin").glob("php[0-9]*"))
    command = [str(program), "-n", "-d", f"extension_dir={extensions}"]
    for name in _EXTENSIONS:
        if (extensions / f"{name}.so").exists():
            command += ["-d", f"extension={name}"]
    return Php(tuple(command), {"LD_LIBRARY_PATH": os.pathsep.join(libraries)})

"""Remembered choices of a profile: a small JSON file, written whole and at once."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)


class SettingsFile:
    """Choices by key, as short texts. A file that cannot be read counts as empty and is written anew. One thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = _read(path)

    def get(self, key: str, default: str = "") -> str:
        """The choice, or the default."""
        return self._values.get(key, default)

    def set(self, key: str, value: str) -> None:
        """Remember a choice. A disk that cannot be written costs the choice at the next start, nothing more."""
        if self._values.get(key) == value:
            return
        self._values[key] = value
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(json.dumps(self._values, indent=1, sort_keys=True), encoding="utf-8")
            os.replace(beside, self._path)  # noqa: PTH105 - replaces on every system, unlike rename
        except OSError as error:
            log.warning("settings were not kept: %s", error)


def _read(path: Path) -> dict[str, str]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("settings could not be read: %s", error)
        return {}
    return {str(key): str(value) for key, value in raw.items()} if isinstance(raw, dict) else {}

"""A report as a file that is there only when it is whole."""

from __future__ import annotations

import os
from pathlib import Path

from agent_desk.domain.errors import OwnWords, StoreFull, WrongUse


def write_whole(target: Path, text: str) -> Path:
    """Write UTF-8, readable by the owner alone; line ends stay as they are. Raises StoreFull where the disk takes no more,
    WrongUse where the file cannot be made."""
    target = target.absolute()
    made = target.with_name(f".{target.name}.part-{os.getpid()}")
    try:
        with open(made, "x", encoding="utf-8", newline="", opener=_private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        made.replace(target)
    except OSError as error:
        reason = error.strerror or ""
        if made.exists():
            raise StoreFull(f"{target}: {reason}") from error
        raise WrongUse(OwnWords("{target} cannot be written: {reason}", target=str(target), reason=reason)) from error
    finally:
        made.unlink(missing_ok=True)
    return target


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)

"""The log: one JSON object a line, rotated, with everything that looks like a secret blotted out before it is written."""

from __future__ import annotations

import json
import logging
import re
import time
from pathlib import Path

_MEGABYTE = 1_000_000
_SCHEME = re.compile(r"(?i)\b((?:bearer|basic|dpop)\s{1,4})[^\s\"',;&]+")
_HEADER = re.compile(r"(?i)((?:authorization|cookie|dpop)[\\\"']{0,3}\s{0,4}[:=]\s{0,4}[\\\"']{0,3})[^\r\n\"']+")
_NAMED = re.compile(
    r"(?i)((?:token|jwt|password|passwd|secret|api[_-]?key)[\w-]{0,40}[\\\"']{0,3}\s{0,4}[:=]\s{0,4})"
    r"(?:\\\"[^\"\r\n]*|\"(?:[^\"\\\r\n]|\\.)*|'(?:[^'\\\r\n]|\\.)*|[^\s\"',;&]+)"
)
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
_APP_PASSWORD = re.compile(r"\b[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){3}\b|\b(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}\b")
_USER_INFO = re.compile(r"(?<=://)[^/\s]+@")


def blotted(text: str) -> str:
    """The text without anything that looks like a token or a password: what stands behind a telling name up to the end of
    its quotes, headers to the end of their line, and shapes that tell by themselves."""
    text = _USER_INFO.sub("•••@", text)
    for pattern in (_HEADER, _SCHEME, _NAMED):
        text = pattern.sub(r"\1•••", text)
    for pattern in (_JWT, _APP_PASSWORD):
        text = pattern.sub("•••", text)
    return text


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON: time (UTC), level, logger, text, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = {
            "at": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname,
            "from": record.name,
            "text": blotted(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = blotted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class _File(logging.Handler):
    """Opens its file with the first record; most starts of a window have nothing to tell."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None
        self.setFormatter(JsonLines())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; the caller holds the lock of the handler."""
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            self._file = RotatingFileHandler(
                self._path,
                maxBytes=5 * _MEGABYTE,
                backupCount=4,
                encoding="utf-8",
                errors="backslashreplace",
                delay=True,
            )
            self._file.setFormatter(self.formatter)
        self._file.emit(record)

    def close(self) -> None:
        """Close the file, where one was opened."""
        if self._file is not None:
            self._file.close()
        super().close()


def start(path: Path, level: int = logging.INFO) -> logging.Handler:
    """Log into a file (5 MB, four older ones kept). The folder must exist."""
    handler = _File(path)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    return handler


def stop(handler: logging.Handler) -> None:
    """Close the log again."""
    logging.getLogger().removeHandler(handler)
    handler.close()

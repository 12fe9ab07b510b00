"""The log: one JSON object a line, rotated, with everything that looks like a secret blotted out before it is written."""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
import time
from pathlib import Path

_MEGABYTE = 1_000_000
_SECRETS = re.compile(
    r"(?i)(bearer\s+|basic\s+|(?:access|refresh)_?(?:jwt|token)\W{1,4}|password\W{1,4}|secret\W{1,4}|authorization\W{1,4}(?:(?:bearer|basic)\s+)?"
    r"|api[_-]?key\W{1,4})[^\s\"',;&]+"
)
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
_APP_PASSWORD = re.compile(r"\b[a-z0-9]{4}(?:-[a-z0-9]{4}){3}\b|\b(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}\b")
_USER_INFO = re.compile(r"(?<=://)[^/@\s]+@")


def blotted(text: str) -> str:
    """The text without anything that looks like a token or a password."""
    text = _SECRETS.sub(r"\1•••", text)
    for pattern in (_JWT, _APP_PASSWORD):
        text = pattern.sub("•••", text)
    return _USER_INFO.sub("•••@", text)


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


def start(path: Path, level: int = logging.INFO) -> logging.Handler:
    """Log into a file (5 MB, four older ones kept). The folder must exist. Raises OSError."""
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=5 * _MEGABYTE, backupCount=4, encoding="utf-8", delay=True
    )
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    return handler


def stop(handler: logging.Handler) -> None:
    """Close the log again."""
    logging.getLogger().removeHandler(handler)
    handler.close()

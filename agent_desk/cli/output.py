"""What the command line prints: JSON on stdout, words on stderr, both in UTF-8 whatever the locale says."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from enum import IntEnum

from agent_desk.domain.frozen import frozen

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class Code(IntEnum):
    """Exit codes of the program."""

    OK = 0
    FAILED = 1
    WRONG_USE = 2
    UNREACHABLE = 3


@frozen
class Answer:
    """What a command has to say: one JSON value for stdout, and the exit code. `text`: what stands there instead of JSON,
    where another format was asked for."""

    value: Json
    code: Code = Code.OK
    text: str | None = None


def prepare_streams() -> None:
    """Write UTF-8 with plain line ends. A broken surrogate becomes `\\udXXX`, which JSON reads back as it was."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def write(value: Json) -> None:
    """Print one JSON value."""
    write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_text(text: str) -> None:
    """Print a text as it is. A reader who went away early is no trouble of ours."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes stdout once more at its end; that has to go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Tell the person something, on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()

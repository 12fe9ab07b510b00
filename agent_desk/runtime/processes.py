"""This process and its siblings on the machine: a name that survives no reboot and no reuse of process numbers."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_LOADED = time.monotonic()


def own_name() -> str:
    """The name under which this process holds leases: machine, process number, start."""
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid())}"


def milliseconds_running() -> float:
    """How long this process has been running; where the system does not tell, since this module was loaded."""
    ticks = _started(os.getpid())
    try:
        uptime = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        return (uptime - int(ticks) / os.sysconf("SC_CLK_TCK")) * 1000
    except (OSError, ValueError, AttributeError):
        return (time.monotonic() - _LOADED) * 1000


def may_run(name: str) -> bool:
    """Whether the process of that name may still be running; True where that cannot be told."""
    host, number, started = name.split(":") if name.count(":") == 2 else ("", "", "")
    if host != _machine() or not number.isdigit():
        return True
    if not _exists(int(number)):
        return False
    return not started or _started(int(number)) == started


def _machine() -> str:
    if sys.platform == "win32":
        import socket

        return socket.gethostname()
    return os.uname().nodename


def _exists(number: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        query_limited = 0x1000
        handle = ctypes.windll.kernel32.OpenProcess(query_limited, False, number)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(number: int) -> str:
    """When a process began, in the machine's own ticks; empty where the system does not tell."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    # A process that ended but was not collected by its parent runs no more.
    return "" if len(fields) < 20 else f"{fields[19]}{'z' if fields[0] == 'Z' else ''}"

"""Runs the servers of one Bluesky network: one Node.js program starts them and their PostgreSQL, and ends them."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.venues.bluesky_kit import SOURCES, BlueskyKit, bluesky_kit
from tests.venues.download_cache import CannotStart

START_SECONDS = 90.0
STOP_SECONDS = 30.0
_ATTEMPTS = 3
_POLL_SECONDS = 0.05
_PORT_TAKEN = ("EADDRINUSE", "could not create any TCP/IP sockets")


@dataclass(frozen=True)
class BlueskyServers:
    """A running network; the addresses are http, on the loopback, without a slash at the end."""

    plc_url: str
    pds_url: str
    appview_url: str
    log: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Ends all servers, PostgreSQL last, and removes its files; waits for the end. Harmless when repeated."""
        _end(self.process)


def start_servers(folder: Path, *, rate_limits: bool) -> BlueskyServers:
    """Starts PostgreSQL, directory, PDS and AppView; `folder` gets their files and logs (about 7 s).

    Raises `CannotStart` with the end of the log. Call it in any thread.
    """
    kit = bluesky_kit()
    for attempt in range(1, _ATTEMPTS + 1):
        run = folder / f"attempt-{attempt}"
        run.mkdir(parents=True)
        servers = _start_once(kit, run, rate_limits=rate_limits)
        if servers is not None:
            return servers
        reason = _reason(run)
        # A port that the kernel gave can be taken by somebody else before the server listens there.
        if not any(text in reason for text in _PORT_TAKEN):
            raise CannotStart(f"the Bluesky servers did not start: {reason}")
    raise CannotStart(f"the Bluesky servers found no free port in {_ATTEMPTS} attempts")


def _start_once(kit: BlueskyKit, run: Path, *, rate_limits: bool) -> BlueskyServers | None:
    ready = run / "addresses.json"
    temporary = run / "tmp"
    temporary.mkdir()
    config = {
        "kit": str(kit.folder),
        "ready": str(ready),
        "rateLimits": rate_limits,
        "postgres": {**_postgres_place(kit), "log": str(run / "postgres.log")},
    }
    program = [str(kit.node), "--require", str(SOURCES / "loopback.cjs"), str(SOURCES / "network.mjs")]
    # The servers assert that Redis is named; none of what the tests need uses it.
    environment = {**os.environ, "TMPDIR": str(temporary), "REDIS_HOST": "unused", "LOG_ENABLED": "false"}
    log = run / "servers.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*program, json.dumps(config)],
            env=environment,
            cwd=run,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            _end(process)
            return None
        time.sleep(_POLL_SECONDS)
    addresses = json.loads(ready.read_text())
    return BlueskyServers(addresses["plc"], addresses["pds"], addresses["appview"], log, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def _reason(run: Path) -> str:
    texts = [log.read_text(errors="replace") for log in (run / "servers.log", run / "postgres.log") if log.exists()]
    return "\n".join(text.strip()[-2000:] for text in texts)


def _postgres_place(kit: BlueskyKit) -> dict[str, Any]:
    """Where PostgreSQL runs and as whom: it refuses to be root, and `nobody` has to be able to enter its programs."""
    home = Path(tempfile.mkdtemp(prefix="agent-desk-postgres-"))
    if os.geteuid() != 0:
        return {"home": str(home), "programs": str(kit.postgres / "bin"), "uid": None, "gid": None}
    closed = [str(parent) for parent in home.parents if not parent.stat().st_mode & stat.S_IXOTH]
    if closed:
        home.rmdir()
        raise CannotStart(f"PostgreSQL runs as nobody, who may not enter {closed[0]}; set TMPDIR to an open folder")
    import pwd  # does not exist on Windows, where this file is still imported

    nobody = pwd.getpwnam("nobody")
    programs = home / "programs"
    shutil.copytree(kit.postgres, programs, symlinks=True)
    for place in (home, programs, *programs.rglob("*")):
        os.chown(place, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return {"home": str(home), "programs": str(programs / "bin"), "uid": nobody.pw_uid, "gid": nobody.pw_gid}

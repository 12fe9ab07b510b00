"""The real process with `--smoke`: what it prints, and what it must not load before the list is painted."""

import json
import subprocess
import sys
from pathlib import Path

from tests.gui.desk_kit import DeskKit

HEAVY = (
    *("keyring", "requests", "urllib3", "sqlite_utils", "regex", "nh3"),
    *("socket", "hashlib", "logging.handlers", "platform"),
    *("agent_desk.storage.contract", "agent_desk.storage.sqlite.messages", "agent_desk.storage.sqlite.settling"),
    *("agent_desk.services.replies", "agent_desk.services.bulk", "agent_desk.services.retention"),
    *("asyncio", "qasync", "ssl", "http.client", "email", "subprocess", "PySide6.QtNetwork"),
    *("agent_desk.connectors.http", "agent_desk.services.collector", "agent_desk.domain.cleaning"),
    *(
        "agent_desk.views.conversation",
        "agent_desk.views.composer",
        "agent_desk.views.context",
        "agent_desk.views.search",
    ),
    *("agent_desk.views.venues", "agent_desk.views.outbox", "agent_desk.views.palette"),
    *("agent_desk.views.charts", "agent_desk.views.levels", "agent_desk.views.reports"),
    *("agent_desk.views.pauses", "agent_desk.views.wall", "agent_desk.services.live", "agent_desk.services.reports"),
)

_LOADED = """
import sys
from agent_desk.cli import main
code = main(sys.argv[1:])
print(*sorted(sys.modules))
sys.exit(code)
"""


def test_smoke_tells_its_first_paint_and_loads_nothing_heavy(tmp_path: Path) -> None:
    kit = DeskKit(tmp_path)
    kit.post("Where is my order?")
    kit.close()
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, "--data-dir", str(tmp_path), "--smoke"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    line, loaded = done.stdout.splitlines()
    told = json.loads(line)
    assert told["conversations"] == 1
    assert told["first_paint_ms"] > 0
    assert told["theme"] in {"light", "dark"}
    assert sorted(set(HEAVY) & set(loaded.split())) == []


def test_smoke_of_the_demo_shows_its_conversations(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "agent_desk", "--data-dir", str(tmp_path), "--demo", "--smoke"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(done.stdout)["conversations"] > 100
    assert done.stderr == ""

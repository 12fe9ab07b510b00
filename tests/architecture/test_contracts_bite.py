"""The import contracts catch what they are for, inside functions too: all violations planted in a copy are named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGE, ROOT
from tests.architecture.test_tools import TOOLS

PLANTED = {
    "domain/planted.py": "def f():\n    import agent_desk.runtime.planted, sqlite3, PySide6.QtCore\n",
    "runtime/planted.py": "def f():\n    import agent_desk.connectors.planted\n    import requests\n",
    "connectors/planted.py": "def f():\n    import agent_desk.storage.planted\n    import keyring\n",
    "storage/planted.py": "def f():\n    from agent_desk.services import planted\n",
    "services/planted.py": "def f():\n    import qasync\n    from agent_desk.views import planted\n",
    "views/planted.py": "def f():\n    import agent_desk.assembly\n    import PySide6.QtGui\n",
    "assembly.py": "",
    "cli.py": "",
    "app.py": "def f():\n    from agent_desk.cli import main\n    import qasync\n",
    "newcomer.py": "",
}
BROKEN = [
    "agent_desk.domain.planted -> agent_desk.runtime.planted",
    "agent_desk.runtime.planted -> agent_desk.connectors.planted",
    "agent_desk.connectors.planted -> agent_desk.storage.planted",
    "agent_desk.storage.planted -> agent_desk.services.planted",
    "agent_desk.services.planted -> agent_desk.views.planted",
    "agent_desk.views.planted -> agent_desk.assembly",
    "agent_desk.app -> agent_desk.cli",
    "agent_desk.domain.planted -> sqlite3",
    "agent_desk.domain.planted -> PySide6",
    "agent_desk.services.planted -> qasync",
    "agent_desk.runtime.planted -> requests",
    "agent_desk.connectors.planted -> keyring",
    "agent_desk.newcomer",
]
ALLOWED = ["agent_desk.views.planted -> PySide6", "agent_desk.app -> qasync"]


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says about a copy of the project with the violations planted."""
    copy = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "pyproject.toml", copy)
    shutil.copytree(PACKAGE, copy / "agent_desk", ignore=shutil.ignore_patterns("__pycache__"))
    for name, source in PLANTED.items():
        plant(copy / "agent_desk" / name, source)
    command = [sys.executable, *TOOLS["imports"], "--no-cache"]
    done = subprocess.run(
        command, cwd=copy, capture_output=True, text=True, timeout=120, check=False, env=environment(copy)
    )
    assert done.returncode == 1, done.stderr
    return " ".join((done.stdout + done.stderr).split())


def environment(copy: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "400"}


def plant(path: Path, source: str) -> None:
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    if path.with_suffix("").is_dir():
        path = path.with_suffix("") / "__init__.py"
    previous = path.read_text(encoding="utf-8") if path.exists() else '"""Planted."""\n'
    path.write_text(previous + source, encoding="utf-8")


@pytest.mark.parametrize("violation", BROKEN)
def test_a_planted_violation_is_named(complaints: str, violation: str) -> None:
    assert violation in complaints


@pytest.mark.parametrize("right", ALLOWED)
def test_what_is_right_is_not_complained_about(complaints: str, right: str) -> None:
    assert right not in complaints

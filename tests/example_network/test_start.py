"""A new network is begun in a checkout of its own, and passes everything that all networks must pass."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.example_network import start


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this checkout's code and tests."""
    for name in ("agent_desk", "tests", "resources"):
        shutil.copytree(start.ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(start.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_new_network_is_whole_from_its_first_minute(checkout: Path) -> None:
    written = start.begin("carrier_pigeon", checkout)
    assert checkout / "agent_desk/connectors/carrier_pigeon/manifest.toml" in written
    assert not [path for path in written if "xample" in path.read_text(encoding="utf-8") and path.suffix == ".toml"]
    assert "class CarrierPigeonConnector" in (checkout / "agent_desk/connectors/carrier_pigeon/connector.py").read_text(
        encoding="utf-8"
    )
    tests = ["tests/conformance", "tests/connectors/carrier_pigeon", "-k", "carrier_pigeon or test_mapping"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0", *tests]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    strict = [
        sys.executable,
        "-m",
        "mypy",
        "agent_desk/connectors/carrier_pigeon",
        "tests/venues/fake_carrier_pigeon.py",
    ]
    types = subprocess.run(strict, cwd=checkout, capture_output=True, text=True, check=False, timeout=300)
    assert types.returncode == 0, types.stdout


@pytest.mark.parametrize("name", ["", "Pigeon", "carrier pigeon", "../pigeon", "9lives", "http", "example"])
def test_a_name_that_does_not_fit_writes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(start.Trouble):
        start.begin(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_network_that_is_there_is_left_alone(tmp_path: Path) -> None:
    there = tmp_path / "agent_desk/connectors/pigeon/client.py"
    there.parent.mkdir(parents=True)
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(start.Trouble, match="is there already"):
        start.begin("pigeon", tmp_path)
    assert there.read_text(encoding="utf-8") == "mine"

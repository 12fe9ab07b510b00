"""What `dev.py` promises: it sees what is missing, says the one line to run, and costs nothing when all is there."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import dev

NOWHERE = dev.Need("libnowhere1", library="libnowhere.so.1")


def test_really_missing_pieces_are_named_by_their_package() -> None:
    needs = [
        dev.Need("python-itself", program=Path(sys.executable).name),
        NOWHERE,
        dev.Need("no-program", program="no-such-program"),
        dev.Need("no-font", font="NoSuchFont.ttf"),
    ]
    assert dev.missing(needs)[-3:] == ["libnowhere1", "no-program", "no-font"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings all it needs")
def test_without_root_the_one_line_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(dev.Trouble) as trouble:
        dev.require([NOWHERE])
    assert str(trouble.value).splitlines()[-1].strip() == "sudo apt-get install -y libnowhere1"
    dev.require([NOWHERE], needed=False)
    assert "sudo apt-get install -y libnowhere1" in capsys.readouterr().err


def test_trouble_ends_with_exit_code_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(dev, "OFFSCREEN", [NOWHERE])
    assert dev.main(["run"]) == 2
    assert "libnowhere1" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["fly"]])
def test_wrong_use_says_how(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_what_was_set_up_is_known_the_next_time() -> None:
    assert dev.done_before() == dev.what_is_wanted(), "run the tests with `python3 dev.py test`"


def test_an_unreadable_stamp_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp")
    assert dev.done_before() == {}
    dev.STAMP.write_text("{", encoding="utf-8")
    assert dev.done_before() == {}


def test_dev_needs_the_standard_library_only() -> None:
    source = Path(dev.__file__).read_text(encoding="utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source, feature_version=(3, 8)))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads(dev.PROJECT.read_text(encoding="utf-8"))["project"]
    asked = [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    wrong = [str(one) for one in asked if not one.marker or one.marker.evaluate() if not locked(one)]
    assert wrong == [], "run `python3 dev.py lock`"


def locked(requirement: Requirement) -> bool:
    """Whether the lock names a version that suits, and that is the one installed."""
    name = re.escape(requirement.name)
    lines = re.findall(rf"(?im)^{name}==([^ ]+)", dev.LOCK.read_text(encoding="utf-8"))
    return metadata.version(requirement.name) in [version for version in lines if version in requirement.specifier]


def test_the_lock_has_hashes_and_no_addresses() -> None:
    text = dev.LOCK.read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\S+==)", text)[1:]
    assert len(blocks) > 50
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert [line for line in text.splitlines() if "://" in line or re.match(r"--\w", line)] == []


def test_the_package_runs_by_its_script_and_by_its_name() -> None:
    scripts = dev.PYTHON.parent
    for command in ([str(scripts / "agent-desk")], [str(dev.PYTHON), "-m", "agent_desk"]):
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, metadata.version("agent-desk") in done.stdout) == (0, True), done.stderr

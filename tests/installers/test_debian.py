"""The frozen program as a Debian package: installed, started and removed in a bare system that has no Python."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installers.linux import deb

ROOT = Path(__file__).parents[2]
USER_STEPS = """\
set -eu
! command -v python3
cd
agent-desk --version
QT_QPA_PLATFORM=offscreen agent-desk --demo --smoke
agent-desk --demo sync --once >/dev/null
agent-desk --demo list --limit 1
agent-desk --data-dir team --demo sla due --policy "Private messages" --priority high --from 2026-11-27T16:45:00+01:00
"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.servers,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian packages are made on Debian"),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of this checkout, packed as `dev.py build --deb` does."""
    folder = tmp_path_factory.mktemp("frozen")
    places = ["--distpath", str(folder / "dist"), "--workpath", str(folder / "work")]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places]
    subprocess.run([*command, "build_installer.spec"], cwd=ROOT, check=True, timeout=900)
    return deb.make(folder / "dist" / "agent-desk", folder)


def test_package_says_what_it_is(package: Path) -> None:
    told = subprocess.run(["dpkg-deb", "--field", package], check=True, capture_output=True, text=True).stdout
    assert "Package: agent-desk" in told
    assert "libegl1" in told
    files = subprocess.run(["dpkg-deb", "--contents", package], check=True, capture_output=True, text=True).stdout
    assert "./usr/share/applications/agent-desk.desktop" in files
    assert "./usr/share/icons/hicolor/256x256/apps/agent-desk.png" in files
    assert str(ROOT) not in files
    assert not [line for line in files.splitlines() if "root/root" not in line], "files of another owner"


def test_a_bare_system_can_install_start_and_remove_it(package: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0 or shutil.which("mmdebstrap") is None:
        pytest.skip("making a bare system needs root and mmdebstrap")
    steps = tmp_path / "steps.sh"
    steps.write_text(USER_STEPS, encoding="utf-8")
    said = tmp_path / "said"
    inside = (
        "DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends /agent-desk.deb >&2",
        "useradd --create-home --shell /bin/sh agent",
        "chmod 644 /steps.sh",
        "su - agent -c 'sh /steps.sh'",
        "apt-get -qq remove -y agent-desk >&2",
        "test ! -e /usr/lib/agent-desk",
    )
    hooks = [f"copy-in {steps} /", f"upload {package} /agent-desk.deb"]
    script = tmp_path / "inside.sh"
    script.write_text("\n".join(("set -eu", *inside)), encoding="utf-8")
    hooks += [f"upload {script} /inside.sh", f'chroot "$1" sh /inside.sh > {said}']
    release = platform.freedesktop_os_release()["VERSION_CODENAME"]
    command = ["mmdebstrap", "--quiet", "--variant=apt", "--format=null"]
    command += [f"--customize-hook={hook}" for hook in hooks]
    done = subprocess.run([*command, release, "-"], capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    words = said.read_text(encoding="utf-8")
    parts, reader = [], json.JSONDecoder()
    while words.strip():
        value, end = reader.raw_decode(words.strip())
        parts.append(value)
        words = words.strip()[end:]
    version, smoke, listed, due = parts
    assert version["version"]
    assert smoke["first_paint_ms"] > 0
    assert len(listed) == 1
    # Holidays and zones are in the package; the bare system has neither.
    assert due["due_at"] == "2026-11-30T08:45:00.000Z"

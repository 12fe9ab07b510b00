"""Networks are found by their manifests: those beside the registry, and those of packages installed from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent_desk.connectors.manifest import parse
from agent_desk.connectors.registry import Registry, built_in_packages
from agent_desk.domain.errors import NotFound, Unexpected
from tests.architecture.sources import PACKAGE, ROOT

MANIFEST = """
name = "pigeon"
label = "Pigeon Post"
reads = ["letters"]
writes = ["reply"]
poll = 60
proof = "C"

[sign_in]
auth = "none"

[delivery]
idempotency = "read_back"
"""
CONNECTOR = '''
"""A network that somebody else wrote."""
from agent_desk.connectors.contract import VenueAccess
from agent_desk.domain.posts import Page
from agent_desk.domain.venues import Capability, Limits, VenueProfile


def connect(access: VenueAccess, wire: object) -> "PigeonConnector":
    return PigeonConnector(access)


class PigeonConnector:
    def __init__(self, access: VenueAccess) -> None:
        self._access = access

    def verify(self) -> VenueProfile:
        name = self._access.user
        return VenueProfile(name, name, name, "", "Loft 1", Limits(), frozenset({Capability.READ}))

    def streams(self) -> tuple[str, ...]:
        return ("letters",)

    def fetch(self, stream: str, cursor: str | None) -> Page:
        return Page((), "", more=False)
'''
USE = """
import json, logging, sys
logging.basicConfig(stream=sys.stderr)
from agent_desk.connectors.contract import VenueAccess
from agent_desk.connectors.manifest import parse
from agent_desk.connectors.registry import Registry
registry = Registry()
shown = {network.manifest.name: network.package for network in registry.networks()}
loaded = [name for name in sys.modules if name.endswith(".connector")]
network = registry.get("pigeon")
connector = network.connect(VenueAccess("pigeon://loft", "coo", None, lambda: 0, 0), None)
page = connector.fetch(connector.streams()[0], None)
print(json.dumps({"shown": shown, "loaded": loaded, "handle": connector.verify().handle, "more": page.more}))
"""


def installed(site: Path, manifest: str, *, name: str = "pigeon_post", code: str = "") -> None:
    """Put a package with an entry point into a folder, as an installer does."""
    package = site / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(f'"""Letters by air."""\n{code}\n', encoding="utf-8")
    (package / "manifest.toml").write_text(manifest, encoding="utf-8")
    (package / "connector.py").write_text(CONNECTOR, encoding="utf-8")
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[agent_desk.connectors]\n{name} = {name}\n", encoding="utf-8")


def used(site: Path) -> subprocess.CompletedProcess[str]:
    """A fresh program with that folder on its path."""
    path = os.pathsep.join((str(site), str(ROOT)))
    return subprocess.run(
        [sys.executable, "-c", USE],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_network_from_outside_is_found_and_used(tmp_path: Path) -> None:
    installed(tmp_path, MANIFEST)
    done = used(tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["shown"]["pigeon"] == "pigeon_post"
    assert told["shown"].keys() >= {network.manifest.name for network in Registry().networks()}
    assert (told["handle"], told["more"]) == ("coo", False)
    assert told["loaded"] == [], "manifests are enough to know the networks"


@pytest.mark.parametrize(
    ("manifest", "code"),
    [("name = 'broken", ""), (MANIFEST.replace('"read_back"', '"hope"'), ""), (MANIFEST, "1 / 0")],
    ids=["not TOML", "unknown word", "fails when imported"],
)
def test_a_broken_network_from_outside_harms_nobody(tmp_path: Path, manifest: str, code: str) -> None:
    installed(tmp_path, MANIFEST)
    installed(tmp_path, manifest, name="broken_post", code=code)
    done = used(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "broken_post is left out" in done.stderr


def test_a_network_from_outside_cannot_take_a_name(tmp_path: Path) -> None:
    installed(tmp_path, MANIFEST)
    installed(tmp_path, MANIFEST.replace('"pigeon"', '"demo"'), name="false_demo")
    done = used(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "false_demo" not in done.stdout
    assert "false_demo is left out" in done.stderr


def test_every_folder_is_named_as_its_network() -> None:
    found = {package.rpartition(".")[2] for package in built_in_packages()}
    assert found == {path.parent.name for path in (PACKAGE / "connectors").glob("*/manifest.toml")}
    assert {Registry().get(name).manifest.name for name in found} == found


def test_an_unknown_network_is_not_found() -> None:
    with pytest.raises(NotFound):
        Registry().get("no-such-network")


def test_a_manifest_that_does_not_fit_is_refused() -> None:
    for text in (
        "",
        "name = 'x'",
        MANIFEST.replace("[delivery]", "[deliveries]"),
        MANIFEST.replace('["reply"]', '["fly"]'),
    ):
        with pytest.raises(Unexpected):
            parse(text)

"""Signing in with the browser from the command line: a process of its own, a real keyring, a browser that comes back."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT
from tests.cli.calling import COMMAND, Desk, run
from tests.cli.test_venues import everything
from tests.fake_network.community import CODE, TOKEN, FakeCommunity, browse


@pytest.fixture
def environment(tmp_path: Path, community: FakeCommunity, keyring_environment: Mapping[str, str]) -> dict[str, str]:
    """Of a process that has a keyring and knows the community's network."""
    return {**os.environ, **keyring_environment, "PYTHONPATH": os.pathsep.join((str(tmp_path / "site"), str(ROOT)))}


@contextmanager
def signing_in(folder: Path, environment: Mapping[str, str], *arguments: str) -> Iterator[tuple[str, Any]]:
    """A command that has just named the page to open; the process and the page."""
    process = subprocess.Popen(
        [*COMMAND, "--data-dir", str(folder), "venues", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stderr
    try:
        page = next((line.strip() for line in process.stderr if line.startswith("http")), "")
        assert page, f"it ended with {process.wait(10)}"
        yield page, process
    finally:
        process.kill()
        process.communicate()


def test_the_browser_comes_back_and_only_the_keyring_has_the_token(
    tmp_path: Path, community: FakeCommunity, environment: dict[str, str]
) -> None:
    folder = tmp_path / "desk"
    add = ("add", "fakenet", "--url", community.url, "--name", "forum", "--browser", "--verbose")
    with signing_in(folder, environment, *add) as (page, process):
        browse(page)
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    venue = json.loads(out)
    assert (venue["secret"], venue["user"], venue["read_only"]) == ("keyring", "ann", False)
    for hidden in (TOKEN, CODE):
        assert hidden not in out + errors
        assert hidden.encode() not in everything(folder)
    assert run(folder, "venue", "check", "forum", environment=environment).code == 0


def test_what_was_only_read_is_opened_by_a_pasted_answer(
    tmp_path: Path, community: FakeCommunity, environment: dict[str, str]
) -> None:
    community.redirects = False
    folder = tmp_path / "desk"
    add = ("venue", "add", "fakenet", "--url", community.url, "--name", "forum", "--read-only", "--option", "room=help")
    assert run(folder, *add, environment=environment).value["secret"] == "none"
    with signing_in(folder, environment, "sign-in", "forum", "--browser") as (page, process):
        shown = json.loads(browse(page)[1])["code"]
        out, errors = process.communicate(f"{shown}\n", timeout=60)
        assert process.returncode == 0, errors
    venue = json.loads(out)
    assert (venue["read_only"], venue["secret"], venue["account"]["handle"]) == (False, "keyring", "ann")
    assert "only our own redirect is allowed" not in out


def test_a_no_in_the_browser_saves_nothing(
    tmp_path: Path, community: FakeCommunity, environment: dict[str, str]
) -> None:
    community.willing = False
    folder = tmp_path / "desk"
    with signing_in(folder, environment, "add", "fakenet", "--url", community.url, "--browser") as (page, process):
        browse(page)
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "you said no" in errors
    assert run(folder, "venue", "list", environment=environment).value == []


def test_an_address_tells_its_network(desk: Desk, community: FakeCommunity) -> None:
    assert desk.ok("venue", "find", f"{community.url}/t/1") == {"network": "fakenet", "url": community.url}


def test_a_public_place_is_connected_without_user_and_secret(desk: Desk, community: FakeCommunity) -> None:
    add = ("venue", "add", "fakenet", "--url", community.url, "--read-only")
    refused = desk(*add)
    assert (refused.code, refused.value) == (2, None)
    assert "room" in refused.errors
    venue = desk.ok(*add, "--option", "room=help")
    assert (venue["secret"], venue["may"], venue["notes"]) == ("none", ["read"], ["Public."])
    networks = {network["name"]: network for network in desk.ok("networks")}
    assert (networks["fakenet"]["browser"], networks["fakenet"]["anonymous"]) == (True, ["room"])
    assert (networks["demo"]["browser"], networks["demo"]["anonymous"]) == (False, None)

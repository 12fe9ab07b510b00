"""Backup and doctor: copies that can be trusted, and a bundle that tells neither content nor secrets."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calling import Desk

SECRET = "wattle-and-daub-7431"


def test_a_backup_is_a_whole_workspace_and_overwrites_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.connect()
    conversation = desk.question("Does it float?")
    copy = tmp_path / "copy" / "desk.db"
    copy.parent.mkdir()
    assert desk.ok("backup", str(copy))["bytes"] == copy.stat().st_size
    assert desk("backup", str(copy)).code == 2
    assert desk("backup", str(tmp_path / "no folder" / "x.db")).code == 1
    desk.folder = copy.parent
    assert desk.ok("show", conversation)["messages"][0]["text"] == "Does it float?"


def test_a_doctor_says_in_words_what_is_wrong(desk: Desk) -> None:
    desk.connect()
    desk.network.inject("refused", call="verify")
    told = desk.ok("doctor")
    checks = {check["name"]: check for check in told["checks"]}
    assert set(checks) >= {"versions", "keyring", "display", "fonts", "database", "disk", "clock", "venue 1"}
    assert checks["database"]["ok"]
    assert not checks["keyring"]["ok"]
    assert "--secret-env" in checks["keyring"]["todo"]
    assert not checks["venue 1"]["ok"]
    assert "cannot be reached" in checks["venue 1"]["text"]
    assert told["ok"] is False


def test_a_doctor_works_where_the_desk_does_not_open(desk: Desk) -> None:
    desk.folder.mkdir()
    (desk.folder / "desk.db").mkdir()
    told = desk.ok("doctor")
    assert {check["name"]: check["ok"] for check in told["checks"]}["database"] is False


def test_a_damaged_database_is_set_aside_and_that_is_said(desk: Desk, expect_log: Callable[[str], None]) -> None:
    expect_log("database was damaged")
    desk.folder.mkdir()
    (desk.folder / "desk.db").write_bytes(b"no database at all, but some bytes" * 200)
    called = desk("list")
    assert (called.code, called.value) == (0, [])
    assert "damaged" in called.errors
    assert desk("list").errors == ""


def test_without_a_display_the_window_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    called = desk("--demo")
    assert (called.code, called.value) == (1, None)
    assert "display" in called.errors


def test_a_bundle_holds_neither_content_nor_secrets(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_SECRET", SECRET)
    desk.network.require_secret(SECRET)
    desk.connect("social", "--secret-env", "DESK_SECRET", "--name", "Help of Ann Weber")
    desk.network.customer_posts("social", "My address is Elm Lane 5")
    desk.ok("sync")
    conversation = desk.ok("list")[0]["id"]
    author = desk.ok("list")[0]["author_handle"]
    desk.ok("reply", conversation, "--text", "We will visit Elm Lane", "--now")
    with (desk.folder / "log" / "agent-desk.log").open("a", encoding="utf-8") as log:
        trace = "Traceback (most recent call last):\n  File \"x.py\", line 1\nValueError: cannot read 'Elm Lane 5'"
        log.write(
            json.dumps({"at": "", "level": "ERROR", "from": "x", "text": f"token={SECRET}", "trace": trace}) + "\n"
        )
        log.write(json.dumps({"at": "", "level": "INFO", "from": "x", "text": f"secret: {SECRET}"}) + "\n")
    bundle = tmp_path / "bundle.zip"
    desk.ok("doctor", "--bundle", str(bundle))
    with zipfile.ZipFile(bundle) as opened:
        content = {name: opened.read(name).decode() for name in opened.namelist()}
    whole = "".join(content.values())
    assert set(content) == {"doctor.json", "program.json", "venues.json", "log.jsonl"}
    for private in ("Elm Lane", "Ann Weber", author, "DESK_SECRET", str(desk.file)):
        assert private not in whole
    assert "secret: •••" in whole
    assert "ValueError" in whole
    assert json.loads(content["program.json"])["counts"]["outbox"] == {"delivered": 1}
    assert desk("doctor", "--bundle", str(bundle)).code == 2

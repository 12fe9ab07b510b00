"""Connecting venues from the command line: what is stored, where secrets lie, and what a round with them says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.calling import Desk, run

SECRET = "wattle-and-daub-7431"


def everything(folder: Path) -> bytes:
    """All bytes in all files of a workspace."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_venue_is_added_listed_checked_and_removed(desk: Desk) -> None:
    added = desk.connect("social", "--since", "2026-01-01T00:00:00Z")
    assert (added["label"], added["network"], added["state"], added["since"]) == (
        "social",
        "demo",
        "new",
        "2026-01-01T00:00:00.000Z",
    )
    assert "reply" in added["may"]
    assert added["account"]["handle"]
    assert desk.ok("list") == []  # adding fetches nothing
    (listed,) = desk.ok("venue", "list")
    assert listed["id"] == added["id"]
    checked = desk.ok("venue", "check", str(added["number"]))
    assert [venue["ok"] for venue in checked["venues"]] == [True]
    assert desk.ok("venue", "remove", "social")["removed"]
    assert desk.ok("venue", "list") == []


def test_a_venue_that_cannot_be_reached_is_not_saved(desk: Desk) -> None:
    desk.network.inject("refused", call="verify")
    called = desk("venue", "add", "demo", "--url", "demo://social", *desk.options())
    assert (called.code, called.value) == (3, None)
    assert desk.ok("venue", "list") == []


def test_the_demo_is_not_mixed_with_real_work(desk: Desk) -> None:
    before = [venue["id"] for venue in desk.ok("--demo", "venue", "list")]
    called = desk("--demo", "venue", "add", "demo", "--url", "demo://social", *desk.options())
    assert (called.code, called.value) == (2, None)
    assert "--demo" in called.errors
    assert [venue["id"] for venue in desk.ok("--demo", "venue", "list")] == before


def test_checking_says_who_is_away(desk: Desk) -> None:
    desk.connect("social")
    desk.connect("blog")
    desk.network.inject("refused", call="verify", place="blog")
    checked = desk("venue", "check")
    assert checked.code == 3
    assert [(venue["label"], venue["ok"], venue["error"]) for venue in checked.value["venues"]] == [
        ("social", True, None),
        ("blog", False, "unreachable"),
    ]


def test_a_round_tells_who_is_away_and_who_wants_a_new_sign_in(desk: Desk) -> None:
    desk.connect("social")
    desk.connect("blog")
    desk.network.customer_posts("blog", "Still fetched")
    desk.network.inject("refused", call="fetch", place="social")
    away = desk("sync", "--once")
    assert away.code == 3
    assert [venue["outcome"] for venue in away.value["venues"]] == ["unreachable", "ok"]
    assert away.value["touched"]["arrived"] == 1
    desk.network.inject("401", call="fetch", place="social")
    desk.network.inject("refused", call="fetch", place="blog")
    both = desk("sync")
    assert both.code == 1
    assert [venue["outcome"] for venue in both.value["venues"]] == ["sign_in", "unreachable"]
    assert desk.ok("sync", "--venue", "blog")["venues"][0]["label"] == "blog"


def test_of_a_secret_in_the_environment_only_the_name_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.network.require_secret(SECRET)
    monkeypatch.setenv("DESK_SECRET", SECRET)
    added = desk.connect("social", "--secret-env", "DESK_SECRET")
    assert (added["secret"], added["secret_env"]) == ("environment", "DESK_SECRET")
    desk.ok("sync")
    assert SECRET.encode() not in everything(desk.folder)
    monkeypatch.delenv("DESK_SECRET")
    assert desk("sync").code == 1


def test_without_a_keyring_a_secret_from_stdin_is_refused_and_the_other_way_is_named(desk: Desk) -> None:
    desk.network.inject("refused", call="verify")
    called = desk(
        "venue", "add", "demo", "--url", "demo://social", *desk.options(), "--secret-stdin", stdin=SECRET.encode()
    )
    assert called.code == 1  # the venue would have refused the connection: it was not even asked
    assert "--secret-env" in called.errors
    assert SECRET.encode() not in everything(desk.folder)


def test_a_secret_from_stdin_lies_in_the_keyring_of_its_workspace_alone(
    desk: Desk, tmp_path: Path, keyring_environment: Mapping[str, str]
) -> None:
    desk.network.require_secret(SECRET)
    add = ["venue", "add", "demo", "--url", "demo://social", *desk.options(), "--name", "social", "--secret-stdin"]
    added = run(desk.folder, *add, stdin=f"{SECRET}\n".encode(), environment=keyring_environment)
    assert (added.code, added.value["secret"]) == (0, "keyring")
    assert run(desk.folder, "sync", environment=keyring_environment).code == 0
    assert SECRET.encode() not in everything(desk.folder)
    other = run(tmp_path / "other", *add, stdin=b"wrong\n", environment=keyring_environment)
    assert other.code == 1
    assert run(desk.folder, "venue", "remove", "social", environment=keyring_environment).code == 0


def test_an_option_that_a_network_does_not_have_is_refused(desk: Desk) -> None:
    add = ("venue", "add", "demo", "--url", "demo://social", *desk.options())
    assert desk(*add, "--option", "colour=red").code == 2
    assert desk(*add, "--option", "staff").code == 2
    assert desk.ok(*add, "--option", "staff=noor")["options"]["staff"] == "noor"


def test_plain_http_is_for_this_machine_only(desk: Desk) -> None:
    add = ("venue", "add", "wordpress", "--url", "http://blog.example", "--read-only")
    assert desk(*add).code == 2
    assert desk.ok("venue", "list") == []

"""Notes, views, canned answers, people, retention, erasure and export from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.calling import Desk


@pytest.fixture
def conversation(desk: Desk) -> str:
    desk.connect()
    return desk.question("Where is the kettle I ordered?")


def _author(desk: Desk, conversation: str) -> str:
    found: str = desk.ok("show", conversation)["conversation"]["author_id"]
    return found


def test_notes_are_written_changed_and_taken_away(desk: Desk, conversation: str) -> None:
    note = desk.ok("notes", "add", conversation, "--text", "--ask Bob")
    assert (note["text"], note["mine"], note["conversation"]) == ("--ask Bob", True, conversation)
    desk.ok("notes", "edit", note["id"], "--text", "Ask Bea")
    assert [one["text"] for one in desk.ok("show", conversation)["conversation"]["notes"]] == ["Ask Bea"]
    desk.ok("notes", "remove", note["id"])
    assert (desk.ok("notes", "list", conversation), desk.ok("list")[0]["note_count"]) == ([], 0)
    assert desk.ok("notes", "restore", note["id"])["restored"]
    assert desk("notes", "add", conversation, "--text", " ").code == 1
    assert desk("notes", "edit", "nothing", "--text", "x").code == 2


def test_views_are_saved_shown_and_removed(desk: Desk, conversation: str) -> None:
    saved = desk.ok(
        "views", "save", "Kettles", "--waiting", "--where", "text contains kettle", "--where", "age at_most 5"
    )
    assert saved["query"]["where"]["terms"][0] == {"field": "text", "operator": "contains", "value": "kettle"}
    desk.ok("search", "kettle")
    assert [row["id"] for row in desk.ok("views", "show", "Kettles")] == [conversation]
    changed = desk.ok("views", "save", "Kettles", "--where", "title is nothing", "--where", "notes is yes", "--any")
    assert (changed["id"], changed["query"]["where"]["every"]) == (saved["id"], False)
    assert desk.ok("views", "show", "Kettles") == []
    assert [view["name"] for view in desk.ok("views", "list")] == ["Kettles"]
    assert desk.ok("views", "remove", "Kettles")["removed"]
    assert desk("views", "show", "Kettles").code == 2
    for wrong in ("mood is good", "title", "age contains 3", "waiting is maybe"):
        assert desk("views", "save", "Wrong", "--where", wrong).code == 2


def test_canned_answers_travel(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "canned.json"
    told = {
        "version": 1,
        "canned": [{"shortcut": "hi", "title": "Hello", "variants": [{"text": "Hello {first_name}"}]}],
    }
    file.write_text(json.dumps(told))
    assert [one["shortcut"] for one in desk.ok("canned", "import", str(file))] == ["hi"]
    assert desk.ok("canned", "export")["canned"][0]["variants"][0]["text"] == "Hello {first_name}"
    assert desk.ok("canned", "list")[0]["used"] == 0
    assert desk.ok("canned", "remove", "/hi")["removed"]
    assert desk("canned", "remove", "hi").code == 2
    for wrong in ("{", "[]", '{"version": 2, "canned": []}', "[" * 100_000):
        file.write_text(wrong)
        assert desk("canned", "import", str(file)).code == 2
    assert desk("canned", "import", str(tmp_path / "nowhere")).code == 2


def test_people_are_found_marked_and_given_back(desk: Desk, conversation: str) -> None:
    author = _author(desk, conversation)
    handle = desk.ok("people", "show", author)["handle"]
    assert [one["id"] for one in desk.ok("people", "find", handle)] == [author]
    marked = desk.ok("people", "mark", author, "spam", "--reason", "--adverts")
    assert (marked["mark"], marked["posts"]) == ("spam", 1)
    assert desk.ok("list")[0]["waiting"] == 0
    desk.ok("people", "mark", author, "none")
    shown = desk.ok("people", "show", author)
    assert [(one["mark"], one["reason"]) for one in shown["history"]] == [("", ""), ("spam", "--adverts")]
    assert shown["conversations"][0]["waiting"] == 1
    assert desk("people", "mark", author, "angry").code == 2
    assert desk.ok("people", "trusted", author)["trusted"] is True
    assert desk.ok("people", "trusted", author, "--off")["trusted"] is False
    assert desk("people", "show", "nobody").code == 2


def test_retention_is_set_per_venue(desk: Desk, conversation: str) -> None:
    assert desk.ok("retention", "list") == [{"venue": "social", "days": None}]
    assert desk.ok("retention", "would-remove", "social", "1")["conversations"] == 0
    assert desk.ok("retention", "set", "social", "30") == [{"venue": "social", "days": 30}]
    assert desk.ok("retention", "run") == {"conversations": 0, "posts": 0}
    assert desk.ok("retention", "forever", "social") == [{"venue": "social", "days": None}]
    assert desk.ok("retention", "overwrite") == {"overwritten": True}
    assert desk("retention", "set", "social", "0").code == 2
    assert desk.ok("show", conversation)


def test_an_author_is_erased_only_when_it_is_said_twice(desk: Desk, conversation: str, tmp_path: Path) -> None:
    author = _author(desk, conversation)
    would = desk("erase", author)
    assert (would.value["erased"], would.value["posts"], would.value["conversations"]) == (False, 1, 1)
    assert "--yes" in would.errors
    (tmp_path / "desk" / "backups").mkdir(exist_ok=True)
    copy = tmp_path / "desk" / "backups" / "mine.db"
    desk.ok("backup", str(copy))
    erased = desk("erase", author, "--yes")
    assert (erased.value["erased"], erased.value["overwritten"]) == (True, True)
    assert erased.value["backups"] == [str(copy)]
    assert "backups" in erased.errors
    assert desk.ok("list") == []
    assert desk("erase", author, "--yes").code == 2
    assert not [file for file in (tmp_path / "desk").glob("desk.db*") if b"kettle" in file.read_bytes()]


def test_erasing_takes_the_backups_too_when_asked(desk: Desk, conversation: str, tmp_path: Path) -> None:
    copy = tmp_path / "desk" / "backups" / "mine.db"
    copy.parent.mkdir(exist_ok=True)
    desk.ok("backup", str(copy))
    erased = desk.ok("erase", _author(desk, conversation), "--yes", "--backups")
    assert (erased["backups"], copy.exists()) == ([], False)


def test_conversations_are_exported(desk: Desk, conversation: str, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    told = desk.ok("export", str(file))
    assert (told["conversations"], told["bytes"]) == (1, file.stat().st_size)
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["conversation"]["id"] == conversation
    desk.ok("views", "save", "None", "--status", "resolved")
    assert desk.ok("export", str(file), "--view", "None")["conversations"] == 0
    assert desk("export", str(tmp_path / "nowhere" / "x")).code == 2


def test_what_is_in_the_inbox_cannot_be_taken_up(desk: Desk, conversation: str) -> None:
    assert desk("take-up", conversation).code == 1

"""Exporting: every conversation with all that belongs to it, in a file that is whole or not there."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from agent_desk.domain.conversations import Disposition, Status
from agent_desk.domain.errors import StoreFull, WrongUse
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import Origin
from agent_desk.services import export
from tests.services.test_ingest import post
from tests.services.workspace import Process


@pytest.fixture
def desk(empty_desk: Process) -> Process:
    empty_desk.take([post("a", "First words", at=9), post("b", at=8), post("c", place="p2", at=7)])
    empty_desk.take([post("a", "Second “words”\u2028", at=9), post("f", place="p3", origin=Origin.FOUND)])
    conversation = empty_desk.conversation("p1")
    empty_desk.notes.add(conversation, "A note")
    empty_desk.status.set(conversation, Status.RESOLVED, disposition=Disposition.IDEA, note="why")
    empty_desk.replies.send(conversation, "An answer")
    return empty_desk


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def test_every_line_is_a_whole_conversation(desk: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_PAGE", 2)
    monkeypatch.setattr(export, "_POSTS", 1)
    target, heard = tmp_path / "all.jsonl", list[int]()
    target.write_text("an older one")
    assert desk.export.write(target, progress=heard.append) == 3
    assert heard == [2, 2, 3]
    assert target.stat().st_mode & 0o777 == 0o600
    told = {line["place"]["key"]: line for line in _lines(target)}  # type: ignore[index]  # JSON
    assert set(told) == {"p1", "p2", "p3"}
    one = told["p1"]
    assert one["version"] == 1
    messages = one["messages"]
    assert isinstance(messages, list)
    assert [(message["remote_id"], message["text"]) for message in messages] == [
        ("a", "Second “words”"),
        ("b", "Where is my parcel?"),
    ]
    assert [text for _, text in messages[0]["earlier_texts"]] == ["First words"]
    assert [(note["text"]) for note in one["notes"]] == ["A note"]  # type: ignore[attr-defined]  # JSON
    delivery = one["deliveries"][0]  # type: ignore[index]  # JSON
    assert (delivery["text"], delivery["state"], len(delivery["history"])) == ("An answer", "queued", 1)
    decisions = one["decisions"]
    assert isinstance(decisions, list)
    assert [(one["disposition"], one["note"]) for one in decisions] == [("idea", "why")] * 2


def test_a_list_of_ones_own_can_be_exported(desk: Process, tmp_path: Path) -> None:
    assert desk.export.write(tmp_path / "some.jsonl", ListQuery(status=Status.RESOLVED)) == 1


def test_cancelled_it_leaves_no_file(desk: Process, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    assert desk.export.write(tmp_path / "all.jsonl", cancelled=lambda: True) == 0
    assert sorted(tmp_path.iterdir()) == before


def test_a_full_disk_is_told_of_and_leaves_no_half_file(
    desk: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "all.jsonl"
    target.write_text("an older one")
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull, match="No space"):
        desk.export.write(target)
    assert target.read_text() == "an older one"
    assert sorted(tmp_path.iterdir()) == before


def test_a_place_that_takes_no_file_is_wrong_use(desk: Process, tmp_path: Path) -> None:
    with pytest.raises(WrongUse):
        desk.export.write(tmp_path / "nowhere" / "all.jsonl")

"""What an agent typed, attached or entrusted to the desk: it survives refusals, and nothing of it is left lying about."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.errors import Refused, StoreFull, WrongUse
from agent_desk.domain.posts import IncomingPost
from agent_desk.domain.rows import StoredMedia
from agent_desk.domain.venues import Limits, SecretPlace, VenueProfile
from agent_desk.services import ingest, threads
from agent_desk.services.admission import Cleaned
from agent_desk.services.threads import reread
from agent_desk.services.venues import VenueDraft
from agent_desk.storage.sqlite.nouns import SqliteNouns
from tests.clock import FakeClock
from tests.services.fake_venue import PROFILE, FakeConnector, FakeVenue
from tests.services.workspace import Process, open_process

PICTURE = StoredMedia("/kept/one.png", "image/png", "A lamp", 10)


@pytest.fixture
def venue() -> FakeVenue:
    return FakeVenue(FakeClock())


@pytest.fixture
def desk(tmp_path: Path, venue: FakeVenue) -> Iterator[Process]:
    venue.customer("Where is my parcel?")
    process = open_process(tmp_path, venue)
    process.fetch()
    yield process
    process.close()


def _with_pictures(limits: Limits) -> Limits:
    return replace(limits, media_types=("image/png",), media_max=4)


def _another_account() -> VenueProfile:
    return replace(PROFILE, account_id="another")


@pytest.fixture
def pictures(desk: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue takes pictures."""
    limits = _with_pictures(desk.replies.limits(desk.venue))
    monkeypatch.setattr(desk.replies, "limits", lambda _: limits)


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(("sent", "typed"), [("", "and another thing"), ("ok", "look at that")])
def test_what_is_taken_back_joins_what_was_typed_since(desk: Process, sent: str, typed: str) -> None:
    conversation = desk.conversation("p1")
    row = desk.replies.send(conversation, sent, media=[PICTURE] if not sent else []).delivery
    desk.drafts.save(conversation, typed)
    desk.outbox.undo(row.id)
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert draft.text.split("\n\n") == ([sent, typed] if sent else [typed])
    assert draft.media == row.media


def test_a_reply_refused_twice_comes_back_once(desk: Process, venue: FakeVenue) -> None:
    conversation = desk.conversation("p1")
    venue.faults.extend(["rejected", "rejected"])
    row = desk.replies.send(conversation, "Like that", media=[], now=True).delivery
    desk.deliver()
    desk.drafts.save(conversation, "Like that\n\nand more")
    desk.outbox.retry(row.id)
    desk.deliver()
    draft = desk.drafts.get(conversation)
    assert draft is not None
    assert draft.text == "Like that\n\nand more"


@pytest.mark.usefixtures("pictures")
def test_a_file_is_on_disk_before_it_counts_as_attached(
    desk: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "lamp.png"
    picture.write_bytes(b"picture" * 1000)
    synced: list[int] = []
    fsync = os.fsync

    def noting(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_size)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    kept = desk.replies.attach(picture, "A lamp", desk.venue)
    assert Path(kept.path).read_bytes() == picture.read_bytes()
    assert synced[0] == kept.size


@pytest.mark.usefixtures("pictures")
def test_what_is_no_file_is_not_waited_for(desk: Process, tmp_path: Path) -> None:
    pipe = tmp_path / "lamp.png"
    os.mkfifo(pipe)
    with pytest.raises(WrongUse):
        desk.replies.attach(pipe, "A lamp", desk.venue)


def test_a_venue_that_cannot_be_saved_leaves_no_secret_behind(desk: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    entries: dict[str, str] = {}
    monkeypatch.setattr(desk.vault, "put", lambda _place, name, secret: entries.update({name: secret}))
    monkeypatch.setattr(desk.vault, "forget", lambda _place, name: entries.pop(name, None))
    draft = VenueDraft("fake", desk.registry.url, "brand", "hunter22", SecretPlace.KEYRING, label="Fake")
    with pytest.raises(WrongUse):
        desk.venues.add(draft, _another_account())
    assert entries == {}

    def full(*, durable: bool) -> AbstractContextManager[SqliteNouns]:
        raise StoreFull("no space left")

    monkeypatch.setattr(desk.store, "write", full)
    with pytest.raises(StoreFull):
        desk.venues.add(VenueDraft("fake", desk.registry.url, "brand", "hunter22"), _another_account())
    assert entries == {}


def test_nobody_waits_for_the_cleaning_of_a_long_thread(
    desk: Process, venue: FakeVenue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cleaning takes time; a draft that is saved meanwhile must not wait for it."""
    held: list[bool] = []
    real = ingest.prepare

    def cleaning(posts: Sequence[IncomingPost]) -> list[Cleaned]:
        saving = threading.Thread(target=desk.drafts.save, args=(desk.conversation("p1"), "typed"))
        saving.start()
        saving.join(5)
        held.append(saving.is_alive())
        return real(posts)

    monkeypatch.setattr(threads, "prepare", cleaning)
    reread(desk.ground, desk.venue, FakeConnector(venue), desk.conversation("p1"))
    assert held == [False]


def test_one_place_under_another_address_is_not_connected_twice(desk: Process) -> None:
    draft = VenueDraft("fake", f"{desk.registry.url}/deeper/", "brand", label="Again")
    with pytest.raises(Refused):
        desk.venues.add(draft, PROFILE)
    assert [venue.label for venue in desk.venues.all()] == ["Fake"]

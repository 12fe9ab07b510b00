"""A reply that a community's moderators hold: one post and one delivery, from its wait to its approval."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent_desk.assembly import open_desk
from agent_desk.domain.delivery import DeliveryState
from agent_desk.domain.lists import ListQuery
from agent_desk.domain.posts import PostState
from agent_desk.domain.venues import SecretPlace
from agent_desk.runtime.places import for_folder
from agent_desk.services.collector import run_once
from agent_desk.services.desk import Desk
from agent_desk.services.venues import VenueDraft
from tests.venues.fake_discourse import FakeDiscourse
from tests.venues.fake_discourse_forum import BRAND, CUSTOMER


@pytest.fixture
def fake(contracts: Path) -> Iterator[FakeDiscourse]:
    with closing(FakeDiscourse(contracts)) as made:
        yield made


@pytest.fixture
def desk(fake: FakeDiscourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("BRAND_SECRET", fake.forum.members[BRAND].key)
    made = open_desk(for_folder(tmp_path / "desk"))
    draft = VenueDraft("discourse", fake.url, "", "", SecretPlace.ENVIRONMENT, "BRAND_SECRET")
    made.venues.add(draft, made.venues.probe(draft))
    yield made
    made.ground.store.close()


def test_a_held_reply_is_one_post_from_its_wait_to_its_approval(
    desk: Desk, fake: FakeDiscourse, tmp_path: Path
) -> None:
    fake.forum.begin(CUSTOMER, "A question", "Which lamp fits?")
    run_once(desk.ground, desk.vault)
    (row,) = desk.inbox.page(ListQuery())
    (venue,) = desk.venues.all()
    picture = tmp_path / "lamp.png"
    picture.write_bytes(b"\x89PNG\r\n")
    fake.forum.moderated = True
    media = (desk.replies.attach(picture, "the small lamp", venue),)
    sent = desk.replies.send(row.id, "This one fits.", media=media, now=True).delivery
    run_once(desk.ground, desk.vault)
    assert desk.outbox.get(sent.id).state is DeliveryState.AWAITING_MODERATION
    approved = fake.forum.approve(fake.forum.pending[0])
    assert approved.raw == "This one fits.\n\n![the small lamp](upload://1.png)"
    for _ in range(2):
        run_once(desk.ground, desk.vault)
        ours = desk.inbox.open(row.id).messages[1:]
        assert [(message.remote_id, message.state) for message in ours] == [(str(approved.id), PostState.PUBLISHED)]
        after = desk.outbox.get(sent.id)
        assert (after.state, after.remote_id) == (DeliveryState.DELIVERED, str(approved.id))

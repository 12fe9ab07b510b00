"""Deciding who waits from what is new equals deciding it from everything, however a long thread grows."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_desk.domain.conversations import attention
from agent_desk.domain.posts import ConversationKind, IncomingPost, PostState
from agent_desk.domain.venues import Answers
from tests.services.test_ingest import Template, post
from tests.services.workspace import EXAMPLES, Process

KINDS = (ConversationKind.MENTIONS, ConversationKind.COMMENTS, ConversationKind.TOPIC)


@pytest.fixture(scope="module", params=list(Answers))
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("settling"), request.param)


@st.composite
def growing(draw: st.DrawFn) -> list[list[IncomingPost]]:
    """One thread of up to thirty posts, a third of them ours, in pages; nearly always a post comes after the one that it
    answers, and its time after that of earlier ones."""
    kind, count = draw(st.sampled_from(KINDS)), draw(st.integers(3, 30))
    told: list[IncomingPost] = []
    for number in range(count):
        above = draw(st.integers(-1, number - 1))
        told.append(
            post(
                f"r{number}",
                parent=f"r{above}" if above >= 0 else None,
                at=(count - number) * 10 - draw(st.sampled_from([0, 0, 0, 25])),
                author=draw(st.sampled_from(["ann", "bob", "brand"])),
                kind=kind,
                state=draw(st.sampled_from([PostState.PUBLISHED, PostState.PUBLISHED, PostState.SPAM])),
            )
        )
    if draw(st.booleans()):
        late = draw(st.integers(0, count - 1))
        told.append(told.pop(late))
    pages, rest = [], told
    while rest:
        size = draw(st.integers(1, 6))
        pages.append(rest[:size])
        rest = rest[size:]
    return pages


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pages=growing())
def test_what_is_new_is_decided_as_if_everything_were_looked_at(
    template: Template, pages: list[list[IncomingPost]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = template.open(Path(folder))
        try:
            for page in pages:
                desk.take(page)
                _equals_the_whole(desk, template.answers)
        finally:
            desk.close()


def _equals_the_whole(desk: Process, answers: Answers) -> None:
    conversation = desk.conversation("p1")
    read = desk.store.read
    kind = read.conversations.place(conversation).kind
    wanted = attention(read.settling.posts([conversation])[conversation], kind, answers, desk.venue.since)
    stored = {message.id: message.disposition for message in read.messages.of(conversation, 100)}
    assert {post_id: stored[post_id] for post_id in wanted.dispositions} == dict(wanted.dispositions)
    row = desk.inbox.row(conversation)
    assert (row.waiting, row.waiting_since) == (wanted.waiting, wanted.waiting_since)


def test_a_thread_that_grows_at_its_end_is_not_read_whole(template: Template, tmp_path: Path) -> None:
    desk = template.open(tmp_path)
    try:
        desk.take([post(f"r{number}", parent="r0" if number else None, at=900 - number) for number in range(200)])
        conversation = desk.conversation("p1")
        desk.take([post("ours", parent="r0", at=600, author="brand")])
        desk.take([post("new", parent="r0", at=500)])
        new = desk.store.read.messages.known(desk.venue.id, ["new"])["new"].id
        around = desk.store.read.settling.around(conversation, [new], template.answers)
        assert around is not None
        assert around.decided == {new}
        assert len(around.posts) <= 3
    finally:
        desk.close()

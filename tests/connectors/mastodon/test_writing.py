"""What leaves for a Mastodon server: whom it reaches, that it is posted once, what an act leaves as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agent_desk.domain.errors import Gone, RateLimited, Rejected
from agent_desk.domain.measuring import measure
from agent_desk.domain.outgoing import CannotTell, Found, OutgoingMedia, SurelyAbsent, VenueActKind
from agent_desk.domain.posts import PostState, Visibility
from agent_desk.domain.venues import Capability
from tests.conformance.reading import plain, read, ref, thread_ref
from tests.connectors.mastodon.desk import CUSTOMER, Desk, act_on, reply_to
from tests.venues.fake_mastodon_world import FakePost

WORDS = ("public", "unlisted", "private", "direct")
WANTED = (None, Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, Visibility.DIRECT)


def sent(desk: Desk, key: str) -> FakePost:
    """The post as the server holds it."""
    return desk.fake.world.posts[key]


def picture(folder: Path, name: str = "a picture.png", alt: str = "a broken widget") -> OutgoingMedia:
    """A file on disk."""
    path = folder / name
    path.write_bytes(b"\x89PNG\r\n--=\r\n\x00\xff")
    return OutgoingMedia(path, "image/png", alt)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
@pytest.mark.parametrize("word", WORDS)
def test_a_reply_is_never_more_public_than_its_target(desk: Desk, word: str, wanted: Visibility | None) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks(visibility=word))
    receipt = connector.send(reply_to(target, "hello", visibility=wanted))
    reached = WORDS.index(sent(desk, receipt.remote_id).visibility)
    assert reached == max(WORDS.index(word), 0 if wanted is None else WANTED.index(wanted) - 1)


def test_a_visibility_of_other_software_is_answered_in_private(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks(more={"visibility": "mutuals_only"}))
    assert target.visibility is Visibility.DIRECT
    assert sent(desk, connector.send(reply_to(target, "hello")).remote_id).visibility == "direct"


def test_whoever_is_answered_is_mentioned_and_the_desk_does_not_show_it(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    for words in ("hello there", f"hello @{CUSTOMER}!"):
        receipt = connector.send(reply_to(target, words))
        assert desk.fake.world.mentioned(sent(desk, receipt.remote_id)) == [desk.customer]
        assert sent(desk, receipt.remote_id).text.count("@") == 2
        shown = {post.remote_id: plain(post) for post in connector.thread(thread_ref(target)).posts}
        assert shown[receipt.remote_id] == words.replace("@elsewhere.example", "")


def test_a_thread_of_our_own_goes_on_mentioning_the_customer(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks(visibility="direct"))
    first = reply_to(target, "part one")
    receipt = connector.send(first)
    onto = replace(first.target, remote_id=receipt.remote_id, author_handle="brand", native=receipt.native)
    second = connector.send(replace(reply_to(target, "part two"), target=onto))
    assert sent(desk, second.remote_id).answers == receipt.remote_id
    assert sent(desk, second.remote_id).visibility == "direct"
    assert desk.fake.world.mentioned(sent(desk, second.remote_id)) == [desk.customer]


def test_a_person_who_cannot_be_mentioned_is_not_answered_in_private(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks(visibility="direct"))
    hostile = replace(ref(target), native={**target.native, "mention": "x @everybody"})
    with pytest.raises(Rejected, match="mentioned"):
        connector.send(replace(reply_to(target, "hello"), target=hostile))


def test_a_content_warning_goes_with_the_reply(desk: Desk) -> None:
    connector = desk.connect()
    key = desk.asks("look", warning="flashing")
    target = desk.told(connector, key)
    assert target.warning == "flashing"
    receipt = connector.send(reply_to(target, "seen", warning="flashing lights"))
    assert sent(desk, receipt.remote_id).warning == "flashing lights"


def test_what_the_counter_lets_pass_the_server_takes(desk: Desk) -> None:
    connector = desk.connect()
    limits = connector.verify().limits
    target = desk.told(connector, desk.asks())
    address = "https://example.org/a/long/path?with=a&query " * 3
    room = limits.text_max - measure(address, limits).used
    words = address + "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}" * room
    assert measure(words, limits).left == 0
    assert connector.send(reply_to(target, words)).remote_id
    with pytest.raises(Rejected, match="limit"):
        connector.send(reply_to(target, words + "b" * 40))


@pytest.mark.parametrize("honours", [True, False], ids=["key honoured", "key ignored"])
def test_every_attempt_carries_the_deliverys_key(desk: Desk, honours: bool) -> None:
    desk.fake.quirks.honours_keys = honours
    connector = desk.connect()
    reply = reply_to(desk.told(connector, desk.asks()), "once")
    receipts = {connector.send(reply).remote_id for _ in range(2)}
    assert len(receipts) == len(desk.fake.posts_of(desk.brand)) == (1 if honours else 2)
    found = connector.find_sent(reply)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == min(receipts)


@pytest.mark.parametrize("word", WORDS)
def test_a_reply_of_any_visibility_is_found_again(desk: Desk, word: str) -> None:
    connector = desk.connect()
    reply = reply_to(desk.told(connector, desk.asks(visibility=word)), "we look into https://example.org/a?b=c&d, ok?")
    assert connector.find_sent(reply) == SurelyAbsent()
    receipt = connector.send(reply)
    found = connector.find_sent(reply)
    assert isinstance(found, Found)
    assert (found.receipt.remote_id, found.receipt.native) == (receipt.remote_id, receipt.native)


def test_a_reply_is_found_though_its_target_is_gone(desk: Desk) -> None:
    connector = desk.connect()
    key = desk.asks()
    reply = reply_to(desk.told(connector, key), "an answer")
    receipt = connector.send(reply)
    desk.fake.delete(key)
    found = connector.find_sent(reply)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == receipt.remote_id


def test_the_same_words_to_somebody_else_or_long_ago_are_another_reply(desk: Desk) -> None:
    connector = desk.connect()
    one, other = desk.told(connector, desk.asks("one")), desk.told(connector, desk.asks("other"))
    connector.send(reply_to(one, "thank you"))
    assert connector.find_sent(reply_to(other, "thank you")) == SurelyAbsent()
    later = reply_to(one, "thank you")
    assert connector.find_sent(replace(later, created_at=later.created_at + 3_600_000)) == SurelyAbsent()


def test_nearly_the_same_words_are_another_reply(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    connector.send(reply_to(target, "Thank you, Anna."))
    assert connector.find_sent(reply_to(target, "Thank you, Anna!")) == SurelyAbsent()


def test_a_reply_that_the_server_shows_in_other_words_is_found(desk: Desk) -> None:
    desk.fake.world.manner = lambda text: text.replace(":-)", "\N{SLIGHTLY SMILING FACE}").replace("**", "")
    connector = desk.connect()
    reply = reply_to(desk.told(connector, desk.asks()), "**Thank you**, Anna :-)")
    receipt = connector.send(reply)
    found = connector.find_sent(reply)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == receipt.remote_id
    desk.fake.quirks.lacks = (f"/api/v1/statuses/{receipt.remote_id}/source",)
    told = connector.find_sent(reply)
    assert isinstance(told, CannotTell)
    assert "Thank you, Anna" in told.seen


def test_reading_back_goes_through_all_pages(desk: Desk) -> None:
    connector = desk.connect()
    reply = reply_to(desk.told(connector, key := desk.asks()), "early")
    receipt = connector.send(reply)
    for number in range(5):
        desk.fake.post(desk.brand, f"later {number}")
    desk.fake.delete(key)
    desk.fake.quirks.page_most = 2
    found = connector.find_sent(reply)
    assert isinstance(found, Found)
    assert found.receipt.remote_id == receipt.remote_id


def test_pictures_go_with_their_descriptions(desk: Desk, tmp_path: Path) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    receipt = connector.send(reply_to(target, "like this", media=(picture(tmp_path), picture(tmp_path, "b.png", ""))))
    shown = {post.remote_id: post for post in connector.thread(thread_ref(target)).posts}[receipt.remote_id]
    assert [media.alt for media in shown.media] == ["a broken widget", ""]


def test_a_file_that_is_worked_on_is_asked_for_later_and_uploaded_once(desk: Desk, tmp_path: Path) -> None:
    desk.fake.quirks.work = 2
    connector = desk.connect()
    reply = reply_to(desk.told(connector, desk.asks()), "like this", media=(picture(tmp_path, "a.gif"),))
    for _ in range(2):
        with pytest.raises(RateLimited) as told:
            connector.send(reply)
        assert told.value.until is not None
        assert desk.fake.posts_of(desk.brand) == []
    receipt = connector.send(reply)
    assert len(sent(desk, receipt.remote_id).media) == 1
    assert len(desk.fake.world.files) == 1


def test_a_file_that_the_server_lost_is_uploaded_again(desk: Desk, tmp_path: Path) -> None:
    desk.fake.quirks.work = 1
    connector = desk.connect()
    reply = reply_to(desk.told(connector, desk.asks()), "like this", media=(picture(tmp_path),))
    for _ in range(2):
        with pytest.raises(RateLimited):
            connector.send(reply)
        desk.fake.world.files.clear()
        desk.fake.quirks.work = 0
    assert connector.send(reply).remote_id


def test_a_file_that_is_no_longer_on_disk_is_told(desk: Desk, tmp_path: Path) -> None:
    connector = desk.connect()
    media = picture(tmp_path)
    media.path.unlink()
    with pytest.raises(Rejected, match="file"):
        connector.send(reply_to(desk.told(connector, desk.asks()), "like this", media=(media,)))


def test_an_edit_keeps_the_mention_the_warning_and_the_files(desk: Desk, tmp_path: Path) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    reply = reply_to(target, "wrogn", media=(picture(tmp_path),), warning="a picture")
    key = connector.send(reply).remote_id
    ours = {post.remote_id: post for post in connector.thread(thread_ref(target)).posts}[key]
    connector.act(act_on(ours, VenueActKind.EDIT, "right"))
    after = sent(desk, key)
    assert (after.text, after.warning, len(after.media)) == (f"@{CUSTOMER} right", "a picture", 1)


@pytest.mark.parametrize("kind", [VenueActKind.EDIT, VenueActKind.DELETE])
def test_a_customers_post_is_not_ours_to_change(desk: Desk, kind: VenueActKind) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    with pytest.raises(Rejected, match="connected account"):
        connector.act(act_on(target, kind, "other words"))
    assert desk.fake.world.posts[target.remote_id].text == "@brand please help"


def test_favourites_come_and_go(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    connector.act(act_on(target, VenueActKind.LIKE))
    assert read(connector).posts[target.remote_id].counts["likes"] == 1
    connector.act(act_on(target, VenueActKind.UNLIKE))
    assert sent(desk, target.remote_id).liked_by == set()


def test_deleting_what_is_gone_is_done(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    receipt = connector.send(reply_to(target, "too soon"))
    ours = {post.remote_id: post for post in connector.thread(thread_ref(target)).posts}[receipt.remote_id]
    for _ in range(2):
        assert connector.act(act_on(ours, VenueActKind.DELETE)).state is PostState.DELETED
    assert desk.fake.posts_of(desk.brand) == []


def test_an_act_that_the_software_lacks_is_refused_for_good(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks())
    desk.fake.quirks.lacks = (f"/api/v1/statuses/{target.remote_id}/favourite",)
    with pytest.raises(Rejected, match="does not offer"):
        connector.act(act_on(target, VenueActKind.LIKE))


def test_a_token_made_for_reading_may_only_read(desk: Desk) -> None:
    desk.token = desk.fake.api.sign_in.grant(desk.brand, frozenset({"read"}))
    connector = desk.connect()
    assert connector.verify().may == {"read", "search"}
    target = desk.told(connector, desk.asks())
    with pytest.raises(Rejected, match="scopes"):
        connector.send(reply_to(target, "hello"))


def test_a_reply_to_what_is_gone_says_so(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, key := desk.asks())
    desk.fake.delete(key)
    with pytest.raises(Gone):
        connector.send(reply_to(target, "too late"))


def test_a_report_names_the_post_its_author_and_why(desk: Desk) -> None:
    connector = desk.connect()
    target = desk.told(connector, desk.asks("buy my widgets"))
    connector.act(act_on(target, VenueActKind.FLAG, "advertising"))
    (report,) = desk.fake.api.reports
    assert (report["account_id"], report["status_ids"]) == (desk.customer, [target.remote_id])
    assert report["comment"] == "advertising"
    assert Capability.FLAG in connector.verify().may

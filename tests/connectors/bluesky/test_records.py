"""What we write, by itself: keys that repeat, facets in bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.connectors.bluesky.records import (
    StrongRef,
    facets,
    like_key,
    native_of,
    reply_key,
    reply_record,
    time_of_key,
    timestamp,
)

TID = re.compile("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
AT = 1_800_000_000_123
ID = "01900000-0000-7000-8000-000000000001"


def marked(text: str) -> list[tuple[str, str]]:
    """The marked pieces of a text with their kinds; every handle belongs to somebody."""
    data, found = text.encode(), []
    for facet in facets(text, lambda handle: f"did:plc:{handle}"):
        place, features = facet["index"], facet["features"]
        assert isinstance(place, dict)
        assert isinstance(features, list)
        start, end, feature = place["byteStart"], place["byteEnd"], features[0]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert isinstance(feature, dict)
        found.append((data[start:end].decode(), str(feature["$type"]).rpartition("#")[2]))
    return found


@given(st.uuids(), st.integers(0, 4_000_000_000_000))
def test_reply_keys_are_tids_that_repeat(delivery: object, at: int) -> None:
    key = reply_key(str(delivery), at)
    assert TID.fullmatch(key)
    assert key == reply_key(str(delivery), at)
    assert time_of_key(key) == at


def test_reply_keys_of_one_millisecond_differ() -> None:
    assert len({reply_key(f"{ID}{number}", AT) for number in range(2000)}) > 1990


@given(st.text(max_size=40))
def test_like_keys_are_tids_that_repeat(rkey: str) -> None:
    uri = f"at://did:plc:abc/app.bsky.feed.post/{rkey}"
    assert TID.fullmatch(like_key(uri))
    assert like_key(uri) == like_key(uri)


def test_the_vendors_keys_are_read(contracts: Path) -> None:
    folder = contracts / "bluesky" / "interop" / "syntax"
    for name, fits in (("tid_syntax_valid.txt", True), ("tid_syntax_invalid.txt", False)):
        for line in (folder / name).read_text().splitlines():
            if line and not line.startswith("#"):
                assert (time_of_key(line) is not None) is fits, line


def test_times_are_written_as_the_network_does() -> None:
    assert timestamp(AT) == "2027-01-15T08:00:00.123Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", []),
        ("👋🏽 ä @anna.test!", [("@anna.test", "mention")]),
        ("mail a@b.test and @b", []),
        ("(@anna.test)", [("@anna.test", "mention")]),
        ("see https://a.test/x?y=1#z.", [("https://a.test/x?y=1#z", "link")]),
        ("(https://a.test/b_(c))", [("https://a.test/b_(c)", "link")]),
        ("https://a.test/@anna.test#tag", [("https://a.test/@anna.test#tag", "link")]),
        ("javascript:alert(1) http://", []),
        ("#eins, #zwei! #3 #über #", [("#eins", "tag"), ("#zwei", "tag"), ("#über", "tag")]),
        ("a#b ##c", []),
        ("@anna.test https://a.test #x", [("@anna.test", "mention"), ("https://a.test", "link"), ("#x", "tag")]),
    ],
)
def test_what_is_marked(text: str, expected: list[tuple[str, str]]) -> None:
    assert marked(text) == expected


def test_nobodys_handle_is_not_marked() -> None:
    assert facets("@nobody.test", lambda _: None) == []


@given(st.text(alphabet=st.sampled_from("@#.:/ aé👋ht\n()"), max_size=80))
def test_marks_fit_any_text(text: str) -> None:
    pieces = marked(text)
    assert all(piece and piece in text for piece, _ in pieces)


def test_the_receipt_of_a_reply_is_enough_to_answer_it() -> None:
    root, parent, made = StrongRef("at://r", "cr"), StrongRef("at://p", "cp"), StrongRef("at://m", "cm")
    record = reply_record("1/2", created_at=AT, root=root, parent=parent, linked=(), language="de", images=())
    assert native_of(made, record) == {"cid": "cm", "root_uri": "at://r", "root_cid": "cr", "lang": "de"}
    assert native_of(made, {"reply": "nonsense", "langs": 3}) == {
        "cid": "cm",
        "root_uri": "",
        "root_cid": "",
        "lang": "",
    }

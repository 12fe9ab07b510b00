"""WordPress's JSON in the desk's words: recorded shapes, broken ones, and texts made comparable."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_desk.connectors.manifest import parse
from agent_desk.connectors.wordpress.gathering import branch_of, readable, root_of
from agent_desk.connectors.wordpress.mapping import Comment, paragraphs, read_account, read_comment, read_post, written
from agent_desk.connectors.wordpress.sent import agent_of, alike, delivery_of, escaped, judged, same_text
from agent_desk.domain.errors import Unexpected
from agent_desk.domain.outgoing import CannotTell, Found, SurelyAbsent
from agent_desk.domain.posts import PostState
from agent_desk.domain.venues import Idempotency
from tests.venues.fault_plan import HOSTILE_JSON

SAMPLE: dict[str, Any] = {
    "id": 7,
    "post": 3,
    "parent": 5,
    "author": 0,
    "author_name": "Ann <b>Lee</b>",
    "author_email": "Ann@example.net",
    "author_url": "javascript:alert(1)",
    "author_user_agent": "Mozilla/5.0",
    "date": "2026-11-20T11:00:00",
    "date_gmt": "2026-11-20T10:00:00",
    "content": {"rendered": "<p>one<br />\ntwo</p>\n", "raw": "one\ntwo"},
    "link": "https://blog.example.org/a-post/#comment-7",
    "status": "hold",
    "type": "comment",
    "author_avatar_urls": {"24": "https://a.example/24", "48": "https://a.example/48", "96": "https://a.example/96"},
    "meta": [],
    "_links": {"up": [{"href": "https://blog.example.org/wp-json/wp/v2/pages/3", "post_type": "page"}]},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def comment(key: int, parent: int = 0, **changes: Any) -> Comment:
    """A comment of ours with this id below that one."""
    return read_comment({**SAMPLE, "id": key, "parent": parent, "author": 2, "status": "approved", **changes})


def test_a_comment_as_recorded() -> None:
    read = read_comment(SAMPLE)
    assert (read.id, read.post_id, read.parent_id, read.author_id) == (7, 3, 5, 0)
    assert (read.author_name, read.author_url, read.avatar_url) == ("Ann Lee", "", "https://a.example/96")
    assert read.posted_at == 1_795_168_800_000
    assert (read.state, read.route) == (PostState.HELD, "pages")
    assert "example.net" not in repr(read)


def test_the_contract_allows_what_the_mapping_needs(contracts: Path) -> None:
    derived = json.loads((contracts / "wordpress/spec/comments.derived.openapi.json").read_text())
    listed = derived["paths"]["/wp/v2/comments"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert [item.id for item in readable(listed)] == [2]
    schema = json.loads((contracts / "wordpress/spec/wp-json-schemas/rest-api/comment.json").read_text())
    own = {name: rule for name, rule in schema["properties"].items() if "$ref" not in json.dumps(rule)}
    jsonschema.validate(SAMPLE, {**schema, "properties": own, "$schema": "http://json-schema.org/draft-07/schema#"})
    # Each field that is always there may be relied on; the mapping asks for no other.
    for name in ("id", "post", "content", "date_gmt"):
        assert name in schema["required"]


@pytest.mark.parametrize("gone", ["id", "post", "content"])
def test_a_comment_without_its_core_is_none(gone: str) -> None:
    with pytest.raises(Unexpected):
        read_comment({name: value for name, value in SAMPLE.items() if name != gone})


def test_dates_that_are_none_fall_back_to_the_sites_own_time() -> None:
    assert read_comment({**SAMPLE, "date_gmt": "-0001-11-30T00:00:00"}).posted_at == 1_795_172_400_000
    assert read_comment({**SAMPLE, "date_gmt": "2026-11-20T10:00:00-0000"}).posted_at == 1_795_168_800_000
    with pytest.raises(Unexpected):
        read_comment({**SAMPLE, "date_gmt": None, "date": "0000-00-00 00:00:00"})


def test_moments_are_written_with_a_zone_that_wordpress_takes() -> None:
    assert written(1_795_168_800_999) == "2026-11-20T10:00:00Z"
    assert written(-5) == "1970-01-01T00:00:00Z"


def test_one_broken_comment_hides_no_other(expect_log: Callable[[str], None]) -> None:
    expect_log("comment 'x' is left out")
    assert [item.id for item in readable([SAMPLE, {**SAMPLE, "id": "x"}, {**SAMPLE, "id": 9}])] == [7, 9]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SAMPLE)), JSON)
def test_a_field_of_any_type_is_read_or_refused(name: str, value: Any) -> None:
    changed = deepcopy(SAMPLE)
    changed[name] = value
    for read in (read_comment, read_post, read_account):
        try:
            read(changed)
        except Unexpected:
            continue


@pytest.mark.parametrize("name", ["wrong_types", "null", "scalar", "nul", "same_key_twice"])
def test_hostile_values_are_refused(name: str) -> None:
    value = json.loads(HOSTILE_JSON[name])
    with pytest.raises(Unexpected):
        read_comment(value)
    with pytest.raises(Unexpected):
        read_post(value)


class TestBranches:
    """Which comments make one conversation."""

    def test_the_root_is_found_in_any_order(self) -> None:
        known = {key: comment(key, parent) for key, parent in ((9, 8), (8, 3), (3, 0), (4, 0), (5, 4))}
        assert {key: root_of(known[key], known) for key in known} == {9: 3, 8: 3, 3: 3, 4: 4, 5: 4}
        assert branch_of(3, known.values()).keys() == {9, 8, 3}

    def test_below_a_comment_that_cannot_be_read_all_stay_together(self) -> None:
        known = {key: comment(key, parent) for key, parent in ((9, 8), (8, 3), (7, 3))}
        assert {root_of(item, known) for item in known.values()} == {3}

    def test_a_circle_has_one_root_too(self) -> None:
        known = {key: comment(key, parent) for key, parent in ((9, 8), (8, 7), (7, 9))}
        assert {root_of(item, known) for item in known.values()} == {7}


class TestTexts:
    """What is sent, and what of it is found again."""

    def test_line_breaks_become_html(self) -> None:
        assert paragraphs("one\ntwo\r\n\r\nthree\n \nfour\n") == "<p>one<br>two</p><p>three</p><p>four</p>"

    def test_a_plain_text_is_escaped(self) -> None:
        assert escaped(" a < b & c\\d \x00&#92; ") == "a &lt; b &amp; c&#092;d &amp;&#035;92;"

    @settings(max_examples=200, deadline=None)
    @given(st.text())
    def test_what_is_sent_is_the_same_text(self, text: str) -> None:
        sent = escaped(text)
        assert "<" not in sent
        assert "\\" not in sent
        assert same_text(sent, escaped(text + " \n"))
        assert same_text(paragraphs(sent), sent) or "\n" in sent

    def test_shown_and_stored_are_the_same_text(self) -> None:
        shown = "<p>it&#8217;s &#8220;3 &#215; 4&#8221; &#8212; done&#8230;</p>\n"
        assert same_text(shown, 'it\'s "3 x 4" -- done...')
        assert not same_text(shown, 'it\'s "3 x 5" -- done...')

    def test_alike_passes_over_what_an_old_database_drops(self) -> None:
        assert alike("Danke 😀!", "Danke ?")
        assert not alike("Danke", "Danke sehr")

    def test_the_mark_names_the_delivery(self) -> None:
        assert delivery_of(agent_of("0192-abc")) == "0192-abc"
        assert delivery_of("Mozilla/5.0 (delivery 0192-abc)") is None


class TestJudging:
    """Reading back."""

    def test_the_mark_decides(self) -> None:
        mine, other = comment(8, 5, author_user_agent=agent_of("a")), comment(9, 5, author_user_agent=agent_of("b"))
        told = judged("a", "one\ntwo", 5, mine.posted_at, [other, mine], whole=True)
        assert isinstance(told, Found)
        assert told.receipt.remote_id == "8"
        assert isinstance(judged("c", "one\ntwo", 5, mine.posted_at, [other, mine], whole=True), SurelyAbsent)

    def test_two_unmarked_twins_cannot_be_told_apart(self) -> None:
        twins = [comment(8, 5), comment(9, 5)]
        told = judged("a", "one\ntwo", 5, twins[0].posted_at, twins, whole=True)
        assert isinstance(told, CannotTell)
        assert "comment 8: one two" in told.seen

    def test_another_place_is_another_text(self) -> None:
        assert isinstance(judged("a", "one\ntwo", 6, 0, [comment(8, 5)], whole=True), SurelyAbsent)

    def test_absence_from_a_part_says_nothing(self) -> None:
        assert isinstance(judged("a", "one\ntwo", 5, 0, [], whole=False), CannotTell)


def test_the_manifest_says_what_the_desk_relies_on() -> None:
    folder = Path(__file__).parents[3] / "agent_desk" / "connectors" / "wordpress"
    manifest = parse((folder / "manifest.toml").read_text(encoding="utf-8"))
    assert (manifest.name, manifest.proof, manifest.answers) == ("wordpress", "A", "branch")
    assert (manifest.idempotency, manifest.settle, manifest.poll) == (Idempotency.GUARD, 30, 60)
    assert manifest.needs_user

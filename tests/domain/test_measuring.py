"""How long a text is at a venue that counts web addresses and mentions in its own way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.measuring import measure
from agent_desk.domain.venues import LengthUnit, Limits

SHORT = Limits(text_max=500, unit=LengthUnit.GRAPHEMES, url_length=23, short_mentions=True)
PLAIN = Limits(text_max=500, unit=LengthUnit.GRAPHEMES)
FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("https://example.org/a/very/long/path?with=a&query=of#everything", 23),
        ("http://a.io", 23),
        ("see https://example.org/a.", 4 + 23 + 1),
        ("(https://example.org/a_(b))", 1 + 23 + 1),
        ("HTTPS://EXAMPLE.ORG/x and https://example.org/y", 23 + 5 + 23),
        ("@anna@elsewhere.example hello", len("@anna hello")),
        ("@anna@elsewhere.example, @bob@b.example.", len("@anna, @bob.")),
        ("anna@elsewhere.example", len("anna@elsewhere.example")),
        ("https://example.org/@anna@elsewhere.example", 23),
        (f"{FAMILY}é", 2),
        ("example.org/path", len("example.org/path")),
        ("https://", 8),
        ("", 0),
    ],
)
def test_addresses_and_mentions_count_as_the_venue_says(text: str, used: int) -> None:
    assert measure(text, SHORT).used == used


def test_nothing_is_shortened_where_the_venue_counts_all() -> None:
    text = "@anna@elsewhere.example https://example.org/a/very/long/path/that/goes/on"
    assert measure(text, PLAIN).used == len(text)


def test_bytes_are_those_of_the_text_itself() -> None:
    limits = Limits(text_max=100, bytes_max=40, url_length=23)
    address = "https://example.org/" + "a" * 30
    assert measure(address, limits).used == 23
    assert measure(address, limits).over_bytes


@given(st.text(alphabet="@:/.)(]h tps-abé\n_1", max_size=120))
def test_mentions_only_ever_shorten(text: str) -> None:
    only_mentions = Limits(text_max=500, unit=LengthUnit.GRAPHEMES, short_mentions=True)
    assert measure(text, only_mentions).used <= measure(text, PLAIN).used


def test_a_content_warning_counts_where_the_venue_says_so() -> None:
    counting = replace(SHORT, counts_warning=True)
    assert measure("hello", counting, "https://example.org/a").used == 5 + len("https://example.org/a")
    assert measure("hello", SHORT, "spiders").used == 5
    assert not measure("a" * 490, counting, "b" * 11).fits

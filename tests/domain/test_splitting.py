"""A text cut into parts: each fits, nothing is torn, and it can be put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.domain.errors import Refused
from agent_desk.domain.measuring import measure
from agent_desk.domain.splitting import joined, split
from agent_desk.domain.venues import LengthUnit, Limits

SHORT = Limits(60, LengthUnit.GRAPHEMES)
FAMILY = "👨‍👩‍👧‍👦"
PIECES = st.sampled_from(
    [
        "word",
        "Sentence.",
        "\n\n",
        "\n",
        " ",
        "  ",
        "https://example.org/a/path?q=1",
        "@some.body.example",
        FAMILY,
        "漢字。",
    ]
)


def test_what_fits_is_left_as_it_is() -> None:
    assert split(" as it is ", SHORT) == (" as it is ",)
    assert split("x" * 10_000, Limits()) == ("x" * 10_000,)


def test_parts_end_with_paragraphs_else_sentences_else_words() -> None:
    one, two = (
        "The first paragraph has so many words.",
        "The second. It goes on and on until it has to be cut somewhere.",
    )
    assert split(f"{one}\n\n{two}", SHORT) == (
        f"{one}\n\n1/3",
        "The second. It goes on and on until it has to be cut 2/3",
        "somewhere. 3/3",
    )
    three = "One sentence that fills. Another sentence that is as long as that one."
    assert split(three, SHORT)[0] == "One sentence that fills. Another sentence that is as 1/2"
    assert (
        split("This sentence nearly fills one part of it. " * 2, SHORT)[0]
        == "This sentence nearly fills one part of it. 1/2"
    )


@pytest.mark.parametrize("whole", [f"https://example.org/{'path/' * 6}", f"@{'some.' * 8}example", FAMILY * 8])
def test_nothing_whole_is_torn(whole: str) -> None:
    parts = split(f"{'word ' * 5}{whole} {'word ' * 8}{whole}", SHORT)
    assert sum(part.count(whole) for part in parts) == 2


def test_a_word_longer_than_a_part_is_cut_between_graphemes() -> None:
    parts = split(FAMILY * 100, SHORT)
    assert len(parts) == 2
    assert joined(parts, 1, 2) == FAMILY * 100
    assert all(part.replace(FAMILY, "").strip() in ("1/2", "2/2") for part in parts)


def test_what_cannot_be_cut_is_refused() -> None:
    for text in (f"See https://example.org/{'x' * 80}", "word " * 2000):
        with pytest.raises(Refused) as refused:
            split(text, SHORT)
        assert refused.value.code == "too_long"


@given(st.lists(PIECES, max_size=60).map(" ".join))
def test_each_part_fits_and_no_word_is_lost(text: str) -> None:
    parts = split(text, SHORT)
    assert all(measure(part, SHORT).fits for part in parts)
    assert joined(parts, 1, len(parts)).split() == text.split()
    for first in range(len(parts)):
        rest = joined(parts[first:], first + 1, len(parts))
        assert text.split()[-len(rest.split()) :] == rest.split() or not rest


def test_each_part_has_room_for_the_content_warning() -> None:
    limits = Limits(text_max=100, counts_warning=True)
    words = "Each part is shown behind the same warning. " * 9
    parts = split(words, limits, "w" * 40)
    assert len(parts) > len(split(words, limits))
    assert all(measure(part, limits, "w" * 40).fits for part in parts)

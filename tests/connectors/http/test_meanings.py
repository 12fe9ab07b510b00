"""One table from status to meaning, and refusals in the venue's own words, made plain."""

from __future__ import annotations

import json

import pytest
from requests.structures import CaseInsensitiveDict

from agent_desk.connectors.http import HttpAnswer, clean_text, expect
from agent_desk.domain.errors import (
    ConnectorError,
    Gone,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    SignInAgain,
    Unexpected,
    Unreachable,
)
from tests.connectors.http.conftest import NOW

PAGE = b"<!DOCTYPE html><html><title>Hotel</title>"


def answer(status: int, body: bytes = b"{}", **headers: str) -> HttpAnswer:
    """An answer as if it had come."""
    return HttpAnswer(status, CaseInsensitiveDict(headers), body, "http://127.0.0.1/")


@pytest.mark.parametrize(
    ("status", "reading", "writing"),
    [
        (301, Unexpected, Unexpected),
        (302, Unexpected, OutcomeUnknown),
        (303, Unexpected, OutcomeUnknown),
        (307, Unexpected, Unexpected),
        (400, Rejected, Rejected),
        (401, SignInAgain, SignInAgain),
        (403, Rejected, Rejected),
        (404, Gone, Gone),
        (405, Unexpected, Unexpected),
        (408, Unreachable, Unreachable),
        (409, Rejected, Rejected),
        (410, Gone, Gone),
        (413, Rejected, Rejected),
        (422, Rejected, Rejected),
        (429, RateLimited, RateLimited),
        (500, Unreachable, OutcomeUnknown),
        (502, Unreachable, OutcomeUnknown),
        (503, Unreachable, OutcomeUnknown),
    ],
)
def test_status_means(status: int, reading: type[ConnectorError], writing: type[ConnectorError]) -> None:
    for writes, meaning in ((False, reading), (True, writing)):
        with pytest.raises(ConnectorError) as raised:
            expect(answer(status), writes=writes, now=NOW)
        assert type(raised.value) is meaning


@pytest.mark.parametrize(
    ("status", "reading", "writing"),
    [
        (200, Unreachable, OutcomeUnknown),
        (403, Unreachable, Rejected),
        (404, Unreachable, Unexpected),
        (502, Unreachable, OutcomeUnknown),
    ],
)
def test_a_web_page_is_somebody_else_speaking(
    status: int, reading: type[ConnectorError], writing: type[ConnectorError]
) -> None:
    for writes, meaning in ((False, reading), (True, writing)):
        with pytest.raises(ConnectorError) as raised:
            expect(answer(status, PAGE), writes=writes, now=NOW)
        assert type(raised.value) is meaning


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": "InvalidRequest", "message": "Too long"}, "Too long"),
        ({"errors": [{"message": "first"}, {"message": "second"}]}, "first; second"),
        ({"error": {"detail": "<b>no</b>&nbsp;&amp; never"}}, "no & never"),
        ({"message": "a\u202egnp.exe\x00\n b"}, "a gnp.exe b"),
        ("plain words", "plain words"),
        ({"message": "x" * 10_000}, "x" * 500),
    ],
)
def test_a_refusal_keeps_the_venues_words(body: object, reason: str) -> None:
    with pytest.raises(Rejected) as raised:
        expect(answer(422, json.dumps(body).encode()), writes=True, now=NOW)
    assert raised.value.reason == reason


def test_a_megabyte_of_markup_is_cleaned_at_once() -> None:
    assert clean_text("<" * 1_000_000) == "<" * 500
    assert clean_text("<script>" + "alert(1)" * 100_000) == ""

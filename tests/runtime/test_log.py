"""The log: one JSON object a line, and no secret of any shape ever in it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_desk.runtime import log as log_module
from agent_desk.runtime.log import blotted

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkaWQifQ.c2lnbmF0dXJl"
APP = "abcd-efgh-ijkl-mnop"
WORDPRESS = "AbCd EfGh 1jKl MnOp QrSt UvWx"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"Authorization: Bearer {JWT}", JWT),
        ("Authorization: Bearer 4fB9-opaque_token.x~y", "4fB9-opaque_token.x~y"),
        ("authorization: Basic YWRtaW46cGFzc3dvcmQ=", "YWRtaW46cGFzc3dvcmQ="),
        ('{"accessJwt": "' + JWT + '"}', JWT),
        ('{"refreshJwt":"opaque-refresh-1234"}', "opaque-refresh-1234"),
        ('{"access_token": "s3cr3t+/="}', "s3cr3t+/="),
        ("refresh_token=opaque1234&x=1", "opaque1234"),
        ("?token=opaque-9876543210&x=1", "opaque-9876543210"),
        (f"identifier=me password={APP}", APP),
        (f"tried {APP} and failed", APP),
        (f"tried {WORDPRESS} and failed", WORDPRESS),
        (WORDPRESS.replace(" ", ""), None),
        ('{"password": "correct horse battery staple"}', "horse battery"),
        ("password='correct horse'", "horse"),
        ("{'secret': 'two words'}", "words"),
        ("https://user:hunter2@venue.example/x", "hunter2"),
        ("https://user:hun@ter2@venue.example/x", "ter2"),
        ("api_key=AKIA1234567890", "AKIA1234567890"),
        ("X-Api-Key: AKIA1234567890", "AKIA1234567890"),
        ("Cookie: wordpress_logged_in_1=admin%7C1", "admin%7C1"),
        ("Set-Cookie: sid=opaque-cookie; Path=/", "opaque-cookie"),
        ("client_secret=opaque-client", "opaque-client"),
        ("DPoP: opaque-proof-123", "opaque-proof-123"),
        ("app password is xK9p-22Qa-opaq-ue99", "xK9p-22Qa-opaq-ue99"),
    ],
)
def test_no_secret_survives(line: str, secret: str | None) -> None:
    if secret is not None:
        assert secret not in blotted(line)


@pytest.mark.parametrize(
    "line",
    [
        "venue 019e7044-8800-7000-8000-00000000000c: unreachable HTTP 503",
        "stream mentions of venue x says there is more, but does not move on",
        "connector of venue venue-1 failed",
        "the keyring did not take a session: locked",
    ],
)
def test_what_is_no_secret_stays_readable(line: str) -> None:
    assert blotted(line) == line


@given(st.text())
def test_blotting_twice_is_blotting_once_and_never_fails(text: str) -> None:
    assert blotted(blotted(text)) == blotted(text)


def test_a_long_line_is_blotted_in_no_time() -> None:
    blotted("a1b2-" * 40_000 + "password" * 20_000 + "://" + "x" * 100_000)


def test_lines_are_json_and_rotate(tmp_path: Path) -> None:
    path = tmp_path / "agent-desk.log"
    root_level = logging.getLogger().level
    handler = log_module.start(path)
    try:
        logger = logging.getLogger("agent_desk.test")
        logger.info("signed in with %s\nnext line", JWT)
        logger.info("half a character \ud83d")
        try:
            raise ValueError(f"password={APP}")
        except ValueError:
            logger.info("it failed", exc_info=True)
    finally:
        log_module.stop(handler)
        logging.getLogger().setLevel(root_level)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["level"] for line in lines] == ["INFO", "INFO", "INFO"]
    assert JWT not in path.read_text(encoding="utf-8")
    assert APP not in path.read_text(encoding="utf-8")
    assert "ValueError" in lines[2]["trace"]
    assert lines[0]["at"].endswith("Z")

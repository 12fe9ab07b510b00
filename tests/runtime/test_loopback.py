"""The receiver of a browser's answer: it takes one visit that belongs to it, and nothing else, and keeps it to itself."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from agent_desk.runtime.loopback import Loopback

CODE = "c0de-9f31"


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    made = Loopback()
    yield made
    if made.answer() is not None:
        visit(made, f"{path_of(made)}/done")  # or closing waits for the browser to fetch its last page
    made.close()


def visit(loopback: Loopback, target: str, *, host: str | None = None, method: str = "GET") -> tuple[int, str, str]:
    """One visit; status, body and where it is sent on to."""
    at = urlsplit(loopback.redirect)
    connection = http.client.HTTPConnection(at.hostname or "", at.port or 0, timeout=5)
    try:
        connection.putrequest(method, target, skip_host=True)
        connection.putheader("Host", host or at.netloc)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get("Location", "")
    finally:
        connection.close()


def path_of(loopback: Loopback) -> str:
    return urlsplit(loopback.redirect).path


def test_the_browser_brings_the_answer_and_is_sent_to_an_address_without_it(loopback: Loopback) -> None:
    status, body, following = visit(loopback, f"{path_of(loopback)}?code={CODE}&state=s")
    assert status == 303
    assert CODE not in body + following
    assert loopback.wait(5) == f"{loopback.redirect}?code={CODE}&state=s"
    status, body, _ = visit(loopback, following)
    assert status == 200
    assert "You can close this page" in body


def test_the_page_repeats_nothing_of_what_came(loopback: Loopback) -> None:
    _, body, following = visit(loopback, f"{path_of(loopback)}?error=%3Cscript%3Ealert(1)%3C/script%3E")
    body += visit(loopback, following)[1]
    assert "script" not in body
    assert "alert" not in body


@pytest.mark.parametrize("host", ["evil.example", "localhost:1", "127.0.0.1", "127.0.0.1:80", ""])
def test_who_comes_by_another_name_is_turned_away(loopback: Loopback, host: str) -> None:
    status, _, _ = visit(loopback, f"{path_of(loopback)}?code={CODE}", host=host or " ")
    assert status == 421
    assert loopback.answer() is None


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/guess"])
def test_another_path_is_not_there(loopback: Loopback, path: str) -> None:
    assert visit(loopback, f"{path}?code={CODE}")[0] == 404
    assert visit(loopback, f"{path_of(loopback)}/done")[0] == 404
    assert loopback.answer() is None


def test_a_visit_without_an_answer_or_by_another_method_leaves_it_waiting(loopback: Loopback) -> None:
    assert visit(loopback, path_of(loopback))[0] == 400
    assert visit(loopback, f"{path_of(loopback)}?code={CODE}", method="POST")[0] == 501
    assert visit(loopback, f"{path_of(loopback)}?code={'x' * 9000}")[0] == 404
    assert loopback.answer() is None
    assert visit(loopback, f"{path_of(loopback)}?code={CODE}")[0] == 303


def test_only_the_first_answer_counts(loopback: Loopback) -> None:
    visit(loopback, f"{path_of(loopback)}?code={CODE}")
    assert visit(loopback, f"{path_of(loopback)}?code=another")[0] == 303
    assert loopback.answer() == f"{loopback.redirect}?code={CODE}"


def test_a_connection_that_says_nothing_keeps_nobody_waiting(loopback: Loopback) -> None:
    at = urlsplit(loopback.redirect)
    silent = http.client.HTTPConnection(at.hostname or "", at.port or 0, timeout=5)
    silent.connect()
    try:
        assert visit(loopback, f"{path_of(loopback)}?code={CODE}")[0] == 303
    finally:
        silent.close()


def test_it_gives_up_when_its_time_is_over() -> None:
    time = [0.0]
    loopback = Loopback(600, clock=lambda: time[0])
    assert not loopback.late()
    time[0] = 601
    loopback._thread.join(5)
    assert loopback.late()
    with pytest.raises(ConnectionRefusedError):
        visit(loopback, f"{path_of(loopback)}?code={CODE}")
    loopback.close()


def test_closing_ends_the_waiting() -> None:
    loopback = Loopback()
    loopback.close()
    assert loopback.wait(5) is None
    assert not loopback.late()


def test_nothing_is_logged(
    loopback: Loopback, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        visit(loopback, f"{path_of(loopback)}?code={CODE}")
        visit(loopback, f"/other?code={CODE}")
    assert CODE not in caplog.text
    said = capfd.readouterr()
    assert CODE not in said.out + said.err

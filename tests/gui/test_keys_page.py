"""The page of keys says what the program does."""

from __future__ import annotations

from tests.gui.keys_page import PAGE, page


def test_the_page_of_keys_is_that_of_the_command_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.gui.keys_page"

"""Days, clock times and figures as the locale writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from agent_desk.app.language import dress_in_language
from agent_desk.runtime.language import ntr, use_figures
from agent_desk.views import when
from tests.gui.fakes import FakeSettings


def _at(*moment: int) -> int:
    return round(datetime(*moment).astimezone().timestamp() * 1000)  # type: ignore[arg-type]


NOW = _at(2025, 7, 1, 12)


@pytest.fixture
def locale(request: pytest.FixtureRequest) -> Iterator[None]:
    """The locale of one test."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("locale", "this_year", "another_year", "seconds"),
    [
        ("C", "Sun 8 Jun", "8 Jun 2024", "09:05:07"),
        ("en_US", "Sun Jun 8", "Jun 8, 2024", "9:05:07\N{NARROW NO-BREAK SPACE}AM"),
        ("de_DE", "So. 8. Juni", "8. Juni 2024", "09:05:07"),
        ("fi_FI", "su 8. kesä", "8. kesä 2024", "9.05.07"),
        ("ru_RU", "вс 8 июн.", "8 июн. 2024\N{NARROW NO-BREAK SPACE}г.", "09:05:07"),
        ("hu_HU", "jún. 8. V", "2024. jún. 8.", "9:05:07"),
        ("ja_JP", "6月8日 日", "2024年6月8日", "9:05:07"),
        ("ko_KR", "6월 8일 일", "2024년 6월 8일", "오전 9:05:07"),
    ],
    indirect=["locale"],
)
def test_a_moment_is_written_as_the_locale_writes_it(
    locale: None, this_year: str, another_year: str, seconds: str
) -> None:
    assert when.day(_at(2025, 6, 8, 9, 5, 7), NOW) == this_year
    assert when.day(_at(2024, 6, 8, 9, 5, 7), NOW) == another_year
    assert when.clock_seconds(_at(2025, 6, 8, 9, 5, 7)) == seconds


def test_figures_in_sentences_are_those_of_the_locale(qapp: QApplication) -> None:
    before = QLocale()
    try:
        dress_in_language(FakeSettings(language="de", locale="language"))
        assert ntr("{n} conversation", "{n} conversations", 12_400) == "12.400 Gespräche"
        assert ntr("{n} conversation", "{n} conversations", 1) == "1 Gespräch"
    finally:
        dress_in_language(FakeSettings(language="en"))
        QLocale.setDefault(before)
        use_figures(str)
    assert ntr("{n} conversation", "{n} conversations", 12_400) == "12400 conversations"

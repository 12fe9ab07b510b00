"""The cache of downloads fills a folder once, in whole, whoever asks at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.venues.download_cache import FOLDER_VARIABLE, CannotStart, cached


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))


def test_a_folder_is_filled_once_when_several_ask_at_the_same_time() -> None:
    together = threading.Barrier(2)
    filled: list[Path] = []

    def fill(folder: Path) -> None:
        filled.append(folder)
        try:
            together.wait(0.3)  # only somebody who fills at the same time could end this earlier
        except threading.BrokenBarrierError:
            pass
        (folder / "content").write_text("whole")

    with ThreadPoolExecutor(3) as pool:
        folders = list(pool.map(lambda _: cached("thing-1", fill), range(3)))
    assert len(filled) == 1
    assert {(folder / "content").read_text() for folder in folders} == {"whole"}


def test_a_fill_that_was_cut_off_is_done_again_from_the_start() -> None:
    def cut_off(folder: Path) -> None:
        (folder / "half").touch()
        raise CannotStart("no network")

    with pytest.raises(CannotStart, match="no network"):
        cached("thing-1", cut_off)
    folder = cached("thing-1", lambda folder: (folder / "content").touch())
    assert (folder / "content").exists()
    assert not (folder / "half").exists()


def test_a_cache_that_cannot_be_written_says_how_to_choose_another(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(CannotStart, match=FOLDER_VARIABLE):
        cached("thing-1", lambda folder: None)

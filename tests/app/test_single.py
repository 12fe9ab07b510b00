"""One window per workspace, whoever comes first."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from agent_desk.app.single import SingleInstance


def test_of_two_that_start_at_once_one_stays(qapp: QApplication, tmp_path: Path) -> None:
    first, second = SingleInstance(tmp_path / "desk"), SingleInstance(tmp_path / "desk")
    assert first.claim()
    assert not second.claim()
    raised: list[bool] = []
    first.listen(lambda: raised.append(True))
    assert second.raise_other()
    for _ in range(100):
        qapp.processEvents()
    assert raised == [True]
    first.close()
    assert second.claim()
    second.close()


def test_two_workspaces_have_a_window_each(qapp: QApplication, tmp_path: Path) -> None:
    one, other = SingleInstance(tmp_path / "one"), SingleInstance(tmp_path / "other")
    assert one.claim()
    assert other.claim()
    one.close()
    other.close()

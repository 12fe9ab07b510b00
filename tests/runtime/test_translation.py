"""The translation hook: runs what was set without a shell, gives up in time, and says why it failed in words."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from agent_desk.domain.errors import TranslationFailed
from agent_desk.runtime.translation import LONGEST, arguments, translate


def program(tmp_path: Path, code: str, *more: str) -> str:
    path = tmp_path / "translate me.py"
    path.write_text(code, encoding="utf-8")
    return " ".join([f'"{sys.executable}"', f'"{path}"', *more])


def test_text_goes_in_and_comes_back(tmp_path: Path) -> None:
    code = "import sys; print(sys.argv[1:], sys.stdin.buffer.read().decode().upper())"
    done = translate(program(tmp_path, code, "{from}", "--to={to}"), "grüße\n👋", "de", "en")
    assert done == "['de', '--to=en'] GRÜSSE\n👋"


def test_no_shell_ever_sees_it(tmp_path: Path) -> None:
    assert arguments("echo $(id) ; {to}", "de", "$(id)") == ["echo", "$(id)", ";", "$(id)"]


@pytest.mark.parametrize(
    ("command", "why"),
    [("", "no command"), ("no-such-program-here {to}", "no-such-program-here"), ("'unclosed", "quotation")],
)
def test_what_cannot_run_is_said(command: str, why: str) -> None:
    with pytest.raises(TranslationFailed, match=f"(?i){why}"):
        translate(command, "text", "de", "en")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import sys; sys.exit('quota used up')", "quota used up"),
        ("import sys; sys.exit(3)", "ended with 3"),
        ("pass", "printed nothing"),
        (f"print('x' * {5 * LONGEST})", "too much"),
    ],
)
def test_why_it_failed_is_said(tmp_path: Path, code: str, why: str) -> None:
    with pytest.raises(TranslationFailed, match=why):
        translate(program(tmp_path, code), "text", "de", "en")


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    began = time.monotonic()
    with pytest.raises(TranslationFailed, match="longer than"):
        translate(program(tmp_path, code), "text", "de", "en", patience=0.5)
    assert time.monotonic() - began < 10


def test_a_program_that_never_reads_is_no_trouble(tmp_path: Path) -> None:
    assert translate(program(tmp_path, "print('done')"), "long " * 15_000, "de", "en") == "done"


def test_too_long_a_text_does_not_leave(tmp_path: Path) -> None:
    with pytest.raises(TranslationFailed, match="longer than"):
        translate(program(tmp_path, "print(1)"), "x" * (LONGEST + 1), "de", "en")

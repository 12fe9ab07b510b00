"""The installed PySide6 suits the Python: some pairs lose a reference to None per call and abort after thousands."""

import subprocess
import sys

CODE = """
import sys
from PySide6.QtCore import QObject
thing = QObject()
before = sys.getrefcount(None)
for _ in range(100_000):
    thing.setObjectName("x")
print(abs(sys.getrefcount(None) - before) < 1_000)
"""


def test_void_calls_do_not_eat_none() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr

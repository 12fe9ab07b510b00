"""Begins a new network: copies the example under a new name, so that it passes the conformance suite from its first minute.

`python3 dev.py new-connector NAME` runs it; docs/writing-a-connector.md goes with it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = Path(__file__).parent
CONFTEST = "tests/conformance/conftest.py"
_USAGE = "usage: dev.py new-connector NAME   (a-z, 0-9 and _, beginning with a letter; at most 30)"


class Trouble(Exception):
    """The name cannot be had; nothing was written."""


def begin(name: str, root: Path) -> list[Path]:
    """Write the files of a network into a checkout; returns them. Raises Trouble before anything is written."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", name):
        raise Trouble(_USAGE)
    if name in ("example", "http"):
        raise Trouble(f"{name} is taken")
    files = {root / target: _renamed(text, name) for target, text in _copies(name)}
    for path in files:
        if path.exists():
            raise Trouble(f"{path.relative_to(root)} is there already")
    conftest = root / CONFTEST
    entered = _entered(conftest.read_text(encoding="utf-8"), name)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    conftest.write_text(entered, encoding="utf-8")
    return [*files, conftest]


def class_name(name: str) -> str:
    """`stack_exchange` as the first part of a class's name."""
    return "".join(part.capitalize() for part in name.split("_"))


def _copies(name: str) -> list[tuple[str, str]]:
    copies = {
        f"agent_desk/connectors/{name}/{path.name}": path
        for path in sorted((EXAMPLE / "network").iterdir())
        if path.is_file()
    }
    copies[f"tests/connectors/{name}/test_mapping.py"] = EXAMPLE / "test_mapping.py"
    copies[f"tests/venues/fake_{name}.py"] = EXAMPLE / "fake_server.py"
    copies[f"tests/conformance/harness_{name}.py"] = EXAMPLE / "harness.py"
    texts = [(target, source.read_text(encoding="utf-8")) for target, source in copies.items()]
    return [*texts, (f"tests/connectors/{name}/__init__.py", '"""Tests of the Example connector."""\n')]


def _renamed(text: str, name: str) -> str:
    for before, after in (
        ("tests.example_network.network", f"agent_desk.connectors.{name}"),
        ("tests.example_network.fake_server", f"tests.venues.fake_{name}"),
        ("Example", class_name(name)),
        ("example", name),
    ):
        text = text.replace(before, after)
    return text


def _entered(conftest: str, name: str) -> str:
    harness = f"{class_name(name)}Harness"
    line = "from tests.example_network.harness import ExampleHarness\n"
    entry = '    "example": lambda _: ExampleHarness(),\n'
    if line not in conftest or entry not in conftest:
        raise Trouble(f"{CONFTEST} does not look as expected")
    added = f"from tests.conformance.harness_{name} import {harness}\n"
    return conftest.replace(line, added + line).replace(entry, f'{entry}    "{name}": lambda _: {harness}(),\n')


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    if len(arguments) != 1:
        print(_USAGE, file=sys.stderr)
        return 2
    try:
        written = begin(arguments[0], ROOT)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    paths = [str(path) for path in written if path.suffix == ".py"]
    for tool in (["check", "-q", "--fix", "--select", "I"], ["format", "-q"]):
        subprocess.run([sys.executable, "-m", "ruff", *tool, *paths], cwd=ROOT, check=False)
    for path in written:
        print(path.relative_to(ROOT))
    name = arguments[0]
    print(f"\nIt is whole already: .venv/bin/python -m pytest -q tests/conformance tests/connectors/{name} -k {name}")
    print("What to change in which order stands in docs/writing-a-connector.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Names that must not occur: catch-all modules, concrete networks and stores, one machine's places."""

import ast
import re
from pathlib import Path

import grimp
import pytest

from tests.architecture.sources import PACKAGE, files, modules, shown, tree

CATCH_ALL = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc", "base"})
# The program itself offers the demo by a switch, so its name may be said.
NETWORKS_THAT_MAY_BE_NAMED = frozenset({"demo"})
PLACES = re.compile(
    r"(?<![\w.~-])/(?:root|work|opt|home/[a-z]\w*)/\w|"
    r"files\.pythonhosted\." + r"org|registry\.npmjs\." + r"org|\"resolved\":|--(?:extra-)?index-url|--find-links"
)
BINARY = frozenset({".png", ".ico", ".icns", ".db", ".sqlite", ".mo", ".gif", ".jpg", ".webp", ".ttf", ".gz", ".zip"})


def networks() -> list[Path]:
    """The folders of the built-in networks: those with a manifest."""
    return sorted(path.parent for path in (PACKAGE / "connectors").glob("*/manifest.toml"))


def stores() -> list[Path]:
    """The folders of the concrete stores."""
    folders = {path.parent for path in (PACKAGE / "storage").glob("*/__init__.py")}
    return sorted(folders - {PACKAGE / "storage" / "contract"})


def importers_from_outside(folder: Path, allowed: frozenset[str]) -> list[str]:
    """Import chains of one step into the folder's package from modules that are neither in it nor allowed."""
    package = ".".join(folder.relative_to(PACKAGE.parent).parts)
    graph = grimp.build_graph("agent_desk", cache_dir=None)
    inside = {package, *graph.find_descendants(package)} if package in graph.modules else set()
    return sorted(
        f"{importer} -> {module}"
        for module in inside
        for importer in graph.find_modules_that_directly_import(module) - inside - allowed
    )


def test_no_catch_all_modules() -> None:
    parts = {(shown(path), part) for path in modules() for part in Path(shown(path)).with_suffix("").parts}
    assert sorted(path for path, part in parts if part in CATCH_ALL) == []


def test_nobody_imports_a_concrete_network() -> None:
    assert [line for folder in networks() for line in importers_from_outside(folder, frozenset())] == []


def test_only_assembly_imports_a_concrete_store() -> None:
    allowed = frozenset({"agent_desk.assembly"})
    assert [line for folder in stores() for line in importers_from_outside(folder, allowed)] == []


def test_nobody_says_the_name_of_a_network() -> None:
    names = {folder.name for folder in networks()} - NETWORKS_THAT_MAY_BE_NAMED
    found = []
    for path in modules():
        home = next((folder.name for folder in networks() if folder in path.parents), None)
        if PACKAGE in path.parents:
            found += [f"{shown(path)}:{line} {name}" for line, name in constants(tree(path)) if name in names - {home}]
    assert found == []


def constants(module: ast.Module) -> list[tuple[int, str]]:
    """Line and value of each string constant, lower case."""
    nodes = [node for node in ast.walk(module) if isinstance(node, ast.Constant)]
    return [(node.lineno, node.value.lower()) for node in nodes if isinstance(node.value, str)]


def test_http_only_in_connectors() -> None:
    banned = {"urllib.request", "http.client", "PySide6.QtNetwork.QNetworkAccessManager"}
    outside = [path for path in modules() if PACKAGE in path.parents and PACKAGE / "connectors" not in path.parents]
    assert [f"{shown(path)}: {name}" for path in outside for name in imported(tree(path)) & banned] == []


def imported(module: ast.Module) -> set[str]:
    """Dotted names of what the module imports, with `from a import b` as both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_no_file_names_a_place_of_one_machine() -> None:
    found = []
    for path in files():
        if path.suffix in BINARY or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if PLACES.search(line):
                found.append(f"{shown(path)}:{number} {line.strip()[:80]}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see " + "/root" + "/x", True),
        ("/home" + "/anna/desk", True),
        ("https://example.org/work/shop", False),
        ("~/work/desk", False),
        ('"resolved": "x"', True),
        ("#!/usr/bin/env python3", False),
    ],
)
def test_places_are_recognized(line: str, found: bool) -> None:
    assert bool(PLACES.search(line)) is found

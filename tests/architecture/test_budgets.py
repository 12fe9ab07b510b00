"""Whatever passes a budget is two things: 400 lines a file, 50 a function, 25 methods a class."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import modules, shown, tree

LINES_A_FILE, LINES_A_FUNCTION, METHODS_A_CLASS = 400, 50, 25
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def over_budget(path: Path) -> list[str]:
    """One line for each thing in the file that is too large."""
    lines = path.read_text(encoding="utf-8").count("\n")
    found = [f"{shown(path)}: {lines} lines"] if lines > LINES_A_FILE else []
    return found + [f"{shown(path)}:{line} {text}" for line, text in large_parts(tree(path))]


def large_parts(module: ast.Module) -> list[tuple[int, str]]:
    """Line and description of each function and class that is too large."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, Function):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LINES_A_FUNCTION:
                found.append((node.lineno, f"{node.name}: {length} lines"))
        elif isinstance(node, ast.ClassDef):
            methods = sum(isinstance(child, Function) for child in node.body)
            if methods > METHODS_A_CLASS:
                found.append((node.lineno, f"{node.name}: {methods} methods"))
    return found


def test_budgets_are_kept() -> None:
    assert [line for path in modules() for line in over_budget(path)] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n" + "    pass\n" * 49, []),
        ("def f():\n" + "    pass\n" * 50, [(1, "f: 51 lines")]),
        ("class C:\n" + "    def f(self): ...\n" * 25, []),
        ("class C:\n" + "    async def f(self): ...\n" * 26, [(1, "C: 26 methods")]),
    ],
)
def test_budgets_are_measured(source: str, expected: list[tuple[int, str]]) -> None:
    assert large_parts(ast.parse(source)) == expected


def test_every_module_says_what_it_is_for() -> None:
    assert [shown(path) for path in modules() if not ast.get_docstring(tree(path))] == []

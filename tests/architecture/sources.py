"""The project's own files, as the rules of the house look at them."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "agent_desk"
_FOREIGN = frozenset({".git", ".venv", "__pycache__", "node_modules", "build", "dist"})


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project, without what tools and installations leave in the checkout."""
    return tuple(_walk())


def _walk() -> Iterator[Path]:
    for folder, names, found in os.walk(ROOT):
        names[:] = sorted(name for name in names if name not in _FOREIGN and not name.endswith("_cache"))
        names[:] = [name for name in names if name != ".hypothesis" and not name.endswith(".egg-info")]
        yield from (Path(folder, name) for name in sorted(found))


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the project."""
    return tuple(path for path in files() if path.suffix == ".py")


@cache
def tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path) -> str:
    """The path as people say it, relative to the checkout."""
    return path.relative_to(ROOT).as_posix()

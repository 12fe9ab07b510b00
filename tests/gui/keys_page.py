"""Writes the page of all keys from the one table of commands: `python -m tests.gui.keys_page`."""

from __future__ import annotations

from pathlib import Path

from agent_desk.views.command_table import COMMANDS, Menu, Where

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"
_HEAD = """\
# Every key

Keys are as on Linux and Windows; on a Mac read `Ctrl` as `⌘`. Each can be changed in the preferences (`Ctrl+,`), and keys
without `Ctrl` or `Alt` can be switched off there as a whole. They never fire while you type. `?` shows this list inside the
program, `Ctrl+K` finds every command by its name.

This page is written by `python -m tests.gui.keys_page`.
"""
_PLACES = {
    Where.ANYWHERE: "anywhere",
    Where.LIST: "in the list",
    Where.CONVERSATION: "in the conversation",
    Where.COMPOSER: "while writing",
    Where.OUTBOX: "in the outbox",
    Where.BOARD: "on the board",
    Where.CLOSING: "while closing the day",
    Where.APPROVALS: "among the approvals",
}


def page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD]
    for menu in Menu:
        rows = [command for command in COMMANDS if command.menu is menu]
        if not rows:
            continue
        parts.append(f"## {menu}\n")
        parts.append("| what it does | keys | where |\n|---|---|---|")
        for command in rows:
            keys = ", ".join(f"`{key.replace(', ', ' ')}`" for key in command.keys) or "–"
            places = [_PLACES[command.where], *([_PLACES[command.also]] if command.also else [])]
            parts.append(f"| {command.text} | {keys} | {' and '.join(places)} |")
        parts.append("")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

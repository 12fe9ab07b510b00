"""Which keys do what now: the table's own, the agent's own choices over them, and the switch for single keys."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from agent_desk.views.command_table import COMMANDS, Command, Where
from agent_desk.views.ports import Settings

_KEYS, _SINGLE = "keys", "keys.single"
_BY_ID = {what.id: what for what in COMMANDS}


class Keymap(QObject):
    """The keys in use, remembered in the settings. Keys are portable texts (`Ctrl+K`, `G, I`). GUI thread."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._settings: Settings | None = None
        self._chosen: dict[str, tuple[str, ...]] = {}
        self._single = True

    def load(self, settings: Settings) -> None:
        """Use what these settings remember, and remember there what is changed from now on."""
        self._settings = settings
        self._chosen = _read(settings.get(_KEYS))
        self._single = settings.get(_SINGLE) != "off"
        self.changed.emit()

    @property
    def single(self) -> bool:
        """Whether keys without a modifier do something (they never do while somebody types)."""
        return self._single

    def set_single(self, on: bool) -> None:
        """Switch all keys without a modifier on or off at once; Return, Escape, Delete, arrows and F-keys stay."""
        self._single = on
        self._keep()

    def keys(self, command_id: str) -> tuple[str, ...]:
        """The keys of a command that work now, the one to show first; KeyError where there is no such command."""
        return tuple(key for key in self.chosen(command_id) if self._single or not is_single(key))

    def chosen(self, command_id: str) -> tuple[str, ...]:
        """The keys chosen for a command, those included that the switch for single keys takes away."""
        return self._chosen.get(command_id, _BY_ID[command_id].keys)

    def own(self, command_id: str) -> bool:
        """Whether the agent chose other keys than the table's."""
        return command_id in self._chosen

    def choose(self, command_id: str, keys: Sequence[str]) -> None:
        """From now on these keys do it; none takes its keys away. Whoever had them loses them, see `clashes`."""
        wanted = tuple(dict.fromkeys(key for key in keys if key))
        for other in self.clashes(command_id, wanted):
            left = tuple(key for key in self.chosen(other.id) if not any(_meet(key, mine) for mine in wanted))
            self._set(other.id, left)
        self._set(command_id, wanted)
        self._keep()

    def reset(self, command_id: str | None = None) -> None:
        """Back to the table's keys: of one command, or of all. Keys that another took over meanwhile stay with it."""
        if command_id is None:
            self._chosen.clear()
        elif command_id in self._chosen:
            taken = {
                key for other in self.clashes(command_id, _BY_ID[command_id].keys) for key in self.chosen(other.id)
            }
            del self._chosen[command_id]
            self._set(command_id, tuple(key for key in _BY_ID[command_id].keys if key not in taken))
        self._keep()

    def clashes(self, command_id: str, keys: Sequence[str]) -> list[Command]:
        """Other commands that react to one of these keys in the same place."""
        mine = _BY_ID[command_id]
        return [
            other
            for other in COMMANDS
            if other.id != command_id
            and _same_place(mine, other)
            and any(_meet(key, theirs) for key in keys for theirs in self.chosen(other.id))
        ]

    def _set(self, command_id: str, keys: tuple[str, ...]) -> None:
        if keys == _BY_ID[command_id].keys:
            self._chosen.pop(command_id, None)
        else:
            self._chosen[command_id] = keys

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.set(_KEYS, json.dumps(self._chosen, sort_keys=True) if self._chosen else "")
            self._settings.set(_SINGLE, "" if self._single else "off")
        self.changed.emit()


def is_single(key: str) -> bool:
    """Whether a key is a letter, figure or sign without a modifier (WCAG 2.1.4 wants those to be optional)."""
    first = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText).split(", ")[0]
    return len(first.removeprefix("Shift+")) == 1


def _meet(one: str, other: str) -> bool:
    """Whether two key sequences are the same, or one begins with the other and so would never be reached."""
    none = QKeySequence.SequenceMatch.NoMatch
    first, second = QKeySequence(one), QKeySequence(other)
    return first.matches(second) != none or second.matches(first) != none


def _same_place(one: Command, other: Command) -> bool:
    ones, others = {one.where, one.also} - {None}, {other.where, other.also} - {None}
    return Where.ANYWHERE in ones | others or bool(ones & others)


def _read(text: str) -> dict[str, tuple[str, ...]]:
    try:
        raw = json.loads(text) if text else {}
    except ValueError:
        return {}
    if not isinstance(raw, dict):
        return {}
    return {
        name: tuple(str(key) for key in keys) for name, keys in raw.items() if name in _BY_ID and isinstance(keys, list)
    }


keymap = Keymap()
"""The one of this process: every window, menu and hint follows it."""

"""The lines of the sidebar, and which of its sections are folded: as the agent left them, at first as their headings say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from agent_desk.domain.frozen import frozen
from agent_desk.views.ports import Settings
from agent_desk.views.theme import Token

_KEY = "sidebar.sections"


@frozen
class Entry:
    """One line of the sidebar. Without an `id` it is the heading of a `section`, which can be `folded`. `sign`: a small
    drawing at the end that says how a venue is doing (`said` says it in words); `mark`: colour and letter of a network.
    `late`: what is counted is late."""

    id: str
    text: str
    icon: str = ""
    mark: tuple[str, str] | None = None
    count: int = 0
    alarm: bool = False
    late: bool = False
    sign: str = ""
    sign_token: Token = Token.DIM
    said: str = ""
    more: bool = False
    """There are more than `count`, which was as far as anybody counted."""
    section: str = ""
    folded: bool = False


class Sections:
    """Remembers what was folded and unfolded by hand, and leaves out what is folded away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        pairs = (part.partition("=") for part in settings.get(_KEY).split(","))
        self._folded = {name: value == "folded" for name, _, value in pairs if name}

    def folded(self, heading: Entry) -> bool:
        """Whether what stands under this heading is folded away."""
        return self._folded.get(heading.section, heading.folded)

    def fold(self, section: str, *, folded: bool) -> None:
        """Fold or unfold it from now on."""
        self._folded[section] = folded
        said = (f"{name}={'folded' if value else 'open'}" for name, value in sorted(self._folded.items()))
        self._settings.set(_KEY, ",".join(said))

    def visible(self, entries: Iterable[Entry], chosen: str) -> list[Entry]:
        """The lines that are shown: where the agent is and what needs somebody stand there in any case."""
        shown, away = [], False
        for entry in entries:
            if not entry.id:
                away = self.folded(entry)
                shown.append(replace(entry, folded=away))
            elif not away or entry.id == chosen or entry.alarm or entry.late:
                shown.append(entry)
        return shown

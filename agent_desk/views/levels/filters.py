"""Which part of the work is looked at: team, venue, language, agent and policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

from agent_desk.runtime.texts import tr
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.theme import px

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_ALL, _NONE = "*", ""


class Filters(QObject):
    """Team and venue, and as far as a screen wants them language, agent and policy. `changed`: something else was chosen.
    None means all, "" what has none."""

    changed = Signal()

    def __init__(self, desk: Desk, *, languages: bool = True, agents: bool = False, policies: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._languages: list[str] = []
        self.team = self._add(tr("Team"))
        self.venue = self._add(tr("Venue"))
        self.language = self._add(tr("Language")) if languages else None
        self.agent = self._add(tr("Agent")) if agents else None
        self.policy = self._add(tr("Policy")) if policies else None
        every = (self.team, self.venue, self.language, self.agent, self.policy)
        self.boxes = tuple(box for box in every if box is not None)
        self.offer()

    @property
    def team_id(self) -> str | None:
        """The team, None: all, "": no team."""
        return _value(self.team)

    @property
    def venue_id(self) -> str | None:
        """The venue, None: all."""
        return _value(self.venue)

    @property
    def language_code(self) -> str | None:
        """The language, None: all, "": not known."""
        return _value(self.language) if self.language is not None else None

    @property
    def agent_id(self) -> str | None:
        """The agent, None: all, "": nobody."""
        return _value(self.agent) if self.agent is not None else None

    @property
    def policy_id(self) -> str | None:
        """The policy, None: all."""
        return _value(self.policy) if self.policy is not None else None

    def offer(self, languages: list[str] | None = None) -> None:
        """Offer what there is now; what is chosen stays chosen while it is still there."""
        if languages is not None:
            self._languages = languages
        teams = [(team.id, team.name) for team in self._desk.roster.teams()]
        _fill(self.team, [(_ALL, tr("All teams")), *teams, *([(_NONE, tr("No team"))] if teams else [])])
        _fill(self.venue, [(_ALL, tr("All venues")), *((one.id, one.label) for one in self._desk.venues.all())])
        if self.language is not None:
            known = [(code, language_name(code)) for code in self._languages if code]
            _fill(self.language, [(_ALL, tr("All languages")), *known, (_NONE, tr("Language not known"))])

        if self.agent is not None:
            _fill(self.agent, [(_ALL, tr("All agents")), *self._agents()])
        if self.policy is not None:
            policies = [(one.id, one.name) for one in self._desk.levels.policies()]
            _fill(self.policy, [(_ALL, tr("All policies")), *policies])

    def _agents(self) -> list[tuple[str, str]]:
        """Who works here, below who left, since their work is still told of, and nobody."""
        known = sorted(
            self._desk.roster.agents(left=True), key=lambda one: (one.left_at is not None, one.name.casefold())
        )
        named = [(one.id, one.name if one.left_at is None else tr("{name} (left)", name=one.name)) for one in known]
        return [*named, (_NONE, tr("Nobody"))]

    def choose(
        self,
        *,
        team: str | None = None,
        venue: str | None = None,
        language: str | None = None,
        agent: str | None = None,
    ) -> None:
        """Narrow to these where they are given."""
        asked = ((self.team, team), (self.venue, venue), (self.language, language), (self.agent, agent))
        for box, value in asked:
            if value is not None and box is not None:
                box.show_value(value)
        self.changed.emit()

    def said(self) -> str:
        """What is looked at, in a few words."""
        return ", ".join(box.currentText() for box in self.boxes if _value(box) is not None)

    def _add(self, name: str) -> Choice:
        box = Choice(name, [], _ALL, lambda _value: self.changed.emit())
        box.setMaximumWidth(px(240))
        box.currentTextChanged.connect(box.setToolTip)
        return box


def language_name(code: str) -> str:
    """What a language is called in the language in use; its code where nobody knows it."""
    if not code:
        return tr("not known")
    language = QLocale(code).language()
    return code if language == QLocale.Language.C else QLocale.languageToString(language)


def _value(box: Choice) -> str | None:
    value = box.currentData()
    return None if value in (None, _ALL) else str(value)


def _fill(box: Choice, choices: list[tuple[str, str]]) -> None:
    if [(box.itemData(at), box.itemText(at)) for at in range(box.count())] == choices:
        return
    before = str(box.currentData() or _ALL)
    box.clear()
    for value, words in choices:
        box.addItem(words, value)
    box.show_value(before)

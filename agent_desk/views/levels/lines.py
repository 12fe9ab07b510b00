"""How it stands as figures for charts and tables: conversations, agents, teams, venues, languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent_desk.domain.live import AgentLine, Group, GroupLine, Live
from agent_desk.domain.roster import Presence
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views import when
from agent_desk.views.charts import Cell, Figures, Line
from agent_desk.views.levels.filters import language_name
from agent_desk.views.levels.words import due, figure, metric, presence


def conversations(rows: Iterable[ConversationRow], agents: Mapping[str, str], now: int) -> Figures:
    """Conversations with their clocks; each line is known and opened by the conversation's id."""
    columns = (tr("Due"), tr("Who"), tr("What"), tr("Venue"), tr("Clock"), tr("Agent"))
    return Figures(columns, tuple(_conversation(row, agents, now) for row in rows))


def _conversation(row: ConversationRow, agents: Mapping[str, str], now: int) -> Line:
    chip = due(row.due_at, row.at_risk_at, now)
    who = row.author_name or row.author_handle
    what = " ".join((row.title or row.text).split())
    holder = agents.get(row.assignee_id or "", "")
    spoken = ", ".join(
        part for part in (chip.spoken or chip.text, who, what, row.venue_label, metric(row.clock), holder) if part
    )
    cells = (
        Cell(chip.text, chip.value, tone=chip.tone, chip=chip.chip, spoken=spoken, key=row.id),
        Cell(who, tone="bold", key=row.id),
        Cell(what, key=row.id),
        Cell(row.venue_label, key=row.id),
        Cell(metric(row.clock), key=row.id),
        Cell(holder or tr("unassigned"), tone="" if holder else "dim", key=row.id),
    )
    return Line("", cells, row.id)


def agents(live: Live) -> Figures:
    """Load and longest wait of those who work now, the fullest first."""
    columns = (tr("Load"), tr("Longest wait"), tr("Held"), tr("Waiting"), tr("Late"), tr("State"))
    return Figures(columns, tuple(_agent(line, live.at) for line in sorted(live.agents, key=_by_load)))


def name_of(line: AgentLine) -> str:
    """What an agent is called, also where no name was given yet."""
    return line.name or (f"@{line.handle}" if line.handle else tr("without a name"))


def _by_load(line: AgentLine) -> tuple[bool, float, str]:
    gone = line.presence is Presence.OFFLINE and not line.load
    return gone, -line.load / (line.capacity or 10), line.name


def _agent(line: AgentLine, now: int) -> Line:
    group, state = line.group, presence(line.presence, line.presence_reason)
    load = tr("{load}/{capacity}", load=line.load, capacity=line.capacity) if line.capacity else figure(line.load)
    waited = when.span(now - group.oldest_wait) if group.oldest_wait is not None else ""
    there = line.presence in (Presence.AVAILABLE, Presence.BUSY)
    tone = "late" if group.late else "risk" if group.due_hour else ""
    chip = _pressed(waited, group) if there or group.late else state
    words = [
        tr("{name}: load {load}", name=name_of(line), load=load),
        state,
        tr("longest wait {span}", span=waited) if waited else tr("nobody waits"),
        ntr("{n} is late", "{n} are late", group.late) if group.late else "",
    ]
    key = ("agent", line.agent_id)
    cells = (
        Cell(load, line.load, line.capacity, spoken=", ".join(word for word in words if word), number=True, key=key),
        Cell(chip or tr("nobody waits"), tone=tone if waited and chip != state else "", chip=True, key=key),
        Cell(figure(group.held), number=True, key=key),
        Cell(figure(group.waiting), number=True, key=key),
        Cell(figure(group.late), number=True, tone="late" if group.late else "", key=key),
        Cell(state, key=key),
    )
    return Line(name_of(line), cells, line.agent_id)


def _pressed(waited: str, group: Group) -> str:
    """How long somebody waits, and what is late or due, in words beside the colour."""
    if group.late:
        return tr("{span}, {n} late", span=waited, n=group.late)
    if group.due_hour:
        return tr("{span}, {n} due", span=waited, n=group.due_hour)
    return waited


def groups(lines: Iterable[GroupLine], kind: str, now: int) -> Figures:
    """Teams, venues or languages (`kind`: team, venue, language), each with what is in it."""
    columns = (tr("Held"), tr("Waiting"), tr("Oldest"), tr("Due within the hour"), tr("Late"))
    return Figures(columns, tuple(_group(line, kind, now) for line in lines))


def _group(line: GroupLine, kind: str, now: int) -> Line:
    names = {"team": line.name or tr("No team"), "venue": line.name, "language": language_name(line.key)}
    group: Group = line.group
    oldest = when.span(now - group.oldest_wait) if group.oldest_wait is not None else ""
    key = (kind, line.key)
    cells = (
        Cell(figure(group.held), group.held, number=True, key=key),
        Cell(figure(group.waiting), group.waiting, number=True, key=key),
        Cell(oldest, number=True, key=key),
        Cell(figure(group.due_hour), number=True, tone="risk" if group.due_hour else "", key=key),
        Cell(figure(group.late), number=True, tone="late" if group.late else "", key=key),
    )
    return Line(names[kind], cells, key)

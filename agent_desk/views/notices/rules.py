"""Who may call, when, and with which words. No widgets here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QTime

from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import ConversationRow
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.ports import Settings
from agent_desk.views.setting_table import chosen, is_on

_WORDS = 140
_NAMED = 3


@frozen
class Way:
    """How new posts of a venue call."""

    toast: bool
    sound: bool
    badge: bool


_WAYS = {
    "": Way(toast=True, sound=False, badge=True),
    "sound": Way(toast=True, sound=True, badge=True),
    "badge": Way(toast=False, sound=False, badge=True),
    "none": Way(toast=False, sound=False, badge=False),
}


def way_of(settings: Settings, venue_id: str) -> Way:
    """What was chosen for a venue."""
    return _WAYS.get(settings.get(f"notify.{venue_id}"), _WAYS[""])


def quiet(settings: Settings, moment: QDateTime) -> bool:
    """Whether a local moment lies in the quiet hours. A span over midnight belongs to the day it begins on; one that ends
    when it begins lasts the whole day."""
    if not is_on(settings, "quiet"):
        return False
    days = chosen(settings, "quiet.days")
    start = QTime.fromString(chosen(settings, "quiet.from"), "HH:mm")
    end = QTime.fromString(chosen(settings, "quiet.to"), "HH:mm")
    time, today = moment.time(), str(moment.date().dayOfWeek())
    yesterday = str(moment.date().addDays(-1).dayOfWeek())
    if start < end:
        return start <= time < end and today in days
    return (time >= start and today in days) or (time < end and yesterday in days)


@frozen
class Notice:
    """What a notification says, and the conversation that a click on it opens: empty where it speaks of several."""

    title: str
    text: str
    conversation_id: str


def notice_of(rows: Sequence[ConversationRow], *, words: bool) -> Notice:
    """One notification for all that arrived together. `words`: it may show who wrote, and what."""
    if len(rows) == 1:
        row = rows[0]
        if not words:
            return Notice(tr("Agent Desk"), tr("A customer wrote at {venue}", venue=row.venue_label), row.id)
        # Loaded here, because a window that opens has nothing to tell yet.
        from agent_desk.domain.cleaning import first_line

        who = tr("{author} at {venue}", author=row.author_name or row.author_handle, venue=row.venue_label)
        return Notice(who, first_line(row.text or row.title, _WORDS), row.id)
    title = ntr("{n} customer wrote", "{n} customers wrote", len(rows))
    places = list(dict.fromkeys((row.author_name or row.author_handle) if words else row.venue_label for row in rows))
    more = len(places) - _NAMED
    named = ", ".join(places[:_NAMED])
    text = ntr("{names} and {n} more", "{names} and {n} more", more, names=named) if more > 0 else named
    return Notice(title, text, "")

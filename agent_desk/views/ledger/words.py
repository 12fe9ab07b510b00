"""The words of the ledger: short names of dispositions for narrow columns, the reasons, and days of the workspace."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale

from agent_desk.domain.balance import DisposeReason
from agent_desk.domain.conversations import Disposition
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.when import date_pattern

_SHORT = {
    Disposition.ANSWERED_BY_US: marked("By us"),
    Disposition.ANSWERED_BY_PEER: marked("By a peer"),
    Disposition.NO_ANSWER_NEEDED: marked("No need"),
    Disposition.NOT_RELEVANT: marked("Not relevant"),
    Disposition.MODERATED: marked("Moderated"),
    Disposition.IDEA: marked("Ideas"),
    Disposition.DELETED_BY_AUTHOR: marked("Deleted"),
    Disposition.EXPIRED_BY_RULE: marked("Expired"),
    Disposition.BEFORE_WE_STARTED: marked("Before us"),
}

_REASONS = {
    DisposeReason.THANKS: marked("Thanks or praise"),
    DisposeReason.NOT_A_QUESTION: marked("Not a question"),
    DisposeReason.SOLVED_BY_ITSELF: marked("Solved by itself"),
    DisposeReason.DUPLICATE: marked("Asked twice"),
    DisposeReason.ANSWERED_ELSEWHERE: marked("Answered elsewhere"),
    DisposeReason.RIGHT_ANSWER: marked("The peer's answer is right"),
    DisposeReason.ACCEPTED_ANSWER: marked("The customer accepted it"),
    DisposeReason.OFF_TOPIC: marked("Off topic"),
    DisposeReason.OTHER_BRAND: marked("About another brand"),
    DisposeReason.SOLD_ELSEWHERE: marked("Bought elsewhere"),
    DisposeReason.PROMOTION: marked("Promotion"),
    DisposeReason.NEW_IDEA: marked("A new idea"),
    DisposeReason.KNOWN_IDEA: marked("A known idea"),
    DisposeReason.SPAM: marked("Spam"),
    DisposeReason.ABUSE: marked("Abuse"),
    DisposeReason.AGAINST_RULES: marked("Against the rules"),
}


def short(disposition: Disposition) -> str:
    """A disposition in one or two words."""
    return tr(_SHORT[disposition])


def reason(code: DisposeReason) -> str:
    """The words for a reason."""
    return tr(_REASONS[code])


def day_words(day: date, today: date) -> str:
    """A day of the workspace: `Today`, `Yesterday`, else as the locale writes it."""
    distance = (today - day).days
    if distance == 0:
        return tr("Today")
    if distance == 1:
        return tr("Yesterday")
    return QLocale().toString(QDate(day.year, day.month, day.day), date_pattern(year=day.year != today.year))

"""The screens of the ledger, approvals, merging, customers, rules and macros, for the walk through every screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from PySide6.QtWidgets import QPushButton, QWidget

from agent_desk.domain.conversations import Disposition
from agent_desk.domain.happenings import Event
from agent_desk.domain.roster import Role
from agent_desk.domain.rules import Asks, Does, Effect, How, Macro, Rule, Term
from agent_desk.services.desk import Desk
from agent_desk.views.approvals import ApprovalsScreen
from agent_desk.views.ledger import LedgerScreen
from agent_desk.views.macros import MacrosScreen
from agent_desk.views.merging.picker import MergePicker
from agent_desk.views.rules import RulesScreen
from agent_desk.views.window import MainWindow

W = TypeVar("W", bound=QWidget)
Shown = Iterator[tuple[str, QWidget]]


def work_screens(window: MainWindow, desk: Desk, conversation: str, elsewhere: str) -> Shown:
    """Each with its name. `conversation`: one with a customer's post; `elsewhere`: one at another venue."""
    yield from _ledger(window)
    yield from _approvals(window, desk, conversation)
    yield from _merging(window, conversation)
    yield from _customers(window, desk, conversation, elsewhere)
    yield from _rules(window, desk)
    yield from _macros(window, desk)


def _room(window: MainWindow, name: str, kind: type[W]) -> W:
    window.go(name)
    screen = window.screens.currentWidget()
    assert isinstance(screen, kind)
    return screen


def _ledger(window: MainWindow) -> Shown:
    ledger = _room(window, "ledger", LedgerScreen)
    yield "the ledger", window
    ledger.begin_closing()
    yield "closing the day", window
    ledger.closing.deal(Disposition.NO_ANSWER_NEEDED, None)
    yield "closing the day, one post dealt with", window
    ledger.closing._choose(Disposition.IDEA)
    yield "closing the day, the reasons", window
    ledger.end_closing()


def _approvals(window: MainWindow, desk: Desk, conversation: str) -> Shown:
    approvals = _room(window, "approvals", ApprovalsScreen)
    yield "nothing to approve", window
    novice = desk.roster.add("Nova", "nova", Role.AGENT).agent
    desk.roster.save(replace(novice, reviewed=True))
    me, desk.ground.seat.agent_id = desk.ground.me, novice.id
    desk.replies.send(conversation, "We look into it, and write again as soon as we know more. " * 4)
    desk.ground.seat.agent_id = me
    approvals.refresh()
    yield "a reply to approve", window
    approvals.detail.ask_reason()
    yield "why a reply is refused", window
    approvals.refuse("Say when it works again")
    yield "a reply that was refused", window


def _merging(window: MainWindow, conversation: str) -> Shown:
    window.go("all")
    yield "what to merge with", _merge_picker(window, conversation)
    picker = _merge_picker(window, conversation)
    picker.search.setText("zzyzx")
    yield "nothing to merge with", picker
    window.reading.inbox.list.marks.clear()


def _merge_picker(window: MainWindow, conversation: str) -> MergePicker:
    inbox = window.reading.inbox
    inbox.list.marks.add([conversation])
    inbox._acts.slots()["conversation.merge"]()
    return next(one for one in inbox.list.findChildren(MergePicker) if one.isVisible())


def _customers(window: MainWindow, desk: Desk, conversation: str, elsewhere: str) -> Shown:
    reading = window.reading
    author, other = (desk.inbox.open(one).messages[0].author for one in (conversation, elsewhere))
    desk.customers.link(author.id, other.id)
    window.open_conversation(conversation)
    hidden = not reading.context.isVisible()
    if hidden:
        reading.toggle_context()
    yield "a customer with several names", window
    next(one for one in reading.context.findChildren(QPushButton, "unlink") if one.isVisible()).click()
    yield "a customer with one name less", window
    if hidden:
        reading.toggle_context()


def _rules(window: MainWindow, desk: Desk) -> Shown:
    screen = _room(window, "rules", RulesScreen)
    yield "no rules", window
    terms = (Term(Asks.TEXT, How.CONTAINS, ("hub", "update", "silent")),)
    effects = (Effect(Does.TAG, "hub"), Effect(Does.PRIORITY, "2"))
    rule = desk.rules.save(
        Rule("", "Whatever concerns the hub goes to who knows it", Event.POST_ARRIVED, terms, effects)
    ).rule
    desk.rules.save(Rule("", "Gone", Event.TAGGED, (), (Effect(Does.TEAM, "was"),)))
    screen.refresh()
    screen.list.choose(rule.id)
    yield "a rule", window
    screen.editor.attempt.click()
    yield "a rule that was tried", window
    screen.begin_new()
    yield "a new rule", window
    screen.editor.save.click()
    yield "a rule without a name", window
    screen.list.choose(rule.id)
    screen.editor.remove.click()
    yield "a rule that was removed", window


def _macros(window: MainWindow, desk: Desk) -> Shown:
    screen = _room(window, "macros", MacrosScreen)
    yield "no macros", window
    effects = (Effect(Does.TAG, "hub"), Effect(Does.REPLY, "Please restart the hub, {first_name}."))
    macro = desk.macros.save(Macro("", "Ask for a restart", effects)).macro
    screen.refresh()
    screen.list.choose(macro.id)
    yield "a macro", window
    screen.begin_new()
    yield "a new macro", window

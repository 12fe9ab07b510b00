"""The part of the context about the customer: all identities, their conversations across venues, and who else it may be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from agent_desk.domain.cleaning import first_line
from agent_desk.domain.customers import CustomerRow, Identity, Suggestion
from agent_desk.domain.rows import AuthorRow, ConversationRow
from agent_desk.runtime import texts
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.author_work import called
from agent_desk.views.context.section import ElidedLink, Section
from agent_desk.views.customers import CustomerWork, hint_words
from agent_desk.views.ports import Acts, Settings
from agent_desk.views.widgets import BarStack, ElidedLabel, label, link_button

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk

_CONVERSATIONS = 6


def customer_section(
    desk: Desk, acts: Acts, bars: BarStack, settings: Settings, author: AuthorRow, wanted: Callable[[str], object]
) -> Section:
    """`wanted`: told the id of a conversation that is to be shown. Suggestions follow as soon as they are found. Small reads;
    raises NotFound."""
    work = CustomerWork(desk, acts, bars)
    customer = desk.customers.of_author(author.id)
    title = tr("Customer #{number}", number=customer.number) if customer else tr("Customer")
    section = Section("customer", title, settings)
    if customer is not None:
        _fill(section, desk, work, customer, author, wanted)
    other = link_button(tr("Link to another author…"), name=tr("Say who else {name} is", name=called(author)))
    other.setObjectName("linkOther")
    other.clicked.connect(lambda: work.ask_other(author))

    def suggest(found: list[Suggestion]) -> None:
        # The context may show somebody else by now.
        if isValid(section):
            for one in found:
                section.add(_suggested(one, author, work))

    acts.ask(lambda: desk.customers.suggestions(author.id), suggest, lambda _error: None)
    section.add(other)
    return section


def _fill(
    section: Section,
    desk: Desk,
    work: CustomerWork,
    customer: CustomerRow,
    author: AuthorRow,
    wanted: Callable[[str], object],
) -> None:
    name = ElidedLink(customer.name, tr("Change what {name} is called", name=customer.name))
    name.setObjectName("customerName")
    name.clicked.connect(lambda: work.ask_name(customer))
    section.add(name)
    if customer.remark:
        section.add(label(customer.remark, tone="dim", wrap=True))
    for identity in customer.identities:
        section.add(_identity(identity, customer, author, work))
    own = {row.id for row in desk.people.conversations(author.id, 50)}
    rows = [row for row in desk.customers.conversations(customer.id) if row.id not in own][:_CONVERSATIONS]
    if rows:
        section.add(label(tr("Elsewhere with us"), tone="dim", size="label"))
    now = desk.ground.now()
    for row in rows:
        section.add(_conversation(row, now, wanted))


def _identity(identity: Identity, customer: CustomerRow, author: AuthorRow, work: CustomerWork) -> QWidget:
    who = identity.author.handle or called(identity.author)
    here = identity.author.id == author.id
    said = tr("{venue}, shown here", venue=identity.venue_label) if here else identity.venue_label
    line, row = _two_lines(who, said)
    out = link_button(tr("Take out"), name=tr("{who} is not {customer}", who=who, customer=customer.name))
    out.setObjectName("unlink")
    out.clicked.connect(lambda: work.ask_unlink(identity.author, customer))
    row.addWidget(out)
    return line


def _two_lines(first: str, second: str) -> tuple[QWidget, QHBoxLayout]:
    """A line with room for a button at its end, and a dim one below."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    row = QHBoxLayout()
    row.addWidget(ElidedLabel(first), 1)
    column.addLayout(row)
    column.addWidget(label(second, tone="dim", size="label", wrap=True))
    return holder, row


def _conversation(row: ConversationRow, now: int, wanted: Callable[[str], object]) -> QWidget:
    title = first_line(row.title, 80) or first_line(row.text, 80) or f"#{row.number}"
    line = QWidget()
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    go = ElidedLink(title, tr("{title}, at {venue}", title=title, venue=row.venue_label))
    go.clicked.connect(partial(wanted, row.id))
    column.addWidget(go)
    status, day = texts.status(row.status), when.day(row.last_at, now)
    said = tr("{venue} · {status} · {day}", venue=row.venue_label, status=status, day=day)
    column.addWidget(label(said, tone="dim", size="label", wrap=True))
    return line


def _suggested(one: Suggestion, author: AuthorRow, work: CustomerWork) -> QWidget:
    who = one.identity.author.handle or called(one.identity.author)
    said = tr("{venue}: {why}", venue=one.identity.venue_label, why=hint_words(one.hints))
    line, row = _two_lines(tr("Perhaps {who} too", who=who), said)
    link = link_button(tr("Link"), name=tr("{who} and {name} are one person", who=who, name=called(author)))
    link.setObjectName("linkSuggested")
    link.clicked.connect(lambda: work.link(author, one.identity.author, hint_words(one.hints)))
    row.addWidget(link)
    return line

"""What an agent decides about who is who: link two authors to one customer, take one out, each with a reason and an undo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from agent_desk.domain.customers import CustomerRow, Hint
from agent_desk.domain.rows import AuthorRow, PersonHit
from agent_desk.runtime.texts import marked, tr
from agent_desk.views.author_work import called
from agent_desk.views.ports import Acts
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.customers import Linked
    from agent_desk.services.desk import Desk

_SHOWN_FOR = 8000
_FOUND = 4
_HINTS = {
    Hint.LINKS_TO_EACH_OTHER: marked("they link to each other"),
    Hint.SAME_LINK: marked("same profile address"),
    Hint.LINKS_TO_IT: marked("one links to the other"),
    Hint.SAME_HANDLE: marked("same name"),
}


def hint_words(hints: tuple[Hint, ...]) -> str:
    """Why two may be one person, in words."""
    return ", ".join(tr(_HINTS[hint]) for hint in hints)


class CustomerWork:
    """Asks in a bar, never in a dialog."""

    def __init__(self, desk: Desk, acts: Acts, bars: BarStack) -> None:
        self._desk, self._acts, self._bars = desk, acts, bars

    def link(self, author: AuthorRow, other: AuthorRow, reason: str = "") -> None:
        """They are one person."""
        said = tr("{name} and {other} are one customer now", name=called(author), other=called(other))
        self._acts.do(lambda: self._desk.customers.link(author.id, other.id, reason), partial(self._said, said))

    def ask_other(self, author: AuthorRow) -> None:
        """Ask who else that is: by handle or name, at any venue."""
        bar = Bar(tr("Who else is {name}?", name=called(author)))
        field = _field(tr("Handle or name at any venue"))
        bar.add_widget(field)
        find = bar.add(tr("Find"), lambda: self._find(author, field.text()), look="primary")
        field.returnPressed.connect(find.click)
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def _find(self, author: AuthorRow, text: str) -> None:
        def show(hits: list[PersonHit]) -> None:
            others = [hit for hit in hits if hit.author.id != author.id and not hit.author.ours]
            if not others:
                self._bars.show_bar("ask", Bar(tr("Nobody of that name or handle wrote to us.")))
                return
            labels = {venue.id: venue.label for venue in self._desk.venues.all()}
            bar = Bar(tr("Which of these is {name} too?", name=called(author)))
            for hit in others[:_FOUND]:
                words = tr("{name} at {venue}", name=called(hit.author), venue=labels.get(hit.venue_id, ""))
                bar.add(words.replace("&", "&&"), partial(self.link, author, hit.author))
            self._bars.show_bar("ask", bar)
            bar.focus_first()

        if text.strip():
            self._acts.ask(lambda: self._desk.people.find(text.strip()), show)

    def ask_unlink(self, author: AuthorRow, customer: CustomerRow) -> None:
        """Ask why that is another person after all."""
        why = tr("Why? The reason is kept.")
        bar = Bar(tr("Is {name} not {customer} after all?", name=called(author), customer=customer.name), detail=why)
        field = _field(why)
        field.setPlaceholderText("")  # it stands above, where there is room for it
        bar.add_widget(field)
        said = tr("{name} stands alone again", name=called(author))

        def go() -> None:
            reason = field.text()
            self._acts.do(lambda: self._desk.customers.unlink(author.id, reason), partial(self._said, said))

        out = bar.add(tr("Take out"), go, look="primary")
        field.returnPressed.connect(out.click)
        bar.add(tr("Leave it"), lambda: None)
        self._bars.show_bar("ask", bar)
        field.setFocus()

    def ask_name(self, customer: CustomerRow) -> None:
        """Ask what the customer is called, and what is to be remembered."""
        bar = Bar(tr("What is customer #{number} called?", number=customer.number))
        name, remark = _field(tr("Name")), _field(tr("A remark, if you like"))
        name.setText(customer.name)
        remark.setText(customer.remark)
        bar.add_widget(name)
        bar.add_widget(remark)
        keep: Callable[[], None] = lambda: self._acts.do(  # noqa: E731  # the texts are read when it is clicked
            partial(self._desk.customers.rename, customer.id, name.text(), remark.text())
        )
        kept = bar.add(tr("Keep"), keep, look="primary")
        for field in (name, remark):
            field.returnPressed.connect(kept.click)
        self._bars.show_bar("ask", bar)
        name.setFocus()

    def _said(self, said: str, done: Linked) -> None:
        bar = Bar(said, tone="ok")
        bar.add(tr("Undo"), lambda: self._acts.do(lambda: self._desk.customers.undo(done.undo)))
        bar.close_after(_SHOWN_FOR)
        self._bars.show_bar("done", bar)


def _field(words: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(words)
    field.setAccessibleName(words)
    field.setMinimumWidth(px(150))
    return field

"""What is kept how long, taking everything along, and forgetting one customer for good."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from agent_desk.domain.rows import PersonHit
from agent_desk.domain.venues import Venue
from agent_desk.runtime.texts import ntr, tr
from agent_desk.views.errands import Errands
from agent_desk.views.ports import Acts, Question
from agent_desk.views.preferences.controls import Choice
from agent_desk.views.preferences.rows import Row, Wide
from agent_desk.views.theme import px
from agent_desk.views.widgets import Bar, BarStack, button, label

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.retention import Erased, WouldErase

_DAYS = (30, 90, 180, 365, 730)
_FOUND = 8
_HIT = Qt.ItemDataRole.UserRole


class DataWork:
    """The lines of the section, and what they do. `bars`: where is asked before anything is removed."""

    def __init__(self, desk: Desk, acts: Acts, errands: Errands, bars: BarStack) -> None:
        self._desk, self._acts, self._errands, self._bars = desk, acts, errands, bars

    def rows(self, over: QWidget) -> list[Row | Wide]:
        """A line for each venue, then export and erasure. `over`: the widget that dialogs belong to."""
        rows: list[Row | Wide] = [self._kept(venue) for venue in self._desk.venues.all()]
        export = button(tr("Export everything"))
        export.clicked.connect(lambda: self._ask_where(over))
        hint = tr(
            "A file with one conversation in each line: posts, notes, replies and decisions. Keep it as safe as this desk."
        )
        rows.append(Row(tr("Take everything along"), export, hint=hint))
        eraser = Eraser(self._desk, self._acts, self._ask_to_erase)
        words = tr("Forget a customer for good: erase posts, names, pictures and replies of one person")
        rows.append(Wide(eraser, words))
        return rows

    def export_to(self, path: Path) -> None:
        """Write everything into a file, shown in the line at the bottom until it is done."""

        def done(count: int) -> None:
            if count:
                text = ntr("{n} conversation was exported", "{n} conversations were exported", count)
                self._bars.show_bar("export", Bar(text, tone="ok", detail=str(path)))

        self._errands.run(
            tr("Exporting"),
            lambda errand: self._desk.export.write(path, None, errand.tell, errand.cancelled),
            done,
        )

    def _ask_where(self, over: QWidget) -> None:
        dialog = QFileDialog(over, tr("Export everything"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("jsonl")
        dialog.selectFile("agent-desk.jsonl")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _kept(self, venue: Venue) -> Row:
        name = tr("Keep resolved conversations of {venue}", venue=venue.label)
        choices = [("", tr("For good")), *((str(days), ntr("{n} day", "{n} days", days)) for days in _DAYS)]
        days = venue.retention_days
        if days is not None and days not in _DAYS:
            choices.append((str(days), ntr("{n} day", "{n} days", days)))
        choice = Choice(name, choices, str(days or ""), partial(self._choose_kept, venue))
        return Row(name, choice, hint=tr("Older ones are removed from this desk, not from the venue."), everybody=True)

    def _choose_kept(self, venue: Venue, value: str) -> None:
        if not value:
            self._set_kept(venue, None)
            return
        days = int(value)

        def ask(count: int) -> None:
            text = ntr(
                "{n} conversation of {venue} is older and will be removed from this desk.",
                "{n} conversations of {venue} are older and will be removed from this desk.",
                count,
                venue=venue.label,
            )
            bar = Bar(text, tone="risk", detail=tr("What was removed cannot be brought back."))
            bar.add(tr("Remove them"), lambda: self._set_kept(venue, days), look="primary")
            bar.add(
                tr("Keep as it was"),
                lambda: self._acts.do(lambda: self._desk.retention.set(venue.id, venue.retention_days)),
            )
            self._bars.show_bar("retention", bar).focus_first()

        self._acts.ask(lambda: self._desk.retention.would_remove(venue.id, days), ask)

    def _set_kept(self, venue: Venue, days: int | None) -> None:
        self._acts.do(lambda: self._desk.retention.set(venue.id, days))

    def _ask_to_erase(self, hit: PersonHit, would: WouldErase) -> None:
        who = hit.author.name or hit.author.handle
        posts = ntr("{n} post", "{n} posts", would.posts)
        replies = ntr("{n} reply of ours", "{n} replies of ours", would.replies)
        text = tr("Erase {who} for good? That takes {posts} and {replies}.", who=who, posts=posts, replies=replies)
        kept = tr("Nothing of it can be brought back. What the venue itself keeps stays there.")
        bar = Bar(text, tone="risk", detail=kept)
        bar.add(tr("Erase {who}", who=who), lambda: self._erase(hit), look="primary")
        bar.add(tr("Keep"), lambda: None)
        self._bars.show_bar("erase", bar).focus_first()

    def _erase(self, hit: PersonHit) -> None:
        def done(erased: Erased) -> None:
            text = ntr("{n} post was erased", "{n} posts were erased", erased.posts)
            detail = (
                ""
                if erased.overwritten
                else tr("The database file is rebuilt later, once nothing else reads it; until then traces may remain.")
            )
            if erased.backups:
                names = ", ".join(file.name for file in erased.backups)
                detail = tr("{before} Backups that still hold it: {names}", before=detail, names=names).strip()
            bar = Bar(text, tone="" if detail else "ok", detail=detail)
            if erased.backups:
                bar.add(tr("Remove these backups"), lambda: self._remove(erased.backups))
            self._bars.show_bar("erase", bar)

        author_id = hit.author.id
        self._errands.run(tr("Erasing"), lambda _errand: self._desk.retention.erase(author_id), done)

    def _remove(self, files: tuple[Path, ...]) -> None:
        self._acts.do(lambda: self._desk.retention.remove_backups(files))


class Eraser(QWidget):
    """Finds the customer to forget; `ask` is given the person and what would go."""

    def __init__(self, desk: Desk, acts: Acts, ask: Callable[[PersonHit, WouldErase], None]) -> None:
        super().__init__()
        self._desk, self._acts, self._ask = desk, acts, ask
        self._question: Question | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Name or address of the customer"))
        self.field.setAccessibleName(tr("Name or address of the customer"))
        self.field.textEdited.connect(self._find)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Customers found"))
        self.list.setMaximumHeight(px(150))
        self.list.hide()
        self.erase = button(tr("Erase"))
        self.erase.setEnabled(False)
        self.erase.clicked.connect(self._chosen)
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self.erase)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(label(tr("Forget a customer for good")))
        hint = tr(
            "Posts with their earlier texts, name, pictures, and what we wrote to them. A fingerprint keeps them away."
        )
        column.addWidget(label(hint, tone="dim", size="label", wrap=True))
        column.addLayout(line)
        column.addWidget(self.list)

    def _find(self, text: str) -> None:
        if self._question is not None:
            self._question.cancel()
        words = text.strip()
        if words:
            self._question = self._acts.ask(lambda: self._desk.people.find(words, _FOUND), self._show)
        else:
            self._show([])

    def _show(self, hits: list[PersonHit]) -> None:
        self._question = None
        self.list.clear()
        venues = {venue.id: venue.label for venue in self._desk.venues.all()}
        for hit in hits:
            if hit.author.ours:
                continue
            who = hit.author.name or hit.author.handle
            place = venues.get(hit.venue_id, "")
            item = QListWidgetItem(tr("{who} ({handle}) at {venue}", who=who, handle=hit.author.handle, venue=place))
            item.setData(_HIT, hit)
            self.list.addItem(item)
        self.list.setVisible(self.list.count() > 0)
        self.list.setCurrentRow(0)
        self.erase.setEnabled(self.list.count() > 0)

    def _chosen(self) -> None:
        hit = self.list.currentIndex().data(_HIT)
        if isinstance(hit, PersonHit):
            self._acts.ask(lambda: self._desk.retention.would_erase(hit.author.id), partial(self._ask, hit))

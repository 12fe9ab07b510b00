"""What a rule would have done, and what it did lately: figures, and the posts behind them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QProgressBar,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from agent_desk.runtime import rule_words
from agent_desk.runtime.rule_words import Names
from agent_desk.runtime.texts import ntr, tr
from agent_desk.services.dry_running import DryRun, Hit
from agent_desk.storage.contract.rules import RuleRun
from agent_desk.views import when
from agent_desk.views.rules.fields import Pick
from agent_desk.views.theme import px
from agent_desk.views.widgets import FlowLayout, button, label

_CONVERSATION = Qt.ItemDataRole.UserRole
_DAYS = (1, 7, 30, 90)


class TryPanel(QWidget):
    """Emits `conversation_wanted` (an id) for a line that was opened, `stop_wanted`, `lately_wanted` when the second tab is
    looked at. Named: triedList."""

    conversation_wanted = Signal(str)
    stop_wanted = Signal()
    lately_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._names: Names | None = None
        self._now = 0
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("What is shown below"))
        self.tabs.addTab(tr("Tried on what was"))
        self.tabs.addTab(tr("What it did lately"))
        self.tabs.currentChanged.connect(self._turned)
        self.days = Pick(tr("Over how many days"), {str(n): ntr("{n} day", "{n} days", n) for n in _DAYS}, "7")
        self.said = label(tone="dim", wrap=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("How far the trial got"))
        self.stop = button(tr("Stop"))
        self.stop.clicked.connect(self.stop_wanted)
        self.list = QTreeWidget()
        self.list.setObjectName("triedList")
        self.list.setProperty("look", "pane")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(tr("Posts it would have touched"))
        self._head(tried=True)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 150), (1, 120), (3, 240)):
            header.resizeSection(column, px(width))
        header.setStretchLastSection(False)
        self.list.itemActivated.connect(self._open)
        self._lay_out()
        self.begin_nothing()

    def _lay_out(self) -> None:
        head = FlowLayout(gap=px(10))
        for one in (self.tabs, self.days, self.stop):
            head.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(8), px(16), px(12))
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        self.list.setMinimumHeight(px(56))

    def event(self, event: QEvent) -> bool:
        """Lines that go on below need height, which what shares the room asks for only as a minimum."""
        done = super().event(event)
        lines = self.layout()
        if lines is not None and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.setMinimumHeight(lines.minimumHeightForWidth(self.width()))
        return done

    def begin_nothing(self) -> None:
        """Nothing was tried yet."""
        self._busy(False)
        self.list.clear()
        if self.tabs.currentIndex() == 0:
            self.said.setText(
                tr("Try the rule to see which posts of the last days it would have touched. Nothing is changed.")
            )

    def _head(self, *, tried: bool) -> None:
        done = tr("What would be done") if tried else tr("What was done")
        self.list.setHeaderLabels([tr("Time"), tr("Author"), tr("Post") if tried else tr("Conversation"), done])
        self.list.setColumnHidden(1, not tried)

    def begin(self, names: Names, now: int) -> None:
        """A trial began."""
        self._names, self._now = names, now
        self.tabs.setCurrentIndex(0)
        self.list.clear()
        self.progress.setRange(0, 0)
        self._busy(True)
        self.said.setText(tr("Trying …"))

    def show_progress(self, done: int, most: int) -> None:
        """How far it got."""
        self.progress.setRange(0, most)
        self.progress.setValue(done)

    def add(self, hits: Sequence[Hit]) -> None:
        """More posts that it would have touched."""
        if self._names is None:
            return
        for hit in hits:
            done = ", ".join(rule_words.effect(one, self._names) for one in hit.effects)
            item = QTreeWidgetItem([when.moment(hit.at, self._now), hit.author, " ".join(hit.text.split()), done])
            item.setData(0, _CONVERSATION, hit.conversation_id)
            for column in (2, 3):
                item.setToolTip(column, item.text(column))
            self.list.addTopLevelItem(item)

    def finish(self, run: DryRun) -> None:
        """The trial is over."""
        self._busy(False)
        self.said.setText(summary(run, self._names) if self._names is not None else "")

    def show_lately(self, runs: Sequence[RuleRun], titles: dict[str, str], names: Names, now: int) -> None:
        """What the rule did. `titles`: of conversations by id."""
        self.list.clear()
        for run in runs:
            done = ", ".join(rule_words.effect(one, names) for one in run.effects)
            item = QTreeWidgetItem([when.moment(run.at, now), "", titles.get(run.conversation_id, ""), done])
            item.setData(0, _CONVERSATION, run.conversation_id)
            item.setToolTip(3, done)
            self.list.addTopLevelItem(item)
        self.said.setText(
            ntr("It did something {n} time lately.", "It did something {n} times lately.", len(runs))
            if runs
            else tr("It has done nothing yet.")
        )

    def _busy(self, on: bool) -> None:
        self.progress.setVisible(on)
        self.stop.setVisible(on)

    def _turned(self, at: int) -> None:
        self.days.setVisible(at == 0)
        self._head(tried=at == 0)
        if at == 1:
            self.lately_wanted.emit()
        else:
            self.begin_nothing()

    def _open(self, item: QTreeWidgetItem) -> None:
        self.conversation_wanted.emit(str(item.data(0, _CONVERSATION)))


def summary(run: DryRun, names: Names) -> str:
    """What a trial found, in sentences."""
    if run.of_posts:
        what = ntr(
            "It would have touched {n} of {all} posts.",
            "It would have touched {n} of {all} posts.",
            run.changed,
            all=run.looked,
        )
    else:
        what = ntr(
            "It would touch {n} of {all} conversations as they stand.",
            "It would touch {n} of {all} conversations as they stand.",
            run.changed,
            all=run.looked,
        )
    if run.matched > run.changed:
        n = run.matched - run.changed
        what += " " + ntr("One more fits, and is so already.", "{n} more fit, and are so already.", n)
    counts = [f"{rule_words.effect(effect, names)} ({n})" for effect, n in run.by_effect]
    if counts:
        what += " " + tr("In {places}: {effects}.", places=_places(run.conversations), effects=", ".join(counts))
    if len(run.hits) < run.changed:
        what += " " + ntr("The first one is listed.", "The first {n} are listed.", len(run.hits))
    return what if run.complete else tr("Stopped early. {what}", what=what)


def _places(conversations: int) -> str:
    return ntr("{n} conversation", "{n} conversations", conversations)

"""The figures on top of the service levels, one of which filters the table below."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from agent_desk.domain.levels import Metric
from agent_desk.domain.live import Live, LiveTile
from agent_desk.runtime.texts import tr
from agent_desk.views import when
from agent_desk.views.charts import Tile, TileFigure
from agent_desk.views.levels.words import UNKNOWN, duration, figure, metric, percent
from agent_desk.views.theme import px

SHOWN = (
    LiveTile.WAITING,
    LiveTile.LATE,
    LiveTile.DUE_HOUR,
    LiveTile.TARGET_TODAY,
    LiveTile.FIRST_TODAY,
    LiveTile.ARRIVALS_HOUR,
)


def tile_figures(live: Live, definitions: Mapping[LiveTile, str]) -> dict[LiveTile, TileFigure]:
    """What each tile says. A zero of which nobody can be sure is a dash."""
    known = live.coverage.whole
    whole, today, first = live.whole, live.today, live.first_today
    oldest = tr("oldest {span}", span=when.span(live.at - whole.oldest_wait)) if whole.oldest_wait is not None else ""
    says = {
        LiveTile.WAITING: TileFigure(_count(whole.waiting, known), tr("waiting"), oldest or _nobody(known)),
        LiveTile.LATE: TileFigure(figure(whole.late), tr("late"), _late_by(live.late_by), "late" if whole.late else ""),
        LiveTile.DUE_HOUR: TileFigure(
            figure(whole.due_hour),
            tr("due within the hour"),
            tr("{n} unassigned", n=figure(live.unassigned_due)) if whole.due_hour else "",
            "risk" if whole.due_hour else "",
        ),
        LiveTile.TARGET_TODAY: TileFigure(
            percent(today.share),
            tr("in target today"),
            tr("goal {goal} %, of {n}", goal=live.goal, n=figure(today.n)) if today.n else tr("nothing decided yet"),
            "risk" if today.share is not None and today.share < live.goal else "",
        ),
        LiveTile.FIRST_TODAY: TileFigure(
            duration(first.median),
            tr("median first reply"),
            tr("9 of 10 within {span}", span=duration(first.ninetieth)) if first.n else tr("none today yet"),
        ),
        LiveTile.ARRIVALS_HOUR: TileFigure(
            tr("{arrived} / {answered}", arrived=_count(live.arrivals, known), answered=figure(live.answers)),
            tr("arrived / answered"),
            tr("in the last hour, whoever works on it") if live.narrowed else tr("in the last hour"),
        ),
    }
    return {
        tile: TileFigure(one.figure, one.what, one.detail, one.state, definitions.get(tile, ""))
        for tile, one in says.items()
    }


def _count(count: int, known: bool) -> str:
    return figure(count) if count or known else UNKNOWN


def _nobody(known: bool) -> str:
    return tr("nobody waits") if known else tr("not all venues were read")


def _late_by(late: Mapping[Metric, int]) -> str:
    parts = [tr("{clock}: {n}", n=figure(late[one]), clock=metric(one)) for one in Metric if late.get(one)]
    return ", ".join(parts[:2]) if parts else tr("nothing is late")


class TileRow(QWidget):
    """Tiles side by side, in more lines where the room is too narrow. `chosen`: the tile that filters from now on."""

    chosen = Signal(object)
    explained = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.tiles = {what: Tile() for what in SHOWN}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(12))
        self._columns = 0
        for what, tile in self.tiles.items():
            tile.clicked.connect(lambda _on=False, what=what: self.choose(what))
            tile.explained.connect(self.explained)
        self._arrange(len(self.tiles))

    def choose(self, what: LiveTile) -> None:
        """Filter by that tile."""
        for one, tile in self.tiles.items():
            tile.setChecked(one is what)
        self.chosen.emit(what)

    def show_figures(self, says: Mapping[LiveTile, TileFigure]) -> None:
        """Show what each says."""
        for what, tile in self.tiles.items():
            tile.show_figure(says[what])
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), super().minimumSizeHint().height())

    def _fit(self) -> None:
        gap = self._grid.spacing()
        widest = max(tile.minimumSizeHint().width() for tile in self.tiles.values())
        fitting = max(1, (self.width() + gap) // (widest + gap))
        lines = -(-len(self.tiles) // fitting)
        self._arrange(-(-len(self.tiles) // lines))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for at in range(self._columns):
            self._grid.setColumnStretch(at, 0)
        self._columns = columns
        for at, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, at // columns, at % columns)
        for at in range(columns):
            self._grid.setColumnStretch(at, 1)
        self.updateGeometry()

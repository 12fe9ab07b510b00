"""Who is to read the answer: what the venue allows, what the agent chose, and whether somebody has to agree aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from agent_desk.domain.posts import Visibility
from agent_desk.domain.rows import MessageRow
from agent_desk.domain.sending import wider
from agent_desk.runtime.texts import tr
from agent_desk.views.composer.audience import Audience, audience, read_by, visibility_name
from agent_desk.views.composer.head import ComposerHead
from agent_desk.views.composer.place import Place, Tab
from agent_desk.views.widgets import Bar, BarStack

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk


class Readership(QObject):
    """Of one reply at a time. More readers than the post answered had must have been chosen for that very post, in this
    session: a draft that comes back from the disk, or that turns to another post, has to be agreed to anew.
    `changed`: the agent chose."""

    changed = Signal()

    def __init__(self, desk: Desk, head: ComposerHead, bars: BarStack) -> None:
        super().__init__(head)
        self._desk, self._head, self._bars = desk, head, bars
        self._place: Place | None = None
        self._target: MessageRow | None = None
        self._agreed: tuple[str, Visibility] | None = None
        self._followed: tuple[str | None] | None = None
        self.chosen: Visibility | None = None
        """None: as the post that is answered."""
        self.choices: tuple[Visibility, ...] = ()
        head.visibility_chosen.connect(self.choose)

    @property
    def target(self) -> MessageRow | None:
        """The post that the answer is for."""
        return self._target

    def begin(self, place: Place | None, chosen: Visibility | None) -> None:
        """Another reply."""
        self._place, self._target, self._agreed, self.chosen = place, None, None, chosen
        self._followed = None
        self.choices = ()
        self._bars.take("readers")

    def follow(self, place: Place, target_id: str | None) -> None:
        """It answers this post of this place now; None: the one that waits. Reads only where that is news: this is asked at
        every key."""
        if place is self._place and self._followed == (target_id,):
            return
        self._followed = (target_id,)
        before = self._target.id if self._target else ""
        self._place = place
        self._target = self._desk.replies.target(place.row.id, target_id)
        self.choices = self._desk.replies.visibilities(place.venue, self._target) if self._target else ()
        if self._target is not None and self._target.id != before:
            self._bars.take("readers")

    @property
    def direct_offered(self) -> bool:
        """Whether the exchange can be moved out of the public eye."""
        public = self._place is not None and read_by(self._place, self._target) is not Visibility.DIRECT
        return public and Visibility.DIRECT in self.choices

    @property
    def tab(self) -> Tab:
        """Under which tab the answer is written: whether it is moved there."""
        return Tab.DIRECT if self.direct_offered and self.chosen is Visibility.DIRECT else Tab.REPLY

    def set_direct(self, direct: bool) -> None:
        """Move it there, or back to where the post stands."""
        if direct != (self.chosen is Visibility.DIRECT):
            self.chosen = Visibility.DIRECT if direct else None
            self.changed.emit()

    def choose(self, visibility: Visibility) -> None:
        """The agent chose who may read it, knowing which post it answers."""
        usual = self.choices[0] if self.choices else visibility
        self.chosen = None if visibility is usual else visibility
        self.agree()
        self.changed.emit()

    def show(self, tab: Tab, *, closed: bool) -> Audience:
        """Say in the head who reads what is being written, nothing where no answer can be; returns it."""
        place = self._place
        if tab is Tab.NOTE or place is None or closed:
            said = tr("Only the team reads this") if tab is Tab.NOTE else ""
            shown = Audience(Visibility.DIRECT, said, "note", "dim")
        else:
            shown = audience(place, self._target, self.chosen)
        self._head.offer_direct(self.direct_offered)
        self._head.show_choices(
            self._open_ones() if tab is Tab.REPLY and not closed else (),
            self.chosen or (self.choices[0] if self.choices else None),
        )
        self._head.show_audience(shown)
        return shown

    def _open_ones(self) -> tuple[Visibility, ...]:
        """What can be chosen under the tab of the reply. What a draft remembers is among them although the venue refuses it
        now: it is never widened silently, and the agent can choose another."""
        open_ones = [one for one in self.choices if one is not Visibility.DIRECT or not self.direct_offered]
        return tuple(dict.fromkeys([*open_ones, *((self.chosen,) if self.chosen else ())]))

    @property
    def must_agree(self) -> bool:
        """Whether more people would read it than read the post, and nobody has said yes to that."""
        if self._place is None or self.chosen is None:
            return False
        return wider(self.chosen, read_by(self._place, self._target)) and self._agreed != self._now()

    def agree(self) -> None:
        """The agent wants it so, for this post and these readers."""
        self._agreed = self._now()

    def ask(self, send: Callable[[], object]) -> None:
        """Ask before it leaves; `send` is called once the agent has said yes."""
        if self._place is None or self.chosen is None:
            return
        alarm = audience(self._place, self._target, self.chosen).alarm
        bar = Bar(tr("More people would read this answer than the post it answers"), tone="risk", detail=alarm)

        def yes() -> None:
            self.agree()
            send()

        def no() -> None:
            self.chosen = None
            self.changed.emit()

        bar.add(tr("Keep it to those who read the post"), no, look="primary").setObjectName("keepNarrow")
        who = visibility_name(self.chosen)
        bar.add(tr("Send it all the same: {who}", who=who), yes).setObjectName("sendWider")

        self._bars.show_bar("readers", bar)
        bar.focus_first()

    def _now(self) -> tuple[str, Visibility] | None:
        return (self._target.id, self.chosen) if self._target and self.chosen else None

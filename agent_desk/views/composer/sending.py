"""Handing what is written to the outbox, once: the words, files, readers and time as they stood when Send was pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agent_desk.domain.conversations import Status
from agent_desk.domain.errors import DeskError
from agent_desk.runtime.clock import new_id
from agent_desk.views.composer.place import Order
from agent_desk.views.composer.saving import TypedReply
from agent_desk.views.ports import Acts

if TYPE_CHECKING:
    from agent_desk.services.desk import Desk
    from agent_desk.services.queueing import Sent


class Sending:
    """Returns at once; `then` or `failed` is called on the GUI thread."""

    def __init__(self, desk: Desk, acts: Acts) -> None:
        self._desk, self._acts = desk, acts

    def send(
        self,
        reply: TypedReply,
        order: Order,
        *,
        split: bool,
        then: Callable[[Sent], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        """Queue the reply. `split`: as a numbered thread where it is too long for one post."""
        key = new_id()

        def work() -> Sent:
            return self._desk.replies.send(
                reply.conversation_id,
                reply.text,
                target_message_id=reply.target_id,
                media=reply.media,
                key=key,
                visibility=reply.visibility,
                warning=reply.warning,
                at=order.at,
                split=split,
            )

        self._acts.do(work, then, failed)

    def resolve(self, conversation_id: str) -> None:
        """The conversation is dealt with."""
        self._acts.do(lambda: self._desk.status.set(conversation_id, Status.RESOLVED))

"""What venues can do, in the words of an agent."""

from __future__ import annotations

from agent_desk.domain.venues import Capability, LengthUnit, Limits
from agent_desk.runtime.texts import marked, ntr, tr

_CAPABILITIES = {
    Capability.READ: marked("Read what customers write"),
    Capability.SEARCH: marked("Find posts by search terms"),
    Capability.REPLY: marked("Answer"),
    Capability.MEDIA: marked("Send pictures"),
    Capability.LIKE: marked("Like posts"),
    Capability.DELETE_OWN: marked("Delete our own posts"),
    Capability.DELETE_ANY: marked("Delete any post"),
    Capability.EDIT: marked("Change posts"),
    Capability.MODERATE: marked("Approve, hold back and mark as spam"),
}


def capability(value: Capability) -> str:
    """What the capability lets us do."""
    return tr(_CAPABILITIES[value])


def limits(value: Limits) -> str:
    """The limits of a reply in one line, or nothing where none is known."""
    parts: list[str] = []
    if value.text_max:
        unit = {
            LengthUnit.GRAPHEMES: ntr("{n} character", "{n} characters", value.text_max),
            LengthUnit.CHARACTERS: ntr("{n} character", "{n} characters", value.text_max),
            LengthUnit.BYTES: ntr("{n} byte", "{n} bytes", value.text_max),
        }
        parts.append(unit[value.unit])
    if value.media_max:
        parts.append(ntr("{n} picture", "{n} pictures", value.media_max))
    return tr("A reply holds up to {limits}.", limits=", ".join(parts)) if parts else ""

"""What venues can do, in the words of an agent."""

from __future__ import annotations

from agent_desk.domain.venues import Capability, LengthUnit, Limits, SecretPlace, Venue
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
    Capability.VISIBILITY: marked("Choose who may read an answer"),
    Capability.DIRECT: marked("Write direct messages"),
    Capability.WARNING: marked("Put a warning before an answer"),
    Capability.ACCEPT: marked("Accept an answer as the solution"),
    Capability.FLAG: marked("Report posts to the moderators"),
    Capability.CLOSE: marked("Close conversations"),
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


_PLACES = {
    SecretPlace.KEYRING: marked("The secret is kept in the system's keyring."),
    SecretPlace.ENVIRONMENT: marked("The secret comes from an environment variable at each start."),
    SecretPlace.SESSION: marked("The secret is kept until this window closes."),
}


def sign_in(venue: Venue, *, needed: bool) -> list[str]:
    """How we are known at a venue and where its secret lies, as sentences. `needed`: its network wants a sign-in at all."""
    if not needed:
        return [tr("A sign-in is not needed there.")]
    if venue.secret_place is SecretPlace.NONE:
        return [tr("It is read without an account. Nobody can answer there.")]
    who = venue.profile.handle if venue.profile and venue.profile.handle else venue.user
    return [tr("Signed in as {name}.", name=who), tr(_PLACES[venue.secret_place])]

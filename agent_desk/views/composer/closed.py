"""Why nothing can be written in a conversation, and how that could change; or what one should know before writing."""

from __future__ import annotations

from agent_desk.connectors.manifest import Manifest
from agent_desk.domain.frozen import frozen
from agent_desk.domain.rows import ConversationDetail
from agent_desk.domain.venues import Capability, SecretPlace, Venue, VenueState
from agent_desk.runtime.texts import tr


@frozen
class Closed:
    """Why the composer is closed, what to do, and whether the venue's page is the place to do it."""

    why: str
    todo: str
    at_venue_page: bool = False


def closed(detail: ConversationDetail, venue: Venue, network: Manifest) -> Closed | None:
    """The reason why nobody can answer here; None where one can."""
    if detail.locked:
        why = tr("{network} closed this conversation: it takes no more answers.", network=network.label)
        return Closed(why, tr("Write to the author elsewhere, or open it in the browser to see what happened."))
    if venue.read_only:
        why = tr("{venue} is connected for reading only.", venue=venue.label)
        if venue.secret_place is SecretPlace.NONE and network.auth != "none":
            return Closed(why, tr("Sign in to answer."), at_venue_page=True)
        return Closed(why, tr("Allow answers on its page."), at_venue_page=True)
    if Capability.REPLY not in network.writes:
        return Closed(tr("Agent Desk cannot answer on {network}.", network=network.label), tr("Answer in the browser."))
    if not venue.may(Capability.REPLY):
        why = tr("Our account at {venue} may not answer.", venue=venue.label)
        return Closed(why, tr("Give it the right at the venue, or sign in with another account."), at_venue_page=True)
    return None


def warning(venue: Venue) -> str:
    """What one should know although one can write: answers will not leave for now. Empty where all is well."""
    if venue.state is VenueState.SIGN_IN:
        return tr("{venue} wants a new sign-in. Replies wait in the outbox until then.", venue=venue.label)
    if venue.state is VenueState.UNREACHABLE:
        return tr("{venue} cannot be reached. Replies wait in the outbox and leave by themselves.", venue=venue.label)
    return ""

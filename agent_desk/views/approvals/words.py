"""Why a reply waits for a second pair of eyes, in words."""

from __future__ import annotations

from agent_desk.domain.reviewing import Wanted, WhyReviewed
from agent_desk.runtime.texts import tr


def why_words(why: Wanted | None, author: str, venue: str) -> str:
    """Why it waits. `author`: whose reply, `venue`: where it goes."""
    if why is None:
        return ""
    if why.why is WhyReviewed.AGENT:
        return tr("All replies of {name} are looked over", name=author)
    if why.why is WhyReviewed.VENUE:
        return tr("All replies at {venue} are looked over", venue=venue)
    return tr("Replies under the tag “{tag}” are looked over", tag=why.name)

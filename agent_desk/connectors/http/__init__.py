"""The one HTTP policy: how connectors reach their venues, what a failure means, how pictures of posts are fetched."""

from agent_desk.connectors.http.answer import HttpAnswer, JsonValue
from agent_desk.connectors.http.media import MediaHttp, Picture
from agent_desk.connectors.http.outcome import clean_text, expect
from agent_desk.connectors.http.pacing import Pacer
from agent_desk.connectors.http.venue import AuditLine, Timeouts, VenueHttp

__all__ = [
    "AuditLine",
    "HttpAnswer",
    "JsonValue",
    "MediaHttp",
    "Pacer",
    "Picture",
    "Timeouts",
    "VenueHttp",
    "clean_text",
    "expect",
]

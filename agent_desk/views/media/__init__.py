"""Pictures of posts and authors on screen: loaded by policy off the GUI thread, decoded within bounds, looked at large."""

from agent_desk.views.media.decode import Decoded
from agent_desk.views.media.loader import Detail, PictureLoader, VenuePictures

__all__ = ["Decoded", "Detail", "PictureLoader", "VenuePictures"]

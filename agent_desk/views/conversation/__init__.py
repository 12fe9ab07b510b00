"""The conversation: its posts, what is pending, and the composer below."""

from agent_desk.views.conversation.pane import ConversationPane

__all__ = ["ConversationPane"]

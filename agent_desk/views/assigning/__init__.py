"""Giving conversations to people: the words for it, the list of who could have them, and the acts with their undo."""

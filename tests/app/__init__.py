"""The window's process."""

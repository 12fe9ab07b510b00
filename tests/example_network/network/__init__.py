"""The Example network."""

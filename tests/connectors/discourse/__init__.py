"""Discourse: against the fake community and the recordings."""

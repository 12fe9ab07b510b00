"""Bluesky: public posts on the AT Protocol, through the account's own server."""

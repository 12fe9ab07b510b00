"""Mastodon and the servers that speak its client API: mentions, replies, direct messages and found posts."""

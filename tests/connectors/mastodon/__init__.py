"""The Mastodon connector: its pure parts, and the whole against the fake server."""
